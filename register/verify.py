"""Whether the register is what it was: the chain recomputed, every typed row held to its entry.

Values are compared as the database stores them: drivers repair what they read (`2026-9-1` comes
back as a good day) while queries go by what is stored. What this cannot see from inside is a tail
cut off or a whole chain rewritten: for that, `holds` compares with a head kept elsewhere.
"""

# ruff: noqa: S608  (every name in the SQL below is a table or column of our own models)

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import DataError, connection, models

from register import triggers
from register.chain import NO_PREV, STRIDE, digest
from register.models import Entry, Fact

PART = 5_000
UNREADABLE = (ValueError, TypeError, OverflowError, DataError, ValidationError)
Progress = Callable[[str, int, int], None]  # chain, entries seen, entries in all
Row = dict[str, Any]  # column to what is stored there
BEFORE_ALL: Row = {"id": None, "seq": 0, "hash": NO_PREV, "recorded_at": None}


class Head(NamedTuple):
    """Where a chain ends: enough to tell later whether it was cut or rewritten."""

    chain: str
    seq: int
    hash: str


class Wrong(Exception):
    """The register is not what it was. One sentence: where, at the first place found."""


def verify(chain: str | None = None, *, progress: Progress | None = None) -> Iterator[Head]:
    """Check one chain, or all of them; yields each head that is right.

    Raises Wrong at the first thing found. Heads are read first and checks go no further, so facts
    may be appended meanwhile; call it outside a transaction, which would hold them up on SQLite.
    Memory stays flat.
    """
    for head in list(heads(chain)):
        _verify_chain(head, progress)
        yield head
    _no_row_without_entry(chain)
    if gone := triggers.missing():
        raise Wrong(f"The facts are whole, but a guard is gone or changed: {', '.join(gone)}.")


def heads(chain: str | None = None) -> Iterator[Head]:
    """Where each chain ends, by name of the chain. Nothing is checked yet."""
    where, values = ("WHERE chain = %s", [chain]) if chain else ("", [])
    with connection.cursor() as cursor:  # plain SQL: the ORM would read 18.5 as 18
        cursor.execute(
            f"SELECT chain, max(seq) FROM register_entry {where} GROUP BY chain ORDER BY chain",
            values,
        )
        ends = cursor.fetchall()
        for name, seq in ends:
            if not isinstance(name, str) or not isinstance(seq, int):
                raise Wrong(f"An entry bears a chain or place never given out: {name!r}, {seq!r}.")
            cursor.execute(
                "SELECT hash FROM register_entry WHERE chain = %s AND seq = %s", [name, seq]
            )
            yield Head(name, seq, cursor.fetchone()[0])


def holds(anchor: Head) -> None:
    """Raise Wrong unless the chain still runs through this head, which was kept elsewhere."""
    entry = Entry.objects.filter(chain=anchor.chain, seq=anchor.seq).first()
    if entry is None:
        there = Entry.objects.filter(chain=anchor.chain).count()
        raise Wrong(
            f"Chain {anchor.chain} had {anchor.seq} entries when the anchor was written and has "
            f"{there} now: its end was cut off."
        )
    if entry.hash != anchor.hash:
        raise Wrong(
            f"Chain {anchor.chain}, entry {anchor.seq} is not the one that was there when the "
            "anchor was written: the chain was rewritten, there or before."
        )


def _verify_chain(head: Head, progress: Progress | None) -> None:
    before = BEFORE_ALL
    while before["seq"] < head.seq:
        entries = _entries_after(before, head)
        for entry in entries:
            if fault := link_fault(entry, before):
                raise Wrong(f"Chain {head.chain}, entry {before['seq'] + 1}: {fault}.")
            before = entry
        _compare_rows(entries)
        if progress:
            progress(head.chain, before["seq"], head.seq)
    for model in triggers.fact_models():
        if sentence := model.wrong_beside(head.chain):
            raise Wrong(sentence)


def _entries_after(before: Row, head: Head) -> list[Row]:
    after = before["seq"] or -(2**63)  # a number below one is no hiding place
    try:
        entries = _rows(
            Entry,
            "chain = %s AND seq > %s AND seq <= %s ORDER BY seq LIMIT %s",
            [head.chain, after, head.seq, PART],
        )
    except UNREADABLE:
        entries = []
    if not entries:
        raise Wrong(f"Chain {head.chain}, entry {before['seq'] + 1} cannot be read.")
    return entries


def link_fault(entry: Row, before: Row) -> str | None:
    """What is wrong with this entry, given the one before it; None if nothing."""
    if entry["seq"] != before["seq"] + 1:
        return f"it is missing, the next one there is {entry['seq']}"
    try:
        told = entry | {"recorded_at": _moment(entry["recorded_at"])}
        own = digest(**{name: told[name] for name in told if name != "hash"})
    except UNREADABLE:
        return "it holds something that no entry is written with"
    if own != entry["hash"]:
        return "it does not have the hash of what it says, so it was changed"
    if entry["prev"] != before["hash"]:
        return "it does not follow the one before it, so that one was changed"
    if entry["id"] != (before["id"] + 1 if before["id"] else entry["id"] // STRIDE * STRIDE):
        return f"its number in the register, {entry['id']}, is out of order"
    if before["recorded_at"] and entry["recorded_at"] < before["recorded_at"]:
        return "it is older than the one before it"
    return None


def _moment(stored: object) -> datetime:
    """SQLite stores text; only the spelling that queries compare by is right."""
    if isinstance(stored, datetime):
        return stored
    moment = datetime.fromisoformat(str(stored))
    if str(moment) != stored:
        raise ValueError(f"{stored!r} is another spelling of a moment.")
    return moment.replace(tzinfo=UTC)


def _compare_rows(entries: list[Row]) -> None:
    """Hold every typed row in this range of numbers to its entry."""
    first, last = entries[0]["id"], entries[-1]["id"]
    tables = {}
    try:
        for model in triggers.fact_models():
            rows = _rows(model, "entry_id BETWEEN %s AND %s", [first, last])
            tables[model._meta.db_table] = model, {row["entry_id"]: row for row in rows}
    except UNREADABLE as error:
        if len(entries) > 1:  # one of them cannot be read: find out which
            for entry in entries:
                _compare_rows([entry])
        raise Wrong(f"{_name(entries[0])}: its row cannot be read.") from error
    for entry in entries:
        model, rows = tables.get(entry["kind"], (None, {}))
        if fault := _row_fault(model, entry, rows.pop(entry["id"], None)):
            raise Wrong(f"{_name(entry)}: {fault}.")
    for table, (_, rows) in tables.items():
        for number in rows:
            raise Wrong(f"{table} has a row {number} that its entry does not speak of.")


def _row_fault(model: type[Fact] | None, entry: Row, row: Row | None) -> str | None:
    """How the typed row differs from its entry; None if it does not."""
    if model is None:
        return "no table holds facts of this kind"
    if row is None:
        return "its row is missing"
    try:
        expected = _expected(model, entry)
    except UNREADABLE:
        return "its body cannot be read"
    if row == expected:
        return None
    if beyond := expected.keys() - row.keys():
        return f"it says {', '.join(sorted(beyond))}, for which its table has no column"
    changed = [column for column, value in row.items() if value != expected[column]]
    return f"its row no longer says what the entry says ({', '.join(changed)})"


def _expected(model: type[Fact], entry: Row) -> Row:
    """The typed row as it must be stored."""
    columns = _columns(model)
    body = {
        name: columns[name](value) if name in columns else value
        for name, value in json.loads(entry["body"]).items()
    }
    own = {name: entry[name] for name in ("chain", "recorded_at", "by")}
    return {"entry_id": entry["id"], **own, **dict.fromkeys(columns), **body}


@cache
def _columns(model: type[Fact]) -> dict[str, Callable[[Any], Any]]:
    """For each column of the body: from what the body says to what is stored.

    Remembered by value, since days, items and people come again and again.
    """
    return {
        field.column: lru_cache(maxsize=5_000)(partial(_as_stored, field)) for field in model.told()
    }


def _as_stored(field: models.Field, value: Any) -> Any:
    return field.get_db_prep_save(field.to_python(value), connection)


def _rows(model: type[models.Model], where: str, values: list[Any]) -> list[Row]:
    """Rows as stored. The plus keeps SQLite's driver from converting what it reads."""
    plus = "+" if connection.vendor == "sqlite" else ""
    columns = [field.column for field in model._meta.concrete_fields]
    named = ", ".join(plus + connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {named} FROM {model._meta.db_table} WHERE {where}", values)
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _no_row_without_entry(chain: str | None) -> None:
    """One statement for each table, so that a fact appended meanwhile is whole in it."""
    for model in triggers.fact_models():
        table = model._meta.db_table
        query = (
            f"SELECT f.entry_id FROM {table} f WHERE NOT EXISTS"
            " (SELECT 1 FROM register_entry e WHERE e.id = f.entry_id AND e.kind = %s)"
        )
        values = [table]
        if chain:
            query, values = f"{query} AND f.chain = %s", [table, chain]
        with connection.cursor() as cursor:
            cursor.execute(f"{query} LIMIT 1", values)
            if row := cursor.fetchone():
                raise Wrong(f"{table} has a row {row[0]} that no entry speaks of.")


def _name(entry: Row) -> str:
    return f"Chain {entry['chain']}, entry {entry['seq']} ({entry['kind']} {entry['id']})"
