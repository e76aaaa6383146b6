"""However it is pressed: no completion without the lessons and the answers of one edition."""

import uuid
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses import actions
from courses.facts import reading
from courses.models import Attempt
from register.models import Record
from tests.courses import samples

RIGHT = {name.removeprefix("q-"): chosen for name, chosen in samples.RIGHT.items()}
WRONG = RIGHT | {"first": ["ask"]}
KEYS = [uuid.UUID(int=n) for n in (1, 2)]
PRESSES = st.one_of(
    st.tuples(st.just("lesson"), st.sampled_from(["who", "tell", "gone"])),
    st.tuples(st.just("answers"), st.sampled_from([RIGHT, WRONG, {}, {"x": ["y"]}])),
    st.tuples(st.just("newer"), st.none()),
    st.tuples(st.just("publish"), st.none()),
)


class AnySequenceOfPresses(TestCase):
    """Every example has the database to itself."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(PRESSES, st.sampled_from(["1", "2", ""]), st.sampled_from(KEYS))))
    def test_completes_only_after_all_lessons_and_the_right_answers(self, presses):
        page = samples.draft()
        samples.published(page)
        read: set[str] = set()
        may_complete = False
        for (kind, what), edition, key in presses:
            now = reading(person="p", chain="100001", slug="induction", on=date(2026, 11, 23))
            here = edition == str(now.edition.number)
            if kind == "publish" and now.newest.number == 1:
                page.title = "Again"
                samples.published(page)
            elif kind == "newer":
                actions.begin_newest(reading=now, by="p")
                read = set()
            elif kind == "lesson":
                if self.pressed(actions.finish_lesson, now, edition, lesson=what):
                    assert here
                    read.add(what)
            elif kind == "answers":
                new = not Attempt.objects.filter(form_key=key).exists()
                sent = self.pressed(
                    actions.send_answers,
                    now,
                    edition,
                    answers=what,
                    form_key=key,
                    on=date(2026, 11, 23),
                )
                if sent and new:
                    assert here
                    assert read == {"who", "tell"}
                    if what == RIGHT:
                        may_complete, read = True, set()
            assert may_complete or not Record.objects.exists()
        assert Record.objects.exists() == may_complete

    def pressed(self, action, now, edition, **told):
        try:
            action(reading=now, edition=edition, by="p", **told)
        except (actions.EditionChanged, actions.LessonsFirst, actions.Unanswered, ValueError):
            return False
        return True
