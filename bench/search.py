"""Search over sixty texts: taking them apart once, then looking. `python bench/search.py`

No database: reading sixty rows of twenty kilobytes is what the floor row shows.
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from compliance.search import Document, find, in_short, passage, wanted

TEXTS, PARAGRAPHS, WORDS = 60, 45, 65
REACH = 100  # milliseconds
QUERIES = ("DSP", "low level concern", "safegaurding", "phones at lunch with children", "zebra")


def main() -> None:
    """Print each search beside the plainest one there is: the word in every paragraph."""
    rng = random.Random(6)
    known = [f"{rng.choice('bcdfgst')}{number}ing" for number in range(4_000)]
    known += ["safeguarding", "concern", "level", "low", "phone", "lunch", "children", "DSL"]
    texts = [
        [" ".join(rng.choices(known, k=WORDS)) for _ in range(PARAGRAPHS)] for _ in range(TEXTS)
    ]
    began = time.perf_counter()
    documents = [
        Document(str(n), "policy", f"Policy {n}", f"/policies/{n}/",
                 [passage(str(at // 5), "Part", text, first=at % 5 == 0)
                  for at, text in enumerate(text_of)])
        for n, text_of in enumerate(texts)
    ]  # fmt: skip
    print(f"{TEXTS} texts taken apart, once a process: {_ms(began):.0f} ms")
    for query in QUERIES:
        began = time.perf_counter()
        low = query.lower()
        sum(low in text.lower() for text_of in texts for text in text_of)
        floor = _ms(began)
        rounds = []
        for _ in range(5):
            began = time.perf_counter()
            found = find(documents, wanted(query))
            for hit in found.hits:
                for each in hit.places:
                    in_short(each.text, found.wanted)
            rounds.append(_ms(began))
        best = sorted(rounds)[2]
        print(f"{query!r:36} {best:6.1f} ms, {found.number} found (bare scan {floor:.1f} ms)")
        assert min(rounds) < REACH, f"Slower than {REACH} ms."


def _ms(began: float) -> float:
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
