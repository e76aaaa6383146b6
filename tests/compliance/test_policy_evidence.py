"""Evidence of a policy: who signed which edition, when and how, and who did not, on any day."""

import csv
import io
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from compliance.alerts import write_letters
from compliance.asat import AsAt
from compliance.policy_evidence import Evidence, evidence
from people.actions import end_post
from people.models import Post, School, Trust, User
from policies.actions import answer, say, sign
from register.actions import void_record, write_record
from register.models import Edition, Item, Record
from tests.compliance.small_school import OFFICE, asks, school, somebody
from tests.policies.reading import next_edition, signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
ADDRESS = "/school/policies/child-protection/"


@pytest.fixture
def first(here: School) -> Edition:
    """The first edition, which teachers are asked for within thirty days."""
    asks(here, "child-protection", title="Child protection policy")
    return next_edition("<p>Tell {dsl}.</p>", on=date(2026, 1, 5), what_changed="First edition.")


def signs(here: School, who: User, edition: Edition, on: str = "2026-11-25T09:00:00Z") -> Record:
    with time_machine.travel(on, tick=False):
        return sign(school=here, edition=edition, statement="I have.", by=who.ref)


def known(here: School, on: date = date(2026, 11, 25), *, then: bool = False) -> Evidence:
    return evidence(here, Item.objects.get(slug="child-protection"), AsAt(on, then))


def told(found: Evidence) -> dict[str, list[str]]:
    return {
        line.name: [f"{s.what}, {s.on}, {s.how}" for s in line.signatures] for line in found.lines
    }


def test_it_says_who_signed_which_edition_and_who_has_not(here: School, first: Edition) -> None:
    signs(here, somebody(here, "Imran", "Wintermoss"), first, "2026-01-20T09:00:00Z")
    somebody(here, "Mei", "Hollowbank")
    second = next_edition("<p>Tell.</p>", on=date(2026, 11, 2), what_changed="Shorter.")
    ben = somebody(here, "Ben", "Ashby")
    signs(here, ben, second)
    assert told(known(here)) == {
        "Mei Hollowbank": [],
        "Ben Ashby": ["Edition 2, Wednesday 25 November 2026, by themselves"],
        "Imran Wintermoss": ["Edition 1, Tuesday 20 January 2026, by themselves"],
    }


def test_whoever_must_sign_again_has_not_signed(here: School, first: Edition) -> None:
    signs(here, somebody(here, "Imran", "Wintermoss"), first, "2026-01-20T09:00:00Z")
    assert known(here).signed == 1
    from compliance.publishing import publish_page
    from tests.policies.reading import draft

    publish_page(
        page=draft("<p>Anew.</p>"),
        grade="must_redo",
        what_changed="All.",
        by=OFFICE,
        on=date(2026, 11, 20),
    )
    assert known(here).signed == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"how": "self"}, "by themselves"),
        ({"how": "witnessed", "witness": "ruth"}, "at the desk, in front of Ruth Otterby"),
        (
            {"how": "paper", "by": "ruth"},
            "on paper; entered by Ruth Otterby on Wednesday 25 November 2026",
        ),
        (
            {"how": "paper", "by": "ruth", "witness": "comfort"},
            "on paper; entered by Ruth Otterby on Wednesday 25 November 2026, agreed by Comfort "
            "Marrowell",
        ),
        ({"how": "self", "by": "ruth"}, "written down by Ruth Otterby"),
    ],
)
def test_it_says_how_it_was_signed(
    here: School, ruth: User, first: Edition, more: dict[str, str], said: str
) -> None:
    comfort = somebody(here, "Comfort", "Marrowell", role="headteacher")
    refs = {"ruth": ruth.ref, "comfort": comfort.ref}
    imran = somebody(here, "Imran", "Wintermoss")
    fields = {"by": imran.ref} | {name: refs.get(value, value) for name, value in more.items()}
    write_record(
        chain=here.urn,
        person=imran.ref,
        item="child-protection",
        kind="signed",
        edition=first,
        happened_on=date(2026, 11, 20),
        **fields,
    )
    assert [signature.how for line in known(here).lines for signature in line.signatures] == [said]


def test_a_signature_that_was_made_void_is_none(here: School, first: Edition) -> None:
    record = signs(here, somebody(here, "Imran", "Wintermoss"), first)
    void_record(chain=here.urn, record=record, reason="Another Imran.", by=OFFICE)
    assert told(known(here)) == {"Imran Wintermoss": []}


def test_a_signature_at_another_school_of_the_trust_counts(here: School, first: Edition) -> None:
    trust = Trust.objects.create(name="The Wychlark Trust")
    there = school("900002", "Millbrook", trust=trust)
    here.trust = trust
    here.save()
    signs(there, somebody(here, "Imran", "Wintermoss"), first)
    assert len(told(known(here))["Imran Wintermoss"]) == 1


def test_a_stranger_to_the_trust_is_not_seen(here: School, first: Edition) -> None:
    there = school("900002", "Millbrook")
    imran = somebody(here, "Imran", "Wintermoss")
    signs(there, imran, first)
    assert told(known(here)) == {"Imran Wintermoss": []}


# A past day.


def test_a_past_day_shows_what_stood_then(here: School, first: Edition) -> None:
    imran = somebody(here, "Imran", "Wintermoss")
    signs(here, imran, first, "2026-03-10T09:00:00Z")
    assert told(known(here, date(2026, 3, 9))) == {"Imran Wintermoss": []}
    assert len(told(known(here, date(2026, 3, 10)))["Imran Wintermoss"]) == 1


def test_as_it_was_known_then_leaves_out_what_was_entered_later(
    here: School, ruth: User, first: Edition
) -> None:
    with time_machine.travel("2026-01-02T09:00:00Z", tick=False):
        imran = somebody(here, "Imran", "Wintermoss")
    write_record(
        chain=here.urn,
        person=imran.ref,
        item="child-protection",
        kind="signed",
        edition=first,
        happened_on=date(2026, 3, 10),
        how="paper",
        by=ruth.ref,
    )
    assert len(told(known(here, date(2026, 4, 1)))["Imran Wintermoss"]) == 1
    assert known(here, date(2026, 4, 1), then=True).lines == []


# Asked, never signed, and asked no longer.


def test_whoever_left_without_signing_is_kept(here: School, first: Edition) -> None:
    imran = somebody(here, "Imran", "Wintermoss")
    end_post(post=Post.objects.get(person=imran.ref), ends_on=date(2026, 7, 17), by=OFFICE)
    found = known(here)
    assert found.lines == []
    [line] = found.never
    assert line.name == "Imran Wintermoss"
    assert line.why_closed == "Left: the last day was Friday 17 July 2026"
    assert line.status == "overdue"


def test_whoever_left_after_signing_is_among_those_asked_no_longer(
    here: School, first: Edition
) -> None:
    imran = somebody(here, "Imran", "Wintermoss")
    signs(here, imran, first, "2026-01-20T09:00:00Z")
    end_post(post=Post.objects.get(person=imran.ref), ends_on=date(2026, 7, 17), by=OFFICE)
    found = known(here)
    assert [line.name for line in found.closed] == ["Imran Wintermoss"]
    assert found.never == []


def test_a_rule_that_no_longer_asks_a_role_closes_it(here: School, first: Edition) -> None:
    somebody(here, "Imran", "Wintermoss")
    asks(here, "child-protection", roles=["governor"], applies_from=date(2026, 9, 1))
    [line] = known(here).never
    assert line.why_closed == "No longer asked since Tuesday 1 September 2026"


def test_nobody_is_closed_who_was_never_asked(here: School, ruth: User, first: Edition) -> None:
    peter = somebody(here, "Peter", "Willowdene", role="governor")
    end_post(post=Post.objects.get(person=peter.ref), ends_on=date(2026, 7, 17), by=OFFICE)
    assert known(here).closed == []


# Told and said.


def test_it_says_when_somebody_was_told(here: School, first: Edition) -> None:
    imran = somebody(here, "Imran", "Wintermoss")
    write_letters(here, date(2026, 11, 25))
    [line] = known(here).lines
    assert (line.ref, [each.how for each in line.told]) == (imran.ref, ["not sent yet"])
    assert line.told[0].on == date(2026, 11, 25)


def test_a_message_about_something_else_is_not_told(here: School, first: Edition) -> None:
    somebody(here, "Imran", "Wintermoss")
    asks(here, "fire", title="Fire: Child protection policy")
    signs(here, User.objects.get(first_name="Imran"), first)
    write_letters(here, date(2026, 11, 25))
    assert known(here).lines[0].told == ()


def test_a_question_and_its_answer_stand_beside_the_name(
    here: School, ruth: User, first: Edition
) -> None:
    imran = somebody(here, "Imran", "Wintermoss")
    word = say(
        school=here,
        edition=first,
        kind="question",
        words="Whom at night?",
        owner="dsl",
        by=imran.ref,
    )
    answer(school=here, word=word, words="The duty line.", by=ruth.ref)
    shown = text(signed_in(ruth).get(ADDRESS))
    assert "Asked on 25 November 2026: “Whom at night?”" in shown
    assert "Ruth Otterby answered on 25 November 2026: “The duty line.”" in shown


# The page.


def test_the_page_answers_first(here: School, ruth: User, first: Edition) -> None:
    signs(here, somebody(here, "Imran", "Wintermoss"), first)
    somebody(here, "Mei", "Hollowbank")
    shown = text(signed_in(ruth).get(ADDRESS))
    assert "1 of 2 people has signed" in shown
    assert first.digest in shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?edition=1", ["Imran Wintermoss"]),
        ("?edition=none", ["Mei Hollowbank"]),
        ("?standing=late", ["Mei Hollowbank"]),
        ("?standing=current", ["Imran Wintermoss"]),
        ("?standing=closed", []),
        ("?name=holl", ["Mei Hollowbank"]),
        ("?on=2026-01-10", ["Mei Hollowbank", "Imran Wintermoss"]),
        ("?edition=9&standing=nonsense", ["Mei Hollowbank", "Imran Wintermoss"]),
    ],
)
def test_it_is_narrowed_by_edition_standing_name_and_day(
    here: School, ruth: User, first: Edition, query: str, names: list[str]
) -> None:
    signs(here, somebody(here, "Imran", "Wintermoss"), first)
    somebody(here, "Mei", "Hollowbank")
    page = signed_in(ruth).get(ADDRESS + query).context["page"]
    assert sorted(line.name for line in page.object_list) == sorted(names)


def test_the_file_holds_a_line_for_each_signature_and_for_whoever_never_signed(
    here: School, ruth: User, first: Edition
) -> None:
    record = signs(here, somebody(here, "=Imran", "Wintermoss"), first)
    somebody(here, "Mei", "Hollowbank")
    ruths = signed_in(ruth)
    rows = list(
        csv.DictReader(io.StringIO(ruths.get(f"{ADDRESS}evidence.csv").content.decode("utf-8-sig")))
    )
    assert [(row["name"], row["signed edition"]) for row in rows] == [
        ("Mei Hollowbank", ""),
        ("'=Imran Wintermoss", "1"),
    ]
    assert rows[1]["digest of the text"] == first.digest
    assert rows[1]["in the ledger"] == f"900001 · {record.entry.seq}"
    answered = ruths.get(f"{ADDRESS}evidence.xlsx?edition=1")
    sheet = load_workbook(io.BytesIO(b"".join(answered.streaming_content))).active
    assert [row[0].value for row in sheet.iter_rows()] == ["Name", "=Imran Wintermoss"]


def test_another_schools_document_is_not_there(here: School, ruth: User) -> None:
    from tests.policies.reading import uploaded

    uploaded(school("900002", "Millbrook"))
    assert signed_in(ruth).get("/school/policies/kcsie-part-one/").status_code == 404


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_it_asks_as_much_of_the_database_for_thirty_people_as_for_three(
    here: School, ruth: User, first: Edition
) -> None:
    def more(names: Any) -> None:
        for number in names:
            who = somebody(here, f"P{number}", "Long")
            signs(here, who, first)
            told = {"school": here, "edition": first, "owner": "dsl", "by": who.ref}
            say(kind="question", words=f"What of {number}?", **told)
        gone = somebody(here, f"G{number}", "Gone")
        end_post(post=Post.objects.get(person=gone.ref), ends_on=date(2026, 7, 17), by=OFFICE)

    ruths = signed_in(ruth)
    more(range(3))
    few = queries_of(ruths, ADDRESS)
    more(range(3, 12))
    assert queries_of(ruths, ADDRESS) == few <= 36
