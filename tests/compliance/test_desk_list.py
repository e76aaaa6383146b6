"""Signing at the desk: the short list, the record that names both, and the receipt."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from cms.drafts import save_draft
from compliance.publishing import publish_page
from people.access import today
from people.desk_code import code_of
from people.models import Visit
from people.visits import confirm
from policies.models import PolicyPage
from register.models import Item, Record
from register.verify import verify
from tests.cast import Cast, gather
from tests.compliance.small_school import asks

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = gather()
    page = save_draft(
        PolicyPage,
        shelf="policies",
        slug="two-sides",
        title="Two sides",
        lead="Who to tell.",
        why="So that you know who to tell.",
        minutes=4,
        statement="I have read these two sides.",
        sections=json.dumps(
            [
                {
                    "type": "section",
                    "id": "s",
                    "value": {"title": "Tell", "body": "<p>Tell {dsl}.</p>"},
                }
            ]
        ),
    )
    publish_page(page=page, grade="correction", what_changed="First.", by="x", on=today())
    Item.objects.create(slug="course", kind="module", title="Induction course", address="/m/")
    for slug in ("two-sides", "course"):
        asks(
            cast.school,
            slug,
            title=slug,
            roles=["volunteer"],
            first_due_days=0,
            applies_from=today() - timedelta(days=200),
        )
    return cast


@pytest.fixture
def tablet(cast: Cast) -> Client:
    """Halima, let in by the office."""
    tablet = Client()
    tablet.post(f"/desk/{code_of(cast.school).code}/", {"surname": "Oakhanger"})
    confirm(visit=Visit.objects.get(), person=cast.halima.ref, by=cast.devinder.ref)
    tablet.post("/desk/wait/")
    return tablet


def signs(tablet: Client, address: str = "/policies/two-sides/", **sent: str):
    page = tablet.get(address).content.decode()
    found = dict(
        re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.split('id="sign"')[1])
    )
    return tablet.post(address, found | {"name": "Halima Oakhanger"} | sent, follow=True)


def test_the_list_holds_what_can_be_read_and_signed_and_names_the_rest(cast, tablet: Client):
    page = tablet.get("/desk/list/").content.decode()

    assert "One thing to read and sign" in page
    assert "Two sides" in page
    assert page.index("Not for today’s visit") < page.index("Induction course")


def test_the_record_names_both_and_says_that_it_was_at_the_desk(cast: Cast, tablet: Client):
    signs(tablet)

    record = Record.objects.get(person=cast.halima.ref)
    assert (record.how, record.witness, record.by) == ("desk", cast.devinder.ref, cast.halima.ref)
    assert record.kind == "signed"
    assert record.who
    assert record.digest
    assert list(verify(cast.school.urn))


def test_whatever_the_form_says_the_witness_is_who_let_them_in(cast: Cast, tablet: Client):
    signs(tablet, witness=cast.imran.ref, how="self", by=cast.ruth.ref)

    record = Record.objects.get(person=cast.halima.ref)
    assert (record.how, record.witness, record.by) == ("desk", cast.devinder.ref, cast.halima.ref)


def test_after_signing_the_receipt_stands_on_the_list_with_the_witness(cast, tablet: Client):
    page = signs(tablet)

    words = page.content.decode()
    assert page.redirect_chain[-1][0] == "/desk/list/"
    assert "That is everything. Thank you" in words
    assert "Devinder Ashgrove" in words
    assert "I have read these two sides." in words


def test_large_print_stays_large_from_the_list_to_the_receipt(cast: Cast, tablet: Client):
    assert "/policies/two-sides/?large=1" in tablet.get("/desk/list/?large=1").content.decode()
    page = signs(tablet, "/policies/two-sides/?large=1")

    assert page.redirect_chain[-1][0] == "/desk/list/?large=1"
    assert '<html lang="en-GB" class="large">' in page.content.decode()


def test_another_name_than_ones_own_is_not_signed_with(cast: Cast, tablet: Client):
    page = signs(tablet, name="Devinder Ashgrove")

    assert "The school has your name as" in page.content.decode()
    assert not Record.objects.exists()


def test_after_handing_back_the_form_signs_nothing(cast: Cast, tablet: Client):
    page = tablet.get("/policies/two-sides/").content.decode()
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    tablet.post("/desk/end/")
    tablet.post("/policies/two-sides/", found | {"name": "Halima Oakhanger"})

    assert not Record.objects.exists()


def test_somebody_with_a_session_of_their_own_has_their_own_list(client: Client, cast: Cast):
    client.force_login(cast.halima)

    assert client.get("/desk/list/")["Location"] == "/my-training/"


def test_signed_by_oneself_the_record_names_no_witness(client: Client, cast: Cast):
    client.force_login(cast.halima)
    signs(client)

    record = Record.objects.get(person=cast.halima.ref)
    assert (record.how, record.witness) == ("self", None)


def test_the_persons_page_says_in_front_of_whom(client: Client, cast: Cast, tablet: Client):
    signs(tablet)
    client.force_login(cast.ruth)

    page = client.get(f"/school/people/{cast.halima.ref}/").content.decode()
    assert "in front of Devinder Ashgrove" in page
