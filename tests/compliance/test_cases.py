"""Reading a case: what is let through, and how a slip is named."""

import copy
from datetime import UTC, date, datetime

import pytest

from compliance.cases import BadCase, read_case, read_cases
from compliance.due import Edition, Renewal

SOUND = {
    "on": "2026-11-21",
    "known_at": "2026-11-21T12:00:00Z",
    "people": [
        {
            "id": "amy",
            "posts": [{"role": "teacher", "from": "2020-09-01", "to": None}],
            "leave": [{"from": "2026-01-01", "to": "2026-02-01"}],
            "exemptions": [{"requirement": "rule", "from": "2026-03-01", "reason": "agreed"}],
        },
        {"id": "bo"},
    ],
    "items": [
        {"id": "training", "editions": [{"number": 1, "published_on": "2025-09-01"}]},
        {"id": "lead"},
    ],
    "requirements": [
        {
            "id": "rule",
            "item": "training",
            "roles": ["teacher"],
            "first_due_days": 7,
            "renewal": {"kind": "months", "months": 36},
            "window_days": 60,
            "applies_from": "2015-01-01",
            "covered_by": ["lead"],
        }
    ],
    "records": [
        {
            "id": record_id,
            "person": person,
            "item": "training",
            "edition": None,
            "happened_on": "2026-10-01",
            "recorded_at": "2026-10-01T12:00:00Z",
            "voids": voids,
        }
        for record_id, person, voids in [("a", "amy", None), ("b", "amy", "a"), ("c", "bo", None)]
    ],
}
GONE = object()


def changed(**changes) -> dict:
    """The sound case with other values at these places, e.g. people__0__id="bo"."""
    case = copy.deepcopy(SOUND)
    for place, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in place.split("__")]
        inside = case
        for step in way:
            inside = inside[step]
        if value is GONE:
            del inside[last]
        else:
            inside[last] = value
    return case


@pytest.mark.parametrize(
    ("place", "value"),
    [
        # the days
        ("on", GONE),
        ("on", None),
        ("on", "2026-02-30"),
        ("on", "2026-2-3"),
        ("on", "20261121"),
        ("on", "2026-W47-6"),
        ("on", "2026-11-21T00:00:00"),
        ("on", "２０２６-11-21"),
        ("on", 20261121),
        ("known_at", "yesterday"),
        ("known_at", 1700000000),
        ("known_at", "2026-11-21T25:00:00Z"),
        # people
        ("people", {}),
        ("people__0", None),
        ("people__0", "amy"),
        ("people__0__id", GONE),
        ("people__0__id", ""),
        ("people__0__id", 7),
        ("people__1__id", "amy"),
        ("people__0__posts", "teacher"),
        ("people__0__posts__0__role", GONE),
        ("people__0__posts__0__role", ["teacher"]),
        ("people__0__posts__0__from", GONE),
        ("people__0__posts__0__to", "2020-08-31"),
        ("people__0__posts__0__to", False),
        ("people__0__leave__0__to", "2025-12-31"),
        ("people__0__exemptions__0__to", "2026-02-28"),
        ("people__0__exemptions__0__reason", 7),
        ("people__0__exemptions__0__requirement", "another rule"),
        ("people__0__exemptions__0__requirement", GONE),
        # items and editions
        ("items__1__id", "training"),
        ("items__0__editions__0__number", GONE),
        ("items__0__editions__0__number", "1"),
        ("items__0__editions__0__number", 1.0),
        ("items__0__editions__0__number", -1),
        ("items__0__editions__0__published_on", GONE),
        ("items__0__editions__0__must_redo", 1),
        ("items__0__editions__0__must_redo", "true"),
        ("items__0__editions__0__redo_days", -1),
        # requirements
        ("requirements__0__id", None),
        ("requirements__0__item", "another item"),
        ("requirements__0__roles", "teacher"),
        ("requirements__0__roles__0", None),
        ("requirements__0__first_due_days", GONE),
        ("requirements__0__first_due_days", -1),
        ("requirements__0__first_due_days", True),
        ("requirements__0__first_due_days", "7"),
        ("requirements__0__first_due_days", float("nan")),
        ("requirements__0__first_due_days", float("inf")),
        ("requirements__0__first_due_days", 10**30),
        ("requirements__0__window_days", -1),
        ("requirements__0__window_days", 0.5),
        ("requirements__0__renewal", GONE),
        ("requirements__0__renewal", "once"),
        ("requirements__0__renewal__kind", GONE),
        ("requirements__0__renewal__kind", "weekly"),
        ("requirements__0__renewal__months", GONE),
        ("requirements__0__renewal__months", 0),
        ("requirements__0__renewal__months", 10**30),
        ("requirements__0__applies_from", GONE),
        ("requirements__0__applies_to", "2014-12-31"),
        ("requirements__0__since", "long ago"),
        ("requirements__0__covered_by", "lead"),
        ("requirements__0__covered_by__0", "another item"),
        # records
        ("records__0__id", GONE),
        ("records__0__id", True),
        ("records__0__id", "c"),
        ("records__0__person", "zoe"),
        ("records__0__item", "another item"),
        ("records__0__edition", "first"),
        ("records__0__happened_on", GONE),
        ("records__0__happened_on", "2026-10-01T12:00:00Z"),
        ("records__0__recorded_at", GONE),
        ("records__0__recorded_at", "noon"),
        ("records__1__voids", "zzz"),
        ("records__1__voids", "b"),
        ("records__1__voids", "c"),
        ("records__2__voids", "b"),
        ("records__2__voids", ["a"]),
    ],
)
def test_a_slip_is_named_by_case_and_field_in_one_sentence(place, value):
    case = changed(**{place: value})
    with pytest.raises(BadCase) as refused:
        read_case(case, "Case 3")
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    keys = place.split("__")
    if place == "records__0__id" and value == "c":
        keys = ["records", "2", "id"]  # the second of the two is the one that repeats
    path = "".join(f"[{key}]" if key.isdigit() else f".{key}" for key in keys).lstrip(".")
    assert sentence.startswith(f"Case 3: {path} ")


@pytest.mark.parametrize(
    ("due", "says"),
    [("02-29", "most years"), ("09-31", "calendar"), ("9-30", "09-30"), (930, "09-30")],
)
def test_a_yearly_day_must_come_every_year(due, says):
    case = changed(requirements__0__renewal={"kind": "yearly", "due": due})
    with pytest.raises(BadCase, match=rf"requirements\[0\]\.renewal\.due .*{says}"):
        read_case(case)


def test_an_edition_number_may_not_repeat_within_an_item():
    twice = [{"number": 1, "published_on": day} for day in ("2025-09-01", "2026-09-01")]
    with pytest.raises(BadCase, match=r"items\[0\]\.editions\[1\]\.number repeats 1"):
        read_case(changed(items__0__editions=twice))


def test_a_sentence_says_what_is_wrong_and_what_would_be_right():
    with pytest.raises(BadCase) as refused:
        read_case(changed(people__0__posts__0__from="1 September"))
    assert str(refused.value) == (
        'The case: people[0].posts[0].from must be a day such as 2026-09-01, not "1 September".'
    )


def test_what_is_left_out_is_empty_open_or_as_the_rules_say():
    read = read_case(changed(known_at=None, items__0__editions__0__redo_days=None))
    (amy, bo), (rule,) = read.facts.people, read.facts.requirements
    assert (bo.posts, bo.leave, bo.exemptions) == ([], [], [])
    assert amy.posts[0].ends_on is None
    assert (rule.applies_to, rule.asked_since) == (None, date(2015, 1, 1))
    assert read.facts.editions == {
        "training": [Edition(1, date(2025, 9, 1), False, 14)],
        "lead": [],
    }
    assert read.known_at is None


@pytest.mark.parametrize("left_out", ["people", "items", "requirements", "records"])
@pytest.mark.parametrize("how", [GONE, None])
def test_lists_may_be_left_out(left_out, how):
    empty = {"on": "2026-11-21", "people": [], "items": [], "requirements": [], "records": []}
    if how is GONE:
        del empty[left_out]
    else:
        empty[left_out] = how
    assert read_case(empty).on == date(2026, 11, 21)


def test_a_rule_without_roles_is_a_rule_for_nobody():
    assert read_case(changed(requirements__0__roles=GONE)).facts.requirements[0].roles == set()


def test_a_window_left_out_is_of_no_days():
    assert (
        read_case(changed(requirements__0__window_days=None)).facts.requirements[0].window_days == 0
    )


def test_a_yearly_rule_is_read_as_month_and_day():
    case = changed(requirements__0__renewal={"kind": "yearly", "due": "09-30", "months": None})
    assert read_case(case).facts.requirements[0].renewal == Renewal("yearly", due=(9, 30))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-10-01T12:00:00Z", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-10-01T12:00:00", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-10-01T13:00:00+01:00", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-10-01T12:00:00.5Z", datetime(2026, 10, 1, 12, 0, 0, 500000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_in_utc_where_no_offset_is_given(written, moment):
    case = read_case(changed(records__0__recorded_at=written, known_at=written))
    assert next(iter(case.facts.records)).recorded_at == moment
    assert case.known_at == moment


def test_a_record_may_have_a_number_for_its_id_and_be_voided_by_it():
    case = changed(records__0__id=1, records__1__voids=1, records__1__id=2)
    assert [record.voids for record in read_case(case).facts.records] == [None, 1, None]


def test_a_record_may_name_an_edition_that_the_case_does_not_have():
    read = read_case(changed(records__0__edition=20260901))
    assert next(iter(read.facts.records)).edition == 20260901


def test_notes_in_a_case_are_let_be():
    assert read_case(changed(note="for the governors", people__0__note=1)).on == date(2026, 11, 21)


# One case or many.


def test_one_case_or_a_list_of_them():
    assert len(read_cases(SOUND)) == 1
    assert len(read_cases([SOUND, SOUND])) == 2
    assert read_cases([]) == []


def test_a_case_may_come_wrapped_with_its_name():
    wrapped = {"name": "new starter", "case": SOUND, "expected": []}
    assert read_cases([wrapped]) == read_cases(SOUND)


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        ([SOUND, changed(on="never")], "Case 2: on must be"),
        ([{"name": "new starter", "case": changed(on="never")}], 'Case 1 ("new starter"): on must'),
        (changed(on="never"), "The case: on must be"),
        ("a case", "The case must be an object"),
        ([SOUND, None], "Case 2 is missing"),
        ([[SOUND]], "Case 1 must be an object"),
    ],
)
def test_the_case_at_fault_is_named_by_number_and_name(data, begins):
    with pytest.raises(BadCase) as refused:
        read_cases(data)
    assert str(refused.value).startswith(begins)
