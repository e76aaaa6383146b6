"""What is written into the register when somebody publishes, finishes, signs or puts right."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from register import content
from register.actions import (
    CannotVoid,
    move_bookmark,
    publish_edition,
    void_record,
    write_record,
)
from register.editions import editions_of, in_force
from register.ledger import append
from register.models import SHARED, Bookmark, Edition, Entry, Record
from register.verify import verify
from tests.register.samples import SCHOOL

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)


def publish(**told: Any) -> Edition:
    return publish_edition(
        **{
            "item": "policy",
            "chain": SCHOOL,
            "title": "Child protection policy",
            "data": b"the text",
            "media_type": "text/plain",
            "grade": "correction",
            "published_on": FIRST,
            "approved_by": "the governors",
            "by": "the DSL",
        }
        | told
    )


def sign(**told: Any) -> Record:
    return write_record(
        **{
            "chain": SCHOOL,
            "person": "amina",
            "item": "policy",
            "kind": "signed",
            "happened_on": FIRST,
            "by": "amina",
        }
        | told
    )


class TestPublishing:
    def test_an_edition_keeps_its_bytes(self) -> None:
        edition = publish()
        assert content.fetch(edition.digest).data == b"the text"
        assert edition.entry.key == "edition:policy:1"

    def test_the_next_edition_has_the_next_number(self) -> None:
        assert [publish().number, publish(data=b"changed").number] == [1, 2]

    def test_publishing_twice_in_one_press_is_one_edition(self) -> None:
        assert publish().pk == publish().pk

    def test_the_same_text_that_must_be_done_again_is_another_edition(self) -> None:
        publish()
        assert publish(grade="must_redo").number == 2

    def test_going_back_to_an_older_text_is_another_edition(self) -> None:
        publish()
        publish(data=b"changed")
        assert publish().number == 3

    def test_a_change_of_substance_is_redone_within_a_fortnight_if_nothing_is_said(self) -> None:
        assert publish(grade="must_redo").redo_days == 14
        assert publish(grade="must_redo", redo_days=7, data=b"changed").redo_days == 7

    def test_a_correction_asks_nobody_for_anything(self) -> None:
        assert publish(grade="correction", redo_days=7).redo_days is None

    def test_a_school_that_publishes_its_own_goes_by_its_own_alone(self) -> None:
        publish(chain="900001")
        shared = publish(chain=SHARED, data=b"for all")
        later = publish(chain="900001", data=b"ours again")
        assert (shared.number, later.number) == (2, 2)
        assert [edition.chain for edition in editions_of("policy", "900001")] == ["900001"] * 2
        assert [edition.pk for edition in editions_of("policy", "900002")] == [shared.pk]

    def test_a_school_that_takes_a_text_over_goes_on_counting(self) -> None:
        publish(chain=SHARED)
        assert publish(chain="900001", data=b"ours").number == 2

    def test_nothing_is_kept_of_an_edition_that_was_not_written(self) -> None:
        with pytest.raises(ValueError), transaction.atomic():
            publish(title="x" * 300)
        assert not Entry.objects.exists()


class TestInForce:
    def test_the_newest_edition_published_by_the_day_is_in_force(self) -> None:
        publish()
        publish(data=b"changed", published_on=date(2026, 10, 1))
        assert in_force("policy", SCHOOL, date(2026, 8, 31)) is None
        assert in_force("policy", SCHOOL, FIRST).number == 1
        assert in_force("policy", SCHOOL, date(2026, 9, 30)).number == 1
        assert in_force("policy", SCHOOL, date(2026, 10, 1)).number == 2

    def test_a_shared_edition_is_in_force_in_every_school(self) -> None:
        shared = publish(chain=SHARED)
        assert in_force("policy", "900002", FIRST).pk == shared.pk

    def test_another_school_is_another_matter(self) -> None:
        publish(chain="900002")
        assert in_force("policy", SCHOOL, FIRST) is None


class TestWritingARecord:
    def test_what_was_signed_is_taken_from_the_edition(self) -> None:
        edition = publish()
        record = sign(edition=edition)
        assert (record.edition, record.digest, record.title) == (
            1,
            edition.digest,
            "Child protection policy",
        )
        assert record.entry.key == "signed:amina:policy:1:2026-09-01:0"

    def test_training_from_elsewhere_names_no_edition(self) -> None:
        assert sign(kind="completed", title="First aid at work", how="certificate").edition is None

    def test_a_second_press_is_harmless(self) -> None:
        assert sign().pk == sign().pk
        assert Record.objects.count() == 1

    def test_what_was_written_first_stands(self) -> None:
        first = sign(kind="completed", score=8, out_of=10)
        again = sign(kind="completed", score=10, out_of=10)
        assert (again.pk, again.score) == (first.pk, 8)

    @pytest.mark.parametrize(
        "other",
        [
            {"happened_on": date(2026, 9, 2)},
            {"person": "ben"},
            {"item": "other"},
            {"kind": "completed"},
            {"chain": "900002"},
        ],
    )
    def test_another_event_is_another_record(self, other: dict[str, Any]) -> None:
        sign()
        sign(**other)
        assert Record.objects.count() == 2

    def test_a_record_that_was_made_void_can_be_written_again(self) -> None:
        first = sign()
        void_record(chain=SCHOOL, record=first, reason="wrong person", by="the DSL")
        second = sign()
        assert second.pk != first.pk
        assert sign().pk == second.pk

    def test_a_void_elsewhere_does_not_turn_a_second_press_into_a_record(self) -> None:
        first, other = sign(), sign(happened_on=date(2026, 9, 2))
        void_record(chain=SCHOOL, record=other, reason="wrong day", by="the DSL")
        assert sign().pk == first.pk

    def test_a_void_is_not_written_this_way(self) -> None:
        with pytest.raises(ValueError):
            sign(kind="void")


class TestMakingVoid:
    def void(self, record: Record, **told: Any) -> Record:
        return void_record(
            **{"chain": SCHOOL, "record": record, "reason": "wrong person", "by": "the DSL"} | told
        )

    def test_a_void_names_what_it_makes_void_and_why(self) -> None:
        record = sign()
        with time_machine.travel("2026-09-30T23:30:00Z"):  # half past midnight in London
            void = self.void(record)
        assert (void.voids, void.reason, void.person) == (record.pk, "wrong person", "amina")
        assert void.happened_on == date(2026, 10, 1)

    def test_the_record_stays_and_no_longer_stands(self) -> None:
        record, other = sign(), sign(item="other")
        self.void(record)
        assert Record.objects.filter(pk=record.pk).exists()
        assert list(Record.objects.all().not_void()) == [other]

    @pytest.mark.parametrize(
        ("told", "because"),
        [
            ({"by": "amina"}, "their own"),
            ({"reason": "  "}, "say why"),
            ({"chain": "900002"}, "another school"),
        ],
    )
    def test_some_things_are_refused_with_a_reason(
        self, told: dict[str, str], because: str
    ) -> None:
        record = sign()
        with pytest.raises(CannotVoid, match=because):
            self.void(record, **told)
        assert Record.objects.count() == 1

    def test_nothing_is_made_void_twice(self) -> None:
        record = sign()
        self.void(record)
        with pytest.raises(CannotVoid, match="already"):
            self.void(record)

    def test_a_void_cannot_be_made_void(self) -> None:
        void = self.void(sign())
        with pytest.raises(CannotVoid):
            self.void(void)


class TestWhatATableRefuses:
    """The database holds these rules too."""

    @pytest.mark.parametrize(
        "told",
        [
            {"kind": "void"},
            {"kind": "void", "voids": 1},
            {"kind": "void", "voids": 1, "reason": ""},
            {"kind": "signed", "voids": 1},
            {"score": 3},
            {"out_of": 3},
            {"score": 11, "out_of": 10},
            {"witness": "amina"},
            {"score": -1, "out_of": 10},
        ],
    )
    def test_a_record_that_makes_no_sense(self, told: dict[str, Any]) -> None:
        values = {"person": "amina", "item": "x", "kind": "completed", "happened_on": FIRST}
        with pytest.raises(IntegrityError), transaction.atomic():
            append(SCHOOL, "k", Record(**values | told), by="x")

    @pytest.mark.parametrize(
        "told", [{"grade": "must_redo", "redo_days": None}, {"grade": "reread", "redo_days": 3}]
    )
    def test_days_to_redo_belong_to_a_change_of_substance(self, told: dict[str, Any]) -> None:
        values = {
            "item": "x",
            "number": 1,
            "published_on": FIRST,
            "title": "t",
            "label": "",
            "digest": "0" * 64,
            "what_changed": "",
            "approved_by": "x",
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            append(SCHOOL, "k", Edition(**values | told), by="x")


class TestBookmarks:
    def move(self, place: str, done: int) -> Bookmark:
        return move_bookmark(
            person="amina",
            item="induction",
            edition=1,
            place=place,
            place_words=f"lesson {place}",
            done=done,
            total=4,
        )

    def test_there_is_one_bookmark_in_an_item(self) -> None:
        self.move("a", 1)
        self.move("b", 2)
        bookmark = Bookmark.objects.get()
        assert (bookmark.place, bookmark.done, bookmark.total) == ("b", 2, 4)

    def test_nobody_has_done_more_than_there_is(self) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            self.move("a", 5)


def test_all_that_is_written_this_way_verifies() -> None:
    record = sign(edition=publish())
    void_record(chain=SCHOOL, record=record, reason="wrong person", by="the DSL")
    assert [head.seq for head in verify()] == [3]
