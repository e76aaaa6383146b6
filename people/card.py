"""The quick-reference card: who the safeguarding leads are here, and what to do when a child tells
you something. The same words on a page, on paper and in a pocket.

They follow the model child protection policy; a school that changes its policy reads them again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from people.contacts import Contact, Helpline, contacts, slot_words, to_turn_to
from people.models import School


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, in a word or two and in a sentence."""

    do: str
    how: str


STEPS = (
    Step("Listen", "Stay calm. Let them use their own words, and let them stop."),
    Step("Do not promise to keep a secret", "Say: “I have to tell someone whose job is to help.”"),
    Step(
        "Tell {dsl}",
        "At once, in person or by telephone. If you cannot: {deputies}, or the most senior person "
        "in the building.",
    ),
    Step("Write it down", "Today: when, where, the child’s own words, what you saw. Sign it."),
)
DO_NOT = (
    "Do not ask who did it, or why, or suggest an answer.",
    "Do not look into it, take pictures or speak to the person.",
    "Do not ring home, and do not wait until you are sure.",
    "Do not talk about it to anybody else.",
)
DANGER = "A child is in danger now? Ring 999, then tell {dsl}."
ADULT = (
    "Worried about an adult here? Tell {head}. If it is about the headteacher, tell the chair of "
    "governors: {office} can reach them."
)
LINES = (
    Helpline("Police and ambulance, in an emergency", "day and night", "999"),
    Helpline(
        "NSPCC, for an adult who is worried about a child", "see their hours", "0808 800 5000"
    ),
    Helpline("Childline, for children", "day and night", "0800 1111"),
    Helpline("NSPCC Whistleblowing Advice Line", "see their hours", "0800 028 0285"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one school on one day. `people`: whom to tell, those who are there."""

    school: School
    people: list[Contact]
    steps: list[Step]
    do_not: tuple[str, ...]
    danger: str
    adult: str
    lines: tuple[Helpline, ...]

    @property
    def first(self) -> str:
        """The name to remember."""
        return self.people[0].name if self.people else "the designated safeguarding lead"


def card_of(school: School, on: date | None = None) -> Card:
    """The card with the school's own names in it. Three queries."""
    known = contacts(school, on)
    words = slot_words(school, known)
    leads = [each for each in known if each.role != "headteacher"]

    def filled(text: str) -> str:
        for slot, said in words.items():
            text = text.replace("{" + slot + "}", said)
        return text

    return Card(
        school=school,
        people=_once(to_turn_to(leads) or known),
        steps=[Step(filled(step.do), filled(step.how)) for step in STEPS],
        do_not=DO_NOT,
        danger=filled(DANGER),
        adult=filled(ADULT),
        lines=LINES,
    )


def _once(people: Iterable[Contact]) -> list[Contact]:
    """Each name once, with the first of their posts."""
    found: dict[str, Contact] = {}
    for each in people:
        found.setdefault(each.name, each)
    return list(found.values())
