"""How long it takes to find what changed between two editions of 60 pages.

27,000 words in 1,500 paragraphs, edited in ways that people and worst cases edit. CPU time, the
best and the middle of some rounds; nothing is remembered between them. Beside each the
floor: difflib with the paragraphs alone, no words, moves or look-alikes. The bar: 200 ms.

Run from the project's root: python bench/policy_changes.py [rounds]
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from policies import paragraphs
from policies.changes import changes

SECTIONS, PARAGRAPHS, WORDS, VOCABULARY = 30, 50, 18, 3_000

KNOWN = [f"w{n}" for n in range(VOCABULARY)]
COMMON = [1 / (n + 3) for n in range(VOCABULARY)]  # as in English, about


@dataclass(frozen=True)
class Part:
    id: str
    title: str
    body: str


Text = list[list[str]]  # sections of paragraphs


def words(rng: Random) -> str:
    """A sentence-like paragraph: common words are common."""
    return " ".join(rng.choices(KNOWN, COMMON, k=WORDS)).capitalize() + "."


def text(rng: Random) -> Text:
    return [[words(rng) for _ in range(PARAGRAPHS)] for _ in range(SECTIONS)]


def a_word(paragraph: str) -> str:
    return paragraph.replace(" ", " really ", 1)


def edits(rng: Random) -> dict[str, Callable[[Text], Text]]:
    """What is done to the text, by name."""
    some = {(rng.randrange(SECTIONS), rng.randrange(PARAGRAPHS)) for _ in range(40)}
    order = rng.sample(range(SECTIONS), SECTIONS)
    flat_order = rng.sample(range(SECTIONS * PARAGRAPHS), SECTIONS * PARAGRAPHS)

    def forty(old: Text) -> Text:
        return [
            [a_word(p) if (s, n) in some else p for n, p in enumerate(section)]
            for s, section in enumerate(old)
        ]

    def shuffled(old: Text) -> Text:
        flat = [p for section in old for p in section]
        return _cut([flat[n] for n in flat_order])

    return {
        "nothing": lambda old: old,
        "40 words": forty,
        "every third paragraph": lambda old: [
            [p if n % 3 else a_word(p) for n, p in enumerate(section)] for section in old
        ],
        "a word in every paragraph": lambda old: [[a_word(p) for p in s] for s in old],
        "sections in another order": lambda old: [old[n] for n in order],
        "paragraphs in another order": shuffled,
        "written anew": lambda _old: text(Random(2)),
        "one sentence, 1,500 times": lambda old: [[old[0][0]] * PARAGRAPHS] * SECTIONS,
    }


def _cut(flat: list[str]) -> Text:
    return [flat[n : n + PARAGRAPHS] for n in range(0, len(flat), PARAGRAPHS)]


def sections(told: Text) -> list[Part]:
    return [
        Part(f"s{n}", f"Section {n}", "".join(f"<p>{p}</p>" for p in section))
        for n, section in enumerate(told)
    ]


def one_section(told: Text) -> list[Part]:
    return sections([[p for section in told for p in section]])


def one_paragraph(told: Text) -> list[Part]:
    return sections([[" ".join(p for section in told for p in section)]])


SHAPES = {"sections": sections, "one section": one_section, "one paragraph": one_paragraph}


def floor(old: list[Part], new: list[Part]) -> None:
    a = [p for part in old for p in part.body.split("</p>")]
    b = [p for part in new for p in part.body.split("</p>")]
    SequenceMatcher(None, a, b).get_opcodes()


def cpu_ms(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return 1000 * (time.process_time() - start)


def main(rounds: int) -> int:
    rng = Random(1)
    old, worst = text(rng), 0.0
    print(f"{'edit':<42}{'best':>8}{'middle':>8}{'floor':>8}  (ms CPU)")
    for name, edit in edits(rng).items():
        for shape, shaped in SHAPES.items():
            before, after = shaped(old), shaped(edit(old))
            took, low = [], []
            for _ in range(rounds):
                paragraphs._folded.cache_clear()
                took.append(cpu_ms(lambda a=before, b=after: changes(a, b)))
                low.append(cpu_ms(lambda a=before, b=after: floor(a, b)))
            worst = max(worst, min(took))
            middle = statistics.median(took)
            print(f"{name + ', ' + shape:<42}{min(took):>8.0f}{middle:>8.0f}{min(low):>8.0f}")
    print(f"worst {worst:.0f} ms, bar 200 ms: {'held' if worst <= 200 else 'NOT HELD'}")
    return int(worst > 200)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
