"""Draw a certificate: one A4 sheet on its side, as a PDF, from words that are already settled.

Nothing here asks the database or the clock. The same ``Printed`` and crest give the same bytes.
The page is our own template; what people typed reaches it as escaped text only, and while it is
drawn nothing can be read but the typefaces beside this file, and nothing fetched at all.
"""

import base64
import io
import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

import segno
from django.template import Context, Engine, Template
from PIL import Image
from pypdf import PdfReader
from reportlab import rl_config
from reportlab.pdfbase.ttfonts import TTFontFile
from reportlab.platypus.doctemplate import LayoutError
from xhtml2pdf.config.resources import ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
POLICY = ResourceAccessPolicy.server(FONTS, allow_remote=False)

# No clock and no chance in the file: reportlab then dates everything 1 January 2000, which
# dated() turns into the day of issue.
rl_config.invariant = 1
_UNDATED = b"Date (D:20000101"

# Each holds what the ones before it lack. "next" is the site's own typeface; a page with a letter
# it lacks but Noto Sans has is set in Noto Sans first, so that no word is pieced together from two.
FAMILIES = {
    "next": "AtkinsonHyperlegibleNext",
    "noto": "NotoSans",
    "naskh": "NotoNaskhArabic",
    "droid": "DroidSansFallbackFull",
}
ONE_WEIGHT = {"droid"}

# Points for the name and for the title, tried until everything fits the one page.
SIZES = ((46, 25), (38, 23), (31, 20), (25, 17), (20, 14))

CREST_HEIGHT, CREST_WIDTH = 46, 150  # points, at most
INK, SOFT, PAPER = "#25211b", "#5c5343", "#fffdf8"

PLACES = {
    "school_name": "the school’s name",
    "school_address": "the school’s address",
    "person_name": "the person’s name",
    "title": "the title of the training",
    "made_up_of": "what the training is made up of",
    "score_words": "the score",
    "number": "the certificate’s number",
    "verify_words": "the address for checking",
    "head_name": "the headteacher’s name",
    "dsl_name": "the safeguarding lead’s name",
    "chain_head": "the ledger’s mark",
    "conversation_note": "the note about the conversation",
}


class CannotPrint(Exception):
    """A certificate that would not come out whole; ``str()`` is a sentence for whoever asked."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Every word and day on one certificate, settled when it is issued and kept with it.

    ``completed_on`` is the day the training was completed, ``edition_published_on`` the day its
    edition was published, ``issued_on`` the day this certificate was made.
    """

    school_name: str
    school_address: str
    person_name: str
    title: str
    edition_number: int
    edition_published_on: date
    completed_on: date
    made_up_of: str  # "7 lessons and 8 questions"
    number: str
    verify_url: str  # what the code to scan opens
    verify_words: str  # the same, short enough to type: "larkfield.example/v"
    issued_on: date
    head_name: str
    accent: str  # "#45398c"
    chain_head: str  # "900001 · 214 · 3fa9c2…"
    dsl_name: str = ""
    score_words: str = ""
    conversation_note: str = ""  # "and has talked it over, in person, with the headteacher."

    def __post_init__(self) -> None:
        """Refuse with ValueError an accent that is not a plain hex colour."""
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.accent):
            raise ValueError(f"Not a hex colour: {self.accent!r}")

    def to_data(self) -> dict[str, str | int]:
        """The same as plain JSON: days in ISO form."""
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """What ``to_data`` wrote, read back. Raises TypeError for a word missing or unknown."""
        days = {f.name for f in fields(cls) if f.type is date} & data.keys()
        return cls(**{**data, **{name: date.fromisoformat(data[name]) for name in days}})


def draw(printed: Printed, crest_png: bytes | None) -> bytes:
    """The certificate as a PDF of exactly one page.

    Raises CannotPrint, before anything is drawn, for characters that no typeface here holds; and
    when the words do not fit one page even small, or the crest is not a PNG picture.
    """
    _check_characters(printed)
    printed = _composed(printed)
    words = _words(printed) | _crest(crest_png)
    for name_size, title_size in SIZES:
        sizes = {"name_size": f"{name_size}pt", "title_size": f"{title_size}pt"}
        pdf = _rendered(printed, words | sizes)
        if pdf and len(PdfReader(io.BytesIO(pdf)).pages) == 1:
            return dated(pdf, printed.issued_on)
    raise CannotPrint(
        "The words do not fit on one page, even in small type. "
        "Please shorten the longest of them and try again."
    )


def missing_glyphs(text: str) -> list[str]:
    """The characters of ``text`` that a certificate cannot print, each once, in their order.

    Control, invisible and direction-changing characters are always among them.
    """
    return [c for c in dict.fromkeys(unicodedata.normalize("NFC", text)) if not _printable(c)]


def _printable(character: str) -> bool:
    kind = unicodedata.category(character)
    if kind.startswith("C") or kind in {"Zl", "Zp"}:
        return False
    return any(character in _characters(family) for family in FAMILIES)


@cache
def _characters(family: str) -> frozenset[str]:
    _, file, _ = faces_of(family)[0]  # regular and bold hold the same characters
    return frozenset(map(chr, TTFontFile(str(FONTS / file)).charToGlyph))


def faces_of(family: str) -> list[tuple[str, str, str]]:
    """The family's faces: its name, the file, the weight."""
    stem = FAMILIES[family]
    if family in ONE_WEIGHT:
        return [(family, f"{stem}.ttf", "normal")]
    return [(family, f"{stem}-Regular.ttf", "normal"), (family, f"{stem}-Bold.ttf", "bold")]


def _check_characters(printed: Printed) -> None:
    for field, place in PLACES.items():
        missing = missing_glyphs(getattr(printed, field))
        if missing:
            characters = ", ".join(map(_shown, missing))
            raise CannotPrint(
                f"A certificate cannot print {characters} in {place}. "
                "Please spell it without, in Latin letters if need be, and try again."
            )


def _composed(printed: Printed) -> Printed:
    """The same with each accent and its letter made one character, which prints better."""
    words: dict[str, Any] = {
        field: unicodedata.normalize("NFC", getattr(printed, field)) for field in PLACES
    }
    return replace(printed, **words)


def _shown(character: str) -> str:
    """“😀”; a mark on the circle it would sit on; what cannot be seen by its code."""
    kind = unicodedata.category(character)[0]
    if kind in "CZ":
        return f"an invisible character (U+{ord(character):04X})"
    return f"“◌{character}”" if kind == "M" else f"“{character}”"


def typefaces_for(text: str) -> list[str]:
    """The typefaces for a page with this text, the main one first, and none without need."""
    wanted = set(text)
    order = list(FAMILIES)
    if wanted & (_characters("noto") - _characters("next")):
        order[:2] = "noto", "next"
    chosen: list[str] = []
    for family in order:
        if wanted and (not chosen or wanted & _characters(family)):
            chosen.append(family)
            wanted -= _characters(family)
    return chosen


def _words(printed: Printed) -> dict[str, Any]:
    """What the template prints: text alone, so that it needs no settings to be formatted."""
    words: dict[str, Any] = {field: getattr(printed, field) for field in PLACES}
    families = typefaces_for("".join(words.values()))
    return words | {
        "edition": f"{printed.edition_number}, of {in_full(printed.edition_published_on)}",
        "completed": in_full(printed.completed_on),
        "issued": in_full(printed.issued_on),
        "verify_url": printed.verify_url,
        "accent": printed.accent,
        "ink": INK,
        "soft": SOFT,
        "paper": PAPER,
        "qr": _code_to_scan(printed.verify_url),
        "families": ", ".join(families),
        "faces": [face for family in families for face in faces_of(family)],
        # Chinese characters fill the line to its top.
        "above_name": "16pt" if "droid" in families else "4pt",
        # Arabic letters join; squeezed together they would collide.
        "spacing": "0" if "naskh" in families else "-0.02em",
    }


def in_full(day: date) -> str:
    """“Tuesday 1 September 2026”, to be broken after the weekday if it must be."""
    return f"{day:%A} {day.day}\u00a0{day:%B}\u00a0{day.year}"


def _code_to_scan(url: str) -> str:
    code = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        code, kind="png", scale=6, border=0, dark=INK, light=PAPER
    )
    return _data_uri(code.getvalue())


def _crest(png: bytes | None) -> dict[str, Any]:
    """The crest and its size in points, its shape kept."""
    if png is None:
        return {}
    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            picture.verify()
            width, height = picture.size
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise CannotPrint(
            "The school’s crest cannot be read. Please upload it again as a PNG picture."
        ) from error
    scale = min(CREST_HEIGHT / height, CREST_WIDTH / width)
    return {
        "crest": _data_uri(png),
        "crest_width": f"{width * scale:.1f}pt",
        "crest_height": f"{height * scale:.1f}pt",
    }


def _data_uri(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


@cache
def _template(name: str = "certificates/certificate.html") -> Template:
    engine = Engine(dirs=[str(HERE / "templates")], autoescape=True)
    return engine.get_template(name)


def _rendered(printed: Printed, words: dict[str, Any]) -> bytes | None:
    meta = {
        "title": f"{printed.person_name}, {printed.title}",
        "author": printed.school_name,
        "subject": f"Certificate of training {printed.number}",
    }
    return rendered("certificates/certificate.html", words, meta)


def rendered(template: str, words: dict[str, Any], meta: dict[str, str]) -> bytes | None:
    """A sheet as PDF, however many pages it takes; None when it cannot be laid out at all."""
    html = _template(template).render(Context(words))
    pdf = io.BytesIO()
    try:
        result = pisaDocument(
            html,
            pdf,
            path=str(FONTS / "certificate.html"),
            default_css="",  # the template says all it needs, and a quarter of the time is saved
            resource_policy=POLICY,
            context_meta=meta,
        )
    except LayoutError:
        return None
    if result.err or result.warn:  # a picture or a typeface left out: never hand that over
        raise RuntimeError(f"The sheet was not drawn whole: {result.log}")
    return pdf.getvalue()


def dated(pdf: bytes, day: date) -> bytes:
    """``pdf`` as made on ``day``; the same length, so that the file's offsets still hold."""
    return pdf.replace(_UNDATED, f"Date (D:{day:%Y%m%d}".encode())
