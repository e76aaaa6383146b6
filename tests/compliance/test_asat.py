"""As at: any past day, as it stood and as it was known then, on the board and a person's page."""

import json
import re
from dataclasses import dataclass
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from compliance.actions import excuse
from compliance.models import Exemption
from people.actions import begin_leave, end_post, open_post
from people.models import Leave, Post, Trust, User
from register.actions import void_record
from register.ledger import append
from tests.compliance.small_school import OFFICE, asks, did, published, school, somebody

pytestmark = pytest.mark.django_db

MONDAY = "2026-11-23T08:10:00Z"
TUESDAY = "2026-11-24T08:10:00Z"
AS_AT = re.compile(r"As at \w+ \d+ \w+ \d+, [^.]*(\.\d\d [ap]m)?\.")


def page(client: Client, address: str, **choice: str) -> str:
    """The words of a page without filters, buttons and the sentence that says as at when."""
    answer = client.get(address, choice)
    assert answer.status_code == 200
    main = BeautifulSoup(answer.content, "html.parser").main
    for part in main.select("form.filters, .noprint"):
        part.decompose()
    return " ".join(AS_AT.sub("", main.get_text(" ", strip=True)).split())


@dataclass
class Seen:
    """What there is to see of a day: the board, every why, each person's page, the command."""

    board: str
    whys: list[str]
    people: list[str]
    standings: list[dict]


@pytest.fixture
def looks(client, capsys):
    def looks(ruth: User, *, known_at: str = "", **choice: str) -> Seen:
        client.force_login(ruth)
        known = ["--known-at", known_at] if known_at else []
        call_command("standings", "--school=900001", "--on=2026-11-23", "--json", *known)
        rows = json.loads(capsys.readouterr().out)
        asked = [row for row in rows if row["status"] != "not_required"]
        return Seen(
            board=page(client, "/school/", **choice),
            whys=[
                page(client, "/school/", why=f"{row['person']}:{row['requirement']}", **choice)
                for row in asked
            ],
            people=[
                page(client, f"/school/people/{ref}/", **choice)
                for ref in sorted({row["person"] for row in asked})
            ],
            standings=rows,
        )

    return looks


@pytest.fixture
def here(time_machine):
    time_machine.move_to("2026-01-05T09:00:00Z", tick=False)
    return school(trust=Trust.objects.create(name="The Wychlark Trust"))


def some_history(here) -> dict[str, User]:
    """People with something of every kind behind them."""
    roles = ["teacher", "dsl", "office"]
    asks(here, "induction", roles=roles)
    asks(here, "update", roles=roles, renewal="months", months=12)
    people = {name: somebody(here, name) for name in ("Ada", "Ben", "Cleo", "Dev", "Eve")}
    published("shared", "induction", 1, date(2026, 1, 2))
    for person in people.values():
        did(here, person, "induction", date(2026, 2, 2), edition=1)
    begin_leave(
        school=here, person=people["Dev"].ref, kind="sick", starts_on=date(2026, 11, 2), by=OFFICE
    )
    excuse(
        school=here,
        person=people["Eve"].ref,
        requirement="update",
        starts_on=date(2026, 3, 2),
        ends_on=None,
        reason="Took it elsewhere.",
        by=OFFICE,
    )
    return people


def a_day_of_changes(here, people: dict[str, User]) -> None:
    """Every kind of fact that changes standings, and all of it about days before today."""
    long_ago = date(2026, 3, 2)
    end_post(post=Post.objects.get(person=people["Ada"].ref), ends_on=date(2026, 11, 20), by=OFFICE)
    open_post(school=here, person=people["Ben"].ref, role="office", starts_on=long_ago, by=OFFICE)
    somebody(here, "Femi", from_=long_ago)
    begin_leave(
        school=here, person=people["Cleo"].ref, kind="unpaid", starts_on=long_ago, by=OFFICE
    )
    away = Leave.objects.get(person=people["Dev"].ref)
    back = Leave(
        ref=away.ref,
        person=away.person,
        kind=away.kind,
        starts_on=away.starts_on,
        ends_on=date(2026, 11, 9),
    )
    append(here.urn, f"leave:{away.ref}:1", back, by=OFFICE)
    excused = Exemption.objects.get(person=people["Eve"].ref)
    taken_back = Exemption(
        ref=excused.ref,
        person=excused.person,
        requirement="update",
        starts_on=excused.starts_on,
        reason=excused.reason,
        withdrawn=True,
    )
    append(here.urn, f"exemption:{excused.ref}:1", taken_back, by=OFFICE)
    asks(here, "update", title="Yearly update", roles=["teacher"], first_due_days=60)
    asks(here, "conduct", roles=["teacher", "dsl"])
    published("shared", "induction", 2, date(2026, 10, 1), must_redo=True)
    published(here.urn, "update", 1, date(2026, 10, 1))
    did(here, people["Ben"], "update", date(2026, 11, 2))
    there = school("900002", "Millbrook", trust=here.trust)
    did(there, people["Dev"], "update", date(2026, 11, 2))
    wrong = people["Eve"].ref
    record = did(here, people["Eve"], "conduct", date(2026, 4, 1))
    void_record(chain=here.urn, record=record, reason="It was another Eve.", by=OFFICE)
    first = type(record).objects.get(person=wrong, item="induction")
    void_record(chain=here.urn, record=first, reason="She was away that day.", by=OFFICE)


def test_yesterday_as_it_was_known_then_is_yesterdays_board_to_the_letter(
    here, ruth, looks, time_machine
):
    people = some_history(here)
    time_machine.move_to(MONDAY, tick=False)
    on_monday = looks(ruth)

    time_machine.move_to(TUESDAY, tick=False)
    a_day_of_changes(here, people)
    as_known_then = looks(
        ruth, known_at="2026-11-23T23:59:59.999999Z", on="2026-11-23", known="then"
    )
    as_it_stood = looks(ruth, on="2026-11-23")

    assert as_known_then == on_monday
    assert as_it_stood.board != on_monday.board
    assert as_it_stood.people != on_monday.people


def test_each_kind_of_change_alone_leaves_yesterday_as_it_was_known(
    here, ruth, looks, time_machine
):
    """So that none of them hides behind another."""
    people = some_history(here)
    time_machine.move_to(MONDAY, tick=False)
    on_monday = looks(ruth).board
    time_machine.move_to(TUESDAY, tick=False)
    cleo = people["Cleo"]
    changes = [
        lambda: somebody(here, "Femi", from_=date(2026, 3, 2)),
        lambda: asks(here, "update", first_due_days=300),
        lambda: published("shared", "induction", 2, date(2026, 10, 1), must_redo=True),
        lambda: did(here, cleo, "update", date(2026, 11, 2)),
        lambda: begin_leave(
            school=here, person=cleo.ref, kind="sick", starts_on=date(2026, 3, 2), by=OFFICE
        ),
    ]
    before = looks(ruth, on="2026-11-23").board
    for change in changes:
        change()
        after = looks(ruth, on="2026-11-23").board
        assert after != before
        before = after
        assert looks(ruth, on="2026-11-23", known="then").board == on_monday


def test_the_day_ends_at_midnight_in_london(here, ruth, client, time_machine):
    asks(here, "induction", roles=["dsl"])
    time_machine.move_to("2026-06-30T22:59:00Z", tick=False)  # 23.59 in London
    did(here, ruth, "induction", date(2026, 6, 30))
    time_machine.move_to("2026-06-30T23:01:00Z", tick=False)  # 1 July in London
    asks(here, "update", roles=["dsl"])
    client.force_login(ruth)

    words = page(client, "/school/", on="2026-06-30", known="then")

    assert "In date" in words
    assert "Update" not in words


def test_somebody_who_has_left_since_is_on_the_board_of_a_past_day(
    here, ruth, client, time_machine
):
    time_machine.move_to(TUESDAY, tick=False)
    asks(here, "induction")
    somebody(here, "Imran", "Wintermoss")
    end_post(post=Post.objects.last(), ends_on=date(2026, 7, 21), by=OFFICE)
    client.force_login(ruth)

    assert "Imran Wintermoss" not in page(client, "/school/")
    assert "Imran Wintermoss" in page(client, "/school/", on="2026-03-14")


def test_a_persons_page_can_be_asked_as_at_a_past_day(here, ruth, client, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    asks(here, "induction")
    imran = somebody(here, "Imran", "Wintermoss")
    time_machine.move_to(TUESDAY, tick=False)
    did(here, imran, "induction", date(2026, 3, 9))
    client.force_login(ruth)
    address = f"/school/people/{imran.ref}/"

    stood = page(client, address, on="2026-03-14")
    then = page(client, address, on="2026-03-14", known="then")
    later = page(client, address, on="2026-03-05")

    assert stood.startswith("Imran Wintermoss has everything in date")
    assert then.startswith("Imran Wintermoss is late with one thing")
    assert "Did “Induction”" in stood
    assert "Did “Induction”" not in then
    assert "Did “Induction”" not in later


def test_somebody_not_known_yet_is_said_not_to_have_been_there(here, ruth, client, time_machine):
    time_machine.move_to(TUESDAY, tick=False)
    asks(here, "induction")
    imran = somebody(here, "Imran", "Wintermoss")
    client.force_login(ruth)

    words = page(client, f"/school/people/{imran.ref}/", on="2026-03-14", known="then")

    assert words.startswith("Imran Wintermoss was not on the staff list")


def test_a_day_before_anything_was_written_down_says_so_and_how_to_see_it(
    here, ruth, client, time_machine
):
    time_machine.move_to(TUESDAY, tick=False)
    asks(here, "induction")
    client.force_login(ruth)

    html = client.get("/school/", {"on": "2026-03-14", "known": "then"}).content.decode()

    assert "Nothing had been written down by then" in html
    assert "As it stood</option>" in html


def test_links_lead_to_pages_of_the_same_day(here, ruth, client, time_machine):
    time_machine.move_to(TUESDAY, tick=False)
    asks(here, "induction")
    imran = somebody(here, "Imran")
    client.force_login(ruth)

    html = client.get("/school/", {"on": "2026-03-14", "known": ""}).content.decode()
    then = client.get("/school/", {"on": "2026-10-01", "known": "then"}).content.decode()

    assert f'href="/school/people/{imran.ref}/?on=2026-03-14"' in html
    assert f'href="?on=2026-03-14&amp;why={imran.ref}:induction#why"' in html
    assert "known=then" not in html
    assert "known=then" not in then or "on=2026-10-01&amp;known=then" in then


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "31/12/2026", "0000-01-01"])
def test_a_bad_day_is_one_sentence_and_the_page_of_today(here, ruth, client, time_machine, day):
    time_machine.move_to(TUESDAY, tick=False)
    client.force_login(ruth)
    for address in ("/school/", f"/school/people/{ruth.ref}/"):
        answer = client.get(address, {"on": day, "known": "then"})

        assert answer.status_code == 200
        assert "Write the day as 2026-03-14, or leave it out for today." in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1847-03-02", "2026-11-24"])
@pytest.mark.parametrize("known", ["", "then", "sometime"])
def test_any_day_of_the_calendar_has_an_answer(here, ruth, client, time_machine, day, known):
    time_machine.move_to(TUESDAY, tick=False)
    asks(here, "induction", roles=["dsl"], renewal="months", months=12)
    did(here, ruth, "induction", date(2026, 2, 2))
    client.force_login(ruth)

    for address in ("/school/", f"/school/people/{ruth.ref}/"):
        assert client.get(address, {"on": day, "known": known}).status_code == 200
