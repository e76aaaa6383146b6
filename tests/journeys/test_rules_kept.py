"""The DSL keeps the rules of the school and puts a record right; her deputy is the second one."""

from datetime import timedelta
from pathlib import Path

import pytest

from people.access import today
from people.models import User
from register.models import Record
from tests.journeys.conftest import Reader, Sits, steps_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def adopts_a_bundle(ruth: Reader) -> None:
    ruth.goes_to("/school/requirements/")
    ruth.presses("Adopt a bundle")
    ruth.presses("Recruitment panels")
    ruth.presses("Try these out")
    assert ruth.title.startswith("This makes nobody late on Monday")
    ruth.presses("Adopt these 2 rules")
    assert "2 rules are adopted" in ruth.words


def adds_a_rule_of_the_schools_own(ruth: Reader) -> None:
    ruth.presses("Add one of your own")
    page = ruth.page
    page.get_by_label("What do you call it?").fill("Lone working")
    page.get_by_label("What do people do?").select_option("Something else")
    page.get_by_label("If it is something else: its name").fill("Lone working talk")
    page.get_by_label("Teachers", exact=True).check()
    page.get_by_label("Within how many days of starting?").fill("0")
    page.get_by_label("After so many months", exact=True).check()
    page.get_by_label("Where does it say so?").fill("Staff handbook")
    page.get_by_label("From which day is it asked?").fill(str(today() - timedelta(days=30)))
    ruth.presses("Try it out")
    assert "One thing to put right" in ruth.words
    page.get_by_label("Once is enough").check()
    ruth.presses("Try it out")
    assert "people late on Monday" in ruth.title
    assert "Imran Wintermoss" in ruth.words
    ruth.presses("Go back and change it")
    assert page.get_by_label("What do you call it?").input_value() == "Lone working"
    ruth.presses("Try it out")
    ruth.presses("Adopt this rule")
    assert "Lone working is asked from" in ruth.words


def asks_for_more_time(ruth: Reader) -> None:
    ruth.presses("Lone working")
    ruth.presses("Change it")
    ruth.page.get_by_label("Asked since").fill(str(today()))
    ruth.page.get_by_label("Why, if a second lead").fill("Nobody had been told.")
    ruth.presses("Try it out")
    assert "Would stop being late" in ruth.words or "nobody late" in ruth.title
    ruth.presses("Ask a second lead")
    assert "A second lead decides" in ruth.words


def agrees(kwame: Reader, what: str) -> None:
    kwame.goes_to("/school/approvals/")
    kwame.presses(what)
    kwame.presses("I agree")
    assert "Agreed, and done." in kwame.words


def asks_to_make_void(ruth: Reader, imran: User) -> None:
    ruth.goes_to(f"/school/people/{imran.ref}/")
    ruth.presses("Correct a record")
    ruth.presses("This is wrong")
    ruth.page.get_by_label("What is wrong with this record?").fill("It was another Imran.")
    ruth.presses("Ask a second lead")
    assert "You asked for this, so another lead decides." in ruth.words


def excuses_and_takes_it_back(ruth: Reader, imran: User) -> None:
    ruth.goes_to(f"/school/people/{imran.ref}/put-right/")
    ruth.presses("Excuse Imran something")
    ruth.page.get_by_label("Excused what?").select_option("Safeguarding update")
    ruth.page.get_by_label("To which day?").fill(str(today() + timedelta(days=60)))
    ruth.page.get_by_label("Why?").fill("Seconded to the trust.")
    ruth.presses("Excuse Imran")
    ruth.goes_to(f"/school/people/{imran.ref}/put-right/")
    ruth.presses("End it or take it back")
    ruth.page.get_by_label("It was a mistake").check()
    ruth.page.get_by_label("Why?").fill("The wrong person.")
    ruth.presses("Write it down")
    assert "took back the exemption" in ruth.words


def brings_in_training(ruth: Reader, folder: Path) -> None:
    bad, good = folder / "bad.csv", folder / "good.csv"
    bad.write_text("Person,Training,Done on\nImran Wintermoss,First aid at work,31/02/2025\n")
    good.write_text(
        "Person,Training,Done on,Provider,Note,Evidence\n"
        "Imran Wintermoss,First aid at work,14/03/2025,Red Cross,Card seen,card.pdf\n"
    )
    ruth.goes_to("/school/training-before/")
    ruth.page.get_by_label("The file, as CSV").set_input_files(bad)
    ruth.presses("Look at it first")
    assert ruth.title == "1 row to put right first"
    ruth.presses("Choose the file again")
    ruth.page.get_by_label("The file, as CSV").set_input_files(good)
    ruth.presses("Look at it first")
    assert ruth.title == "1 record to bring in"
    card = folder / "card.pdf"
    card.write_bytes(b"%PDF-1.4 a card")
    ruth.page.get_by_label("Where does this list come from?").fill("The office.")
    ruth.page.get_by_label("Certificates that the rows name").set_input_files(card)
    ruth.presses("I declare that these were done")
    assert "another lead decides" in ruth.words


def test_rules_are_kept_and_records_put_right_by_two_people(
    sits: Sits, demo: None, tmp_path: Path
) -> None:
    ruth, kwame = sits("ruth-rules"), sits("kwame-rules")
    steps_in(ruth, "Ruth Otterby")
    steps_in(kwame, "Kwame Thistlemere")
    imran = User.objects.get(last_name="Wintermoss")

    adopts_a_bundle(ruth)
    adds_a_rule_of_the_schools_own(ruth)
    asks_for_more_time(ruth)
    agrees(kwame, "Ask for “Lone working” since")
    asks_to_make_void(ruth, imran)
    agrees(kwame, "Imran Wintermoss: make void")
    excuses_and_takes_it_back(ruth, imran)
    brings_in_training(ruth, tmp_path)
    agrees(kwame, "Bring in one record")

    kwame.goes_to(f"/school/people/{imran.ref}/")
    assert "Ruth Otterby asked for the record" in kwame.words
    assert "was made void by Kwame Thistlemere: It was another Imran." in kwame.words
    declared = (
        "Training declared: “First aid at work”, “Red Cross: Card seen”, written down by Ruth"
    )
    assert declared in kwame.words
    assert Record.objects.get(item="first-aid-at-work", person=imran.ref).kind == "declared"
