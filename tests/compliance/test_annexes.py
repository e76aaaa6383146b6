"""A school's own annex to a shared policy: signed with it, and it follows the policy."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from people.access import today
from people.models import School, User
from policies.texts import text_of
from register.editions import editions_of, in_force
from register.models import Edition, Record
from register.verify import verify
from tests.compliance.small_school import asks, school, somebody
from tests.policies.reading import NAME, next_edition, sign, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
ADDRESS = "/school/publish/annex/child-protection/"


@pytest.fixture
def there() -> School:
    return school("900002", "Millbrook")


@pytest.fixture
def bethan(here: School) -> Client:
    return signed_in(somebody(here, *NAME.split()))


@pytest.fixture
def shared(here: School) -> Edition:
    return next_edition("<p>Tell {dsl}.</p>", on=date(2026, 9, 1), what_changed="First edition.")


def press(who: User, words: str, **sent: Any) -> Any:
    told = {"words": words, "grade": "reread", "what_changed": "Our gate."}
    return signed_in(who).post(
        ADDRESS, told | {"approved_by": "the headteacher"} | sent, follow=True
    )


def test_the_annex_is_the_last_section_and_is_signed_with_the_policy(
    here: School, ruth: User, bethan: Client, shared: Edition
) -> None:
    press(ruth, "The gate is shut at nine.\n\n- Ask {dsl}.")
    page = text(bethan.get("/policies/child-protection/"))
    assert "2. At Larkfield Primary School The gate is shut at nine. Ask Ruth Otterby." in page
    assert "You read and sign both together." in page
    sign(bethan)
    record = Record.objects.get(kind="signed")
    assert [part.title for part in text_of(record.digest).sections] == [
        "Part 1",
        "At Larkfield Primary School",
    ]
    assert list(verify())


def test_another_school_reads_the_policy_without_it(
    here: School, there: School, ruth: User, shared: Edition
) -> None:
    press(ruth, "The gate is shut at nine.")
    assert in_force("child-protection", there.urn, today()) == shared


def test_a_new_edition_of_the_policy_comes_with_the_annex(
    here: School, ruth: User, shared: Edition
) -> None:
    press(ruth, "The gate is shut at nine.")
    next_edition("<p>Tell {dsl} today.</p>", on=today(), what_changed="When.")
    now = in_force("child-protection", here.urn, today())
    assert now
    assert [part.body for part in text_of(now.digest).sections] == [
        "<p>Tell {dsl} today.</p>",
        "<p>The gate is shut at nine.</p>",
    ]
    assert (now.what_changed, now.grade, now.number) == ("When.", "reread", 3)


def test_an_edition_that_is_still_to_come_has_the_annex_on_its_day(
    here: School, ruth: User, shared: Edition
) -> None:
    later = today() + timedelta(days=30)
    next_edition("<p>Tell {dsl} today.</p>", on=later, what_changed="When.")
    press(ruth, "The gate is shut at nine.")
    sections = {
        on: [part.body for part in text_of(edition.digest).sections]
        for on in (today(), later)
        if (edition := in_force("child-protection", here.urn, on))
    }
    assert sections == {
        today(): ["<p>Tell {dsl}.</p>", "<p>The gate is shut at nine.</p>"],
        later: ["<p>Tell {dsl} today.</p>", "<p>The gate is shut at nine.</p>"],
    }


def test_whoever_signed_without_it_sees_it_as_what_is_new(
    here: School, ruth: User, bethan: Client, shared: Edition
) -> None:
    sign(bethan)
    press(ruth, "The gate is shut at nine.")
    page = text(bethan.get("/policies/child-protection/"))
    assert "One thing changed since you signed" in page
    assert "Section 2: At Larkfield Primary School (new)" in page


def test_the_evidence_still_shows_the_edition_that_was_signed_without_it(
    here: School, ruth: User, bethan: Client, shared: Edition
) -> None:
    asks(here, "child-protection", title="Child protection policy")
    sign(bethan)
    press(ruth, "The gate is shut at nine.")
    shown = signed_in(ruth).get("/school/policies/child-protection/").context["editions"]
    assert [(each.edition.number, each.signatures) for each in shown] == [(2, 0), (1, 1)]


def test_an_annex_that_is_taken_out_is_gone_from_the_next_edition(
    here: School, ruth: User, shared: Edition
) -> None:
    press(ruth, "The gate is shut at nine.")
    press(ruth, "", what_changed="No gate any more.")
    now = in_force("child-protection", here.urn, today())
    assert now
    assert len(text_of(now.digest).sections) == 1
    assert editions_of("child-protection", here.urn).count() == 2


def test_html_in_an_annex_is_shown_and_never_obeyed(
    here: School, ruth: User, bethan: Client, shared: Edition
) -> None:
    press(ruth, "<script>alert(1)</script>")
    html = bethan.get("/policies/child-protection/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"words": ""}, "This is your annex already. Nothing has changed."),
        ({"words": "x" * 20_001}, "at most 20000 characters"),
        ({"what_changed": ""}, "Say in a sentence what changed."),
        ({"approved_by": "the governing body"}, "Say in which meeting the governors approved it."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_published(
    here: School, ruth: User, shared: Edition, sent: dict[str, str], said: str
) -> None:
    assert said in text(press(ruth, **({"words": "Our gate."} | sent)))
    assert Edition.objects.count() == 1


def test_a_policy_that_is_a_file_takes_no_annex(
    here: School, ruth: User, settings: Any, tmp_path: Any
) -> None:
    from django.core.files.base import ContentFile
    from wagtail.documents.models import Document

    from tests.policies.reading import pdf

    settings.MEDIA_ROOT = tmp_path
    file = Document.objects.create(title="P", file=ContentFile(pdf("One"), name="p.pdf"))
    next_edition(on=date(2026, 9, 1), what_changed="First.", document=file)
    assert "This policy is a PDF" in text(press(ruth, "Our gate."))
    assert Edition.objects.count() == 1
