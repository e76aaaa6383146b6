"""Many people finish at the same moment: nobody's fact is lost and no chain forks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from register import ledger
from register.actions import write_record
from register.chain import STRIDE
from register.models import Entry, Record
from register.verify import verify
from tests.register.samples import record

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 4, 6


def at_once(work: Callable[[int], None]) -> None:
    """Every writer begins at the same moment, on a connection of its own."""
    start = Barrier(WRITERS)

    def one(writer: int) -> None:
        try:
            start.wait()
            work(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(one, range(WRITERS)))  # raises what a writer raised


def test_one_chain_does_not_fork() -> None:
    def write(writer: int) -> None:
        for n in range(EACH):
            ledger.append("900001", f"{writer}:{n}", record(n), by="x")

    at_once(write)
    assert [head.seq for head in verify()] == [WRITERS * EACH]
    assert Record.objects.count() == WRITERS * EACH


def test_chains_that_open_at_once_get_numbers_of_their_own() -> None:
    at_once(lambda writer: ledger.append(f"school {writer}", "1", record(), by="x") and None)
    assert {number // STRIDE for number in Entry.objects.values_list("id", flat=True)} == {
        1,
        2,
        3,
        4,
    }
    assert len(list(verify())) == WRITERS


def test_the_head_is_read_after_the_lock_even_in_a_longer_transaction() -> None:
    def write(writer: int) -> None:
        for n in range(EACH):
            with transaction.atomic():
                Record.objects.count()
                with transaction.atomic():
                    ledger.append("900001", f"{writer}:{n}", record(n), by="x")

    at_once(write)
    assert [head.seq for head in verify()] == [WRITERS * EACH]


def test_two_chains_in_opposite_order_wait_for_each_other_and_do_not_lock_up() -> None:
    for chain in ("900001", "900002"):
        ledger.append(chain, "first", record(), by="x")

    def write(writer: int) -> None:
        chains = ["900001", "900002"] if writer % 2 else ["900002", "900001"]
        for n in range(EACH):
            with transaction.atomic():
                ledger.lock(*chains)
                for chain in chains:
                    ledger.append(chain, f"{writer}:{n}", record(n), by="x")

    at_once(write)
    assert [head.seq for head in verify()] == [WRITERS * EACH + 1] * 2


def test_four_presses_at_once_are_one_record() -> None:
    def press(writer: int) -> None:
        write_record(
            chain="900001",
            person="amina",
            item="induction",
            kind="completed",
            happened_on=record().happened_on,
            by="amina",
            score=writer,
            out_of=4,
        )

    at_once(press)
    assert Record.objects.count() == 1
