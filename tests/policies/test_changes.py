"""What a careful person would mark between two editions: a table of edits, and laws."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.changes import Section, changes
from policies.paragraphs import paragraphs_of, words_of
from policies.words import IN, KEPT, OUT
from tests.policies.marked import Part, marked, marked_sections, p, table, ul

WORRIED = (
    "If you are worried about a child, tell the designated safeguarding lead, Maurice Tarnfield, "
    "or his deputy."
)
RUTH = (
    "If you are worried about a child, tell the designated safeguarding lead, Ruth Otterby, or a "
    "deputy, Kwame Thistlemere or Leila Brackenshaw."
)
SOON = "Write down what you saw or heard as soon as you can, in the child’s own words."
TODAY = (
    "Write down what you saw or heard the same day, before you go home, in the child’s own words."
)
DAYS = ("Who | How often", "Teacher | 3 years", "Safeguarding lead | 2 years", "Governor | once")


def parts(*told: tuple[str, str, str]) -> list[Part]:
    return [Part(*each) for each in told]


A = ("a", "Who to tell", p("Tell the lead the same day, in person."))
B = ("b", "How soon", p("The same day, before you go home."))
D = (
    "d",
    "Writing it down",
    p("Use the child’s own words, and sign it.", "Hand in your first notes to the lead."),
)
SHORTER_D = ("d", "Writing it down", p("Use the child’s own words, and sign it."))

# What it is an edit of, before, after, the marks. In order: words, paragraphs, lists, tables,
# headings and links, and what nobody can see.
EDITS = [
    ("nothing", p("Tell the DSL."), p("Tell the DSL."), []),
    (
        "a word",
        p("Tell the DSL today."),
        p("Tell the head today."),
        ["~ Tell the [-DSL-] {+head+} today."],
    ),
    (
        "a word put in",
        p("Tell the DSL."),
        p("Tell the deputy DSL."),
        ["~ Tell the {+deputy+} DSL."],
    ),
    (
        "a word taken out",
        p("You should always tell the DSL."),
        p("You should tell the DSL."),
        ["~ You should [-always-] tell the DSL."],
    ),
    (
        "the first word",
        p("Always tell the DSL."),
        p("Tell the DSL."),
        ["~ [-Always tell-] {+Tell+} the DSL."],
    ),
    ("one little word", p("You must not run."), p("You must run."), ["~ You must [-not-] run."]),
    ("the last word", p("Do it soon."), p("Do it now."), ["~ Do it [-soon-]{+now+}."]),
    ("a number", p("Within 14 days."), p("Within 7 days."), ["~ Within [-14-] {+7+} days."]),
    (
        "pence",
        p("It costs £1,000.50 a year."),
        p("It costs £1,000.55 a year."),
        ["~ It costs £[-1,000.50-] {+1,000.55+} a year."],
    ),
    ("a capital", p("You must tell."), p("You MUST tell."), ["~ You [-must-] {+MUST+} tell."]),
    (
        "a question mark for a full stop",
        p("Tell somebody."),
        p("Tell somebody?"),
        ["~ Tell somebody[-.-]{+?+}"],
    ),
    ("a comma", p("Ask, then tell."), p("Ask then tell."), ["~ Ask [-,-] then tell."]),
    (
        "a hyphen that changes the meaning",
        p("Then re-sign it."),
        p("Then resign it."),
        ["~ Then [-re-sign-] {+resign+} it."],
    ),
    (
        "names of people",
        p(WORRIED),
        p(RUTH),
        [
            "~ If you are worried about a child, tell the designated safeguarding lead, "
            "[-Maurice Tarnfield-]{+Ruth Otterby+}, or [-his-] {+a+} deputy"
            "{+, Kwame Thistlemere or Leila Brackenshaw+}."
        ],
    ),
    (
        "when, in other words",
        p(SOON),
        p(TODAY),
        [
            "~ Write down what you saw or heard [-as soon as you can-]"
            "{+the same day, before you go home+}, in the child’s own words."
        ],
    ),
    (
        "two words apart",
        p("The lead tells the parents within two days of the meeting."),
        p("The deputy tells the parents within three days of the meeting."),
        [
            "~ The [-lead-] {+deputy+} tells the parents within [-two-] {+three+} days of "
            "the meeting."
        ],
    ),
    (
        "sentence put in",
        p("Tell the DSL. Write it down."),
        p("Tell the DSL. Tell the head. Write it down."),
        ["~ Tell the DSL. {+Tell the head.+} Write it down."],
    ),
    (
        "sentence in front",
        p("Tell the DSL."),
        p("Tell the head. Tell the DSL."),
        ["~ {+Tell the head.+} Tell the DSL."],
    ),
    (
        "sentence out",
        p("Tell the DSL. Do not ring home. Write it down."),
        p("Tell the DSL. Write it down."),
        ["~ Tell the DSL. [-Do not ring home.-] Write it down."],
    ),
    (
        "sentences swapped",
        p("Tell the DSL first. Then write it all down in the log."),
        p("Then write it all down in the log. Tell the DSL first."),
        ["~ [-Tell the DSL first.-] Then write it all down in the log. {+Tell the DSL first.+}"],
    ),
    (
        "written anew",
        p("Mobile phones are kept in lockers and are never used near children."),
        p("Staff may use their own devices in the staffroom, at break and at lunch."),
        [
            "- Mobile phones are kept in lockers and are never used near children.",
            "+ Staff may use their own devices in the staffroom, at break and at lunch.",
        ],
    ),
    (
        "written anew but for start",
        p("Phones are kept in lockers all day long."),
        p("Phones may be used in the staffroom at break."),
        [
            "- Phones are kept in lockers all day long.",
            "+ Phones may be used in the staffroom at break.",
        ],
    ),
    (
        "paragraph put in",
        p("One is here.", "Three is there."),
        p("One is here.", "Two is new, and in the middle.", "Three is there."),
        ["+ Two is new, and in the middle."],
    ),
    (
        "paragraph out",
        p("One is here.", "Two goes.", "Three is there."),
        p("One is here.", "Three is there."),
        ["- Two goes."],
    ),
    (
        "paragraph at the end",
        p("One is here."),
        p("One is here.", "If nobody replies, ask."),
        ["+ If nobody replies, ask."],
    ),
    ("all new", "", p("One is here."), ["+ One is here."]),
    ("all gone", p("One is here."), "", ["- One is here."]),
    (
        "a paragraph moved up",
        p("One is the first of all.", "Two is short.", "Three was the last of all."),
        p("Three was the last of all.", "One is the first of all.", "Two is short."),
        ["> Three was the last of all.", "< Three was the last of all."],
    ),
    (
        "two that changed places",
        p("Short one.", "This one is a good deal longer than the other."),
        p("This one is a good deal longer than the other.", "Short one."),
        ["< Short one.", "> Short one."],
    ),
    (
        "moved and changed",
        p(
            "Tell the lead the same day.",
            "Write it down before you go home.",
            "Ring 999 if a child is in danger now.",
        ),
        p(
            "Ring 999 at once if a child is in danger now.",
            "Tell the lead the same day.",
            "Write it down before you go home.",
        ),
        [
            "> Ring 999 {+at once+} if a child is in danger now.",
            "< Ring 999 if a child is in danger now.",
        ],
    ),
    (
        "a paragraph split",
        p("Tell the lead. Write it down."),
        p("Tell the lead.", "Write it down."),
        [],
    ),
    (
        "two joined",
        p("Tell the lead at once.", "Write it down."),
        p("Tell the lead at once. Write it down."),
        [],
    ),
    (
        "item put in",
        ul("Listen", "Stay calm"),
        ul("Listen", "Do not question", "Stay calm"),
        ["+ Do not question"],
    ),
    (
        "item out",
        ul("Listen", "Do not question", "Stay calm"),
        ul("Listen", "Stay calm"),
        ["- Do not question"],
    ),
    (
        "item changed",
        ul("Listen to them", "Stay calm"),
        ul("Listen to the child", "Stay calm"),
        ["~ Listen to [-them-]{+the child+}"],
    ),
    (
        "item moved",
        ul("Listen first of all", "Stay calm", "Write it down"),
        ul("Stay calm", "Write it down", "Listen first of all"),
        ["< Listen first of all", "> Listen first of all"],
    ),
    ("short item replaced", ul("Milk", "Eggs"), ul("Milk", "Nuts"), ["- Eggs", "+ Nuts"]),
    (
        "numbered list renumbered",
        "<ol><li>Tell</li><li>Write</li></ol>",
        "<ol><li>Ring 999</li><li>Tell</li><li>Write</li></ol>",
        ["+ Ring 999"],
    ),
    ("list to paragraphs", ul("Listen", "Stay calm"), p("Listen", "Stay calm"), []),
    (
        "nested list",
        "<ul><li>Ask<ul><li>gently</li></ul></li></ul>",
        "<ul><li>Ask<ul><li>gently</li><li>once</li></ul></li></ul>",
        ["+ once"],
    ),
    (
        "a table cell",
        table(*DAYS),
        table(
            "Who | How often", "Teacher | 2 years", "Safeguarding lead | 2 years", "Governor | once"
        ),
        ["~ Teacher | [-3-] {+2+} years"],
    ),
    (
        "row put in",
        table(*DAYS),
        table(*DAYS[:3], "First aider | 3 years", DAYS[3]),
        ["+ First aider | 3 years"],
    ),
    ("row out", table(*DAYS), table(*DAYS[:2], DAYS[3]), ["- Safeguarding lead | 2 years"]),
    (
        "row moved",
        table(*DAYS),
        table(DAYS[0], *DAYS[2:], DAYS[1]),
        ["< Teacher | 3 years", "> Teacher | 3 years"],
    ),
    (
        "column put in",
        table(*DAYS[:2]),
        table("Who | Where | How often", "Teacher | the hall | 3 years"),
        ["~ Who | {+Where+} | How often", "~ Teacher | {+the hall+} | 3 years"],
    ),
    (
        "column out",
        table("Who | Where | How often", "Teacher | the hall | 3 years"),
        table(*DAYS[:2]),
        ["~ Who | [-Where-] | How often", "~ Teacher | [-the hall-] | 3 years"],
    ),
    (
        "a row for the same people, all else new",
        table("Teacher | every three years, in the hall"),
        table("Teacher | online, once, and before they begin"),
        ["~ Teacher | [-every three years, in the hall-]{+online, once, and before they begin+}"],
    ),
    (
        "heading",
        "<h3>Who to tell</h3><p>The lead.</p>",
        "<h3>Who to turn to</h3><p>The lead.</p>",
        ["~ Who to [-tell-]{+turn to+}"],
    ),
    ("bold print", p("You <b>must</b> tell."), p("You must tell."), []),
    (
        "link elsewhere",
        p('See <a href="https://example.org/a">the form</a>.'),
        p('See <a href="https://example.org/b">the form</a>.'),
        ["~ See the form ([-https://example.org/a-]{+https://example.org/b+})."],
    ),
    (
        "a number that became a link",
        p('Ring <a href="tel:116123">116 123</a>.'),
        p("Ring 116 123."),
        [],
    ),
    (
        "a name that the school fills in",
        p("Tell {dsl} today."),
        p("Tell {head} today."),
        ["~ Tell [-{dsl}-] {+{head}+} today."],
    ),
    (
        "another such name",
        p("Tell {dsl}."),
        p("Tell {dsl} or {deputies}."),
        ["~ Tell {dsl} {+or {deputies}+}."],
    ),
    ("white space", "<p>Tell  the\n DSL.</p>", "<p> Tell the DSL. </p>\n\n", []),
    ("a non-breaking space", p("Within 14&nbsp;days."), p("Within 14 days."), []),
    ("thin spaces", p("Within 14\u202fdays,\u2009say."), p("Within 14 days, say."), []),
    ("line break", p("Tell<br/>the DSL."), p("Tell the DSL."), []),
    ("soft hyphen", p("Safe\u00adguarding"), p("Safeguarding"), []),
    ("accents written another way", p("Zoe\u0308 Müller"), p("Zoë Mu\u0308ller"), []),
    ("curly and straight quotation marks", p("“Don’t” — he said"), p('"Don\'t" - he said'), []),
    ("ellipsis", p("Well… yes"), p("Well... yes"), []),
    ("en dash", p("Ages 3–5"), p("Ages 3-5"), []),
    ("a non-breaking hyphen", p("Re‑sign it"), p("Re-sign it"), []),
    ("ligature", p("The oﬃce"), p("The office"), []),
    ("the same sign written as HTML", p("Fish &amp; chips &#8217;"), p("Fish & chips ’"), []),
    (
        "a Cyrillic letter that looks Latin",
        p("The pаrents"),
        p("The parents"),
        ["~ The [-pаrents-]{+parents+}"],
    ),
    (
        "a sign that turns text round",
        p("The \u202eparents"),
        p("The parents"),
        ["- The [U+202E]parents", "+ The parents"],
    ),
    ("empty paragraphs", p("One.", "", "Two."), p("One.", "Two."), []),
    (
        "same item twice",
        ul("Yes", "No", "Yes", "No"),
        ul("Yes", "No", "Yes", "Perhaps", "No"),
        ["+ Perhaps"],
    ),
    (
        "a paragraph said twice",
        p("Tell the lead.", "Write it down."),
        p("Tell the lead.", "Write it down.", "Tell the lead."),
        ["+ Tell the lead."],
    ),
    ("markup inside a word", p("un<b>believ</b>able"), p("unbelievable"), []),
]
SECTIONS = [
    (
        "section put in",
        parts(A, B),
        parts(A, ("n", "If nobody replies", p("Ask by the end of the next day.")), B),
        ["+→2 If nobody replies"],
    ),
    ("section out", parts(A, B, D), parts(A, D), ["-2→ How soon"]),
    ("section moved", parts(A, B, D), parts(D, A, B), [">3→1 Writing it down (moved)"]),
    (
        "section renamed",
        parts(A, B),
        parts(A, ("b", "How quickly", B[2])),
        ["~2→2 How quickly", "~ How [-soon-]{+quickly+}"],
    ),
    ("section id changed", parts(A, B), parts(A, ("x", *B[1:])), []),
    (
        "section id & title changed",
        parts(A, D),
        parts(A, ("x", "Notes", D[2])),
        ["~2→2 Notes", "~ [-Writing it down-]{+Notes+}"],
    ),
    (
        "paragraph to another section",
        parts(A, D),
        parts(("a", A[1], A[2] + p("Hand in your first notes to the lead.")), SHORTER_D),
        [
            "~1→1 Who to tell",
            "> Hand in your first notes to the lead. (Writing it down)",
            "~2→2 Writing it down",
            "< Hand in your first notes to the lead. (Who to tell)",
        ],
    ),
    (
        "to a new section",
        parts(A, D),
        parts(A, SHORTER_D, ("n", "First notes", p("Hand in your first notes to the lead."))),
        [
            "~2→2 Writing it down",
            "< Hand in your first notes to the lead. (First notes)",
            "+→3 First notes",
            "> Hand in your first notes to the lead. (Writing it down)",
        ],
    ),
    (
        "moved and changed across",
        parts(A, D),
        parts(("a", A[1], A[2] + p("Hand in all of your first notes to the lead.")), SHORTER_D),
        [
            "~1→1 Who to tell",
            "> Hand in {+all of+} your first notes to the lead. (Writing it down)",
            "~2→2 Writing it down",
            "< Hand in your first notes to the lead. (Who to tell)",
        ],
    ),
    (
        "short alike elsewhere not moved",
        parts(("a", "A", p("Yes.", "Tell the lead.")), ("b", "B", p("No."))),
        parts(("a", "A", p("Tell the lead.")), ("b", "B", p("No.", "Yes."))),
        ["~1→1 A", "- Yes.", "~2→2 B", "+ Yes."],
    ),
    (
        "moved section changed",
        parts(A, B, D),
        parts(
            (
                "d",
                D[1],
                p(
                    "Use the child’s own words, and date it.",
                    "Hand in your first notes to the lead.",
                ),
            ),
            A,
            B,
        ),
        ["~3→1 Writing it down (moved)", "~ Use the child’s own words, and [-sign-] {+date+} it."],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "marks"), [each[1:] for each in EDITS], ids=[each[0] for each in EDITS]
)
def test_an_edit_is_marked_as_a_careful_person_would(old: str, new: str, marks: list[str]) -> None:
    assert marked(old, new) == marks


@pytest.mark.parametrize(
    ("old", "new", "marks"), [each[1:] for each in SECTIONS], ids=[each[0] for each in SECTIONS]
)
def test_an_edit_of_sections_is_marked_where_it_happened(
    old: list[Part], new: list[Part], marks: list[str]
) -> None:
    assert marked_sections(old, new) == marks


def test_there_are_as_many_edits_as_were_promised() -> None:
    assert len(EDITS) + len(SECTIONS) >= 40


@pytest.mark.parametrize(
    ("old", "new", "things"),
    [
        (p("One is here."), p("One is here."), 0),
        (p(WORRIED, SOON), p(RUTH, TODAY), 2),
        (p("One is here."), p("Two is new.", "One is here.", "Three is new.", "So is four."), 2),
        (p("One is first.", "Two is second."), p("Two is second.", "One is first."), 1),
        (p("Keep phones in lockers."), p("Use devices at break only."), 1),
    ],
)
def test_differences_are_counted_as_somebody_would_count_them(
    old: str, new: str, things: int
) -> None:
    (section,) = changes([Part("s", "A", old)], [Part("s", "A", new)])
    assert section.things == things


def test_a_new_section_counts_as_one_thing_however_long_it_is() -> None:
    found = changes(parts(A), parts(A, D))
    assert [section.things for section in found] == [0, 1]


# --- 60 pages --------------------------------------------------------------------------------


def sixty_pages() -> list[Part]:
    """27,000 words in 1,500 paragraphs and 30 sections."""
    rng = Random(60)
    known = [f"word{n}" for n in range(3_000)]
    common = [1 / (n + 3) for n in range(3_000)]
    return [
        Part(
            f"s{n}",
            f"Section {n}",
            p(*(" ".join(rng.choices(known, common, k=18)) + "." for _ in range(50))),
        )
        for n in range(30)
    ]


def edited(pages: list[Part]) -> list[Part]:
    """A word put in, a paragraph moved within its section and one to another, a section gone."""
    new = list(pages)
    body = pages[3].body.replace("</p><p>", "</p>\n<p>").split("\n")
    body.insert(40, body.pop(2))
    travels = body.pop(20)
    new[3] = Part("s3", "Section 3", "".join(body).replace(" word7 ", " a new word ", 1))
    new[9] = Part("s9", "Section 9", pages[9].body + travels)
    del new[20]
    return new


def test_sixty_pages_show_the_few_edits_that_were_made() -> None:
    pages = sixty_pages()
    marks = "".join(words[0] for words in marked_sections(pages, edited(pages)))
    assert marks == "~~<<>~>-"


def test_sixty_pages_take_less_than_a_fifth_of_a_second() -> None:
    pages = sixty_pages()
    newer = edited(pages)
    took = []
    for _ in range(5):
        start = time.process_time()
        changes(pages, newer)
        took.append(time.process_time() - start)
    assert min(took) < 0.2


# --- laws ------------------------------------------------------------------------------------

sentences = st.lists(
    st.sampled_from(["the", "lead", "tells", "a", "child", "not", "at", "once", "{dsl}", "7", "–"]),
    min_size=1,
    max_size=12,
).map(lambda words: " ".join(words) + ".")
bodies = st.lists(st.tuples(st.sampled_from([p, ul, table]), sentences), max_size=6).map(
    lambda told: "".join(shape(text) for shape, text in told)
)
texts = st.lists(
    st.tuples(st.sampled_from("abcd"), sentences, bodies),
    max_size=4,
    unique_by=lambda each: each[0],
).map(lambda told: parts(*told))


def said(part: Part) -> list[str]:
    """The words of a section, in order."""
    found = [
        words_of(part.title),
        *(cell for each in paragraphs_of(part.body) for cell in each.cells),
    ]
    return [key for words in found for key in words.keys]


def shown(section: Section, *, marks: set[str], runs: set[str]) -> list[str]:
    """The words of a section's lines and runs that bear one of these marks."""
    text = [
        "".join(run.text for run in cell if run.mark in runs)
        for line in section.lines
        if line.mark in marks
        for cell in line.cells
    ]
    return [key for words in map(words_of, text) for key in words.keys]


@given(texts, texts)
def test_what_stayed_and_what_was_put_in_is_the_new_text(old: list[Part], new: list[Part]) -> None:
    found = [section for section in changes(old, new) if section.number]
    now = [
        shown(each, marks={"same", "changed", "moved", "added"}, runs={KEPT, IN}) for each in found
    ]
    assert now == [said(part) for part in new]


@given(texts, texts)
def test_what_stayed_and_what_was_taken_out_is_the_old_text(
    old: list[Part], new: list[Part]
) -> None:
    found = sorted(
        (section for section in changes(old, new) if section.was), key=lambda each: each.was or 0
    )
    then = [
        shown(each, marks={"same", "changed", "left", "removed"}, runs={KEPT, OUT})
        for each in found
    ]
    assert then == [said(part) for part in old]


@given(texts)
def test_nothing_is_marked_where_nothing_changed(text: list[Part]) -> None:
    assert {section.mark for section in changes(text, text)} <= {"same"}


@given(texts, texts)
def test_a_place_in_each_text_is_told_once(old: list[Part], new: list[Part]) -> None:
    found = changes(old, new)
    assert [section.number for section in found if section.number] == list(range(1, len(new) + 1))
    assert sorted(section.was for section in found if section.was) == list(range(1, len(old) + 1))


@given(st.text(max_size=80))
def test_any_text_at_all_can_be_compared(text: str) -> None:
    (section,) = changes([Part("s", "A", p("One."))], [Part("s", text, text)])
    assert section.number == section.was == 1
