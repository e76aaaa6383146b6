"""The certificate as a PDF: every name whole, one page, nothing from outside, never half drawn."""

import io
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import arabic_reshaper
import pytest
import segno
from django.template import Engine
from PIL import Image
from pypdf import PdfReader

from certificates import drawing
from certificates.drawing import CannotPrint, Printed, draw, missing_glyphs

NADIA = Printed(
    school_name="Larkfield Primary School",
    school_address="Skylark Lane, Larkfield-under-Wold",
    person_name="Nadia Fernhollow",
    title="Induction: keeping children safe here",
    edition_number=4,
    edition_published_on=date(2026, 9, 1),
    completed_on=date(2026, 12, 8),
    made_up_of="7 lessons and 8 questions",
    score_words="8 of 8 right",
    number="7Q4D-M2XA-9KPT-3WZB",
    verify_url="https://larkfield.example/v/7Q4D-M2XA-9KPT-3WZB",
    verify_words="larkfield.example/v",
    issued_on=date(2026, 12, 9),
    head_name="Comfort Marrowell",
    dsl_name="Ruth Otterby",
    accent="#45398c",
    chain_head="900001 · 214 · 3fa9c2…",
    conversation_note="and has talked it over, in person, with the headteacher.",
)


def named(name):
    return replace(NADIA, person_name=name)


def opened(pdf):
    return PdfReader(io.BytesIO(pdf))


def read(pdf):
    """The page's words as a reader gets them."""
    return plain("\n".join(page.extract_text() for page in opened(pdf).pages))


def plain(text):
    """Spaces made single, and joined Arabic letters told apart again."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def printed_runs(pdf):
    """(text, font, size in points) for each run of visible text."""
    runs = []

    def visit(text, cm, tm, font, size):
        if text.strip():
            runs.append((text, font, size))

    opened(pdf).pages[0].extract_text(visitor_text=visit)
    return runs


def a_crest(width, height, kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#3a7").save(file, kind)
    return file.getvalue()


@pytest.fixture(scope="module")
def nadias():
    return draw(NADIA, None)


def test_it_is_one_page_of_a4_on_its_side(nadias):
    (page,) = opened(nadias).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]


@pytest.mark.parametrize(
    "words",
    [
        "Larkfield Primary School Skylark Lane, Larkfield-under-Wold",
        "This is to record that Nadia Fernhollow has completed",
        "has completed Induction: keeping children safe here",
        "and has talked it over, in person, with the headteacher.",
        "Completed Tuesday 8 December 2026",
        "Edition 4, of Tuesday 1 September 2026",
        "Made up of 7 lessons and 8 questions 8 of 8 right",
        "Number 7Q4D-M2XA-9KPT-3WZB",
        "Comfort Marrowell Headteacher",
        "Ruth Otterby Designated safeguarding lead",
        "Check this at larkfield.example/v",
        "A record of training, not a check of suitability.",
        "Issued on Wednesday 9 December 2026. Ledger: 900001 · 214 · 3fa9c2…",
    ],
)
def test_it_says(nadias, words):
    assert plain(words) in read(nadias)


@pytest.mark.parametrize("word", ["accredited", "statutory", "level"])
def test_it_claims_nothing_it_is_not(nadias, word):
    assert word not in read(nadias).lower()


def test_a_school_without_a_named_lead_prints_no_empty_signature():
    assert "safeguarding lead" not in read(draw(replace(NADIA, dsl_name=""), None))


@pytest.mark.parametrize(
    "name",
    [
        "Zoë O’Brien-Ōshima",
        "Łukasz Żółć",
        "Nguyễn Thị Hằng",
        "Ştefan Öztürk",
        "Ọlábísí Ṣadé",
        "Ελένη Παπαδοπούλου",
        "Ольга Шевченко",
        "王小明",
        "山田さくら",
        "فاطمة ابراهيم",
        "Yusuf ابراهيم (Joe)",
        "پرویز گلشن",
    ],
)
def test_a_name_is_printed_whole(name):
    # Where the direction of writing turns, pypdf loses the space that is on the page.
    words = read(draw(named(name), None)).replace(" ", "")
    assert f"recordthat{name}hascompleted".replace(" ", "") in words


def test_arabic_letters_are_joined():
    (name,) = (t for t, *_ in printed_runs(draw(named("ابراهيم"), None)) if "ARABIC" in _name(t))
    assert name.strip() == arabic_reshaper.reshape("ابراهيم")


def _name(text):
    return unicodedata.name(text.strip()[0], "")


def test_the_typeface_can_draw_every_joined_form_of_its_arabic_letters():
    held = drawing._characters("naskh")
    letters = [c for c in held if "\u0600" <= c < "\u0780" and c.isalpha()]
    joined = {f for c in letters for f in arabic_reshaper.reshape(f"ب{c}ب {c}ب ب{c} {c}")}
    assert len(letters) > 150
    assert joined - {" "} <= held


def test_a_name_typed_with_loose_accents_is_printed_like_any_other():
    loose = unicodedata.normalize("NFD", "Zoë Nguyễn")
    assert draw(named(loose), None) == draw(named("Zoë Nguyễn"), None)


@pytest.mark.parametrize("name", ["Nadia Fernhollow", "Nguyễn Thị Hằng", "فاطمة", "王小明"])
def test_every_typeface_used_travels_inside_the_file(name):
    for text, font, _ in printed_runs(draw(named(name), None)):
        font = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        assert "/FontFile2" in font["/FontDescriptor"].get_object(), text


def test_a_vietnamese_name_is_not_pieced_together_from_two_typefaces():
    fonts = {font["/BaseFont"] for _, font, _ in printed_runs(draw(named("Nguyễn"), None))}
    assert {name.split("+")[1] for name in fonts} == {"NotoSans-Regular", "NotoSans-Bold"}


@pytest.mark.parametrize(
    "name",
    [
        '<img src="/etc/hostname">',
        "Anne <b Smith & Sons",
        "{{7*7}}",
        "{% load x %}",
        "%s %(name)s",
        "../../x",
        "&amp; &#65;",
        "</h1><pdf:nextpage>",
        "url(/etc/hostname)",
    ],
)
def test_a_name_that_looks_like_code_is_printed_as_it_is_written(name):
    assert f"record that {name} has completed" in read(draw(named(name), None))


def test_a_long_name_and_title_shrink_until_they_fit_and_nothing_else_does():
    long = replace(
        NADIA,
        person_name="Maria Fernanda de Albuquerque Cavalcanti Wolstenholme-Featherstonehaugh",
        title="Attachment, trauma and the adults who stay: what to do, what to say, what to write",
    )
    pdf = draw(long, None)
    sizes = {" ".join(text.split()): size for text, _, size in printed_runs(pdf)}
    assert len(opened(pdf).pages) == 1
    assert long.person_name in read(pdf)
    assert long.title in read(pdf)
    assert sizes["This is to record that"] == 13
    assert sizes["Designated safeguarding lead"] == 10.5
    assert min(sizes.values()) == 8


def test_a_long_word_is_broken_and_stays_on_the_sheet():
    word = "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenua"
    lines = [text for text, _, size in printed_runs(draw(named(word), None)) if size > 13]
    assert len(lines) >= 3  # two or more for the name, one for the title
    assert "".join("".join(lines).split()).startswith(word)


@pytest.mark.parametrize("field", ["person_name", "title", "school_name", "made_up_of"])
def test_words_that_fit_in_no_size_are_refused(field):
    with pytest.raises(CannotPrint, match="do not fit on one page"):
        draw(replace(NADIA, **{field: "far too long " * 60}), None)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Sam 😀", "“😀”"),
        ("नेहा", "“न”, “◌े”, “ह”, “◌ा”"),
        ("Sam\u202eevil", "an invisible character (U+202E)"),
        ("Sam\u200b", "an invisible character (U+200B)"),
        ("Sam\u2066x\u2069", "(U+2066), an invisible character (U+2069)"),
        ("Sam\0", "an invisible character (U+0000)"),
        ("Sam\nSmith", "an invisible character (U+000A)"),
        ("Sam\u2028Smith", "an invisible character (U+2028)"),
        ("Sam\ue000", "an invisible character (U+E000)"),
    ],
)
def test_a_name_that_cannot_be_printed_is_refused_with_the_reason(name, told):
    with pytest.raises(CannotPrint) as refusal:
        draw(named(name), None)
    assert f"A certificate cannot print {told}" in str(refusal.value).replace(
        "an invisible character (U+2066)", "(U+2066)"
    )
    assert "in the person’s name." in str(refusal.value)


@pytest.mark.parametrize("field", sorted(drawing.PLACES))
def test_no_place_on_the_sheet_takes_what_it_cannot_print(field):
    with pytest.raises(CannotPrint, match="😀"):
        draw(replace(NADIA, **{field: "😀"}), None)


def test_every_word_a_person_wrote_is_among_the_places_checked():
    words = {field.name for field in fields(Printed) if field.type is str}
    assert words - set(drawing.PLACES) == {"verify_url", "accent"}


def test_missing_glyphs_are_told_once_each_in_their_order():
    assert missing_glyphs("😀 Zoë नन 王 😀 ابراهيم ễ") == ["😀", "न"]


def test_bold_and_regular_hold_the_same_characters():
    for family in set(drawing.FAMILIES) - drawing.ONE_WEIGHT:
        regular, bold = (
            set(drawing.TTFontFile(str(drawing.FONTS / file)).charToGlyph)
            for _, file, _ in drawing.faces_of(family)
        )
        assert regular == bold, family


def test_the_only_address_in_the_file_is_the_one_for_checking(nadias):
    file = opened(nadias)
    (link,) = file.pages[0]["/Annots"]
    assert link.get_object()["/A"]["/URI"] == NADIA.verify_url
    names = {str(key) for o in _objects(file) if isinstance(o, dict) for key in o}
    assert not names & {
        "/F",
        "/JS",
        "/JavaScript",
        "/Launch",
        "/OpenAction",
        "/AA",
        "/EmbeddedFiles",
    }


def _objects(file):
    return [file.get_object(number) for number in range(1, file.trailer["/Size"])]


@pytest.mark.parametrize(
    "source",
    ["/etc/hostname", "file:///etc/hostname", "../drawing.py", "http://127.0.0.1:9/x.png"],
)
def test_nothing_outside_the_typefaces_is_read_even_if_a_template_asks(monkeypatch, source):
    greedy = Engine().from_string(f'<html><body><p>x</p><img src="{source}"></body></html>')
    monkeypatch.setattr(drawing, "_template", lambda name: greedy)
    with pytest.raises(RuntimeError, match="not drawn whole"):
        draw(NADIA, None)


def test_the_code_to_scan_opens_the_page_that_checks_it(nadias):
    (picture,) = opened(nadias).pages[0].images
    code = segno.make(NADIA.verify_url, error="m", micro=False)
    size = len(code.matrix)
    assert picture.image.size == (6 * size, 6 * size)
    light = picture.image.convert("L").resize((size, size), Image.Resampling.NEAREST).tobytes()
    assert [value < 128 for value in light] == [bool(dark) for row in code.matrix for dark in row]


@pytest.mark.parametrize(("width", "height"), [(300, 330), (800, 200), (20, 400)])
def test_the_crest_is_printed_in_its_own_shape(width, height):
    pdf = draw(NADIA, a_crest(width, height))
    (drawn,) = {i.image.size for i in opened(pdf).pages[0].images} & {(width, height)}
    shown = drawing._crest(a_crest(width, height))
    points = [float(shown[side].removesuffix("pt")) for side in ("crest_width", "crest_height")]
    assert drawn == (width, height)
    assert points[0] / points[1] == pytest.approx(width / height, rel=0.05)
    assert points[0] <= 150
    assert points[1] <= 46


@pytest.mark.parametrize(
    "crest", [b"", b"not a picture", a_crest(60, 60, "JPEG"), a_crest(200, 200)[:-40]]
)
def test_a_crest_that_is_no_whole_png_is_refused_kindly(crest):
    with pytest.raises(CannotPrint, match="upload it again as a PNG"):
        draw(NADIA, crest)


def test_the_file_says_what_it_is_and_in_which_language(nadias):
    file = opened(nadias)
    assert file.metadata.title == "Nadia Fernhollow, Induction: keeping children safe here"
    assert file.metadata.author == "Larkfield Primary School"
    assert file.metadata.subject == "Certificate of training 7Q4D-M2XA-9KPT-3WZB"
    assert file.trailer["/Root"]["/Lang"] == "en-GB"


def test_the_file_is_dated_by_the_day_of_issue_not_by_the_clock(nadias):
    assert opened(nadias).metadata.creation_date.date() == date(2026, 12, 9)
    assert opened(nadias).metadata.modification_date.date() == date(2026, 12, 9)


def test_another_process_without_settings_draws_the_same_bytes(nadias):
    asked = "import sys, json; from certificates.drawing import Printed, draw\n"
    asked += (
        "one = Printed.from_data(json.load(sys.stdin)); sys.stdout.buffer.write(draw(one, None))"
    )
    again = subprocess.run(
        [sys.executable, "-c", asked],
        input=json.dumps(NADIA.to_data()).encode(),
        stdout=subprocess.PIPE,
        check=True,
        cwd=Path(drawing.__file__).parent.parent,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"},
    )
    assert again.stdout == nadias


def test_another_certificate_drawn_in_between_changes_nothing(nadias):
    draw(replace(NADIA, person_name="王小明 ابراهيم Nguyễn", accent="#0b6b50"), a_crest(50, 60))
    assert draw(NADIA, None) == nadias


def test_what_is_printed_survives_being_kept_as_json():
    assert Printed.from_data(json.loads(json.dumps(NADIA.to_data()))) == NADIA


def test_data_kept_before_a_word_was_added_can_still_be_read():
    old = {k: v for k, v in NADIA.to_data().items() if k not in {"score_words", "dsl_name"}}
    assert Printed.from_data(old) == replace(NADIA, score_words="", dsl_name="")


@pytest.mark.parametrize("accent", ["red", "#45398", "#45398c}", "#45398c\n", "url(x)", ""])
def test_only_a_plain_hex_colour_can_be_an_accent(accent):
    with pytest.raises(ValueError, match="hex colour"):
        replace(NADIA, accent=accent)


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs poppler")
@pytest.mark.parametrize("accent", ["#45398c", "#0b6b50"])
def test_on_paper_the_corners_and_the_title_are_in_the_schools_accent(tmp_path, accent):
    (tmp_path / "c.pdf").write_bytes(draw(replace(NADIA, accent=accent), None))
    subprocess.run(
        ["pdftoppm", "-r", "72", "-png", "-singlefile", tmp_path / "c.pdf", tmp_path / "c"],
        check=True,
    )
    sheet = Image.open(tmp_path / "c.png").convert("RGB")
    colour = tuple(bytes.fromhex(accent[1:]))
    width, height = sheet.size
    for x, y in [(120, 31), (31, 120), (width - 120, height - 31), (width - 31, height - 120)]:
        assert sheet.getpixel((x, y)) == colour
    assert sheet.getpixel((5, 5)) == (0xFF, 0xFD, 0xF8)
    name, title = sheet.crop((80, 175, 700, 235)), sheet.crop((80, 260, 700, 300))
    assert (0x25, 0x21, 0x1B) in _colours(name)
    assert colour in _colours(title)


def _colours(picture):
    return {colour for _, colour in picture.getcolors(maxcolors=100_000)}
