"""What people of the demo school answered to a module's questions: what they found hard at first,
and the try with which they were through. The same for the same name and seed.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from courses.drawing import drawn
from courses.facts import module_of
from courses.marking import CHOICES, MATCH, ORDER, SHORT, Answers, Question, Quiz, mark, matches
from courses.models import Attempt
from courses.tries import Sent, next_try
from people.models import User
from register.models import Edition

PATIENCE = 3  # tries, of which the last is all right
BETWEEN = timedelta(minutes=25)


def finish_quiz(*, user: User, edition: Edition, ends: datetime, seed: int) -> Attempt:
    """Keep the tries of one person at the questions of an edition; returns the one that passed.

    The last is sent at `ends`. A query for each.
    """
    person, module = user.ref, module_of(edition.digest)
    assert module
    found: list[Attempt] = []
    for key, asked, answers in _tries(module.quiz, user, edition, seed):
        marked = mark(asked, answers)
        found.append(
            Attempt(
                person=person,
                item=edition.item,
                edition=edition.number,
                digest=edition.digest,
                form_key=key,
                answers={question: list(given) for question, given in answers.items()},
                right=marked.right,
                out_of=marked.out_of,
                passed=marked.passed,
                asked=[question.id for question in asked.questions],
            )
        )
        if marked.passed:
            break
    Attempt.objects.bulk_create(found)
    for place, attempt in enumerate(reversed(found)):  # the column is filled with now when added
        attempt.sent_at = ends - place * BETWEEN
    Attempt.objects.bulk_update(found, ["sent_at"])
    return found[-1]


def _tries(
    quiz: Quiz, user: User, edition: Edition, seed: int
) -> Iterator[tuple[UUID, Quiz, Answers]]:
    """Each with its key, as the page of the module would have given it."""
    of, sent = f"{user.ref}:{edition.item}:{edition.digest}", list[Sent]()
    for number in range(PATIENCE):
        key = next_try(quiz, sent, of).key
        asked = drawn(quiz, str(key))
        chance = random.Random(f"{seed}:{user.get_full_name()}:{edition.item}:{number}")  # noqa: S311
        yield key, asked, answers_by(chance, asked, number, at_last=number == PATIENCE - 1)
        sent.append(Sent(key, False, datetime.min))


def answers_by(chance: random.Random, quiz: Quiz, number: int, *, at_last: bool) -> Answers:
    """What somebody answers at their try of this number, from 0; all right if `at_last`."""
    return {
        question.id: right_answer(question)
        if at_last or chance.random() < _likely(question, number)
        else wrong_answer(chance, question)
        for question in quiz.questions
    }


def _likely(question: Question, number: int) -> float:
    """How likely it is that it is answered rightly: some are hard, and reading on helps."""
    at_first = random.Random(question.id).choice([0.5, 0.65, 0.85, 0.9, 0.95])  # noqa: S311
    return 1 - (1 - at_first) / (1 + 4 * number)


def right_answer(question: Question) -> list[str]:
    """The right answer, as it is marked."""
    if question.kind in CHOICES:
        return [option.id for option in question.options if option.right]
    if question.kind == ORDER:
        return [option.id for option in question.in_order]
    if question.kind == SHORT:
        return [next(option.text for option in question.options if option.right)]
    return [option.id for option in question.options]


def wrong_answer(chance: random.Random, question: Question) -> list[str]:
    """A mistake that somebody might make: most often the same one."""
    right, wrong = right_answer(question), [each for each in question.options if not each.right]
    if question.kind == SHORT:
        return [wrong[0].text if wrong else "I am not sure"]
    if question.kind == ORDER:
        return [right[1], right[0], *right[2:]]
    if question.kind == MATCH:
        first = question.options[0]
        other = next(each.id for each in question.options if not matches(question, first, each.id))
        return [other, *right[1:]]
    tempting = wrong[0] if chance.random() < 0.7 else chance.choice(wrong)
    return [tempting.id] if len(right) == 1 else [*right[1:], tempting.id]
