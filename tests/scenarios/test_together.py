"""What leads see of what everybody chose: shares, never a person."""

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from people.models import User
from scenarios.models import Withdrawal
from scenarios.together import FEWEST, Trail, decisions, joined, to_talk_about
from scenarios.together_views import plain_cell
from tests import cast
from tests.scenarios.playing import FIELD, SLUG, Player, publish

SHARES = f"/school/scenarios/{SLUG}/"
FIRST = FIELD.passages[0]


def steps(*choices: str) -> list[dict]:
    marks = {"back": {"back": True}, "again": {"again": True}}
    return [marks.get(each, {"choice": each, "words": "as shown"}) for each in choices]


def trails(*ways: str, group: str = "Teachers") -> list[Trail]:
    return [Trail(f"{group} {at}", group, steps(*way.split())) for at, way in enumerate(ways)]


def shares(found, name: str = "Field") -> dict[str, dict[str, int]]:
    (decision,) = [each for each in found if each.passage.name == name]
    return {share.group: dict(share.chose) for share in decision.shares}


# What is counted.


def test_a_first_attempt_is_what_was_chosen_before_going_back_or_starting_again():
    ways = ["write tell", "write", "wait on again write tell", "wait back remember", "remember"]
    found = decisions(FIELD, trails(*ways))
    assert shares(found) == {"Everybody": {"write": 2, "wait": 2, "remember": 1}}


def test_a_decision_that_was_first_met_on_another_go_is_a_later_attempt():
    found = decisions(FIELD, trails(*["wait on again write tell"] * 4, "wait now tell", "write"))
    door = next(each for each in found if each.passage.name == "Door")
    assert door.shares == ()  # one person met it on the first go
    field = next(each for each in found if each.passage.name == "Field")
    assert field.later is None  # four people only


def test_later_attempts_are_counted_apart():
    ways = ["wait on again write tell"] * 3 + ["wait on again wait on again remember"] * 3
    found = decisions(FIELD, trails(*ways, "write"))
    field = found[0]
    assert field.later.chose == {"write": 3, "wait": 3, "remember": 3}
    assert shares(found)["Everybody"] == {"wait": 6, "write": 1}


# What is shown.


def test_fewer_than_five_are_not_shown():
    assert shares(decisions(FIELD, trails("write", "wait", "write", "wait"))) == {}


def test_small_groups_are_joined_so_that_none_is_found_by_subtraction():
    some = [
        *trails(*["write"] * 6, "wait", group="Teachers"),
        *trails("wait", "write", group="Leaders"),
        *trails(*["write"] * 4, "remember", group="Volunteers"),
    ]
    found = shares(decisions(FIELD, some))
    assert found["Everybody"] == {"write": 11, "wait": 2, "remember": 1}
    assert found["Teachers"] == {"write": 6, "wait": 1}
    assert found["Volunteers and Leaders"] == {"write": 5, "wait": 1, "remember": 1}


def test_a_group_that_all_took_one_wrong_way_is_not_shown_alone():
    some = [
        *trails(*["wait"] * 5, group="Volunteers"),
        *trails(*["write"] * 5, "wait", group="Teachers"),
    ]
    assert shares(decisions(FIELD, some)) == {"Everybody": {"wait": 6, "write": 5}}
    assert shares(decisions(FIELD, trails(*["wait"] * 9))) == {}
    assert shares(decisions(FIELD, trails(*["write"] * 9))) == {"Everybody": {"write": 9}}


ways = st.sampled_from(["write", "remember", "wait"])
groups = st.dictionaries(
    st.sampled_from("ABCDE"), st.lists(ways, min_size=1, max_size=9).map(Counter), min_size=1
)


@settings(max_examples=300, deadline=None)
@given(groups)
def test_whatever_the_groups_nobody_can_be_read_from_what_is_shown(counts):
    some = [
        Trail(f"{group} {at}", group, steps(way))
        for group, chose in counts.items()
        for at, way in enumerate(chose.elements())
    ]
    (decision, *_) = decisions(FIELD, some)
    for share in decision.shares:
        assert share.people >= FEWEST
        assert set(share.chose) == {"write"} or len(share.chose) > 1
    if decision.shares[1:]:
        whole = sum((share.chose for share in decision.shares[1:]), Counter())
        assert whole == decision.shares[0].chose


def test_nothing_to_join_is_nothing_to_show():
    assert joined(FIRST, {}) == []


# What to talk about.


def test_the_decisions_that_most_often_went_wrong_come_first():
    ways = [
        "write envelope",
        "write envelope",
        "write tell",
        "wait on",
        "wait now",
        "wait now tell",
    ]
    found = to_talk_about(decisions(FIELD, trails(*ways)))
    assert [each.passage.name for each in found] == ["Field"]


def test_what_everybody_does_well_is_not_talked_about():
    assert to_talk_about(decisions(FIELD, trails(*["write tell"] * 6))) == []


# Pages.


@pytest.fixture
def ruth(people: cast.Cast, edition) -> Player:
    return Player(Client(), people.ruth)


def plays(user: User, *choices: str) -> None:
    Player(Client(), user).takes(*choices)


@pytest.fixture
def twelve(people: cast.Cast, edition) -> list[User]:
    """Seven more teachers and five more volunteers, who have been through it."""
    on = date(2025, 9, 1)
    more = [cast.member(people.school, f"T{n}", "Oakhurst", on, "teacher") for n in range(7)]
    more += [cast.member(people.school, f"V{n}", "Ashburn", on, "volunteer") for n in range(5)]
    for at, user in enumerate(more):
        plays(user, *(("wait", "on") if at % 3 else ("write", "tell")))
    return more


pytestmark = pytest.mark.django_db


def test_a_lead_sees_shares_of_first_attempts_by_group(ruth, twelve):
    html = ruth.reads(SHARES)
    assert "12 people have been in edition 1" in html
    for words in ("Everybody (12)", "Teachers (7)", "Volunteers and governors (5)"):
        assert words in html
    assert re.search("Wait a week</th>.*?<b>67 %</b>", html, re.S)
    assert "Beside each choice, the share" in html


def test_nobody_is_named_and_few_are_hidden(ruth, people, edition):
    plays(people.imran, "wait", "on")
    html = ruth.reads(SHARES)
    assert "1 person has been in edition 1" in html
    assert "shown here once 5 people of our school have been in this edition" in html
    assert " %</b>" not in html
    for user in User.objects.exclude(ref=people.ruth.ref):
        assert user.ref not in html
        assert user.last_name not in html


@pytest.mark.parametrize("who", ["imran", "devinder", "peter", "nadia"])
@pytest.mark.parametrize("part", ["", "shares.csv", "briefing/"])
def test_it_is_there_for_leads_only(people, edition, who, part):
    assert Player(Client(), getattr(people, who)).opens(SHARES + part).status_code == 404
    assert Client().get(SHARES + part).status_code == 302


def test_another_schools_people_are_not_among_them(people, edition, twelve):
    html = Player(Client(), people.eleri).reads(SHARES)
    assert "0 people have been in edition 1" in html
    assert "shown here once 5 people" in html


def test_the_list_leads_to_each_story(ruth):
    html = ruth.reads("/school/scenarios/")
    assert "What we chose, together" in html
    assert "No story has been published yet" in html  # the edition has no page here
    assert ruth.opens("/school/scenarios/no-such/").status_code == 404


def test_the_csv_says_what_the_page_says(ruth, twelve):
    response = ruth.opens(f"{SHARES}shares.csv")
    text = response.content.decode()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    waited = [row for row in rows if row["choice"] == "c" and row["decision"] == "Field"]
    assert {row["group"]: row["percent"] for row in waited if row["attempts"] == "first"} == {
        "Everybody": "67",
        "Teachers": "57",
        "Volunteers and governors": "80",
    }
    assert not any(user.ref in text or user.last_name in text for user in twelve)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1"])
def test_no_cell_is_taken_for_a_formula(text):
    assert plain_cell(text).startswith("'")
    assert plain_cell("Tell her") == "Tell her"


def test_a_briefing_is_made_of_what_most_often_went_wrong(ruth, twelve):
    html = ruth.reads(f"{SHARES}briefing/")
    assert "Five minutes for the next staff meeting" in html
    assert "67 % of 12 of us chose this first." in html
    assert "A week went by." in html
    assert "What helps" in html
    assert "Write it down" in html
    assert "<cite>The guidance</cite>, Part one" in html
    assert "Please do not ask anybody what they chose." in html


def test_a_briefing_of_nothing_says_so(ruth):
    assert "there is nothing to talk about yet" in ruth.reads(f"{SHARES}briefing/")


def test_an_old_edition_is_counted_and_withdrawn(ruth, people):
    plays(people.imran, "write")
    plays(people.kwame, "write", "tell")
    publish(replace(FIELD, title="Put right"), on=date(2026, 11, 20))
    html = ruth.reads(SHARES)
    assert "2 people have been in it; 1 is part-way." in html
    assert "Withdraw edition 1" in html
    response = ruth.client.post(SHARES, {"edition": "1", "reason": "It named a real street."})
    assert response.status_code == 302
    assert Withdrawal.objects.get().by == people.ruth.ref
    html = ruth.reads(SHARES)
    assert "It named a real street." in html
    assert "Withdraw edition 1" not in html


def test_a_withdrawal_needs_a_reason(ruth, people):
    publish(replace(FIELD, title="Put right"), on=date(2026, 11, 20))
    response = ruth.client.post(SHARES, {"edition": "1", "reason": " "})
    assert "Say why, in a sentence." in response.content.decode()
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("number", ["2", "7", "", "x"])
def test_only_an_old_edition_is_withdrawn(ruth, number):
    publish(replace(FIELD, title="Put right"), on=date(2026, 11, 20))
    assert ruth.client.post(SHARES, {"edition": number, "reason": "x"}).status_code == 404
    assert not Withdrawal.objects.exists()


def test_whoever_moved_on_is_not_part_way_any_more(ruth, people):
    plays(people.imran, "write")
    publish(replace(FIELD, title="Put right"), on=date(2026, 11, 20))
    ruth.client.post(SHARES, {"edition": "1", "reason": "Once."})
    plays(people.imran, "remember")
    assert "1 person has been in it; 0 are part-way." in ruth.reads(SHARES)


def test_old_shares_can_still_be_looked_at(ruth, twelve):
    publish(replace(FIELD, title="Put right"), on=date(2026, 11, 20))
    assert "0 people have been in edition 2" in ruth.reads(SHARES)
    assert "12 people have been in edition 1" in ruth.reads(f"{SHARES}?edition=1")


def test_people_are_grouped_by_what_they_were_when_they_began(ruth, people):
    from scenarios.facts import scenario_here, trails

    plays(people.nadia, "write")  # her post begins in nine days
    plays(people.kwame, "write")  # a deputy, who teaches as well
    here = scenario_here(people.school, SLUG)
    groups = {trail.person: trail.group for trail in trails(here, here.newest)}
    assert groups == {
        people.nadia.ref: "Teaching assistants and early years staff",
        people.kwame.ref: "Leaders",
    }


def test_twelve_people_take_as_many_queries_as_one(ruth, people, edition):
    def asked() -> int:
        with CaptureQueriesContext(connection) as told:
            ruth.client.get(SHARES)
        return len(told)

    plays(people.imran, "write")
    one = asked()
    for user in (people.kwame, people.comfort, people.devinder):
        plays(user, "wait", "on")
    assert asked() == one
    assert one <= 16


def test_the_reader_is_led_to_it_only_where_they_lead(people, edition):
    assert SHARES in Player(Client(), people.ruth).reads(f"/scenarios/{SLUG}/")
    assert SHARES not in Player(Client(), people.imran).reads(f"/scenarios/{SLUG}/")
