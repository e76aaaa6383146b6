"""What a file would do to a school's list: the rules alone, without a database."""

from datetime import date

import pytest

from people.staff_file import Grid, read_file
from people.staff_known import Known, KnownPost, Roll
from people.staff_plan import Kind, Plan, count_words, plan
from people.staff_rows import read_rows

TODAY = date(2026, 11, 21)
FIRST = date(2026, 9, 1)
HEAD = ["First name", "Last name", "Email", "Role", "Start date", "End date", "Staff number"]


def ada(*posts: KnownPost, **told: object) -> Known:
    kept = {"email": "ada@x.example", "staff_number": "12"} | told
    return Known("ada-ref", "Ada", "Fenwick", posts=posts, **kept)  # type: ignore[arg-type]


def teaches(since: date = FIRST, until: date | None = None, role: str = "teacher") -> KnownPost:
    return KnownPost(f"{role}-ref", role, since, until)


def planned(*rows: list[str], roll: Roll | None = None, head: list[str] = HEAD) -> Plan:
    grid = Grid([(number, list(row)) for number, row in enumerate([head, *rows], start=1)])
    return plan(read_rows(grid, TODAY), roll or Roll(), TODAY)


def row(**told: str) -> list[str]:
    kept = {
        "first": "Ada",
        "last": "Fenwick",
        "email": "ada@x.example",
        "role": "Teacher",
        "start": "01/09/2026",
        "end": "",
        "number": "12",
    } | told
    return list(kept.values())


def refused(found: Plan) -> str:
    return "\n".join(str(refusal) for refusal in found.refused)


class TestSomebodyNew:
    def test_is_new_with_a_post_from_the_day(self):
        [fate] = planned(row()).fates
        assert (fate.kind, fate.person, len(fate.posts)) == (Kind.NEW, None, 1)
        assert fate.words == ("teacher from Tuesday 1 September 2026",)

    def test_may_have_several_roles_in_one_cell(self):
        for cell in ("Teacher; SENCO", "Teacher / SENCO", "Teachers and SENCOs", "Teacher, senco"):
            [fate] = planned(row(role=cell)).fates
            assert [act.role for act in fate.posts] == ["teacher", "senco"]

    @pytest.mark.parametrize(
        ("word", "role"),
        [
            ("Teacher", "teacher"),
            ("TEACHING ASSISTANTS", "teaching_assistant"),
            ("TA", "teaching_assistant"),
            ("T.A.", "teaching_assistant"),
            ("Mid-day supervisor", "midday_supervisor"),
            ("Premises", "premises"),
            ("Office", "office"),
            ("Catering", "catering"),
            ("Supply", "supply"),
            ("Contractors", "contractor"),
            ("Volunteer", "volunteer"),
            ("Governors", "governor"),
            ("Designated teacher", "designated_teacher"),
            ("SENCO", "senco"),
            ("First aider", "first_aider"),
            ("First-aiders", "first_aider"),
            ("Early years", "early_years"),
        ],
    )
    def test_has_the_role_that_the_word_names(self, word: str, role: str):
        [fate] = planned(row(role=word)).fates
        assert [act.role for act in fate.posts] == [role]

    @pytest.mark.parametrize(
        ("word", "role"),
        [
            ("DSL", "dsl"),
            ("Deputy DSL", "deputy_dsl"),
            ("Headteacher", "headteacher"),
            ("Head Teacher", "headteacher"),
            ("Designated safeguarding leads", "dsl"),
        ],
    )
    def test_waits_for_a_second_person_where_the_role_sees_others(self, word: str, role: str):
        [fate] = planned(row(role=f"Teacher; {word}")).fates
        assert [act.role for act in fate.posts] == ["teacher"]
        assert [act.role for act in fate.held] == [role]
        assert fate.words[1].endswith("once a second person has confirmed it")

    def test_begins_today_where_the_file_has_no_such_column_and_that_is_said(self):
        found = planned(row()[:4], head=HEAD[:4])
        assert found.fates[0].posts[0].starts_on == TODAY
        assert found.notes == [
            "There is no Start date: new posts start today, Saturday 21 November 2026."
        ]

    def test_keeps_an_address_in_another_script_as_mail_is_sent_to_it(self):
        [fate] = planned(row(email="Ada@MÜNCHEN.example")).fates
        assert dict(fate.identity)["email"] == "ada@xn--mnchen-3ya.example"

    def test_may_share_a_name_if_numbers_or_addresses_differ(self):
        found = planned(row(), row(email="ada2@x.example", number="13"))
        assert [fate.kind for fate in found.fates] == [Kind.NEW, Kind.NEW]


class TestSomebodyKnown:
    def test_is_the_same_when_the_file_says_what_is_known(self):
        [fate] = planned(row(), roll=Roll((ada(teaches()),))).fates
        assert (fate.kind, fate.person, fate.words) == (Kind.SAME, "ada-ref", ())

    @pytest.mark.parametrize(
        "told",
        [
            {"email": "", "number": ""},
            {"email": ""},
            {"number": ""},
            {"first": "ADA", "last": "fenwick"},
            {"start": ""},
            {"email": "", "number": "", "first": "ada "},
        ],
    )
    def test_stays_the_same_where_cells_are_empty_or_in_capitals(self, told: dict[str, str]):
        [fate] = planned(row(**told), roll=Roll((ada(teaches()),))).fates
        assert fate.kind == Kind.SAME

    def test_changes_name_address_and_number(self):
        known = ada(teaches())
        for told, words in (
            ({"last": "Oakes"}, "Last name: Fenwick becomes Oakes"),
            ({"email": "oakes@x.example"}, "Email: ada@x.example becomes oakes@x.example"),
            ({"number": "0012"}, "Staff number: 12 becomes 0012"),
        ):
            [fate] = planned(row(**told), roll=Roll((known,))).fates
            assert (fate.kind, fate.words) == (Kind.CHANGED, (words,))

    def test_leaves_when_an_end_date_is_given(self):
        [fate] = planned(row(end="31/12/2026"), roll=Roll((ada(teaches()),))).fates
        assert fate.kind == Kind.LEAVING
        assert fate.words == ("teacher: last day Thursday 31 December 2026",)
        assert fate.posts[0].ref == "teacher-ref"

    def test_has_another_role_beside_the_old_one(self):
        [fate] = planned(row(role="SENCO"), roll=Roll((ada(teaches()),))).fates
        assert (fate.kind, fate.posts[0].ref, fate.posts[0].role) == (Kind.CHANGED, None, "senco")

    def test_starts_on_another_day(self):
        [fate] = planned(row(start="04/09/2026"), roll=Roll((ada(teaches()),))).fates
        assert fate.words == (
            "teacher: starts on Friday 4 September 2026 instead of Tuesday 1 September 2026",
        )

    def test_is_not_brought_back_by_a_file_that_does_not_know_they_left(self):
        gone = ada(teaches(until=date(2026, 10, 31)))
        [fate] = planned(row(), roll=Roll((gone,))).fates
        assert (fate.kind, fate.posts) == (Kind.SAME, ())
        assert "to come back, they need a new start date" in fate.words[0]

    def test_comes_back_with_a_new_start_date(self):
        gone = ada(teaches(until=date(2026, 10, 31)))
        [fate] = planned(row(start="01/12/2026"), roll=Roll((gone,))).fates
        assert (fate.kind, fate.posts[0].ref) == (Kind.CHANGED, None)

    def test_begins_a_second_term_after_the_first_has_an_end(self):
        fixed = ada(teaches(until=date(2026, 12, 31)))
        [fate] = planned(row(start="01/01/2027"), roll=Roll((fixed,))).fates
        assert fate.posts[0].ref is None

    def test_cannot_end_before_the_known_start(self):
        found = planned(row(start="", end="01/08/2026"), roll=Roll((ada(teaches()),)))
        assert "the last day is before the first, Tuesday 1 September 2026" in refused(found)

    def test_who_is_missing_from_the_file_is_named_and_left_alone(self):
        bea = Known("bea-ref", "Bea", "Marsh", "", "", (teaches(),))
        left = Known("cai-ref", "Cai", "Rees", "", "", (teaches(until=date(2026, 10, 1)),))
        found = planned(row(), roll=Roll((ada(teaches()), bea, left)))
        assert found.not_in_file == ["Bea Marsh"]
        assert {fate.person for fate in found.fates} == {"ada-ref"}


class TestWhoItIs:
    def test_two_strangers_cannot_share_a_mailbox(self):
        found = planned(row(first="Bea", last="Marsh", number=""), roll=Roll((ada(teaches()),)))
        assert "this is the address of Ada Fenwick, and a sign-in belongs to one" in refused(found)

    def test_an_address_of_one_and_a_number_of_another_is_refused(self):
        bea = Known("bea-ref", "Bea", "Marsh", "bea@x.example", "13", ())
        found = planned(row(number="13"), roll=Roll((ada(teaches()), bea)))
        assert "but staff number 13 is that of Bea Marsh" in refused(found)

    def test_somebody_elses_number_is_refused(self):
        found = planned(row(first="Bea", last="Marsh", email=""), roll=Roll((ada(teaches()),)))
        assert "this is the staff number of Ada Fenwick" in refused(found)

    def test_one_name_with_another_address_is_a_question(self):
        known = ada(teaches(), staff_number="")
        found = planned(row(email="other@x.example", number=""), roll=Roll((known,)))
        assert "somebody here has this name with another address, ada@x.example" in refused(found)

    def test_one_name_with_another_number_is_another_person(self):
        found = planned(row(email="other@x.example", number="13"), roll=Roll((ada(teaches()),)))
        assert [fate.kind for fate in found.fates] == [Kind.NEW]

    def test_two_of_one_name_here_and_none_said_is_a_question(self):
        twin = Known("twin-ref", "Ada", "Fenwick", "", "", ())
        known = ada(email="", staff_number="")
        found = planned(row(email="", number=""), roll=Roll((known, twin)))
        assert "2 people here have this name" in refused(found)

    def test_two_rows_cannot_be_one_person(self):
        found = planned(
            row(number=""),
            row(email="", last="Oakes"),
            roll=Roll((ada(teaches()),)),
        )
        assert "rows 2, 3 are all Ada Fenwick, who is in Inset once" in refused(found)


class TestSomebodyOfAnotherSchool:
    theirs = Known("ada-ref", "Ada", "Fenwick", "ada@x.example", "77", elsewhere=True)
    roll = Roll(elsewhere={"ada@x.example": theirs})

    def test_joins_with_the_same_address_and_name(self):
        [fate] = planned(row(), roll=self.roll).fates
        assert (fate.kind, fate.person, fate.joins, fate.identity) == (
            Kind.NEW,
            "ada-ref",
            True,
            (),
        )

    def test_with_another_name_nothing_of_them_is_said(self):
        found = planned(row(first="Bea", last="Marsh"), roll=self.roll)
        assert "this address cannot be used for this person" in refused(found)
        for secret in ("Ada", "77", "school", "ada-ref"):
            assert secret not in refused(found).replace("ada@x.example", "")

    def test_once_here_is_not_changed_by_a_file(self):
        here = ada(teaches(), elsewhere=True)
        for told in ({"last": "Oakes"}, {"email": "new@x.example"}):
            found = planned(row(**told), roll=Roll((here,)))
            assert "a file cannot change this for Ada Fenwick" in refused(found)

    def test_once_here_may_have_this_schools_own_number(self):
        [fate] = planned(row(number="5"), roll=Roll((ada(teaches(), elsewhere=True),))).fates
        assert fate.kind == Kind.SAME


class TestLeads:
    lead = ada(teaches(role="dsl"), sees_others=True)

    def test_somebody_who_is_one_already_waits_for_nothing(self):
        [fate] = planned(row(role="DSL"), roll=Roll((self.lead,))).fates
        assert (fate.kind, fate.held) == (Kind.SAME, ())

    def test_an_address_is_a_way_in_and_is_not_changed_by_a_file(self):
        found = planned(row(role="DSL", email="thief@x.example"), roll=Roll((self.lead,)))
        assert "a file cannot change this for Ada Fenwick (now: ada@x.example)" in refused(found)

    def test_an_address_is_not_given_to_a_lead_without_one(self):
        lead = ada(teaches(role="dsl"), sees_others=True, email="")
        found = planned(row(role="DSL", email="thief@x.example"), roll=Roll((lead,)))
        assert "a file cannot change this" in refused(found)

    def test_a_name_may_change(self):
        [fate] = planned(row(role="DSL", last="Oakes"), roll=Roll((self.lead,))).fates
        assert fate.kind == Kind.CHANGED

    def test_ending_the_post_takes_no_second_person(self):
        [fate] = planned(row(role="DSL", end="31/12/2026"), roll=Roll((self.lead,))).fates
        assert (fate.kind, fate.held, len(fate.posts)) == (Kind.LEAVING, (), 1)

    @pytest.mark.parametrize(
        "told", [{"start": "01/08/2026"}, {"end": "31/12/2027"}, {"start": "01/01/2028"}]
    )
    def test_making_it_longer_does(self, told: dict[str, str]):
        lead = ada(teaches(role="dsl", until=date(2027, 7, 31)), sees_others=True)
        [fate] = planned(row(role="DSL", **told), roll=Roll((lead,))).fates
        assert (len(fate.held), fate.posts) == (1, ())

    def test_a_schools_file_makes_nobody_a_lead_of_the_trust(self):
        assert "a school's file cannot make anybody a trust safeguarding lead" in refused(
            planned(row(role="Trust lead; Teacher"))
        )

    def test_who_leads_the_trust_already_is_no_hindrance(self):
        lead = ada(teaches(role="trust_lead"), sees_others=True)
        [fate] = planned(row(role="Trust lead"), roll=Roll((lead,))).fates
        assert fate.kind == Kind.SAME

    def test_what_waits_already_is_not_asked_for_twice(self):
        roll = Roll((ada(teaches()),), waiting=frozenset({("ada-ref", "dsl")}))
        [fate] = planned(row(role="DSL"), roll=roll).fates
        assert (fate.kind, fate.held) == (Kind.SAME, ())


def test_the_same_plan_has_the_same_digest_and_another_list_another():
    nobody, known = Roll(), Roll((ada(teaches()),))
    assert planned(row(), roll=known).digest == planned(row(), roll=known).digest
    assert planned(row(), roll=nobody).digest != planned(row(), roll=known).digest


def test_5000_people_are_read_and_5001_refused():
    rows = [row(first=f"A{n}", email="", number=str(n)) for n in range(5001)]
    lines = "\n".join(",".join(cells) for cells in [HEAD, *rows])
    assert len(planned(*rows[:5000]).fates) == 5000
    sheet = read_rows(read_file(lines.encode()), TODAY)
    assert [refusal.reason for refusal in sheet.refused] == [
        "This file has more than 5,000 people, and was not read further."
    ]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([(3, "new"), (0, "changed"), (2, "leaving")], "3 new and 2 leaving"),
        ([(1200, "new"), (1, "changed"), (2, "leaving")], "1,200 new, 1 changed and 2 leaving"),
        ([(0, "new")], ""),
    ],
)
def test_counts_in_words(counts: list[tuple[int, str]], words: str):
    assert count_words(counts) == words
