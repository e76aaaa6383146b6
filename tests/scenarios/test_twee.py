"""Twee 3 is read as its writer meant it, and a story of ours comes back the same."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from scenarios.arrivals import read_stories
from scenarios.imported import Imported
from scenarios.links import bracketed, links_of
from scenarios.story import BadStory, Story
from scenarios.story_file import CONTENT, read_story_file
from scenarios.twee import write_twee
from tests.scenarios.random_stories import stories
from tests.scenarios.small_stories import choice, ending, passage, story


def read(text: str | bytes) -> Imported:
    data = text if isinstance(text, bytes) else text.encode()
    (only,) = read_stories(data, ".twee")
    return only


def remarks(text: str | bytes) -> list[tuple[int, str]]:
    return [tuple(remark) for remark in read(text).remarks]


def names(text: str) -> list[str]:
    return [passage.name for passage in read(text).story.passages]


def moves(line: str) -> list[tuple[str, str]]:
    """Words and target of each choice of a story with this line in it."""
    first = read(f":: Start\n{line}").story.passages[0]
    return [(choice.words, choice.target) for choice in first.choices]


def prose(line: str) -> str:
    return read(f":: Start\n{line}\n:: A\n").story.passages[0].text


# --- There and back ----------------------------------------------------------------------------


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(stories())
def test_a_story_of_ours_comes_back_the_same_and_with_nothing_to_say(told: Story):
    back = read(write_twee(told))
    assert back.story == told
    assert (back.remarks, back.macro_moves, back.setters, back.scripts) == ((), 0, 0, 0)


def test_the_shipped_story_comes_back_the_same():
    for path in CONTENT.glob("*.toml"):
        told = read_story_file(path).story
        assert read(write_twee(told)).story == told


def test_what_we_write_shows_each_choice_as_a_link_below_the_text():
    written = write_twee(story(passage("A", choice("B", words="Go on")), ending("B")))
    assert ":: B [ending-best] {" in written
    assert "\nThis is A.\n\n[[Go on->B]]\n" in written


def test_without_our_metadata_the_links_and_the_endings_are_still_there():
    """Twine keeps tags and texts, and drops metadata that it does not know."""
    told = story(passage("A", choice("B", words="Go on")), ending("B", "unsafe"))
    bare = "\n".join(
        line.partition(" {")[0] if line.startswith("::") else line
        for line in write_twee(told).split("\n")
    )
    back = read(bare).story
    assert [(c.words, c.target) for c in back.by_name["A"].choices] == [("Go on", "B")]
    assert (back.by_name["A"].text, back.by_name["B"].ending) == ("This is A.", "unsafe")


@pytest.mark.parametrize(
    ("words", "target", "read_as"),
    [
        ("Go [now] -> on", "A [1]", ("Go (now) -> on", "A [1]")),
        ("a][b", "A | B", ("a)(b", "A | B")),
        ("Go\non", "[A", ("Go on", "[A")),
        ("Go", "A][B", ("Go", "A] [B")),
        ("Go", "A->B", ("Go", "A→B")),
        ("Go", "[[A]]", ("Go", "[ [A] ]")),
    ],
)
def test_a_link_that_we_write_leads_elsewhere_in_no_reader(words, target, read_as):
    """To the same passage where the grammar can say its name, else to none."""
    (link,) = links_of(bracketed(words, target))
    assert (link.words, link.target, link.setter) == (*read_as, "")


def test_a_text_altered_by_hand_counts_and_untouched_links_keep_their_feedback():
    told = story(passage("A", choice("B", "b"), choice("C", "c")), ending("B"), ending("C"))
    altered = write_twee(told).replace("This is A.", "This is new. [[And this->B]]")
    first = read(altered).story.by_name["A"]
    assert first.text == "This is new. And this"
    assert [(c.words, c.feedback) for c in first.choices] == [
        ("And this", ""),
        ("Go to B", "This followed."),
        ("Go to C", "This followed."),
    ]


def test_a_link_altered_by_hand_does_not_take_over_the_feedback_of_the_old_one():
    told = story(passage("A", choice("B", "b")), ending("B"))
    back = read(write_twee(told).replace("[[Go to B->B]]", "[[Ring home->B]]"))
    assert [(c.words, c.feedback) for c in back.story.by_name["A"].choices] == [("Ring home", "")]
    assert "“Go to B” is not in the text any more" in back.remarks[0].text


def test_a_passage_copied_by_hand_with_its_metadata_gets_ids_of_its_own():
    told = story(passage("A", choice("B", "b")), ending("B"))
    copied = write_twee(told) + write_twee(told)[write_twee(told).index(":: A") :]
    ids = [c.id for p in read(copied).story.passages for c in p.choices]
    assert len(ids) == len(set(ids)) == 2


def test_broken_metadata_of_ours_is_named_and_the_links_are_read():
    back = read(':: Start {"inset": {"choices": 7}}\n[[A]]\n:: A')
    assert back.remarks[0].line == 1
    assert "“Start” keeps for Inset was not read" in back.remarks[0].text
    assert len(back.story.passages[0].choices) == 1


def test_a_story_without_an_identifier_stays_without_one_through_a_file_that_has_one():
    back = read(write_twee(story(ending("A"))))
    assert (back.story.ifid, back.ifid_made_here) == ("", True)
    assert back.ifid == read(write_twee(story(ending("A")))).ifid


# --- Headings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        (":: A path", "A path"),
        ("::A path", "A path"),
        ("::   A path  ", "A path"),
        (":: A path [wood dark]", "A path"),
        (':: A path {"position":"600,400"}', "A path"),
        (':: A path [wood]   {"size":"1,2"}', "A path"),
        (r":: A \[path\]", "A [path]"),
        (r":: A \{path\} \\ \q", r"A {path} \ q"),
        (":: \\ A\\ ", " A "),
        (":: A | B -> C", "A | B -> C"),
        (":: A\u2028B", "A\u2028B"),
        (":: A [1] path", "A [1] path"),
        (":: A [path", "A [path"),
    ],
)
def test_a_heading_gives_the_name(heading, name):
    assert names(heading + "\ntext") == [name]


def test_a_heading_whose_brackets_do_not_close_is_read_as_a_name_and_said_so():
    assert remarks(":: Start\n\n:: A [path")[0][0] == 3


def test_bad_metadata_gives_a_warning_with_its_line_and_the_story_goes_on():
    text = ':: Start\n[[A]]\n:: A {"position":}\nHere.'
    assert names(text) == ["Start", "A"]
    ((line, why),) = remarks(text)
    assert line == 3
    assert "“A” was not read" in why


def test_a_passage_without_a_name_is_skipped_and_said_so():
    text = ":: Start\n::  [tag]\nLost.\n:: A\n"
    assert names(text) == ["Start", "A"]
    assert remarks(text)[0][0] == 2


def test_text_before_the_first_heading_is_skipped_and_counted():
    assert remarks("One.\n\nTwo.\n:: Start") == [(1, "2 lines before the first passage: skipped.")]


def test_a_file_without_a_heading_has_no_story():
    for text in ("", "Only words.\n :: not at the start", "\\:: no"):
        with pytest.raises(BadStory, match="no line begins with “::”"):
            read(text)


# --- Texts -------------------------------------------------------------------------------------


def test_blank_lines_at_the_end_are_dropped_and_others_kept():
    assert read(":: Start\n\n a \n\nb  \n \n\n:: A").story.passages[0].text == "\n a \n\nb  "


def test_two_colons_after_a_backslash_are_text():
    text = read(":: Start\n\\:: not a heading\nand :: here\n\\\\:: two").story.passages[0].text
    assert text == ":: not a heading\nand :: here\n\\:: two"


def test_every_kind_of_line_end_is_read_and_a_line_separator_is_text():
    for end in ("\n", "\r\n", "\r"):
        text = end.join([":: Start", "one\u2028two", "three", ":: A"])
        assert names(text) == ["Start", "A"]
        assert read(text).story.passages[0].text == "one\u2028two\nthree"


def test_scripts_and_stylesheets_are_counted_and_not_carried():
    back = read(
        ":: Start\nHi.<script>alert(1)</script>\n:: S [script]\nalert(1)\n:: C [x stylesheet]\nb{}"
    )
    assert [p.name for p in back.story.passages] == ["Start"]
    assert (back.scripts, back.styles) == (2, 1)


# --- The story's own data ----------------------------------------------------------------------


def test_title_identifier_and_start_are_read():
    back = read(':: StoryTitle\nA \n:: StoryData\n{"ifid": "X-1",\n"start": "B"}\n:: A\n:: B')
    assert (back.story.title, back.ifid, back.story.start) == ("A", "X-1", "B")
    assert (back.story.ifid, back.ifid_made_here) == ("X-1", False)
    assert [p.name for p in back.story.passages] == ["A", "B"]


def test_the_start_is_the_passage_called_start_where_nothing_else_is_said():
    assert read(":: A\n:: Start").story.start == "Start"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('{"ifid": "X",}', "StoryData was not read"),
        ("[]", "not an object in braces"),
        ("", "StoryData was not read"),
        ('{"start": 7}', "start should be text"),
        ("{" + '"a":[' * 60, "more than 50 deep"),
        ('{"a": "' + "[{" * 60 + '"}', ""),
        (r'{"start": "\ud800"}', "half a character"),
        (r'{"start": "\u0000"}', "NUL"),
        (r'{"start": "\\u0000"}', ""),
        ('{"a": NaN}', "StoryData was not read"),
    ],
)
def test_bad_story_data_gives_a_warning_with_its_line_and_the_story_goes_on(data, says):
    text = f":: Start\n:: StoryData\n{data}\n:: A"
    assert names(text) == ["Start", "A"]
    assert [(line, says in why) for line, why in remarks(text)] == ([(2, True)] if says else [])


# --- Links -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[[A]]", [("A", "A")]),
        ("[[ A ]]", [("A", "A")]),
        ("[[go->A]]", [("go", "A")]),
        ("[[go -> on -> A]]", [("go -> on", "A")]),
        ("[[A<-go]]", [("go", "A")]),
        ("[[A<-go<-on]]", [("go<-on", "A")]),
        ("[[B<-go->A]]", [("B<-go", "A")]),
        ("[[go|A]]", [("go", "A")]),
        ("[[go|on|A]]", [("go|on", "A")]),
        ("[[a|b->A]]", [("a|b", "A")]),
        ("[[->A]]", [("A", "A")]),
        ("[[A][$x to 1]]", [("A", "A")]),
        ("[[go->A][$x -> 1|2]]", [("go", "A")]),
        ("[[go|A][]]", [("go", "A")]),
        ("[[A]][[B]]", [("A", "A"), ("B", "B")]),
        ("[[ no [[A]] ]]", [("A", "A")]),
        ("[[[A]]]", [("A", "A")]),
        ("[[A]]]", [("A", "A")]),
        ("[[go [sic]->A]]", [("go [sic]", "A")]),
        ("[[/a [ | ]/ ->A]]", [("/a [ | ]/", "A")]),
        ("[[a]] [[A]]", [("a", "a"), ("A", "A")]),
        ("[[A", []),
        ("A]]", []),
        ("[[go\n->A]]", []),
        ("[[]] [[ ]] [[go->]] [[<-go]] [[go|]] [[][x]]", []),
        ("[A](B)", []),
    ],
)
def test_a_link_leads_where_the_grammar_says(line, expected):
    assert moves(line) == expected


def test_case_counts_in_a_target():
    assert moves("[[start]]") == [("start", "start")]
    assert read(":: Start\n[[start]]").story.by_name.get("start") is None


def test_setters_are_cut_off_and_counted():
    assert read(":: Start\n[[A][$x to 1]] [[B][$y to 2]] [[C]] [[D][]]").setters == 2


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Go [[north->A]] or stay.", "Go north or stay."),
        ("Look.\n[[A]]\n* [[go->A]]", "Look."),
        ("See [[our page->https://a.test/x]].", "See our page (https://a.test/x)."),
        ("[[https://a.test/x]]", "https://a.test/x"),
        ("Write to [[us->mailto:a@b.test]].", "Write to us (mailto:a@b.test)."),
        ("[[press->javascript:alert(1)]]", "press"),
        ("[[javascript:alert(1)]]", ""),
        ("[[press-> JaVa\tScript:alert(1)]]", "press"),
        ("[[data:text/html,x]] [[vbscript:x]]", ""),
    ],
)
def test_what_is_left_of_a_link_in_the_text(line, left):
    assert prose(line) == left


def test_links_to_https_are_counted_and_others_are_text_with_a_warning():
    back = read(
        ":: Start\n[[A]] [[HTTPS://a.test]] [[x->https://b.test]]\n"
        "[[http://c.test]] [[//d.test]] [[data:x]]\n[[mailto:e]]\n:: A"
    )
    assert (back.external_links, back.links) == (2, 3)
    assert [remark.line for remark in back.remarks] == [3, 3, 3, 4]


def test_a_passage_whose_name_looks_like_an_address_can_be_led_to():
    assert [
        c.target for c in read(":: Start\n[[mailto: us]]\n:: mailto: us").story.passages[0].choices
    ]


def test_a_name_with_a_colon_is_not_an_address():
    back = read(":: Start\n[[Chapter 2: home]]")
    assert (back.external_links, len(back.story.passages[0].choices)) == (0, 1)


def test_links_are_found_where_they_stand():
    (link,) = links_of("ab [[c]] d")
    assert (link.start, link.end) == (3, 8)


# --- Code that moves ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ('(link-goto: "Go", "A")', 1),
        ('(Link_Goto: "Go", "A") (goto:"A")', 2),
        ('(link: "Go")[(go-to: "A")]', 1),
        ('(display: "A")', 1),
        ("(set: $x to 1)(if: $x)[Hi] (goto) goto:", 0),
        ('<<link "Go" "A">><</link>>', 1),
        ('<<link "Go">><<goto "A">><</link>> <<goto "A">>', 2),
        ("<<button [[Go|A]]>><</button>>", 0),
        ('<<set $x to 1>><<if $x>><<include "A">><</if>>', 1),
        ("{embed passage: 'A'} {reveal link: 'x', passage: 'A'} {link to: 'A'}", 3),
        ("{reveal link: 'x', text: 'y'} {name}", 0),
        ('<a data-passage="A" class="b">Go</a> <% story.show("A") %>', 2),
        ("[[A]]", 0),
    ],
)
def test_moves_in_code_are_counted(line, count):
    assert read(f":: Start\n{line}\n:: A").macro_moves == count


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('(goto: "A")', "1 move in this story is written in Harlowe code and was not read."),
        ("<<goto $x>> " * 3, "3 moves in this story are written in SugarCube code and were not"),
        ("{embed passage: 'A'} " * 2, "2 moves in this story are written in Chapbook code and"),
    ],
)
def test_moves_in_code_are_said_in_one_sentence_with_the_line_of_the_first(line, says):
    ((number, why),) = remarks(f":: Start\nHi.\n{line}\n:: A")
    assert number == 3
    assert says in why


def test_the_code_is_called_by_the_storys_own_format():
    text = ':: StoryData\n{"format": "snowman"}\n:: Start\n<a data-passage="A">\n:: A'
    assert "written in Snowman code" in read(text).not_read


# --- Bytes -------------------------------------------------------------------------------------

CAFE = ":: Start\nThe café"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_or_without_its_mark(encoding):
    assert read(CAFE.encode(encoding)).story.passages[0].text == "The café"


def test_big_endian_utf_16_is_read():
    assert read(b"\xfe\xff" + CAFE.encode("utf-16-be")).story.passages[0].text == "The café"


def test_anything_else_is_read_as_windows_1252_with_a_line_to_look_at():
    back = read((CAFE + " – “so”").encode("cp1252"))
    assert back.story.passages[0].text == "The café – “so”"
    ((line, why),) = back.remarks
    assert line == 2
    assert "Windows-1252" in why
    assert "The café – “so”" in why


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b":: Start\n\0", "NUL"),
        (CAFE.encode("utf-16-le"), "NUL"),
        (b"\xff\xfe:\0:\0\0", "UTF-16-LE and is not"),
        (b"\xff\xfe\x00\xd8", "UTF-16-LE and is not"),
        (b" " * 10_000_001, "larger than 10 MB"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_a_sentence(data, says):
    with pytest.raises(BadStory, match=says):
        read(data)


def test_too_much_is_refused_with_a_sentence():
    with pytest.raises(BadStory, match="more than 10,000 passages"):
        read("".join(f":: {n}\n" for n in range(10_001)))
    with pytest.raises(BadStory, match="more than 30,000 links"):
        read(":: Start\n" + "[[A]]" * 30_001)


def test_a_story_whose_passage_is_called_like_a_special_one_keeps_it():
    told = story(passage("StoryData", choice("StoryTitle")), ending("StoryTitle"))
    assert read(write_twee(replace(told, title=""))).story == replace(told, title="")
