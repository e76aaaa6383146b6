"""How long a staff file takes: looking, applying, and looking again once everybody is here.

Into a database of its own, thrown away at the end, at a school that has people already. Run from
the project's root:
    python bench/import_staff.py [people]
The bars, for 1,000 people: the preview under 5 s, applying under 5 s, under 150 MB; a file of
100,000 rows is refused in under 2 s.
"""

import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
HEAD = ["First name", "Last name", "Email", "Role", "Start date", "End date", "Staff number"]
URN = "900001"


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure(people)


def rows(people: int, first: int = 0) -> list[list[str]]:
    job = ["Teacher; First aider", "01/09/2026", ""]
    return [
        [f"Ada{n}", f"Fenwick{n}", f"ada{n}@x.example", *job, f"{n:05}"]
        for n in range(first, first + people)
    ]


def as_csv(lines: list[list[str]]) -> bytes:
    return "\r\n".join(",".join(cells) for cells in [HEAD, *lines]).encode()


def as_xlsx(lines: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in [HEAD, *lines]:
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def measure(people: int) -> None:
    from people.models import School
    from people.refusals import Refused
    from people.staff_import import apply_file, look
    from register.verify import verify

    school = School.objects.create(urn=URN, name="A big school")
    apply_file(school=school, data=as_csv(rows(300)), name="before.csv", by="x")
    csv, xlsx = as_csv(rows(people, 1_000)), as_xlsx(rows(people, 1_000))
    timed(f"preview of {people} new people, CSV", lambda: look(school, csv))
    seen = timed(f"preview of {people} new people, XLSX", lambda: look(school, xlsx)).plan.digest
    told = {"school": school, "by": "x", "name": "staff"}
    timed("apply, XLSX", lambda: apply_file(data=xlsx, seen=seen, **told))
    timed("the same file again", lambda: apply_file(data=xlsx, **told))
    timed("the same people as CSV: nothing to do", lambda: apply_file(data=csv, **told))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    for name, data in (("CSV", as_csv(rows(100_000))), ("XLSX", as_xlsx(rows(100_000)))):

        def refused(data: bytes = data) -> None:
            try:
                look(school, data)
            except Refused as refused:
                print(refused)

        timed(f"100,000 rows, {name}", refused)
    print(*(f"{head.chain} {head.seq}" for head in verify()))


def timed(what: str, work: Callable[[], object]) -> object:
    began, spent = time.perf_counter(), time.process_time()
    done = work()
    clock, cpu = time.perf_counter() - began, time.process_time() - spent
    print(f"{what}: {clock:.2f} s ({cpu:.2f} s of processor)")
    return done


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
