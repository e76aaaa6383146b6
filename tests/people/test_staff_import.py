"""A staff file is applied whole and once, and says by whom."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from people import staff_import
from people.access import people_of, posts_as_they_stand, today
from people.actions import change_identity, end_post, open_post
from people.clock import clock
from people.models import Person, Post, StaffFile, User, WaitingPost
from people.refusals import Refused
from people.staff_import import (
    ListChanged,
    applied_words,
    apply_file,
    forget_old,
    keep,
    kept_file,
    look,
)
from people.staff_plan import Kind
from register.ledger import append
from register.models import Entry
from register.verify import verify
from tests.cast import Cast
from tests.people.staff_files.make_files import ADA, BEA, FILES, HEAD, changed, text, workbook
from tests.people.whole_database import whole_database

TWO = text(HEAD, ADA, BEA).encode()


def bring_in(cast: Cast, *rows: list[str], **more: object) -> staff_import.Preview:
    data = text(HEAD, *rows).encode()
    told = {"school": cast.school, "name": "staff.csv", "by": cast.devinder.ref} | more
    return apply_file(data=data, **told)  # type: ignore[arg-type]


def posts_of(user: User) -> list[tuple[str, date, date | None]]:
    return [(p.role, p.starts_on, p.ends_on) for p in posts_as_they_stand(person=user.ref)]


def test_looking_writes_nothing(cast: Cast):
    before = whole_database()
    look(cast.school, TWO)
    assert whole_database() == before


def test_new_people_have_posts_as_facts_with_their_author(cast: Cast):
    bring_in(cast, ADA, BEA)

    ada = User.objects.get(email="ada@larkfield.example")
    assert (ada.get_full_name(), ada.staff_number) == ("Ada Fenwick", "0012")
    assert not ada.has_usable_password()
    assert posts_of(ada) == [("teacher", date(2026, 9, 1), None)]
    facts = Entry.objects.filter(body__contains=ada.ref)
    assert {entry.by for entry in facts} == {cast.devinder.ref}
    assert {entry.kind for entry in facts} == {"people_person", "people_post"}
    assert [head.chain for head in verify("900001")] == ["900001"]


def test_nobody_is_written_to(cast: Cast, mailoutbox: list):
    from outbox.models import Message

    bring_in(cast, ADA, BEA)
    assert (mailoutbox, Message.objects.count()) == ([], 0)


def test_names_and_addresses_come_in_letter_by_letter(cast: Cast):
    bring_in(
        cast,
        changed(ADA, first="Zoë-Marie", last="O’Neil", email="o'neil+x@larkfield.example"),
        changed(BEA, first='"=HYPERLINK(""http://x"")"', email="bea@münchen.example"),
    )
    zoe = User.objects.get(email="o'neil+x@larkfield.example")
    assert zoe.get_full_name() == "Zoë-Marie O’Neil"
    bea = User.objects.get(email="bea@xn--mnchen-3ya.example")
    assert bea.first_name == '=HYPERLINK("http://x")'


def test_a_workbook_as_excel_writes_it_comes_in_letter_by_letter(cast: Cast):
    data = FILES["excel.xlsx"]
    apply_file(school=cast.school, data=data, name="excel.xlsx", by=cast.devinder.ref)
    zoe = User.objects.get(email="zoe@larkfield.example")
    assert (zoe.get_full_name(), zoe.staff_number) == ("Zoë O’Neil & Co", "0012")
    assert posts_of(zoe) == [("teacher", date(2026, 9, 1), None)]


def test_noughts_in_front_of_a_staff_number_stay(cast: Cast):
    data = workbook(HEAD, [*ADA[:6], "0012"])
    apply_file(school=cast.school, data=data, name="x.xlsx", by="x")
    assert User.objects.get(email=ADA[2]).staff_number == "0012"


def test_the_same_file_again_writes_nothing_and_says_when_it_was_applied(cast: Cast):
    bring_in(cast, ADA, BEA)
    before = whole_database()

    again = bring_in(cast, ADA, BEA, by=cast.ruth.ref)

    assert again.applied is not None
    at = clock(again.applied.applied_at)
    assert applied_words(again.applied) == f"today at {at} by Devinder Ashgrove"
    assert whole_database() == before


def test_the_same_people_in_another_file_add_no_person_and_no_post(cast: Cast):
    bring_in(cast, ADA, BEA)
    before = whole_database()

    again = apply_file(
        school=cast.school, data=workbook(HEAD, BEA, ADA), name="x.xlsx", by=cast.devinder.ref
    )

    assert [fate.kind for fate in again.plan.fates] == [Kind.SAME, Kind.SAME]
    assert whole_database() == before


def test_one_school_may_apply_what_another_has_applied(cast: Cast):
    bring_in(cast, ADA)
    found = bring_in(cast, ADA, school=cast.next_door, by=cast.eleri.ref)
    assert found.applied is None
    assert User.objects.filter(email=ADA[2]).count() == 1


def test_a_leaver_is_ended_and_nobody_else_is_touched(cast: Cast):
    posts = people_of("900001")
    imran = ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", "31/12/2026", ""]

    bring_in(cast, imran)

    assert posts_of(cast.imran)[0][2] == date(2026, 12, 31)
    others = [post for ref, held in posts.items() for post in held if ref != cast.imran.ref]
    assert [
        post for post in posts_as_they_stand(chain="900001") if post.person != cast.imran.ref
    ] == others


def test_whoever_leaves_by_a_file_is_signed_out_at_once(cast: Cast, client: Client):
    client.force_login(cast.imran)
    last = f"{today():%d/%m/%Y}"
    bring_in(cast, ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", last, ""])

    assert client.get("/my-training/")["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_an_old_session_does_not_come_alive_when_a_file_brings_somebody_back(
    cast: Cast, client: Client
):
    [post] = posts_as_they_stand(person=cast.imran.ref)
    client.force_login(cast.imran)
    yesterday = today() - timedelta(days=1)
    end_post(post=post, ends_on=yesterday, by="x")
    first = f"{today():%d/%m/%Y}"
    bring_in(cast, ["Imran", "Wintermoss", cast.imran.email, "Teacher", first, "", ""])
    assert people_of("900001")[cast.imran.ref]
    assert client.get("/my-training/")["Location"].startswith("/accounts/login/")


def test_whoever_stays_stays_signed_in(cast: Cast, client: Client):
    client.force_login(cast.imran)
    bring_in(cast, ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", "31/12/2030", ""])
    assert client.get("/my-training/").status_code == 200


def test_a_changed_name_is_bound_to_the_register_again(cast: Cast):
    bring_in(cast, ["Imran", "Oakes", cast.imran.email, "Teacher", "", "", "77"])

    cast.imran.refresh_from_db()
    assert (cast.imran.last_name, cast.imran.staff_number) == ("Oakes", "77")
    assert Person.objects.filter(person=cast.imran.ref).count() == 2
    assert list(verify("900001"))


def test_a_changed_post_keeps_its_job_title(cast: Cast):
    post = open_post(
        school=cast.school,
        person=cast.imran.ref,
        role="senco",
        starts_on=date(2026, 1, 5),
        job_title="Inclusion lead",
        by="x",
    )
    bring_in(cast, ["Imran", "Wintermoss", cast.imran.email, "SENCO", "", "31/12/2026", ""])
    assert Post.objects.filter(ref=post.ref).last().job_title == "Inclusion lead"


def test_one_bad_row_among_good_ones_leaves_everything_as_it_was(cast: Cast):
    before = whole_database()
    with pytest.raises(Refused):
        bring_in(cast, ADA, changed(BEA, start="31/02/2026"))
    assert whole_database() == before


@pytest.mark.parametrize("where", ["_who_facts", "_post_facts", "_mark_applied"])
def test_what_fails_on_the_way_leaves_everything_as_it_was(
    where: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_args: object) -> None:
        raise OSError("The disk is full.")

    before = whole_database()
    monkeypatch.setattr(staff_import, where, fail)
    with pytest.raises(OSError, match="disk"):
        bring_in(cast, ADA, BEA)
    assert whole_database() == before


class TestAgainstWhatWasSeen:
    def test_what_was_seen_is_written(self, cast: Cast):
        seen = look(cast.school, TWO).plan.digest
        bring_in(cast, ADA, BEA, seen=seen)
        assert User.objects.filter(email=ADA[2]).exists()

    def test_a_list_that_changed_since_has_to_be_looked_at_again(self, cast: Cast):
        imran = ["Imran", "Wintermoss", cast.imran.email, "Teacher", "", "31/12/2026", ""]
        seen = look(cast.school, text(HEAD, imran).encode()).plan.digest
        [post] = posts_as_they_stand(person=cast.imran.ref)
        end_post(post=post, ends_on=date(2027, 7, 31), by=cast.ruth.ref)
        before = whole_database()

        with pytest.raises(ListChanged):
            bring_in(cast, imran, seen=seen)
        assert whole_database() == before

    def test_what_changed_and_does_not_matter_to_the_file_is_no_hindrance(self, cast: Cast):
        seen = look(cast.school, TWO).plan.digest
        change_identity(user=cast.imran, school=cast.school, by="x", last_name="Oakes")
        bring_in(cast, ADA, BEA, seen=seen)
        assert User.objects.filter(email=ADA[2]).exists()

    def test_an_address_taken_elsewhere_at_this_moment_is_looked_at_again(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ):
        def taken(*_args: object) -> None:
            raise IntegrityError("UNIQUE constraint failed: people_identity.email")

        monkeypatch.setattr(staff_import, "_written", taken)
        with pytest.raises(ListChanged):
            bring_in(cast, ADA)


class TestAnotherSchool:
    def test_the_same_person_gets_a_post_here_and_stays_one_person(self, cast: Cast):
        before = User.objects.count()
        sanjay = ["Sanjay", "Greenhalge", cast.sanjay.email, "Teacher", "01/09/2026", "", "9"]

        bring_in(cast, sanjay)

        assert User.objects.count() == before
        assert {p.chain for p in posts_as_they_stand(person=cast.sanjay.ref)} == {
            "900001",
            "900002",
        }
        cast.sanjay.refresh_from_db()
        assert cast.sanjay.staff_number == ""
        assert len(list(verify())) == 2

    def test_another_name_is_refused_and_tells_nothing(self, cast: Cast):
        with pytest.raises(Refused) as refused:
            bring_in(cast, changed(ADA, email=cast.sanjay.email))
        said = str(refused.value)
        assert "this address cannot be used for this person" in said
        for secret in ("Sanjay", "Greenhalge", "Whitmere", cast.sanjay.ref):
            assert secret not in said

    def test_their_people_are_not_in_our_preview(self, cast: Cast):
        found = look(cast.school, TWO).plan
        assert "Imran Wintermoss" in found.not_in_file
        assert "Sanjay Greenhalge" not in found.not_in_file


class TestLeads:
    def test_no_post_that_sees_others_comes_from_a_file(self, cast: Cast):
        rows = [changed(ADA, role="DSL; Teacher"), changed(BEA, role="Headteacher")]
        bring_in(cast, *rows)

        ada, bea = (User.objects.get(email=row[2]) for row in rows)
        assert [post[0] for post in posts_of(ada)] == ["teacher"]
        assert posts_of(bea) == []
        assert {row.role for row in WaitingPost.objects.all()} == {"dsl", "headteacher"}

    def test_a_file_cannot_take_over_a_leads_or_an_editors_account(self, cast: Cast):
        for number, user in enumerate((cast.ruth, cast.comfort, cast.kwame)):
            change_identity(user=user, school=cast.school, by="x", staff_number=str(number))
            thief = [user.first_name, user.last_name, "thief@x.example", "Teacher", "01/09/2026"]
            with pytest.raises(Refused, match="a file cannot change this"):
                bring_in(cast, [*thief, "", str(number)])

    def test_asking_again_in_another_file_asks_once(self, cast: Cast):
        bring_in(cast, changed(ADA, role="DSL"))
        bring_in(cast, changed(ADA, role="DSL"), BEA)
        assert WaitingPost.objects.count() == 1


class TestKeeping:
    def test_a_file_is_kept_for_its_school_alone(self, cast: Cast):
        kept = keep(school=cast.school, name="a.csv", data=TWO, by=cast.devinder.ref)
        assert kept_file(cast.school, kept.digest) == kept
        assert kept_file(cast.next_door, kept.digest) is None

    def test_a_file_is_forgotten_after_a_day(self, cast: Cast):
        kept = keep(school=cast.school, name="a.csv", data=TWO, by=cast.devinder.ref)
        StaffFile.objects.update(kept_at=timezone.now() - timedelta(hours=24, minutes=1))
        assert kept_file(cast.school, kept.digest) is None
        assert forget_old() == 1

    def test_what_was_applied_is_remembered_without_the_file(self, cast: Cast):
        keep(school=cast.school, name="staff.csv", data=TWO, by=cast.devinder.ref)
        bring_in(cast, ADA, BEA)
        StaffFile.objects.update(kept_at=timezone.now() - timedelta(days=400))
        assert forget_old() == 0
        [kept] = StaffFile.objects.all()
        assert (kept.data, kept.words) == (None, "2 new")

    def test_the_database_holds_a_file_once_for_a_school(self, cast: Cast):
        keep(school=cast.school, name="a.csv", data=TWO, by="x")
        [kept] = StaffFile.objects.all()
        kept.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.save()

    @pytest.mark.parametrize(
        "told",
        [
            {"applied_by": "x"},
            {"applied_at": timezone.now()},
            {"data": None},
            {"applied_by": "x", "applied_at": timezone.now()},
        ],
    )
    def test_the_database_knows_kept_or_applied_and_nothing_between(
        self, told: dict[str, object], cast: Cast
    ):
        keep(school=cast.school, name="a.csv", data=TWO, by="x")
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffFile.objects.update(**told)


def test_the_database_refuses_a_confirmation_by_who_asked_or_of_oneself(cast: Cast):
    told = {"ref": "r", "person": "p", "role": "dsl", "starts_on": date(2026, 9, 1)}
    for by, asked_by in (("a", "a"), ("p", "a"), ("b", None)):
        row = WaitingPost(**told, verdict="confirmed", asked_by=asked_by)
        with pytest.raises(IntegrityError), transaction.atomic():
            append("900001", "waiting-post:r:1", row, by=by)
    row = WaitingPost(**told | {"ends_on": date(2026, 8, 1)})
    with pytest.raises(IntegrityError), transaction.atomic():
        append("900001", "waiting-post:r:1", row, by="a")
