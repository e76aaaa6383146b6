"""The school in numbers: for governors, without a name, and not of fewer than five people."""

from datetime import date

import pytest
from django.test import Client

from compliance.asat import AsAt
from compliance.in_figures import figures_of
from compliance.roster import roster
from people.access import today
from people.models import School
from tests.compliance.small_school import asks, did, item, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
NAMES = ["Ada", "Ben", "Cara", "Dev", "Ewa", "Finn"]


@pytest.fixture
def here() -> School:
    """Six teachers are asked for induction, of whom two did it; one assistant is asked for more."""
    here = school()
    for slug in ("induction", "first-aid"):
        item(slug)
    asks(here, "induction")
    asks(here, "first-aid", roles=["teaching_assistant"])
    teachers = [somebody(here, name, f"Canary{name}") for name in NAMES]
    for teacher in teachers[:2]:
        did(here, teacher, "induction", date(2026, 2, 2))
    somebody(here, "Zofia", "Canaryzofia", "teaching_assistant")
    return here


def test_each_requirement_is_counted(here: School):
    found = figures_of(roster(here, AsAt(today())))

    [induction] = [each for each in found.rules if each.title == "Induction"]
    assert induction.share is not None
    assert (induction.share.asked, induction.share.in_date, induction.late) == (6, 2, 4)
    assert (found.people, found.late) == (7, 5)


def test_no_number_is_shown_where_fewer_than_five_are_asked(here: School):
    found = figures_of(roster(here, AsAt(today())))

    [aid] = [each for each in found.rules if each.title == "First aid"]
    assert (aid.share, aid.late) == (None, None)
    assert found.hidden


def test_with_the_fifth_person_there_is_a_number(here: School):
    for name in ("Una", "Vera", "Will", "Yann"):
        somebody(here, name, role="teaching_assistant")

    found = figures_of(roster(here, AsAt(today())))

    [aid] = [each for each in found.rules if each.title == "First aid"]
    assert aid.share is not None
    assert aid.share.asked == 5


def test_a_school_of_four_people_shows_no_number_at_all():
    small = school("900003")
    item("induction")
    asks(small, "induction")
    for name in NAMES[:4]:
        somebody(small, name)

    found = figures_of(roster(small, AsAt(today())))

    assert (found.share, found.late) == (None, None)


def test_a_governor_reads_numbers_and_no_name(here: School, client: Client):
    client.force_login(somebody(here, "Peter", "Willowdene", "governor"))

    page = client.get("/school/in-figures/").content.decode()

    assert "with something late" in page
    assert "Fewer than five people are asked" in page
    assert "Canary" not in page
