"""A page that carries an item: its address, and what it keeps."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client

from cms.models import ShelfPage
from courses.models import ModulePage
from people.models import User
from register.models import Item
from tests.courses import samples

pytestmark = pytest.mark.django_db


def titled(title: str) -> ModulePage:
    page = ModulePage(title=title)
    ShelfPage.objects.get(slug="modules").add_child(instance=page)
    return page


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("When a child tells you", "when-a-child-tells-you"),
        ("Diogelu plant: beth i’w ddweud", "diogelu-plant-beth-iw-ddweud"),
        ("安全", "module"),
    ],
)
def test_the_address_comes_from_the_title_in_plain_letters(title, slug):
    assert titled(title).slug == slug


def test_a_long_title_has_an_address_that_an_item_can_carry():
    assert len(titled("Keeping children safe in education " * 6).slug) <= 80


def test_two_pages_of_one_title_have_two_addresses():
    assert titled("Induction").slug != titled("Induction").slug


def test_the_address_stays_once_people_have_records_of_it():
    page = samples.draft()
    Item.objects.create(slug="induction", kind="module", title="Induction", page=page)
    page.slug = "welcome"
    with pytest.raises(ValidationError, match="records name this by “induction”"):
        page.full_clean()


def test_an_address_that_something_else_has_is_refused():
    Item.objects.create(slug="induction", kind="policy", title="Induction policy")
    with pytest.raises(ValidationError, match="“Induction policy” has that address already"):
        samples.draft()


def test_a_page_that_was_deleted_can_come_back_to_its_item():
    Item.objects.create(slug="induction", kind="module", title="Induction")
    assert samples.draft().slug == "induction"


def test_the_kept_bytes_are_plain_json_in_one_order():
    page = samples.draft()
    kept = page.snapshot_bytes()
    assert json.loads(kept)["title"] == "Induction"
    assert (
        kept == json.dumps(json.loads(kept), ensure_ascii=False, sort_keys=True, indent=1).encode()
    )


def test_a_shelf_leads_readers_to_their_own_list():
    response = Client().get("/modules/")
    assert response["Location"] == "/my-training/"


def test_a_page_itself_is_shown_to_nobody(rf):
    page = samples.draft()
    request = rf.get("/modules/induction/")
    request.user = AnonymousUser()
    assert page.serve(request)["Location"] == "/accounts/login/?next=/modules/induction/"
    request.user = User(first_name="Nadia")
    assert page.serve(request)["Location"] == "/my-training/"
