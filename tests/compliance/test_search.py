"""Search: whatever words somebody brings, they find what is in force for them, and only that."""

import json
from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client

from compliance.search import Document, find, in_short, marked, passage, stem, wanted
from compliance.terms import TERMS
from courses.models import LessonRead
from people.access import today
from people.models import School, User
from policies.files import PDF
from register.actions import publish_edition
from register.models import SHARED, Item

WHO = "The designated safeguarding lead decides what happens next."
PARTNERS = "Our local safeguarding partners say when to refer a child."


def document(title: str, *paragraphs: str, slug: str = "one") -> Document:
    told = [
        passage("a", "The first lesson", text, first=not at) for at, text in enumerate(paragraphs)
    ]
    return Document(slug, "module", title, f"/modules/{slug}/", tuple(told))


def titles(query: str, *documents: Document) -> list[str]:
    return [hit.document.title for hit in find(documents, wanted(query)).hits]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("DSP", "The DSL decides."),
        ("designated senior person", WHO),
        ("LSCB", PARTNERS),
        ("CAF", "An early help assessment comes first."),
        ("CRB", "Every DBS check is seen."),
        ("e-safety", "Online safety is everybody’s."),
        ("peer on peer abuse", "Child-on-child abuse is never banter."),
        ("serious case review", "A child safeguarding practice review said so."),
        ("dinner ladies", "Each midday supervisor is told."),
        ("statement of SEN", "The EHC plan says how."),
        ("fixed term exclusion", "A suspension is no cure."),
    ],
)
def test_a_retired_word_finds_what_it_is_called_today(typed, said):
    [word] = wanted(typed)
    assert word.retired
    assert titles(typed, document("It", said), document("Else", "Wash your hands.")) == ["It"]


def test_every_retired_word_of_the_list_finds_each_of_todays():
    for term in TERMS:
        for old in term.retired:
            [word] = wanted(old)
            assert word.retired, old
            for new in word.retired.now:
                assert titles(old, document("It", f"So {new} is said.")) == ["It"], (old, new)


def test_a_word_that_stays_in_a_phrase_that_is_still_said_is_not_corrected():
    assert [each.retired for each in wanted("professional disagreement")] == [None]


def test_a_word_of_today_finds_an_older_text_and_nobody_is_corrected():
    [word] = wanted("DSL")
    assert word.retired is None
    assert titles("DSL", document("Old", "Tell the DSP at once.")) == ["Old"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("referrals", "Refer it today."),
        ("REFERRED", "A referral is made."),
        ("policies", "This policy is ours."),
        ("child", "Children come first."),
        ("allergy", "Allergies are serious."),
        ("Zoe’s", "Zoë knows."),
        ("low level", "A low-level concern."),
    ],
)
def test_endings_hyphens_accents_and_capitals_do_not_matter(typed, said):
    assert titles(typed, document("It", said), document("Else", "Wash your hands.")) == ["It"]


def test_a_word_typed_wrongly_is_taken_for_the_one_like_it_and_says_so():
    found = find([document("It", WHO)], wanted("safegaurding"))
    assert [hit.document.title for hit in found.hits] == ["It"]
    assert found.spelled == (("safegaurding", "safeguarding"),)


def test_a_word_that_is_like_nothing_finds_nothing():
    assert not find([document("It", WHO)], wanted("zebra")).hits


def test_what_has_all_the_words_comes_alone():
    both, one = document("Both", "Phones are put away at lunch."), document("One", "Eat lunch.")
    assert titles("phones at lunch", one, both) == ["Both"]


def test_where_nothing_has_all_the_words_those_with_most_are_shown_and_it_says_so():
    found = find([document("One", "Eat lunch slowly.")], wanted("lunch telescope"))
    assert [hit.document.title for hit in found.hits] == ["One"]
    assert not found.whole


def test_a_title_comes_before_a_text_that_only_mentions_it():
    mentions = document("Code of conduct", "See what we do about phones, and phones again.")
    assert titles("phones", mentions, document("Phones", "Put away.")) == [
        "Phones",
        "Code of conduct",
    ]


def test_little_words_are_not_looked_for_unless_they_are_all_there_is():
    assert titles("what is the behaviour", document("It", "Behaviour tells.")) == ["It"]
    assert wanted("the")
    assert not wanted("  ?! ")


def test_the_words_are_marked_as_they_stand_and_nothing_is_lost():
    pieces = marked(WHO, wanted("DSL"))
    assert [words for words, hit in pieces if hit] == ["designated safeguarding lead"]
    assert "".join(words for words, _ in pieces) == WHO
    assert all(before[1] != after[1] for before, after in pairwise(pieces))


def test_a_long_paragraph_is_cut_between_words_around_what_was_found():
    cut = in_short("Well and good. " * 40 + WHO + " And so on." * 40, wanted("DSL"))
    assert "designated safeguarding lead" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) < 300


def test_a_slot_is_no_word():
    assert not titles("dsl", document("It", "Ask {dsl} today."))
    assert stem("DSLs") == "dsl"


# Of the editions that the reader's school goes by.


def module(slug: str, title: str, text: str, chain: str = SHARED, **more: object) -> None:
    """A module of one lesson, published."""
    lesson = {
        "id": "first",
        "type": "lesson",
        "value": {
            "title": "The first lesson",
            "lead": "",
            "content": [{"id": "x", "type": "text", "value": f"<p>{text}</p>"}],
        },
    }
    kept = {
        "kind": "module",
        "lead": "",
        "why": "",
        "lessons": [lesson],
        "quiz": {"lead": "Secret"},
    }
    publish(slug, title, json.dumps(kept).encode(), chain, kind="module", **more)


def publish(
    slug, title, data, chain, *, kind, media_type="application/json", on=None, **more
) -> None:
    address = f"/{'policies' if kind == 'policy' else 'modules'}/{slug}/"
    Item.objects.get_or_create(
        slug=slug, defaults={"kind": kind, "title": title, "address": address}
    )
    publish_edition(
        item=slug,
        chain=chain,
        title=title,
        data=data,
        media_type=media_type,
        grade="reread",
        published_on=on or today(),
        approved_by="tests",
        by="tests",
        **more,
    )


@pytest.fixture
def larkfield(db: None) -> School:
    return School.objects.create(
        urn="100001", name="Larkfield Primary School", phone="01632 960110"
    )


@pytest.fixture
def nadia(larkfield: School) -> User:
    from people.actions import add_person, open_post

    user = add_person(school=larkfield, first_name="Nadia", last_name="Fernhollow", by="tests")
    open_post(school=larkfield, person=user.ref, role="teacher", starts_on=today(), by="tests")
    return user


@pytest.fixture
def browser(nadia: User) -> Client:
    client = Client()
    client.force_login(nadia)
    return client


def said(browser: Client, query: str) -> str:
    return browser.get("/search/", {"q": query}).content.decode()


def test_the_page_says_what_it_is_called_today_and_marks_the_words(browser):
    module("induction", "Induction", WHO)
    html = said(browser, "DSP")
    assert "You searched for DSP: today it is called designated safeguarding lead (DSL)." in html
    assert "<mark>designated safeguarding lead</mark>" in html
    assert "/modules/induction/first/#:~:text=designated%20safeguarding%20lead" in html


def test_a_schools_own_edition_stands_in_for_the_shared_one(browser, larkfield):
    module("phones", "Phones", "Giraffes everywhere.")
    module("phones", "Phones", "Penguins everywhere.", larkfield.urn)
    assert "Phones" in said(browser, "penguins")
    assert "Nothing found" in said(browser, "giraffes")


def test_another_schools_edition_one_of_tomorrow_and_questions_are_not_found(browser):
    School.objects.create(urn="100002", name="Whitmere Infant School")
    module("theirs", "Theirs", "Penguins everywhere.", "100002")
    module("soon", "Soon", "Penguins everywhere.", on=today() + timedelta(days=1))
    module("ours", "Ours", "Nothing of that.")
    for query in ("penguins", "secret"):
        html = said(browser, query)
        assert "Nothing found" in html
        assert "Theirs" not in html
        assert "Soon" not in html


def test_who_is_in_the_middle_of_an_edition_finds_what_they_are_reading(browser, nadia):
    module("phones", "Phones", "Giraffes everywhere.")
    LessonRead.objects.create(
        person=nadia.ref, item="phones", lesson="first", edition=1, read_at="2026-01-05T09:00Z"
    )
    module("phones", "Phones", "Penguins everywhere.")
    assert "Nothing found" in said(browser, "penguins")
    assert "Nothing found" not in said(browser, "giraffes")


def test_an_edition_that_was_withdrawn_is_not_what_somebody_is_reading(browser, nadia):
    module("phones", "Phones", "Giraffes everywhere.")
    LessonRead.objects.create(
        person=nadia.ref, item="phones", lesson="first", edition=1, read_at="2026-01-05T09:00Z"
    )
    module("phones", "Phones", "Penguins everywhere.", withdraws=True)
    assert "Nothing found" in said(browser, "giraffes")
    assert "Nothing found" not in said(browser, "penguins")


def test_a_policy_is_found_by_its_section_whole_even_for_who_signed_an_earlier_one(browser):
    section = {"id": "s1", "title": "Phones", "body": "<p>Put <b>away</b> at the gate.</p>"}
    kept = {"kind": "policy", "lead": "", "sections": [section], "questions": [{"text": "Secret"}]}
    publish("conduct", "Conduct", json.dumps(kept).encode(), SHARED, kind="policy")
    assert "/policies/conduct/?whole=1#s1:~:text=gate." in said(browser, "gate")
    assert "Nothing found" in said(browser, "secret")


def test_a_file_is_found_by_its_title(browser):
    publish("kcsie", "Part one", b"%PDF-1.4 x", SHARED, kind="document", media_type=PDF)
    assert "<mark>Part</mark> one" in said(browser, "part")


def test_what_a_school_fills_in_is_filled_in_and_what_is_typed_is_never_html(browser):
    module("induction", "Induction", "Ask {office} about parking &amp; keys.")
    html = said(browser, "parking")
    assert "Ask the school office on 01632 960110 about <mark>parking</mark> &amp; keys." in html
    assert "<script>" not in said(browser, "<script>alert(1)</script>")


def test_without_words_or_without_a_result_everything_to_read_is_listed(browser):
    module("induction", "Induction", WHO)
    for query in ("", "zebra"):
        assert 'href="/modules/induction/"' in said(browser, query)


def test_who_has_no_school_finds_shared_modules_and_no_policy(browser, nadia, django_user_model):
    nobody = django_user_model.objects.create_user(first_name="Sam")
    browser.force_login(nobody)
    module("induction", "Induction", "Penguins everywhere.")
    publish("p", "Penguin policy", b'{"kind": "policy", "sections": []}', SHARED, kind="policy")
    html = said(browser, "penguins")
    assert "Induction" in html
    assert "Penguin policy" not in html


def test_it_asks_the_database_as_much_for_one_text_as_for_three(
    browser, django_assert_max_num_queries
):
    module("one", "One", WHO)
    said(browser, "DSP")
    for slug in ("two", "three"):
        module(slug, slug, WHO)
    with django_assert_max_num_queries(14):
        assert "3 things to read" in said(browser, "DSP")


def test_strangers_are_asked_to_sign_in(db):
    assert Client().get("/search/?q=DSP").status_code == 302


def test_the_box_is_on_every_page_but_the_search_itself(browser):
    header = 'aria-label="Search modules and policies"'
    assert header in browser.get("/my-training/").content.decode()
    assert header not in said(browser, "")
