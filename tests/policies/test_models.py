"""The page of a policy, as its editor has it, and what an edition keeps of it."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from cms.models import NotReady, ShelfPage
from people.models import School, User
from policies.models import PolicyPage
from register import content
from register.models import Edition
from tests.policies.reading import draft, next_edition, text


def kept(edition: Edition) -> dict:
    return json.loads(content.fetch(edition.digest).data)


def test_an_edition_keeps_sections_statement_and_sources_as_plain_data(policy: Edition) -> None:
    told = kept(policy)
    assert told["kind"] == "policy"
    assert told["sections"][0] == {
        "id": "part-1",
        "title": "Part 1",
        "body": "<p>Tell {dsl} the same day.</p>",
    }
    assert told["statement"] == "I have read this policy and will follow it."
    assert told["sources"][0]["cite"] == "Education Act 2002"
    assert told["model_note"] == ""


def test_a_section_keeps_its_id_from_edition_to_edition(policy: Edition) -> None:
    newer = next_edition(
        "<p>Tell {dsl} at once.</p>", on=date(2026, 11, 2), what_changed="How soon."
    )
    assert kept(newer)["sections"][0]["id"] == kept(policy)["sections"][0]["id"]


def test_the_same_draft_gives_the_same_bytes(policy: Edition) -> None:
    page = PolicyPage.objects.get(slug="child-protection")
    again = PolicyPage.objects.get(slug="child-protection")
    assert page.snapshot_bytes() == again.snapshot_bytes()


def test_a_new_policy_begins_with_a_sentence_to_sign(db: None) -> None:
    assert PolicyPage().statement == (
        "I have read and understood this policy. I know who to tell, and I will follow it."
    )


@pytest.mark.parametrize(
    ("bodies", "statement", "said"),
    [
        ([], "I have read it.", "Write at least one section."),
        ([""], "I have read it.", "Section 1: give it a title and a text."),
        (["<p>Text.</p>"], " ", "Say what people sign, in a sentence."),
    ],
)
def test_what_cannot_be_signed_is_not_published(
    larkfield: School, bodies: list[str], statement: str, said: str
) -> None:
    with pytest.raises(NotReady, match=said):
        next_edition(*bodies, on=date(2026, 9, 1), what_changed="First.", statement=statement)


def test_a_sentence_too_long_for_a_record_is_refused(db: None) -> None:
    with pytest.raises(ValidationError, match="500 characters"):
        draft("<p>Text.</p>", statement="x" * 501)


def test_policies_stand_on_their_own_shelf(db: None) -> None:
    shelves = {shelf.slug: PolicyPage.can_exist_under(shelf) for shelf in ShelfPage.objects.all()}
    assert shelves == {"modules": False, "policies": True, "scenarios": False}


def test_an_editor_sees_the_draft_as_a_reader_would_and_cannot_sign_it(
    policy: Edition, ruth: User
) -> None:
    page = draft("<p>Not agreed yet. Tell {dsl}.</p>")
    request = RequestFactory().get("/")
    request.user, request.session = ruth, {}
    shown = page.get_latest_revision_as_object().serve_preview(request, "")
    assert "Not agreed yet. Tell Ruth Otterby." in text(shown)
    assert "A draft, as readers would see it." in text(shown)
    assert 'id="sign"' not in shown.content.decode()
