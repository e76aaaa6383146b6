"""The office brings in a staff list, and the headteacher confirms the new deputy."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, signs_in
from tests.people.staff_files.make_files import ADA, BEA, HEAD, changed, text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def chooses(reader: Reader, file: Path) -> None:
    reader.page.get_by_label("The list of staff").set_input_files(file)
    reader.presses("See what would change")


@pytest.mark.parametrize(("screen", "script"), [(PHONE, True), (DESK, True), (DESK, False)])
def test_a_list_comes_in_and_its_deputy_waits_for_the_head(
    screen: dict, script: bool, cast: Cast, sits: Sits, tmp_path: Path
):
    bad, good = tmp_path / "september.csv", tmp_path / "september-2.csv"
    rows = [ADA, changed(BEA, role="Deputy DSL; Teacher"),
            ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", "31/12/2027", ""]]  # fmt: skip
    bad.write_bytes(text(HEAD, changed(ADA, start="31/02/2026"), *rows[1:]).encode())
    good.write_bytes(text(HEAD, *rows).encode())
    office = sits("devinder", screen=screen, script=script)
    signs_in(office, cast.devinder)

    office.goes_to("/school/people/import/")
    chooses(office, bad)
    assert office.title == "Nothing was brought in"
    assert "February 2026 has 28 days" in office.words

    chooses(office, good)
    assert office.title == "Look before you bring it in"
    for words in ("2 new, 1 leaving and 1 waiting", "Leaving: 1", "New here: 2"):
        assert words in office.words
    office.presses("Bring in this list")
    assert office.title == "This list is in"
    assert "The list is in." in office.words

    head = sits("comfort", screen=screen, script=script)
    signs_in(head, cast.comfort)
    head.goes_to("/school/people/import/")
    head.presses("Look at it")
    assert "Bea Marsh" in head.words
    head.presses("Confirm")
    assert "That is confirmed." in head.words
    assert "Nothing is waiting" in head.words
