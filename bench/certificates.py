"""How fast certificates are drawn, beside the floor: the same pages through bare xhtml2pdf.

    python -m bench.certificates [rounds]

The floor gets its HTML ready made, with the library's own style sheet, and neither checks the
characters nor counts the pages. CPU seconds of this process, both sides in turn in every round,
the median of the rounds. To reach: at least 0.5 of the floor's speed.
"""

import io
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.template import Context
from PIL import Image, ImageDraw
from xhtml2pdf.document import pisaDocument

from certificates import drawing
from certificates.drawing import Printed, draw
from certificates.numbers import new_number

NAMES = ("Nadia Fernhollow", "Zoë Otterby", "Łukasz Żółć", "Nguyễn Thị Hằng", "王小明", "ابراهيم")
EACH_ROUND = 30


def certificates() -> list[Printed]:
    """A round's certificates, each with its own number, over all the scripts."""
    return [
        replace(SAMPLE, person_name=NAMES[n % len(NAMES)], **_numbered()) for n in range(EACH_ROUND)
    ]


def _numbered() -> dict[str, str]:
    number = new_number()
    return {"number": number, "verify_url": f"https://larkfield.example/v/{number}"}


SAMPLE = Printed(
    school_name="Larkfield Primary School",
    school_address="Skylark Lane, Larkfield-under-Wold",
    person_name=NAMES[0],
    title="Induction: keeping children safe here",
    edition_number=4,
    edition_published_on=date(2026, 9, 1),
    completed_on=date(2026, 12, 8),
    made_up_of="7 lessons and 8 questions",
    issued_on=date(2026, 12, 9),
    head_name="Comfort Marrowell",
    dsl_name="Ruth Otterby",
    accent="#45398c",
    chain_head="900001 · 214 · 3fa9c2…",
    verify_words="larkfield.example/v",
    **_numbered(),
)


def crest() -> bytes:
    """A 320 by 352 pixel shield, see-through around it, as a school would upload."""
    picture = Image.new("RGBA", (320, 352))
    ImageDraw.Draw(picture).polygon([(0, 0), (320, 0), (320, 200), (160, 352), (0, 200)], "#45398c")
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def page(printed: Printed, png: bytes) -> str:
    """The HTML that ``draw`` hands to xhtml2pdf at its first try."""
    name, title = drawing.SIZES[0]
    sizes = {"name_size": f"{name}pt", "title_size": f"{title}pt"}
    words = drawing._words(printed) | drawing._crest(png) | sizes
    return drawing._template().render(Context(words))


def bare(html: str) -> bytes:
    """What anybody would write first."""
    pdf = io.BytesIO()
    pisaDocument(html, pdf, path=str(drawing.FONTS / "x.html"))
    return pdf.getvalue()


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds that ``work`` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rounds: int = 5) -> None:
    png = crest()
    draw(SAMPLE, png), bare(page(SAMPLE, png))  # typefaces read, template compiled
    ours, floor = [], []
    for _ in range(rounds):
        batch = certificates()
        pages = [page(printed, png) for printed in batch]
        floor.append(seconds(lambda: [bare(html) for html in pages]))  # noqa: B023
        ours.append(seconds(lambda: [draw(printed, png) for printed in batch]))  # noqa: B023
    speeds = {"bare xhtml2pdf": floor, "Inset": ours}
    for label, times in speeds.items():
        print(f"{label:15} {EACH_ROUND / statistics.median(times):6.1f} certificates a CPU second")
    ratio = statistics.median(floor) / statistics.median(ours)
    best = max(f / o for f, o in zip(floor, ours, strict=True))
    print(f"ratio {ratio:.2f} (best round {best:.2f}); to reach: 0.5")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
