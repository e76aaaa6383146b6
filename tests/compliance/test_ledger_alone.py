"""The board's numbers, `standings --json` and a recomputation from the ledger alone are one."""

import io
import json
import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.management import call_command

from compliance import corrections, history, requirements
from compliance.actions import adopt_row, draft_requirement, end_exemption, excuse
from compliance.approvals import approve
from compliance.history_file import read_table
from compliance.history_rows import check_rows
from compliance.models import Exemption, Requirement
from people.access import today
from people.actions import begin_leave, end_post, open_post
from people.models import Post, School, Trust, User
from register.actions import publish_edition, write_record
from register.models import SHARED, Record
from tests.compliance.from_ledger import case_of
from tests.compliance.naive import evaluate

pytestmark = pytest.mark.django_db
ORDER = ["late", "due_soon", "to_do", "paused", "excused", "current", "not_required"]
WORDS = {
    "late": "late",
    "due_soon": "with something due soon",
    "to_do": "with something to do",
    "paused": "on leave",
    "excused": "excused",
    "current": "with everything in date",
    "not_required": "asked for nothing",
}


@pytest.fixture
def larkfield(settings) -> School:
    """The demo school in a trust, after a term with a change of every kind of fact."""
    settings.DEMO = True
    quiet = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("demo", schools=2, people=40, years=3, **quiet)
    School.objects.update(trust=Trust.objects.create(name="The Wolds Trust"))
    here = School.objects.get(urn="900001")
    change_everything(here)
    return here


def somebody(last: str) -> User:
    return User.objects.get(last_name=last)


def change_everything(here: School) -> None:
    ruth, kwame = somebody("Otterby").ref, somebody("Thistlemere").ref
    imran, mei, moira = (somebody(n).ref for n in ("Wintermoss", "Hollowbank", "Stanebeck"))
    on = today()
    end_post(post=Post.objects.get(person=moira), ends_on=on - timedelta(days=1), by=ruth)
    begin_leave(school=here, person=mei, kind="sick", starts_on=on - timedelta(days=3), by=ruth)
    open_post(school=here, person=imran, role="first_aider", starts_on=on, by=ruth)
    elsewhere(imran, on)
    corrections_and_exemptions(here, imran, ruth, kwame, on)
    rules_changed(here, ruth, kwame, on)
    publish_edition(
        item="code-of-conduct", chain=SHARED, title="Code of conduct", data=b"{}", by=ruth,
        media_type="application/json", grade="must_redo", published_on=on, approved_by=ruth,
    )  # fmt: skip
    table = read_table(b"Person,Training,Done on\nImran Wintermoss,first-aid-at-work,14/03/2025\n")
    rows = check_rows(here, table).rows
    asked = history.ask_to_bring_in(school=here, rows=rows, by=ruth, reason="The office.")
    approve(school=here, proposal=asked, by=kwame)


def elsewhere(person: str, on: date) -> None:
    """Training at the other school of the trust."""
    write_record(
        chain="900002", person=person, item="safeguarding-refresher", kind="completed",
        happened_on=on - timedelta(days=2), by=person,
    )  # fmt: skip


def corrections_and_exemptions(here: School, person: str, ruth: str, kwame: str, on: date) -> None:
    wrong = Record.objects.filter(chain=here.urn, person=person).not_void().last()
    asked = corrections.ask_to_void(school=here, record=wrong, reason="Wrong.", by=ruth)
    approve(school=here, proposal=asked, by=kwame)
    for rule in ("annual-update", "induction", "child-protection"):
        excuse(
            school=here, person=person, requirement=rule, starts_on=on, by=ruth,
            ends_on=on + timedelta(days=90), reason="For a while.",
        )  # fmt: skip
    given = {row.requirement: row for row in Exemption.objects.filter(person=person)}
    end_exemption(exemption=given["induction"], last_day=None, reason="No.", by=ruth)
    end_exemption(exemption=given["child-protection"], last_day=on, reason="Back.", by=ruth)


def rules_changed(here: School, ruth: str, kwame: str, on: date) -> None:
    def said(slug: str, **more) -> Requirement:
        last = requirements.kept(here.urn, slug=slug)[0].last
        return draft_requirement(school=here, **(requirements.told(last) | more))

    row = said("safeguarding-refresher", months=24, applies_from=on)
    adopt_row(school=here, row=row, by=ruth)
    row = said("annual-update", first_due_days=1, applies_from=on + timedelta(days=30))
    adopt_row(school=here, row=row, by=ruth)
    row = said("kcsie-part-one", since=on - timedelta(days=1))
    asked = requirements.ask_to_change(school=here, row=row, reason="Late start.", by=ruth)
    approve(school=here, proposal=asked, by=kwame)
    [first_aid] = requirements.kept(here.urn, slug="first-aid-at-work")
    requirements.end(school=here, each=first_aid, last_day=on + timedelta(days=7), by=ruth)


def printed(on: date) -> list[dict]:
    out = io.StringIO()
    call_command("standings", "--school", "900001", "--on", str(on), "--json", stdout=out)
    return json.loads(out.getvalue())


def without_why(rows: list[dict]) -> list[dict]:
    return [{name: value for name, value in row.items() if name != "why"} for row in rows]


def test_standings_are_what_the_ledger_alone_says_on_any_day(larkfield):
    wrong = []
    for days in (-400, -60, -1, 0, 1, 8, 31, 400):
        on = today() + timedelta(days=days)
        alone = evaluate(case_of("900001", str(on), "900002"))
        alone.sort(key=lambda row: (row["person"], row["requirement"]))
        assert len(alone) > 300
        if without_why(printed(on)) != alone:
            wrong.append(days)

    assert wrong == []


def test_the_boards_numbers_are_those_of_the_standings(larkfield, client):
    client.force_login(somebody("Otterby"))

    html = client.get("/school/", {"whole": "1"}).content.decode()

    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert table.count("Late since") == late_of_those_here() > 5
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    kinds = people_by_kind(printed(today()))
    assert f"{kinds['late']} people are late" in words
    assert f"{sum(kinds.values())} of {sum(kinds.values())} people:" in words
    for kind, number in kinds.items():
        assert f"{number} {WORDS[kind]}" in words, kind


def people_here() -> set[str]:
    """Whoever has a post that has not ended, by the ledger alone."""
    on = str(today())
    return {
        person["id"]
        for person in case_of("900001", on)["people"]
        if any(post["to"] is None or post["to"] >= on for post in person["posts"])
    }


def late_of_those_here() -> int:
    """How many standings of theirs are late."""
    here = people_here()
    rows = [row for row in printed(today()) if row["status"] in ("overdue", "lapsed")]
    return sum(row["person"] in here for row in rows)


def people_by_kind(rows: list[dict]) -> Counter[str]:
    """How many people there are of each kind; each is counted by what presses most."""
    here, kinds = people_here(), {}
    for row in rows:
        kind = "late" if row["status"] in ("overdue", "lapsed") else row["status"]
        if row["person"] in here:
            kinds.setdefault(row["person"], []).append(kind)
    return Counter(min(theirs, key=ORDER.index) for theirs in kinds.values())
