"""An INSET morning: 200 people sign one policy, twenty at once, on SQLite and two workers of the
real server; some press twice. Then the page of differences, and the evidence for 300 people.

Everything is written into a database of its own and thrown away. Run from the project's root:
    python bench/policies.py [rounds]
The bars: nothing lost, no error, 95 of 100 answers within a second; signing at most 12 queries;
the evidence of 300 people at the queries of 30.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench.our_school import _page, show

SIGNERS, PEOPLE, AT_ONCE, PORT = 200, 300, 20, 8137
PAUSE = 3  # seconds between two bursts: the two hundred have ten minutes, and take less than one
URN, ADDRESS = "900001", "/policies/long/"
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="config.settings", DEBUG="1")
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        lead, users = fill()
        sign_together(users[:SIGNERS])
        measure(lead, users, rounds)


def fill() -> tuple[Any, list[Any]]:
    """A school, a policy of sixty sections, and teachers of whom it is asked."""
    from compliance.actions import adopt_requirement
    from people.actions import add_person, open_post
    from people.models import School

    school = School.objects.create(urn=URN, name="A big school")
    since = date.today() - timedelta(100)
    users = []
    for number in range(PEOPLE):
        user = add_person(school=school, first_name="Ada", last_name=f"Long{number}", by="bench")
        role = "dsl" if number == 0 else "teacher"
        open_post(school=school, person=user.ref, role=role, starts_on=since, by="bench")
        users.append(user)
    publish("the same day", since)
    adopt_requirement(
        school=school, slug="long", title="A long policy", item="long", roles=["teacher", "dsl"],
        first_due_days=7, renewal="once", window_days=7, applies_from=since, force="own",
        source="The handbook", by="bench",
    )  # fmt: skip
    return users[0], users


def publish(when: str, on: date) -> None:
    """An edition of sixty sections in which a word of every third is `when`."""
    import json

    from cms.drafts import save_draft
    from compliance.publishing import publish_page
    from policies.models import PolicyPage

    sections = [
        {
            "type": "section",
            "id": f"s{n}",
            "value": {
                "title": f"Part {n}",
                "body": "".join(
                    f"<p>Whoever is worried in place {n}, line {m}, tells {{dsl}} "
                    f"{when if n % 3 == 0 else 'soon'} and writes down what was seen.</p>"
                    for m in range(15)
                ),
            },
        }
        for n in range(60)
    ]
    page = save_draft(
        PolicyPage, shelf="policies", slug="long", title="A long policy",
        sections=json.dumps(sections), sources="[]",
    )  # fmt: skip
    publish_page(page=page, grade="reread", what_changed="When.", by="bench", on=on)


def sign_together(users: list[Any]) -> None:
    """Each opens the page, types their name and presses, every tenth twice."""
    from django.test import Client

    from register.models import Record
    from register.verify import verify

    doors = []
    for user in users:
        client = Client()
        signs_in(client, user)
        doors.append((user.get_full_name(), client.cookies["sessionid"].value))
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "-w", "2", "--log-level", "error"]
    server = subprocess.Popen([*command, "-b", f"127.0.0.1:{PORT}"])
    try:
        wait_for_it()
        began = time.perf_counter()
        numbered = [(place, *door) for place, door in enumerate(doors)]
        answers = []
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for start in range(0, len(numbered), AT_ONCE):
                burst = pool.map(signs, numbered[start : start + AT_ONCE])
                answers += [each for many in burst for each in many]
                time.sleep(PAUSE)
        took = time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()
    acknowledged = sum(status == 302 for kind, status, _ in answers if kind == "press")
    presses = sum(kind == "press" for kind, _, _ in answers)
    written = Record.objects.filter(kind="signed", item="long").count()
    chains = list(verify())
    times = sorted(seconds for _, _, seconds in answers)
    print(
        f"{len(users)} people, {AT_ONCE} at once: {presses} presses, {acknowledged} acknowledged, "
        f"{written} signatures written in {took:.1f} s; {len(chains)} chains hold\n"
        f"an answer takes {times[len(times) // 2] * 1000:.0f} ms, 95 of 100 within "
        f"{times[int(len(times) * 0.95)] * 1000:.0f} ms, the slowest {times[-1] * 1000:.0f} ms"
    )
    wrong = [each for each in answers if each[1] not in (200, 302)]
    assert not wrong, wrong[:3]
    assert acknowledged == presses
    assert written == len(users)


def signs_in(client: Any, user: Any) -> None:
    """As somebody who has just signed in, with a second factor."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def wait_for_it() -> None:
    for _ in range(100):
        try:
            ask("GET", "/healthz", "")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def ask(method: str, path: str, cookie: str, body: str = "") -> tuple[int, str, str]:
    """Status, body and the cookie of the form."""
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    headers = {"Host": "localhost", "Cookie": cookie}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line.request(method, path, body or None, headers)
    answer = line.getresponse()
    text = answer.read().decode(errors="replace")
    token = re.search(r"csrftoken=([^;]+)", answer.getheader("Set-Cookie") or "")
    line.close()
    return answer.status, text, token[1] if token else ""


def signs(who: tuple[int, str, str]) -> list[tuple[str, int, float]]:
    """(what, status, seconds) of each request of one person."""
    place, name, session = who
    said = []
    began = time.perf_counter()
    status, page, token = ask("GET", ADDRESS, f"sessionid={session}")
    said.append(("open", status, time.perf_counter() - began))
    fields = dict(HIDDEN.findall(page[page.index('id="sign"') :])) | {"name": name}
    for _ in range(2 if place % 10 == 0 else 1):
        began = time.perf_counter()
        cookie = f"sessionid={session}; csrftoken={token}"
        status, _, _ = ask("POST", ADDRESS, cookie, urlencode(fields))
        said.append(("press", status, time.perf_counter() - began))
    return said


def measure(lead: Any, users: list[Any], rounds: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    publish("before going home", date.today())
    reader, ours, fresh = (Client(headers={"host": "localhost"}) for _ in range(3))
    signs_in(reader, users[1])
    signs_in(ours, lead)
    signs_in(fresh, users[-1])
    page = fresh.get(ADDRESS).content.decode()
    fields = dict(HIDDEN.findall(page[page.index('id="sign"') :])) | {"name": "Ada Long299"}
    with CaptureQueriesContext(connection) as asked:
        assert fresh.post(ADDRESS, fields).status_code == 302
    said = [query["sql"] for query in asked]
    reads = [sql for sql in said if not re.match("BEGIN|COMMIT|SAVEPOINT|RELEASE", sql)]
    print(f"signing asks {len(reads)} queries (at most 12)")
    show("differences", lambda: _page(reader, ADDRESS), rounds)
    ours_at = "/school/policies/"
    for what, address in (
        ("evidence", "long/"),
        ("all 300", "long/?whole=1"),
        ("evidence, CSV", "long/evidence.csv"),
        ("the register", ""),
    ):
        show(what, lambda there=address: _page(ours, f"{ours_at}{there}"), rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 5)
