"""What somebody meets who signed an earlier edition: first what is different."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import School, User
from policies.differences import between, differences, heading, spans
from policies.texts import Section, Text, text_of
from register.models import Content, Edition
from tests.policies.reading import (
    DOCUMENT,
    POLICY,
    form_on,
    next_edition,
    sign,
    signatures,
    signed_in,
    text,
    uploaded,
)

TODAY = date(2026, 11, 25)


def newer(*bodies: str, **more: str) -> Edition:
    return next_edition(*bodies, on=TODAY, what_changed="How soon, and why.", **more)


def text_with(*bodies: str, statement: str = "I have read it.") -> Text:
    sections = tuple(Section(f"s{n}", f"Part {n}", body) for n, body in enumerate(bodies, start=1))
    return Text(kind="policy", statement=statement, sections=sections)


def test_whoever_signed_before_opens_on_what_is_different(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    page = at_bethans.get(POLICY)
    shown = text(page)
    assert "One thing changed since you signed" in shown
    assert "You signed edition 1 on Wednesday 25 November 2026." in shown
    assert "Edition 2 has applied since Wednesday 25 November 2026." in shown
    assert "How soon, and why." in shown
    assert "Section 2 is word for word as before." in shown
    assert "Write it down." not in shown


def test_words_taken_out_and_put_in_are_said_to_those_who_listen(
    policy: Edition, at_bethans: Client, ruth: User
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    html = at_bethans.get(POLICY).content.decode()
    assert (
        '<p>Tell Ruth Otterby <del><span class="vh">taken out: </span>the same day</del>'
        '<ins><span class="vh">put in: </span>at once</ins>.</p>'
    ) in html


def test_the_whole_text_is_one_link_away_and_leads_back(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    assert 'href="?whole=1"' in at_bethans.get(POLICY).content.decode()
    whole = at_bethans.get(POLICY, {"whole": "1"})
    assert "Write it down." in text(whole)
    assert 'href="?"' in whole.content.decode()


@pytest.mark.parametrize("address", [POLICY, f"{POLICY}?whole=1"])
def test_it_is_signed_from_the_differences_as_from_the_whole(
    policy: Edition, at_bethans: Client, address: str
) -> None:
    sign(at_bethans)
    edition = newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    sign(at_bethans, address)
    assert [each.digest for each in signatures()] == [policy.digest, edition.digest]


def test_a_name_that_does_not_fit_comes_back_to_the_differences(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    answer = sign(at_bethans, name="Somebody")
    assert "One thing to put right" in text(answer)
    assert "One thing changed since you signed" in text(answer)


def test_the_differences_are_since_the_edition_that_was_signed_last(
    policy: Edition, at_bethans: Client
) -> None:
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it all down.</p>")
    html = at_bethans.get(POLICY).content.decode()
    assert "the same day" not in html
    assert 'Write it <ins><span class="vh">put in: </span>all</ins> down.' in html


def test_who_has_signed_nothing_yet_reads_the_whole(policy: Edition, at_bethans: Client) -> None:
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    shown = text(at_bethans.get(POLICY))
    assert "since you signed" not in shown
    assert "Write it down." in shown


def test_what_somebody_else_signed_is_nothing_to_go_by(
    policy: Edition, at_bethans: Client, ruth: User
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    assert "since you signed" not in text(signed_in(ruth).get(POLICY))


def test_a_correction_of_white_space_says_that_no_word_is_different(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} the  same\u00a0day.</p>", "<p>Write it down.</p>")
    shown = text(at_bethans.get(POLICY))
    assert "Nothing changed since you signed" in shown
    assert "No word of it is different." in shown
    assert form_on(at_bethans.get(POLICY))


def test_markup_that_somebody_wrote_as_text_stays_text(policy: Edition, at_bethans: Client) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} &lt;script&gt;alert(1)&lt;/script&gt;.</p>", "<p>Write it down.</p>")
    html = at_bethans.get(POLICY).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_two_files_cannot_be_compared_word_by_word(
    document: Edition, larkfield: School, at_bethans: Client
) -> None:
    sign(at_bethans, DOCUMENT)
    uploaded(larkfield, "Part one, again", "2026")
    assert "The 2026 edition." in text(at_bethans.get(DOCUMENT))


def test_differences_ask_the_database_no_more_than_reading_does(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    at_bethans.get(POLICY)
    with CaptureQueriesContext(connection) as asked:
        at_bethans.get(POLICY)
    assert len(asked) <= 14


def test_a_statement_that_changed_is_shown_too() -> None:
    found = between(
        text_with("<p>One.</p>"), text_with("<p>One.</p>", statement="I shall read it.")
    )
    assert [heading(section) for section in found.sections] == ["What you sign"]
    assert found.same == (1,)


def test_a_text_written_anew_says_so() -> None:
    old, new = "<p>Keep phones in the lockers all day.</p>", "<p>Nobody swims alone, ever.</p>"
    assert between(text_with(old), text_with(new)).mostly_new
    assert not between(text_with(old * 9), text_with(old * 9 + new)).mostly_new


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (["a", "b"], ["a", "b", "c"], ["Section 3: C (new)"]),
        (["a", "b"], ["b"], ["Section 1 before: A (taken out)"]),
        (["a", "b", "c"], ["c", "a", "b"], ["Section 1: C (moved: it was section 3)"]),
    ],
)
def test_a_heading_says_what_became_of_a_section(
    old: list[str], new: list[str], said: list[str]
) -> None:
    def made_of(ids: list[str]) -> Text:
        sections = tuple(Section(each, each.upper(), f"<p>All about {each}.</p>") for each in ids)
        return Text(kind="policy", statement="", sections=sections)

    found = between(made_of(old), made_of(new))
    assert [heading(section) for section in found.sections] == said


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1], "1"),
        ([1, 2], "1 and 2"),
        ([1, 3, 5, 6, 7], "1, 3 and 5 to 7"),
        ([2, 3, 9], "2, 3 and 9"),
    ],
)
def test_numbers_are_said_briefly(numbers: list[int], words: str) -> None:
    assert spans(numbers) == words


def test_a_text_whose_bytes_were_lost_is_not_compared_with(
    policy: Edition, at_bethans: Client
) -> None:
    sign(at_bethans)
    newer("<p>Tell {dsl} at once.</p>", "<p>Write it down.</p>")
    text_of.cache_clear()
    differences.cache_clear()
    Content.objects.filter(digest=policy.digest).delete()
    assert "Write it down." in text(at_bethans.get(POLICY))
