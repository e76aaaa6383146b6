"""Writing facts down."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from register import ledger, triggers
from register.chain import NO_PREV, STRIDE
from register.models import Entry, FactsAreAppended, Item, Record
from register.verify import verify
from tests.register.samples import SCHOOL, record

pytestmark = pytest.mark.django_db


def told(key: str = "k", chain: str = SCHOOL, **values: Any) -> Record:
    return ledger.append(chain, key, record(**values), by="the office")


def test_a_fact_is_read_back_as_it_was_written() -> None:
    told(title="Zoe\u0308’s induction", score=7, out_of=10)
    row = Record.objects.get()
    assert (row.title, row.score, row.by, row.chain) == (
        "Zoë’s induction",
        7,
        "the office",
        SCHOOL,
    )


def test_what_append_returns_is_what_the_database_holds() -> None:
    said = told(person=uuid.UUID(int=1), title="Zoe\u0308", happened_on="2026-09-01")
    row = Record.objects.get()
    for field in Record._meta.concrete_fields:
        assert getattr(said, field.attname) == getattr(row, field.attname)


def test_each_entry_is_bound_to_the_one_before_it() -> None:
    first, second = told("1").entry, told("2").entry
    assert (first.seq, first.prev) == (1, NO_PREV)
    assert (second.id, second.seq, second.prev) == (first.id + 1, 2, first.hash)


def test_every_chain_has_numbers_of_its_own() -> None:
    here, there, again = told("1"), told("1", chain="900002"), told("2")
    assert here.pk % STRIDE == there.pk % STRIDE == 0
    assert there.pk == here.pk + STRIDE
    assert again.pk == here.pk + 1


def test_the_same_fact_told_twice_is_one_fact() -> None:
    assert told().pk == told().pk
    assert Entry.objects.count() == Record.objects.count() == 1


def test_a_repeat_inside_one_batch_is_one_fact() -> None:
    said = ledger.append_many(SCHOOL, [("k", record()), ("k", record())], by="x")
    assert said[0].pk == said[1].pk
    assert Record.objects.count() == 1


def test_the_same_key_with_another_story_is_refused() -> None:
    told(score=7, out_of=10)
    with pytest.raises(ledger.SaidDifferently):
        told(score=8, out_of=10)
    assert Record.objects.get().score == 7


def test_a_batch_is_written_whole_or_not_at_all() -> None:
    told("2")
    with pytest.raises(ledger.SaidDifferently):
        ledger.append_many(SCHOOL, [("1", record(1)), ("2", record(2))], by="x")
    assert Record.objects.count() == 1


def test_a_long_batch_keeps_its_order_and_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "BATCH", 150)  # more than one part, and long enough for COPY
    said = ledger.append_many(SCHOOL, ((f"{n}", record(n)) for n in range(400)), by="x")
    assert [row.entry.seq for row in said] == list(range(1, 401))
    assert [row.person for row in Record.objects.order_by("pk")] == [r.person for r in said]
    assert [head.seq for head in verify()] == [400]


def test_a_history_keeps_its_own_moments_and_authors() -> None:
    then = datetime(2024, 9, 1, 8, tzinfo=UTC)
    told_then = record(by="the head", recorded_at=then)
    later = record(1, recorded_at=then + timedelta(days=1))
    first, second = ledger.append_many(SCHOOL, [("1", told_then), ("2", later)], by="import")
    assert (first.by, first.recorded_at) == ("the head", then)
    assert (second.by, second.recorded_at) == ("import", then + timedelta(days=1))


def test_time_never_runs_backwards_in_a_chain() -> None:
    first = told("1")
    second = ledger.append(
        SCHOOL, "2", record(1), by="x", at=first.recorded_at - timedelta(hours=1)
    )
    assert second.recorded_at == first.recorded_at


@pytest.mark.parametrize(
    ("chain", "key", "by"), [("", "k", "x"), ("c", "", "x"), ("c", "k", ""), ("c", "k" * 251, "x")]
)
def test_chain_key_and_author_are_always_said(chain: str, key: str, by: str) -> None:
    with pytest.raises(ValidationError):
        ledger.append(chain, key, record(), by=by)


@pytest.mark.parametrize("title", ["x" * 201, "nul\0", Item(slug="x", title="an item")])
def test_what_a_column_cannot_hold_is_refused(title: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        told(title=title)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("how_many", [1, 200])  # 200: PostgreSQL’s COPY
def test_what_must_be_said_is_said(how_many: int) -> None:
    facts = [(f"{n}", record(n, happened_on=None)) for n in range(how_many)]
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.append_many(SCHOOL, facts, by="x")
    assert not Entry.objects.exists()


def test_an_append_rolled_back_in_the_middle_leaves_the_chain_whole() -> None:
    told("1")
    with transaction.atomic():
        told("2")
        transaction.set_rollback(True)
    told("3")
    assert [head.seq for head in verify()] == [2]


def test_a_refused_statement_leaves_the_transaction_usable() -> None:
    told("1")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_record")
    told("2")
    assert [head.seq for head in verify()] == [2]


def test_nothing_is_written_while_a_guard_is_gone() -> None:
    told("1")
    connection.check_constraints()  # PostgreSQL alters no table with checks outstanding
    triggers.remove()
    ledger.guards_stand.cache_clear()
    with pytest.raises(ledger.GuardMissing, match=r"register_record_no_.*migrate"):
        told("2")
    triggers.install()
    assert told("2").entry.seq == 2


@pytest.mark.parametrize("how", ["save", "delete"])
def test_a_fact_cannot_be_saved_or_deleted_by_itself(how: str) -> None:
    with pytest.raises(FactsAreAppended):
        getattr(told(), how)()


@pytest.mark.parametrize(
    "how",
    [
        lambda facts: facts.update(score=1),
        lambda facts: facts.all().delete(),
        lambda facts: facts.create(score=1),
        lambda facts: facts.get_or_create(score=1),
        lambda facts: facts.update_or_create(score=1),
        lambda facts: facts.bulk_update([], ["score"]),
        lambda facts: facts.bulk_create([]),
    ],
)
def test_a_queryset_of_facts_only_reads(how: Any) -> None:
    with pytest.raises(FactsAreAppended):
        how(Record.objects)


@pytest.mark.parametrize(
    "how",
    [
        lambda fact: Record._base_manager.update(score=1),
        lambda fact: Record._base_manager.all()._raw_delete("default"),
        lambda fact: fact.save_base(force_update=True),
        lambda fact: Record._base_manager.bulk_create(
            [fact], update_conflicts=True, unique_fields=["entry"], update_fields=["score"]
        ),
    ],
)
def test_the_back_doors_of_the_orm_end_at_the_guards(how: Any) -> None:
    fact = told()
    with pytest.raises(IntegrityError, match="only appended"), transaction.atomic():
        how(fact)
    assert Record.objects.get().score is None


def test_a_chain_is_locked_inside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        ledger.lock(SCHOOL)
