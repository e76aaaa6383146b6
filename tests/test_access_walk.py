"""Everybody tries every address, with what is theirs and with what is another school's."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from tests.access_matrix import (
    AT_SCHOOL,
    FORMS,
    LEADS,
    NAMESPACES,
    ROUTES,
    SEE_OTHERS,
    SHUT,
    Form,
    Row,
)
from tests.access_world import Side, Walker, world

pytestmark = pytest.mark.django_db
OURS = ("config", "people", "compliance", "certificates", "courses", "policies", "scenarios")
OURS += ("outbox", "cms", "register")
WRITES = re.compile(r'(INSERT( OR \w+)? INTO|UPDATE|DELETE FROM) "(?!django_session|inset_cache)')
LOOK = 'INTO "people_look"'
SIGN_IN, FACTOR, LEFT = "/accounts/login/", "/how-you-sign-in/first/", "/left/"


# The addresses there are.


def _routes() -> Iterator[tuple[str, str, str]]:
    """(what the matrix calls it, the module that it is taken in from, its address)."""
    for pattern in get_resolver().url_patterns:
        yield from _under(pattern, "", "config.urls", "")


def _under(
    pattern: URLPattern | URLResolver, prefix: str, module: str, namespace: str
) -> Iterator[tuple[str, str, str]]:
    address = prefix + str(pattern.pattern)
    if isinstance(pattern, URLPattern):
        yield ":".join(filter(None, (namespace, pattern.name or ""))), module, address
        return
    if module.split(".")[0] in OURS:  # below somebody else's addresses all is theirs
        module = getattr(pattern.urlconf_name, "__name__", module)
    for below in pattern.url_patterns:
        inside = ":".join(filter(None, (namespace, pattern.namespace or "")))
        yield from _under(below, address, module, inside)


ALL = list(_routes())
DOORS = {address for name, module, address in ALL if module == "config.urls" and not name}
MINE = {
    name or address: address
    for name, module, address in ALL
    if module.split(".")[0] in OURS and address not in DOORS
}


def test_every_address_of_ours_has_a_row_in_the_access_matrix():
    missing = sorted(set(MINE) - set(ROUTES))
    assert not missing, (
        f"{missing}: say in tests/access_matrix.py who may open this, as design/reliability.md, "
        "section 6, has it. The walk then tries it as everybody, at both schools."
    )
    gone = sorted(set(ROUTES) - set(MINE))
    assert not gone, f"{gone}: there is no such address any more. Take the row out."


def test_every_set_of_addresses_of_somebody_elses_has_a_row():
    theirs = {module for _, module, _ in ALL if module.split(".")[0] not in OURS}
    assert theirs == set(NAMESPACES), (
        f"{sorted(theirs ^ set(NAMESPACES))}: say in tests/access_matrix.py, NAMESPACES, who may "
        "come in there, and name the doors of theirs that must be shut in SHUT."
    )


# The walk.


@dataclass
class World:
    """Everything there is, and a browser for everybody, by the session they are signed in with."""

    here: Side
    there: Side
    walkers: list[Walker]
    signed_in: dict[str, SimpleCookie] = field(default_factory=dict)
    browser: Client = field(default_factory=Client)

    def asks(self, walker: Walker, method: str, address: str, data: Any = None) -> tuple[Any, str]:
        """The answer and its text; whatever it does to the cookies is forgotten."""
        self.browser.cookies = SimpleCookie(
            {name: morsel.value for name, morsel in self.signed_in[walker.name].items()}
        )
        answer = getattr(self.browser, method)(address, data or {})
        return answer, "" if answer.streaming else answer.content.decode(errors="ignore")


@pytest.fixture(scope="module")
def all_there_is(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The two schools, made once: whatever a step writes is taken back after it."""
    logging.disable(logging.ERROR)  # every refusal would be told
    with django_db_blocker.unblock(), transaction.atomic():
        made = World(*world())
        for walker in made.walkers:
            browser = Client()
            if walker.user:
                browser.force_login(walker.user)
            made.signed_in[walker.name] = browser.cookies
        yield made
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@contextmanager
def taken_back() -> Iterator[list[str]]:
    """What is written inside (SQL), undone afterwards. A session is not counted, nor a try."""
    written: list[str] = []

    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        if WRITES.match(sql):
            written.append(sql[:90])
        return execute(sql, *rest)

    with transaction.atomic(), connection.execute_wrapper(listen):
        yield written
        transaction.set_rollback(True)


def value(said: str, side: Side) -> Any:
    return said[1:] if said.startswith("=") else getattr(side, said)


def told(row: Row, name: str, side: Side) -> tuple[str, dict[str, Any]]:
    """Address and form, with what belongs to one side."""
    address = reverse(name, kwargs={part: value(said, side) for part, said in row.at.items()})
    return address, {part: value(said, side) for part, said in (row.sends or {}).items()}


def may(row: Row, who: frozenset[str], walker: Walker, side: Side) -> bool:
    """Whether the walker may, with what belongs to this side."""
    if "nobody" in who:
        return True  # open to anybody, wherever it belongs
    if row.owner and walker.user == side.owner:
        return True
    at_home = walker.side in (None, side) or row.in_trust
    return walker.role in who and at_home


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_it_opens_for_those_who_may_and_for_nobody_else(name: str, all_there_is: World):
    row, wrong = ROUTES[name], []
    if name not in MINE:
        pytest.skip("told by the test above")
    both = [all_there_is.here, all_there_is.there]
    here, there = (told(row, name, side) for side in both)
    same = here[0] == there[0] and (row.opens or here == there)
    for walker in all_there_is.walkers:
        for side in [walker.side or both[0]] if same else both:
            wrong += _tries(all_there_is, row, name, walker, side)
    assert not wrong, "\n" + "\n".join(wrong)


def _tries(made: World, row: Row, name: str, walker: Walker, side: Side) -> Iterator[str]:
    """Opens the address, and sends a form to it; says what went otherwise than it should."""
    address, form = told(row, name, side)
    cache.clear()  # how often somebody may look a number up
    for method, data in (("get", {}), ("post", form)):
        who = row.presses if method == "post" and row.presses is not None else row.who
        allowed = may(row, who, walker, side)
        takes = row.opens if method == "get" else row.sends is not None
        if not (takes or allowed):
            continue  # that it is refused whoever asks is seen from those who may
        with taken_back() as written:
            answer, text = made.asks(walker, method, address, data)
        said = f"{walker.name} ({walker.role}) {method} {address}: {answer.status_code}"
        if walker.role == "leaver":
            yield from _signed_out(answer, written, said)
        elif allowed:
            own = row.owner and walker.user == side.owner
            yield from _let_in(row, method, takes, answer, written, own, said)
        else:
            yield from _refused(row, walker, answer, written, said)
        yield from _overheard(made, row, walker, text, said)


def _let_in(
    row: Row, method: str, takes: bool, answer: Any, written: list[str], own: bool, said: str
) -> Iterator[str]:
    if not takes:
        if answer.status_code != 405:
            yield f"{said}, where this is not how it is asked for (405)"
    elif method == "get":
        if answer.status_code not in row.answers or _to_sign_in(answer):
            yield f"{said}, who may"
        told = [sql for sql in written if LOOK in sql]
        if len(told) != (row.looks and not own):
            yield f"{said}, and that they looked is written down {len(told)} times"
        if len(written) > len(told) and not row.writes:
            yield f"{said}, and opening it wrote {written}"
    elif answer.status_code in (403, 404, 405) or answer.status_code >= 500 or _to_sign_in(answer):
        yield f"{said}, who may"


def _refused(row: Row, walker: Walker, answer: Any, written: list[str], said: str) -> Iterator[str]:
    if walker.user is None:
        right = _to_sign_in(answer) or answer.status_code == 404
    else:
        right = answer.status_code in row.refuses and not _to_sign_in(answer)
    if not right:
        yield f"{said}, who may not"
    if written:
        yield f"{said}, and it wrote {written}"


def _signed_out(answer: Any, written: list[str], said: str) -> Iterator[str]:
    """A leaver sees nothing at all but why they are signed out, wherever they knock."""
    if (answer.status_code, answer.get("Location"), written) != (302, LEFT, []):
        yield f"{said}, who has left"


def _to_sign_in(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)


def _overheard(made: World, row: Row, walker: Walker, text: str, said: str) -> Iterator[str]:
    """A name that this reader has no business to read."""
    if row.names and "nobody" in row.who:
        return
    for side in (made.here, made.there):
        at_home = walker.side is side
        entitled = at_home and (walker.role in LEADS or (row.names and walker.role in row.who))
        if side.canary in text and not entitled and walker.user != side.owner:
            yield f"{said}, and it names {side.canary}"


# Another school's things, named in a form or beside one's own in an address.


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.route}-{form.foreign}")
def test_what_a_form_names_of_another_school_does_nothing(form: Form, all_there_is: World):
    here, there = all_there_is.here, all_there_is.there
    walker = next(each for each in all_there_is.walkers if each.role == form.by)
    address = reverse(form.route, kwargs={part: value(at, here) for part, at in form.at.items()})
    own = {name: value(said, here) for name, said in form.sends.items()}
    foreign = own | {form.foreign: value(form.sends[form.foreign], there)}

    with taken_back() as written:
        answer, _ = all_there_is.asks(walker, "post", address, own)
    did = _besides_looking(written) or answer.status_code == 302 or answer.streaming
    assert did, f"Sent with one's own, this should do something: {answer.status_code}."

    with taken_back() as written:
        answer, text = all_there_is.asks(walker, "post", address, foreign)
    assert _besides_looking(written) == [], answer.status_code
    assert not answer.streaming
    assert there.canary not in text
    assert answer.status_code in (200, 302, 400, 404, 409)


def _besides_looking(written: list[str]) -> list[str]:
    return [sql for sql in written if LOOK not in sql]


def _parts_of_a_school(name: str, made: World) -> list[str]:
    """The parts of an address that belong to one school."""
    at = ROUTES[name].at
    return [part for part in at if value(at[part], made.here) != value(at[part], made.there)]


@pytest.mark.parametrize("name", [name for name, row in ROUTES.items() if len(row.at) > 1])
def test_what_is_another_schools_is_not_there_beside_ones_own(name: str, all_there_is: World):
    row, wrong = ROUTES[name], []
    _, *foreign = _parts_of_a_school(name, all_there_is) or [""]
    if not foreign or "nobody" in row.who or row.in_trust:
        return
    own = {part: value(said, all_there_is.here) for part, said in row.at.items()}
    mixed = own | {part: value(row.at[part], all_there_is.there) for part in foreign}
    for walker in all_there_is.walkers:
        if not may(row, row.who, walker, all_there_is.here):
            continue
        for method in ("get", "post"):
            with taken_back() as written:
                answer, text = all_there_is.asks(walker, method, reverse(name, kwargs=mixed))
            refused = answer.status_code in (*row.refuses, 404, 405)
            refused |= method == "post" and answer.status_code == 302  # and says why there
            if not refused or _besides_looking(written) or all_there_is.there.canary in text:
                wrong.append(f"{walker.name} {method} {mixed}: {answer.status_code} {written}")
    assert not wrong, "\n" + "\n".join(wrong)


# Half-way: the code was right, and the second factor is still to come.


OF_OTHERS = [
    name for name, row in ROUTES.items() if row.who & SEE_OTHERS and "learner" not in row.who
]


@pytest.mark.parametrize("name", OF_OTHERS)
def test_half_way_a_lead_sees_what_a_colleague_sees_and_nothing_of_others(
    name: str, all_there_is: World
):
    row, wrong = ROUTES[name], []
    for walker in all_there_is.walkers:
        if walker.user is None or walker.role not in row.who & SEE_OTHERS:
            continue
        browser = Client()
        browser.force_login(walker.user)
        session = browser.session
        session["account_authentication_methods"][0]["method"] = "code"
        session.save()
        address, form = told(row, name, walker.side or all_there_is.here)
        for method, data in (("get", {}), ("post", form)):
            with taken_back() as written:
                answer = getattr(browser, method)(address, data)
            stopped = answer.status_code == 302 and answer["Location"].startswith(FACTOR)
            if written or not (stopped or answer.status_code == 405):
                wrong.append(f"{walker.role} half-way {method} {address}: {answer.status_code}")
    assert not wrong, "\n" + "\n".join(wrong)


# Doors of somebody else's.


@pytest.mark.parametrize("door", SHUT)
def test_a_door_that_is_shut_is_shut_for_everybody(door: str, all_there_is: World):
    for walker in all_there_is.walkers:
        for method in ("get", "post"):
            with taken_back() as written:
                answer, _ = all_there_is.asks(walker, method, door)
            told = answer.status_code if answer.get("Location") != LEFT else 404
            assert (told, written) == (404, []), (walker.name, method, door)


@pytest.mark.parametrize("module", sorted(NAMESPACES))
def test_somebody_elses_pages_let_nobody_in_who_has_no_business_there(
    module: str, all_there_is: World
):
    """Each of their addresses that has no number in it, as everybody."""
    row, wrong, let_in = NAMESPACES[module], [], set()
    for address in _without_numbers(module) - set(row.broken):
        for walker in all_there_is.walkers:
            if row.by and walker.role in row.who and walker.role != row.by:
                continue
            with taken_back():
                answer, text = all_there_is.asks(walker, "get", address)
            said = f"{walker.name} ({walker.role}) get {address}: {answer.status_code}"
            opened = answer.status_code == 200 and address not in row.open
            if opened:
                let_in.add(walker.role)
            if (opened and walker.role not in row.who) or answer.status_code >= 500:
                wrong.append(said)
            wrong += _overheard(all_there_is, Row(who=AT_SCHOOL), walker, text, said)
    assert not wrong, "\n" + "\n".join(wrong)
    wanted = {row.by} if row.by else row.who
    assert let_in == wanted, f"Nobody got in as {sorted(wanted - let_in)}."


def _without_numbers(module: str) -> set[str]:
    found = (_plain(name) for name, taken_in, _ in ALL if taken_in == module)
    return {address for address in found if address}


def _plain(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
