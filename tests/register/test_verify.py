"""Somebody with the keys to the database takes the guards down and changes the past: found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from register import ledger, triggers, verify
from register.chain import NO_PREV, STRIDE, digest
from register.models import SHARED, Content, Edition, Entry, Record
from register.triggers import LEDGER, fact_models
from register.verify import Head, Wrong, link_fault
from tests.register.samples import SCHOOL, filled, record

SQLITE = connection.vendor == "sqlite"
COLUMNS = [
    (model, field) for model in [Entry, *fact_models()] for field in model._meta.concrete_fields
]
NAMES = [field.column for field in Entry._meta.concrete_fields]


def tampered(*statements: str, values: Any = None) -> str:
    """What verify says after these statements, guards down before and up again after; then all
    is undone. “refused” when a rule of the table, rather than a guard, will not have it.
    """
    with transaction.atomic():
        triggers.remove()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement, values)
                connection.check_constraints()
        except IntegrityError:
            said = "refused"
        else:
            triggers.install()
            said = found()
        transaction.set_rollback(True)
    return said


def found(chain: str | None = None) -> str:
    try:
        list(verify.verify(chain))
    except Wrong as wrong:
        return str(wrong)
    return "nothing"


def nth(n: int) -> Entry:
    return Entry.objects.get(chain=SCHOOL, seq=n)


@pytest.mark.usefixtures("written")
class TestWhatIsWhole:
    def test_every_chain_ends_in_its_head(self) -> None:
        heads = {head.chain: head for head in verify.verify()}
        assert heads.keys() == {SCHOOL, SHARED}
        assert heads[SCHOOL].hash == ledger.head(SCHOOL).hash

    def test_one_chain_can_be_asked_for(self) -> None:
        assert [head.chain for head in verify.verify(SHARED)] == [SHARED]

    def test_a_long_chain_is_read_in_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verify, "PART", 3)
        seen: list[tuple[str, int, int]] = []
        (head,) = verify.verify(SCHOOL, progress=lambda *told: seen.append(told))
        assert seen[0] == (SCHOOL, 3, head.seq)
        assert seen[-1] == (SCHOOL, head.seq, head.seq)

    def test_facts_written_meanwhile_do_no_harm(self) -> None:
        running = verify.verify()
        first = next(running)
        for chain in (SCHOOL, SHARED, "another school"):
            ledger.append(chain, "meanwhile", record(), by="x")
        assert first.chain == SCHOOL
        assert [head.chain for head in running] == [SHARED]


def test_an_empty_register_is_whole(db: None) -> None:
    assert list(verify.verify()) == []


@pytest.mark.usefixtures("written")
class TestEdited:
    @pytest.mark.parametrize(("model", "field"), COLUMNS)
    def test_any_column_of_any_fact(self, model: Any, field: models.Field) -> None:
        row = model.objects.filter(chain=SCHOOL).order_by("pk").first()
        entry = row if model is Entry else row.entry
        tried = (row.pk + n if field.remote_field else filled(field, n) for n in range(1, 9))
        new = next(value for value in tried if value != getattr(row, field.attname))
        table, column = model._meta.db_table, connection.ops.quote_name(field.column)
        key = model._meta.pk.column
        said = tampered(
            f"UPDATE {table} SET {column} = %s WHERE {key} = {row.pk}",
            values=[field.get_db_prep_save(new, connection)],
        )
        assert said == "refused" or f", entry {entry.seq}" in said

    @pytest.mark.parametrize("model", fact_models())
    def test_a_row_that_no_longer_says_all(self, model: Any) -> None:
        row = model.objects.filter(chain=SCHOOL).order_by("pk").first()
        for field in model.told():
            if getattr(row, field.attname) is None or not field.null:
                continue
            said = tampered(
                f"UPDATE {model._meta.db_table} SET {field.column} = NULL WHERE entry_id = {row.pk}"
            )
            assert said == "refused" or f"entry {row.entry.seq} " in said

    def test_the_sentence_says_where_and_what(self) -> None:
        row = Record.objects.filter(chain=SCHOOL).first()
        said = tampered(f"UPDATE register_record SET title = 'x' WHERE entry_id = {row.pk}")
        assert said == (
            f"Chain {SCHOOL}, entry {row.entry.seq} (register_record {row.pk}): its row no longer "
            "says what the entry says (title)."
        )

    def test_a_body_that_says_more_than_its_row(self) -> None:
        body, hashed = '{"nothing":1}', "x"
        entry = nth(3)
        line = {name: getattr(entry, name) for name in NAMES if name != "hash"}
        hashed = digest(**line | {"body": body})
        said = tampered(
            f"UPDATE {LEDGER} SET body = '{body}', hash = '{hashed}' WHERE id = {entry.id}"
        )
        assert "entry 4: it does not follow the one before it" in said

    def test_only_the_chain_that_was_touched_is_wrong(self) -> None:
        triggers.remove()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {LEDGER} SET body = '[]' WHERE chain = '{SHARED}'")
        triggers.install()
        assert found(SCHOOL) == "nothing"
        assert f"Chain {SHARED}, entry 1:" in found(SHARED)


@pytest.mark.usefixtures("written")
class TestTakenOut:
    @pytest.mark.parametrize("n", [1, 2, 5])
    def test_an_entry_with_its_row(self, n: int) -> None:
        entry = nth(n)
        said = tampered(
            f"DELETE FROM {entry.kind} WHERE entry_id = {entry.id}",
            f"DELETE FROM {LEDGER} WHERE id = {entry.id}",
        )
        assert said.startswith(f"Chain {SCHOOL}, entry {n}: it is missing")

    def test_a_row_alone(self) -> None:
        entry = nth(2)
        said = tampered(f"DELETE FROM {entry.kind} WHERE entry_id = {entry.id}")
        assert f"entry 2 ({entry.kind} {entry.id}): its row is missing" in said

    def test_an_entry_alone_is_refused_by_its_row(self) -> None:
        assert tampered(f"DELETE FROM {LEDGER} WHERE id = {nth(2).id}") == "refused"


def copied(table: str, number: int, **changed: str) -> str:
    """SQL that puts a copy of the row with this number into a table, so changed."""
    model = next(m for m in [Entry, *fact_models()] if m._meta.db_table == table)
    names = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields]
    values = [changed.get(name.strip('"'), name) for name in names]
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} "
        f"WHERE {model._meta.pk.column} = {number}"
    )


@pytest.mark.usefixtures("written")
class TestPutIn:
    def row(self) -> Record:
        return Record.objects.filter(chain=SCHOOL).order_by("pk").first()

    def test_a_row_at_the_entry_of_another_kind(self) -> None:
        other = Edition.objects.filter(chain=SCHOOL).first().pk
        said = tampered(copied("register_record", self.row().pk, entry_id=str(other)))
        assert said == f"register_record has a row {other} that its entry does not speak of."

    @pytest.mark.skipif(not SQLITE, reason="PostgreSQL holds to its foreign keys")
    def test_a_row_without_an_entry(self, written: None) -> None:
        with transaction.atomic():
            triggers.remove()
            with connection.cursor() as cursor:
                cursor.execute(copied("register_record", self.row().pk, entry_id="7"))
            triggers.install()
            said = found()
            transaction.set_rollback(True)
        assert said == "register_record has a row 7 that no entry speaks of."

    @pytest.mark.parametrize("seq", ["-5", "0"])
    def test_an_entry_below_the_first(self, seq: str) -> None:
        free = f"{7 * STRIDE}"
        said = tampered(copied(LEDGER, nth(1).id, id=free, seq=seq, key="'free'"))
        assert said == f"Chain {SCHOOL}, entry 1: it is missing, the next one there is {seq}."

    def test_an_entry_of_a_kind_that_there_is_not(self) -> None:
        last = ledger.head(SCHOOL)
        line = {
            "id": last.id + 1,
            "chain": SCHOOL,
            "seq": last.seq + 1,
            "kind": "register_wish",
            "key": "free",
            "recorded_at": last.recorded_at,
            "by": "x",
            "body": "{}",
            "prev": last.hash,
        }
        values = {name: f"'{value}'" for name, value in (line | {"hash": digest(**line)}).items()}
        said = tampered(copied(LEDGER, last.id, **values | {"recorded_at": "recorded_at"}))
        assert "no table holds facts of this kind" in said


@pytest.mark.usefixtures("written")
class TestSwapped:
    def swap(self, table: str, columns: list[str], one: int, two: int) -> list[str]:
        """Two rows exchange these columns, by way of a third place."""
        key = "id" if table == LEDGER else "entry_id"
        quoted = [connection.ops.quote_name(column) for column in columns]
        values = []
        with connection.cursor() as cursor:
            for number in (two, one):
                cursor.execute(f"SELECT {', '.join(quoted)} FROM {table} WHERE {key} = {number}")
                values.append(cursor.fetchone())
        self.values = [*values[0], *values[1]]
        assignments = ", ".join(f"{name} = %s" for name in quoted)
        return [f"UPDATE {table} SET {assignments} WHERE {key} = {n}" for n in (one, two)]

    def swapped(self, table: str, columns: list[str], one: int, two: int) -> str:
        first, second = self.swap(table, columns, one, two)
        half = len(self.values) // 2
        with transaction.atomic():
            triggers.remove()
            with connection.cursor() as cursor:
                cursor.execute(first, self.values[:half])
                cursor.execute(second, self.values[half:])
            connection.check_constraints()
            triggers.install()
            said = found()
            transaction.set_rollback(True)
        return said

    def test_two_entries_of_one_kind(self) -> None:
        one, two = Entry.objects.filter(chain=SCHOOL, kind="register_record").order_by("seq")
        said = self.swapped(LEDGER, ["by", "body", "recorded_at"], one.id, two.id)
        assert f"entry {one.seq}:" in said

    def test_two_rows_of_one_kind(self) -> None:
        one, two = Record.objects.filter(chain=SCHOOL).order_by("pk")
        columns = [field.column for field in Record.told()]
        said = self.swapped("register_record", columns, one.pk, two.pk)
        assert f"entry {one.entry.seq} (register_record" in said

    def test_two_entries_with_their_rows_exchange_numbers(self) -> None:
        one, two = Entry.objects.filter(chain=SCHOOL, kind="register_record").order_by("seq")
        free = 8 * STRIDE
        moves = [(one.id, free), (two.id, one.id), (free, two.id)]
        with transaction.atomic():
            triggers.remove()
            with connection.cursor() as cursor:
                for old, new in moves:
                    cursor.execute(f"UPDATE {LEDGER} SET id = {new} WHERE id = {old}")
                    cursor.execute(
                        f"UPDATE register_record SET entry_id = {new} WHERE entry_id = {old}"
                    )
            connection.check_constraints()
            triggers.install()
            said = found()
            transaction.set_rollback(True)
        assert f"entry {one.seq}:" in said


@pytest.mark.usefixtures("written")
class TestSpelledOtherwise:
    """The same value to a reader, another to a query: hidden from every search by day."""

    @pytest.mark.skipif(not SQLITE, reason="PostgreSQL has one spelling of a value")
    @pytest.mark.parametrize(
        ("table", "change"),
        [
            ("register_record", "happened_on = '2026-9-1'"),
            ("register_record", "happened_on = happened_on || ' 00:00:00'"),
            ("register_record", "recorded_at = replace(recorded_at, ' ', 'T')"),
            ("register_record", "recorded_at = recorded_at || '+00:00'"),
            ("register_record", "person = CAST(person AS BLOB)"),
            ("register_record", "chain = CAST(chain AS BLOB)"),
            ("register_record", "title = ''"),
            ("register_record", "score = 'seven', out_of = 'ten'"),
            (LEDGER, "recorded_at = replace(recorded_at, ' ', 'T')"),
            (LEDGER, "recorded_at = recorded_at || '0'"),
            (LEDGER, "recorded_at = 5"),
            (LEDGER, "chain = CAST(chain AS BLOB)"),
            (LEDGER, "body = CAST(body AS BLOB)"),
            (LEDGER, "body = ' ' || body"),
            (LEDGER, "hash = upper(hash)"),
            (LEDGER, "seq = 'nine'"),
            (LEDGER, "seq = seq + 0.5"),
        ],
    )
    def test_on_sqlite(self, table: str, change: str) -> None:
        key = "id" if table == LEDGER else "entry_id"
        for number in Record.objects.filter(chain=SCHOOL).values_list("pk", flat=True):
            said = tampered(f"UPDATE {table} SET {change} WHERE {key} = {number}")
            assert said not in ("refused", "nothing")

    @pytest.mark.skipif(SQLITE, reason="SQLite has no infinity")
    @pytest.mark.parametrize("value", ["infinity", "-infinity", "0044-03-15 BC"])
    def test_on_postgresql(self, value: str) -> None:
        row = Record.objects.filter(chain=SCHOOL).order_by("pk").last()
        for column in ("happened_on", "recorded_at"):
            said = tampered(
                f"UPDATE register_record SET {column} = '{value}' WHERE entry_id = {row.pk}"
            )
            assert f"entry {row.entry.seq} (register_record" in said
        said = tampered(f"UPDATE {LEDGER} SET recorded_at = '{value}' WHERE id = {row.pk}")
        assert f"Chain {SCHOOL}, entry" in said


@pytest.mark.usefixtures("written")
class TestKeptElsewhere:
    """What no register can see from inside, and a head kept outside can."""

    def cut(self) -> None:
        last = ledger.head(SCHOOL)
        triggers.remove()
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {last.kind} WHERE entry_id = {last.id}")
            cursor.execute(f"DELETE FROM {LEDGER} WHERE id = {last.id}")
        connection.check_constraints()
        triggers.install()

    def test_the_register_runs_through_a_head_of_last_week(self) -> None:
        kept = next(verify.heads(SCHOOL))
        ledger.append(SCHOOL, "later", record(), by="x")
        verify.holds(kept)

    def test_an_end_that_was_cut_off(self) -> None:
        kept = next(verify.heads(SCHOOL))
        self.cut()
        assert found() == "nothing"
        with pytest.raises(Wrong, match="cut off"):
            verify.holds(kept)

    def test_an_end_that_was_cut_off_and_grew_again(self) -> None:
        kept = next(verify.heads(SCHOOL))
        self.cut()
        ledger.append(SCHOOL, "another story", record(5), by="x")
        assert found() == "nothing"
        with pytest.raises(Wrong, match="rewritten"):
            verify.holds(kept)

    def test_a_chain_that_is_gone(self) -> None:
        with pytest.raises(Wrong, match="cut off"):
            verify.holds(Head("a school", 3, "f" * 64))


class TestBeside:
    def test_the_text_of_an_edition_is_still_the_one_that_was_published(self, db: None) -> None:
        edition = Edition(
            item="policy",
            number=1,
            published_on="2026-09-01",
            grade="correction",
            title="t",
            label="l",
            digest="0" * 64,
            what_changed="",
            approved_by="x",
        )
        ledger.append(SCHOOL, "edition:policy:1", edition, by="x")
        assert (
            found() == "The text of policy, edition 1 (900001) is missing from the content store."
        )
        Content.objects.create(digest="0" * 64, media_type="text/plain", data=b"other words")
        assert "not the one that was published" in found()

    def test_a_kind_of_fact_says_what_else_must_hold(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.append(SCHOOL, "1", record(), by="x")
        monkeypatch.setattr(Record, "wrong_beside", lambda chain: f"{chain}: a name was exchanged.")
        assert found() == f"{SCHOOL}: a name was exchanged."


# --- the links alone, without a database --------------------------------------------------------

Row = dict[str, Any]
START = datetime(2026, 9, 1, tzinfo=UTC)


def in_memory(length: int) -> list[Row]:
    entries: list[Row] = []
    prev = NO_PREV
    for n in range(length):
        entry = {
            "id": STRIDE + n,
            "chain": SCHOOL,
            "seq": n + 1,
            "kind": "register_record",
            "key": f"k{n}",
            "recorded_at": START + timedelta(seconds=n),
            "by": "x",
            "body": f'{{"n":{n}}}',
            "prev": prev,
        }
        prev = digest(**entry)
        entries.append(entry | {"hash": prev})
    return entries


def first_fault(entries: list[Row]) -> int | None:
    """Where the chain is found wrong, counted from nought."""
    before = verify.BEFORE_ALL
    for n, entry in enumerate(entries):
        if link_fault(entry, before):
            return n
        before = entry
    return None


places = st.integers(0, 7)
values = st.one_of(st.text(), st.integers(), st.datetimes().map(lambda d: d.replace(tzinfo=UTC)))


def test_a_chain_as_it_was_written_has_no_fault() -> None:
    assert first_fault(in_memory(8)) is None


@given(n=places, name=st.sampled_from(NAMES), data=st.data())
def test_a_change_of_any_one_value_is_found_at_its_entry(n: int, name: str, data: Any) -> None:
    entries = in_memory(8)
    old = entries[n][name]
    kinds = {int: st.integers(), str: st.text() | st.just(str(old).upper())}
    new = data.draw(kinds.get(type(old), values).filter(lambda value: value != old))
    entries[n][name] = new
    assert first_fault(entries) == n


@given(n=st.integers(0, 6))
def test_an_entry_taken_out_is_found_where_it_was(n: int) -> None:
    entries = in_memory(8)
    del entries[n]
    assert first_fault(entries) == n


@given(n=places, source=places)
def test_an_entry_put_in_is_found_where_it_is(n: int, source: int) -> None:
    entries = in_memory(8)
    entries.insert(n, dict(entries[source]))
    assert first_fault(entries) == (n + 1 if source == n else n)


@given(n=places, body=st.text())
def test_an_entry_forged_with_care_is_found_by_the_one_after_it(n: int, body: str) -> None:
    entries = in_memory(9)
    forged = entries[n] | {"body": body}
    forged["hash"] = digest(**{k: v for k, v in forged.items() if k != "hash"})
    entries[n] = forged
    assert first_fault(entries) == n + 1


@given(one=places, two=places)
def test_two_entries_swapped_are_found_at_the_first(one: int, two: int) -> None:
    entries = in_memory(8)
    entries[one], entries[two] = entries[two], entries[one]
    assert first_fault(entries) == (None if one == two else min(one, two))
