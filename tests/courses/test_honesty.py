"""However it is pressed: nobody is *complete* without the lessons and a passing try.

A machine sends requests as a reader, a careless one and a sly one would: in any order, twice, from
windows that were left open, from editions that are over, with answers that are on no page. What it
keeps in mind itself, from the outside, must agree with the register.
"""

import re
from datetime import date
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from courses.drawing import drawn
from courses.facts import Reading, next_try_of, reading
from courses.forms import QuizForm
from courses.models import Attempt, LessonRead
from people.actions import add_person, open_post
from people.models import School
from register.models import Record
from tests.courses import samples

HOME, QUIZ = "/modules/induction/", "/modules/induction/quiz/"
STEPS = ["listen", "tell", "write"]
PARTNERS = {"dsl": "Every worry", "office": "A lost coat"}
LESSONS = {  # by edition: lessons come, go and change places
    1: ["who", "tell"],
    2: ["tell", "who", "more"],
    3: ["more"],
}
ANSWERS = st.sampled_from(["right", "wrong", "must wrong", "half", "nothing", "invented"])
RIGHT = {"q-first": "listen", "q-note": ["words", "time"], "q-name": " Dsl. "}
WRONG = {"q-note": ["blame"], "q-name": "nobody"}
NOBODYS = "00000000-0000-0000-0000-000000000001"  # the key of no try
KEY = re.compile(r'name="form_key" value="([^"]+)"')
FIELD = re.compile(r'<(?:input|select)[^>]*name="(q-[^"]+)"')


def questions() -> list[dict[str, Any]]:
    bank = samples.bank(
        "A bank",
        [samples.question(f"b{n}", "one", False, yes=True, no=False) for n in range(3)],
    )
    return [
        samples.question("first", "one", True, listen=True, ask=False),
        samples.question("note", "several", False, words=True, time=True, blame=False),
        samples.order("steps", *STEPS),
        samples.match("who", **PARTNERS),
        samples.short("name", dsl=True),
        samples.from_bank(bank, take=1),
    ]


def key_in(html: str) -> str:
    """The number of the try that a page asks for; one that nobody has where it asks for none."""
    found = KEY.search(html)
    return found[1] if found else NOBODYS


def filled_in(html: str, how: str) -> dict[str, Any]:
    """A page of questions filled in; where it has none, by somebody who knows their names."""
    names = dict.fromkeys(FIELD.findall(html)) or RIGHT
    right = {name: _right(name, html) for name in names}
    if how == "wrong":
        return {name: _wrong(name) for name in names} | {"q-first": "listen"}
    if how == "must wrong":
        return right | {"q-first": "ask"}
    if how == "half":
        return dict(list(right.items())[1:])
    if how == "nothing":
        return {}
    return right | {"q-bonus": "yes"} if how == "invented" else right


def _right(name: str, html: str) -> Any:
    """Steps and pairs are known by what their labels say: their fields' names tell nothing."""
    if "." not in name:
        return RIGHT.get(name, "yes")
    label = re.search(rf'<label for="id_{re.escape(name)}">([^<]*)', html)
    assert label
    kind, words = label[1].rstrip(":").split()
    if kind == "Step":
        return str(STEPS.index(words) + 1)
    return str(sorted(PARTNERS.values()).index(PARTNERS[words]))


def _wrong(name: str) -> Any:
    if name.startswith("q-steps."):
        return str(int(name[-1]) + 1)  # as they stand on the page: right once in six times
    return "0" if "." in name else WRONG.get(name, "no")


class AnybodyAtAll(RuleBasedStateMachine):
    """One reader with any number of windows. `read` is what they carried on from since they last
    began; `begun` the edition that it was in."""

    def __init__(self) -> None:
        super().__init__()
        self.space = transaction.atomic()
        self.space.__enter__()
        school = School.objects.create(urn="100001", name="Larkfield Primary School")
        self.reader = add_person(
            school=school, first_name="Nadia", last_name="Birchfield", email=None, by="tests"
        )
        open_post(
            school=school, person=self.reader.ref, role="teacher", starts_on=samples.PUBLISHED,
            by="tests",
        )  # fmt: skip
        self.client = Client()
        self.client.force_login(self.reader)
        self.page = samples.draft(questions=questions(), pass_mark=80)
        self.newest = 0
        self.begun: int | None = None
        self.read: set[str] = set()
        self.earned: list[int] = []  # the edition of every completion that was earned
        self.windows: list[tuple[str, int]] = []  # pages with the edition that they were of
        self.used: dict[str, str] = {}  # keys of tries that were sent, to where that led
        self.publish()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.space.__exit__(None, None, None)

    @property
    def here(self) -> int:
        """The edition that the reader is in."""
        return self.begun or self.newest

    @rule()
    def publish(self) -> None:
        """Another edition, with other lessons in another order."""
        if self.newest < len(LESSONS):
            self.newest += 1
            lessons = [samples.lesson(id, f"About {id}") for id in LESSONS[self.newest]]
            self.page.lessons = samples.json.dumps(lessons)
            samples.published(self.page)

    @rule(lesson=st.sampled_from(["who", "tell", "more", "gone"]), edition=st.integers(0, 3))
    def carry_on(self, lesson: str, edition: int) -> None:
        """From a window of any edition; only the one that the reader is in counts."""
        self.client.post(f"{HOME}{lesson}/", {"edition": str(edition)})
        if edition == self.here and lesson in LESSONS[self.here]:
            self.begun = self.here
            self.read.add(lesson)

    @rule()
    def read_the_rest(self) -> None:
        for lesson in LESSONS[self.here]:
            self.carry_on(lesson, self.here)

    @rule(address=st.sampled_from(["", "who/", "tell/", "gone/", "quiz/", "quiz/1/"]))
    def look(self, address: str) -> None:
        """Looking changes nothing."""
        before = self.written()
        assert self.client.get(HOME + address).status_code in (200, 302, 404)
        assert self.written() == before

    @rule()
    def begin_the_newest(self) -> None:
        self.client.post(f"{HOME}newest/")
        self.begun, self.read = None, set()

    @rule(
        kind=st.sampled_from(["shown", "forged", "of their own"]),
        how=ANSWERS,
        reads_first=st.booleans(),
    )
    def open_and_send(self, kind: str, how: str, reads_first: bool) -> None:
        if reads_first:
            self.read_the_rest()
        self.windows.append((self.shown() if kind == "shown" else self.forged(kind), self.here))
        self.send(-1, how)

    @rule()
    def leave_a_window_open(self) -> None:
        self.read_the_rest()
        self.windows.append((self.shown(), self.here))

    @rule(which=st.integers(-3, -1), how=ANSWERS)
    def send_again(self, which: int, how: str) -> None:
        """From a window that was opened some time ago, and was perhaps sent before."""
        if len(self.windows) >= -which:
            self.send(which, how)

    def shown(self) -> str:
        """The questions, or what stands there instead."""
        html = self.client.get(QUIZ, follow=True).content.decode()
        assert bool(KEY.search(html)) == (self.read >= set(LESSONS[self.here]))
        return html

    def forged(self, kind: str) -> str:
        """A page that was never shown: somebody has found out how keys and draws are made, or
        makes up a key for the questions that they like best."""
        reading = self.reading()
        key = NOBODYS if kind == "of their own" else str(next_try_of(reading).key)
        form = QuizForm(drawn(reading.module.quiz, key))
        fields = "".join(f"{field.label_tag()}{field}" for field in form)
        return f'<input name="form_key" value="{key}">{fields}'

    def reading(self) -> Reading:
        found = reading(
            person=self.reader.ref, chain="100001", slug="induction", on=date(2026, 11, 23)
        )
        assert found
        return found

    def send(self, which: int, how: str) -> None:
        """Only the try that comes next counts, and that after the lessons."""
        html, edition = self.windows[which]
        key, told = key_in(html), filled_in(html, how)
        counts = (
            key == str(next_try_of(self.reading()).key)
            and self.read >= set(LESSONS[self.here])
            and how in ("right", "wrong", "must wrong")
        )
        before = Attempt.objects.count()
        boast = {"score": "6", "passed": "1", "right": "6", "out_of": "6", "form_key": key}
        response = self.client.post(QUIZ, told | boast | {"edition": str(edition)})
        assert Attempt.objects.count() - before == counts
        if counts:
            self.used[key] = response["Location"]
            assert edition == self.here
        if counts and how == "right":
            self.earned.append(edition)
            self.begun, self.read = None, set()
        if key in self.used:
            assert response["Location"] == self.used[key]

    def written(self) -> tuple[int, int, int]:
        return Record.objects.count(), Attempt.objects.count(), LessonRead.objects.count()

    @invariant()
    def the_register_says_what_was_earned_and_nothing_else(self) -> None:
        records = Record.objects.filter(person=self.reader.ref)
        assert {record.edition for record in records} == set(self.earned)
        assert len(records) == len(set(self.earned))  # once an edition and day
        assert all(record.score * 100 >= 80 * record.out_of for record in records)

    @invariant()
    def a_place_is_never_lost(self) -> None:
        kept = LessonRead.objects.filter(person=self.reader.ref).values_list("lesson", flat=True)
        assert set(kept) == self.read


class NobodyIsCompleteWithoutIt(TestCase):
    def test_whatever_is_sent(self) -> None:
        assert reverse("quiz", args=["induction"]) == QUIZ
        run_state_machine_as_test(
            AnybodyAtAll,
            settings=settings(
                max_examples=40,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
