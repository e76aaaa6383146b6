"""What a learner's pages cost, beside a bare page of Wagtail's in the same run.

The demo school is made in a database of its own, which is thrown away. Every page is asked for in
turn, round after round, so that all share the same weather; a figure is milliseconds of processor
for one page, and its bar is a multiple of the bare page's. Then courses, policies and records are
doubled, and the numbers of queries must not move. Run from the project's root:
    python bench/learner_pages.py [rounds]
"""

import gzip
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
SLUG = "attachment-aware"
PEOPLE, EACH = 40, 12  # requests for each page in a round
BARS = {  # times the bare page, and queries
    "my training": (1.0, 14),
    "just after a fact": (1.3, 14),  # my training again, when the school's ledger has grown
    "a module": (1.47, 14),  # wagtail-lms' course page, measured beside a bare one
    "a lesson": (1.3, 14),
    "the questions": (1.3, 14),
}
BARE = "bench_bare.html"
BARE_PAGE = """{% load wagtailcore_tags wagtailuserbar %}<!doctype html><html lang="en"><head>
<title>{{ page.title }}</title></head><body>{% wagtailuserbar %}<nav><ul>
{% for child in page.get_parent.specific.get_children.live %}<li><a href="{% pageurl child %}">
{{ child.title }}</a></li>{% endfor %}</ul></nav><h1>{{ page.title }}</h1></body></html>"""


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DATA_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings", DEMO="1", DEBUG=""
        )
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("demo", people=PEOPLE, verbosity=0)
        client = _reader()
        _bare_page()
        pages = _pages(client)
        before = {name: queries(page) for name, page in pages.items()}
        costs(pages, before, rounds)
        sizes(client)
        double()
        after = {name: queries(page) for name, page in pages.items()}
        moved = {name: (before[name], after[name]) for name in pages if before[name] != after[name]}
        print(f"twice the courses, policies and records: {moved or 'the same queries'}")
        completing(client)


def _reader() -> Any:
    """The browser of a teacher of the demo school who has begun a module."""
    from django.test import Client

    from people.models import User

    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(User.objects.get(first_name="Imran", last_name="Wintermoss"))
    return client


def _bare_page() -> None:
    """A shelf, shown as a new Wagtail project shows a page: title, menu, userbar."""
    from django.template import engines
    from django.template.loaders.locmem import Loader
    from wagtail.models import Page

    from cms.models import ShelfPage

    engine = engines["django"].engine  # type: ignore[attr-defined]
    engine.template_loaders.insert(0, Loader(engine, {BARE: BARE_PAGE}))
    ShelfPage.serve, ShelfPage.template = Page.serve, BARE


def _pages(client: Any) -> dict[str, Callable[[], Any]]:
    from courses.models import ModulePage

    lesson = next(iter(ModulePage.objects.get(slug=SLUG).lessons)).id
    addresses = {
        "a bare page": "/policies/",
        "my training": "/my-training/",
        "a module": f"/modules/{SLUG}/",
        "a lesson": f"/modules/{SLUG}/{lesson}/",
        "the questions": f"/modules/{SLUG}/quiz/",
    }
    pages = {name: lambda at=at: _answer(client, at) for name, at in addresses.items()}
    return pages | {"just after a fact": lambda: _afresh(client)}


def _afresh(client: Any) -> Any:
    """My training with nothing remembered of what the school asks and who leads it."""
    from compliance import facts
    from people import contacts

    facts._asked.cache_clear()
    contacts._remembered.cache_clear()
    return _answer(client, "/my-training/")


def _answer(client: Any, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer


def queries(work: Callable[[], Any]) -> int:
    """Of the second time: what is remembered for ever is remembered then."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def costs(pages: dict[str, Callable[[], Any]], asked: dict[str, int], rounds: int) -> None:
    told: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(rounds):
        for name, page in pages.items():
            cpu = time.process_time()
            for _ in range(EACH):
                page()
            told[name].append((time.process_time() - cpu) * 1000 / EACH)
    bare = told["a bare page"]
    for name, each in told.items():
        times = [one / floor for one, floor in zip(each, bare, strict=True)]
        most, most_queries = BARS.get(name, (9.9, 99))
        missed = min(times) > most or asked[name] > most_queries
        print(
            f"{name:17} {asked[name]:3} queries {statistics.median(each):6.1f} ms of processor, "
            f"{statistics.median(times):4.2f} times the bare page (least {min(times):4.2f}; "
            f"bar {most})" + (" MISSED" if missed else "")
        )


def sizes(client: Any) -> None:
    """Kilobytes and requests of a first visit, and of the next page."""
    from django.conf import settings

    for address in ("/my-training/", f"/modules/{SLUG}/"):
        answer = client.get(address)
        html = gzip.decompress(answer.content).decode()
        linked = set(re.findall(r'<link[^>]+href="([^"]+)"|<script[^>]+src="([^"]+)"', html))
        total, requests = len(answer.content), 1
        for link in {href or src for href, src in linked}:
            requests += 1
            if link.startswith(settings.STATIC_URL):
                file = settings.STATIC_ROOT / link.removeprefix(settings.STATIC_URL)
                packed = file.with_name(file.name + ".br")
                total += (packed if packed.exists() else file).stat().st_size
            else:
                total += len(client.get(link).content)
        print(
            f"{address:30} {total / 1000:5.1f} kB in {requests} requests at first (60 in 6), "
            f"then {len(answer.content) / 1000:4.1f} kB in 1 (15)"
        )


def completing(client: Any) -> None:
    """Queries of carrying on from a lesson, and of the answers that finish a module."""
    from config.demo_answers import right_answer
    from courses.drawing import drawn
    from courses.facts import next_try_of, reading
    from people.models import User

    me = User.objects.get(first_name="Imran", last_name="Wintermoss").ref
    now = reading(person=me, chain="900001", slug=SLUG, on=date.today())
    assert now
    send = {"edition": now.edition.number}
    for lesson in now.module.lessons:
        work = lambda id=lesson.id: client.post(f"/modules/{SLUG}/{id}/", send)  # noqa: E731
        asked = _once(work)
    print(f"carrying on from a lesson: {asked} queries (12)")
    again = reading(person=me, chain="900001", slug=SLUG, on=date.today())
    assert again
    this_try = next_try_of(again)
    answers = {q.id: right_answer(q) for q in drawn(now.module.quiz, str(this_try.key)).questions}
    from courses.actions import send_answers

    def finish() -> None:
        send_answers(
            reading=again,
            edition=str(again.edition.number),
            answers_to=lambda _: answers,
            form_key=this_try.key,
            on=date.today(),
            by=me,
        )

    from register.models import Record

    asked, done = _once(finish), Record.objects.filter(person=me, item=SLUG, how="online").count()
    print(f"finishing a module: {asked} queries (12), {done} record")


def _once(work: Callable[[], Any]) -> int:
    """Queries, without those that begin or end a transaction."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    ends = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return len([one for one in asked if not one["sql"].startswith(ends)])


def double() -> None:
    """As many items, editions, requirements and records again, for the same people."""
    from django.db import transaction

    from compliance.models import Requirement
    from register.ledger import append_many
    from register.models import SHARED, Edition, Item, Record

    def again(model: Any, **other: str) -> list[Any]:
        copies = []
        for row in model.objects.all():
            told = {field.name: getattr(row, field.name) for field in model.told()}
            for name, words in other.items():
                told[name] = told[name] + words
            copies.append((row.chain, model(**told)))
        return copies

    for item in Item.objects.all():
        item.slug, item.title, item.page_id = item.slug + "-b", item.title + " (b)", None
        item.save()
    rows = [
        *again(Edition, item="-b"),
        *again(Requirement, slug="-b", item="-b"),
        *again(Record, item="-b"),
    ]
    chains = sorted({chain for chain, _ in rows} - {SHARED})
    with transaction.atomic():
        for chain in [*chains, SHARED]:
            mine = [fact for where, fact in rows if where == chain]
            append_many(chain, ((f"again:{n}", fact) for n, fact in enumerate(mine)), by="bench")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
