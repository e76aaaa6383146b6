"""Writes the files of this folder again: `python tests/people/staff_files/make_files.py`.

A file that somebody met in a school can simply be put beside these, with a line in manifest.json.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
HEAD = ["First name", "Last name", "Email", "Role", "Start date", "End date", "Staff number"]
ADA = ["Ada", "Fenwick", "ada@larkfield.example", "Teacher", "01/09/2026", "", "0012"]
BEA = ["Bea", "Marsh", "bea@larkfield.example", "TA", "01/09/2026", "", "0013"]
Rows = list[list[object]]


def text(*rows: list[str], by: str = ",", end: str = "\r\n") -> str:
    return "".join(by.join(row) + end for row in rows)


def changed(row: list[str], **cells: str) -> list[str]:
    places = ("first", "last", "email", "role", "start", "end", "number")
    return [cells.get(name, cell) for name, cell in zip(places, row, strict=True)]


def workbook(*rows: list[object], then: Callable[[Worksheet], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Staff"
    for row in rows:
        sheet.append(row)
    if then:
        then(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, **changes: bytes | None) -> bytes:
    """The same zip with members put in, changed or (None) taken out; names with __ for /."""
    wanted = {name.replace("__", "/"): value for name, value in changes.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name not in wanted:
                new.writestr(name, old.read(name), zipfile.ZIP_DEFLATED)
        for name, value in wanted.items():
            if value is not None:
                new.writestr(name, value, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def lying(data: bytes, member: str, says: int) -> bytes:
    """The zip's directory claims another size for a member than it has."""
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(member.encode()))
    return data[: at + 24] + struct.pack("<I", says) + data[at + 28 :]


def sheet_of(data: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_excel_does(*rows: list[object], prefix: str = "", space: str = MAIN) -> bytes:
    """A workbook with a table of shared texts, days as numbers with a style, and (as .NET systems
    write it) a prefix before every name; openpyxl writes neither."""
    p, texts, lines = (f"{prefix}:" if prefix else ""), [], []
    for number, row in enumerate(rows, start=1):
        cells = ""
        for place, cell in enumerate(row):
            at = f'r="{chr(65 + place)}{number}"'
            if isinstance(cell, date):
                days = (cell - date(1899, 12, 30)).days
                cells += f'<{p}c {at} s="1"><{p}v>{days}</{p}v></{p}c>'
            elif cell:
                cells += f'<{p}c {at} t="s"><{p}v>{len(texts)}</{p}v></{p}c>'
                texts.append(str(cell))
        lines.append(f'<{p}row r="{number}">{cells}</{p}row>')
    named = f'xmlns:{prefix}="{space}"' if prefix else f'xmlns="{space}"'
    shared = "".join(f"<{p}si><{p}t>{escape(words)}</{p}t></{p}si>" for words in texts)
    parts = {
        "[Content_Types].xml": f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/\
content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.\
relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{KINDS}.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KINDS}.worksheet+xml"/>\
<Override PartName="/xl/sharedStrings.xml" ContentType="{KINDS}.sharedStrings+xml"/>\
<Override PartName="/xl/styles.xml" ContentType="{KINDS}.styles+xml"/></Types>""",
        "_rels/.rels": links(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": links(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/workbook.xml": f"""<{p}workbook {named} xmlns:r="{LINKS}"><{p}sheets>\
<{p}sheet name="Staff" sheetId="1" r:id="rId1"/></{p}sheets></{p}workbook>""",
        "xl/worksheets/sheet1.xml": f"""<{p}worksheet {named}><{p}sheetData>{"".join(lines)}\
</{p}sheetData></{p}worksheet>""",
        "xl/sharedStrings.xml": f"<{p}sst {named}>{shared}</{p}sst>",
        "xl/styles.xml": f"""<{p}styleSheet {named}><{p}fonts><{p}font/></{p}fonts><{p}fills>\
<{p}fill><{p}patternFill patternType="none"/></{p}fill></{p}fills><{p}borders><{p}border/>\
</{p}borders><{p}cellStyleXfs><{p}xf/></{p}cellStyleXfs>\
<{p}cellXfs><{p}xf/><{p}xf numFmtId="14" applyNumberFormat="1"/></{p}cellXfs>\
</{p}styleSheet>""",
    }
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return zipped(**{name: (declared + xml).encode() for name, xml in parts.items()})


def links(*ends: tuple[str, str]) -> str:
    told = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{part}"/>'
        for n, (kind, part) in enumerate(ends, start=1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{told}</Relationships>'


def hidden_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


def other_sheets(sheet: Worksheet) -> None:
    book = sheet.parent
    hidden = book.create_sheet("Old list", 0)
    hidden.append(["Nobody", "reads", "this"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Leavers").append(["Nor", "this"])
    book.active = 1


def merged_title(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Staff list, Autumn term"
    sheet.merge_cells("A1:G1")


def noughts(sheet: Worksheet) -> None:
    sheet["G2"].value = 12
    sheet["G2"].number_format = "0000"


def formula(sheet: Worksheet) -> None:
    sheet["B3"] = '=UPPER("marsh")'


def error_cell(sheet: Worksheet) -> None:
    sheet["D3"] = "#N/A"


PLAIN = workbook(HEAD, ADA, BEA)
ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet xmlns="http://schemas.openxmlformats.org/'
    b'spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is>'
    b"</c></row></sheetData></worksheet>"
)
OUTSIDE = ENTITIES.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/hostname">')

FILES: dict[str, bytes] = {
    # what comes out of systems and hands, and is right
    "plain.csv": text(HEAD, ADA, BEA).encode(),
    "bom.csv": ("\ufeff" + text(HEAD, ADA, BEA)).encode(),
    "windows.csv": text(HEAD, changed(ADA, first="Zoë", last="O’Neil"), BEA).encode("cp1252"),
    "utf16-tabs.txt": text(HEAD, ADA, BEA, by="\t").encode("utf-16"),
    "utf16-no-mark.csv": text(HEAD, ADA, BEA).encode("utf-16-le"),
    "semicolons.csv": text(HEAD, ADA, BEA, by=";").encode(),
    "tabs.tsv": text(HEAD, ADA, BEA, by="\t").encode(),
    "bars.csv": text(HEAD, ADA, BEA, by="|").encode(),
    "sep-line.csv": ("sep=;\r\n" + text(HEAD, ADA, BEA, by=";")).encode(),
    "mixed-ends.csv": (
        text(HEAD, end="\r") + text(ADA, end="\n") + text(BEA, end="\r\n") + "\n,,,,,,\r\n\r"
    ).encode(),
    "quoted-newline.csv": text(
        [*HEAD, "Notes"], [*ADA, '"Here on Mondays\r\nand, now and then, on Fridays"'], [*BEA, ""]
    ).encode(),
    "sims.csv": text(
        ["Staff Code", "Surname", "Forename", "Work Email", "Main Role", "Date of Arrival", "DOB"],
        ["AFE", "Fenwick", "Ada", "ada@larkfield.example", "Teacher", "01/09/2026", "1980"],
        ["BMA", "Marsh", "Bea", "bea@larkfield.example", "Teaching Assistant", "1/9/26", "1990"],
    ).encode("cp1252"),
    "arbor.csv": (
        "\ufeff"
        + text(
            ["First Name", "Last Name", "Email Address", "Business Role", "Start Date", "Gender"],
            ["Ada", "Fenwick", "ada@larkfield.example", "Teachers", "01 Sep 2026", "F"],
            ["Bea", "Marsh", "bea@larkfield.example", "Teaching assistants", "01 Sep 2026", "F"],
        )
    ).encode(),
    "bromcom.csv": text(
        ["StaffCode", "FirstName", "LastName", "Email", "Role", "StartDate", "LeavingDate"],
        ["AFE", "Ada", "Fenwick", "ada@larkfield.example", "Teacher", "2026-09-01 00:00:00", ""],
        ["BMA", "Bea", "Marsh", "bea@larkfield.example", "TA", "2026-09-01 00:00:00", ""],
    ).encode(),
    "by-hand.csv": text(
        ["Staff of Larkfield", "", "", "", "", "", ""],
        [""] * 7,
        ["E-Mail:", "SURNAME", "forename(s)", "job", "Started", "Leaving date", "Staff No."],
        ["ada@larkfield.example", "Fenwick", "Ada", "Teacher", "1st September 2026", "", "0012"],
        ["E-mail", "Surname", "Forename(s)", "Job", "Started", "Leaving date", "Staff no"],
        ["bea@larkfield.example", "Marsh", "Bea", "T.A.", "1.9.2026", "", "0013"],
    ).encode(),
    "addresses.csv": text(
        HEAD,
        changed(ADA, email="o'neil@larkfield.example"),
        changed(BEA, email="First+Tag@LARKFIELD.EXAMPLE"),
        ["Cai", "Rees", "cai@münchen.example", "Teacher", "01/09/2026", "", "0014"],
    ).encode(),
    "formula-text.csv": text(
        HEAD, changed(ADA, first='"=HYPERLINK(""http://x"",""y"")"'), BEA
    ).encode(),
    "kept-noughts.csv": text(HEAD, changed(ADA, number='="0012"'), BEA).encode(),
    "footer.csv": text(
        [*HEAD, "Printed"], [*ADA, ""], [*BEA, ""], [*[""] * 7, "Page 1 of 1"]
    ).encode(),
    "bare-column.csv": text(
        [*HEAD[:6], "", HEAD[6]], [*ADA[:6], "?", "0012"], [*BEA[:6], "", "0013"]
    ).encode(),
    "formula-in-head.xlsx": workbook([*HEAD, '="Notes"'], [*ADA, "x"], [*BEA, ""]),
    "leap-day.csv": text(HEAD, changed(ADA, start="29/02/2028"), BEA).encode(),
    "two-figure-years.csv": text(
        HEAD, changed(ADA, start="01/09/70"), changed(BEA, start="01/09/68")
    ).encode(),
    "far-off.csv": text(
        HEAD, changed(ADA, start="01/09/1950"), changed(BEA, start="01/09/2031")
    ).encode(),
    "empty.csv": b"",
    "blank-lines.csv": b"\r\n\r\n,,,\r\n",
    "head-only.csv": text(HEAD).encode(),
    "plain.xlsx": PLAIN,
    "excel.xlsx": as_excel_does(
        HEAD,
        ["Zoë", "O’Neil & Co", "zoe@larkfield.example", "Teacher", date(2026, 9, 1), "", "0012"],
        [*BEA[:4], date(2026, 9, 1), None, "0013"],
    ),
    "prefixed.xlsx": as_excel_does(HEAD, [*ADA[:4], date(2026, 9, 1), "", "0012"], BEA, prefix="x"),
    "dates.xlsx": workbook(
        HEAD, [*ADA[:4], date(2026, 9, 1), None, "0012"], [*BEA[:4], date(2026, 9, 1), None, 13]
    ),
    "noughts.xlsx": workbook(HEAD, [*ADA[:6], 12], BEA, then=noughts),
    "merged-title.xlsx": workbook(HEAD, ADA, BEA, then=merged_title),
    "hidden-row.xlsx": workbook(HEAD, ADA, BEA, then=hidden_row),
    "other-sheets.xlsx": workbook(HEAD, ADA, BEA, then=other_sheets),
    "claims-a-million-rows.xlsx": repacked(
        PLAIN,
        xl__worksheets__sheet1_xml=None,
        **{
            "xl/worksheets/sheet1.xml": sheet_of(PLAIN).replace(
                b'ref="A1:G3"', b'ref="A1:XFD1048576"'
            )
        },
    ),
    "formula-elsewhere.xlsx": workbook([*HEAD, "Age"], [*ADA, "=1+1"], [*BEA, "=1+2"]),
    "empty.xlsx": workbook(),
    "named.csv.xlsx": text(HEAD, ADA, BEA).encode(),
    # rows that are refused
    "february-31.csv": text(HEAD, ADA, changed(BEA, start="31/02/2026")).encode(),
    "american.csv": text(HEAD, ADA, changed(BEA, start="04/13/2026")).encode(),
    "no-leap-day.csv": text(HEAD, ADA, changed(BEA, start="2026-02-29")).encode(),
    "day-as-number.xlsx": workbook(HEAD, ADA, [*BEA[:4], 46266, "", "0013"]),
    "with-a-time.csv": text(HEAD, ADA, changed(BEA, start="01/09/2026 08:30")).encode(),
    "year-206.csv": text(HEAD, ADA, changed(BEA, start="01/09/0206")).encode(),
    "end-before-start.csv": text(HEAD, ADA, changed(BEA, end="31/08/2026")).encode(),
    "no-start.csv": text(HEAD, ADA, changed(BEA, start="")).encode(),
    "ongoing.csv": text(HEAD, ADA, changed(BEA, end="ongoing")).encode(),
    "same-address.csv": text(HEAD, ADA, changed(BEA, email='"ADA@Larkfield.example "')).encode(),
    "same-person.csv": text(
        HEAD, ADA, changed(ADA, email=" Ada@larkfield.EXAMPLE", role="SENCO")
    ).encode(),
    "same-number.csv": text(HEAD, ADA, changed(BEA, number="0012")).encode(),
    "same-name.csv": text(
        HEAD, changed(ADA, email="", number=""), changed(ADA, email="", number="")
    ).encode(),
    "no-address.csv": text(HEAD, ADA, changed(BEA, email="bea at larkfield")).encode(),
    "two-addresses.csv": text(HEAD, ADA, changed(BEA, email="b@x.example; b@y.example")).encode(),
    "unknown-role.csv": text(HEAD, ADA, changed(BEA, role="Class teacher")).encode(),
    "empty-role.csv": text(HEAD, ADA, changed(BEA, role="")).encode(),
    "admin-role.csv": text(HEAD, ADA, changed(BEA, role="admin")).encode(),
    "no-first-name.csv": text(HEAD, ADA, changed(BEA, first=" ")).encode(),
    "bidi-name.csv": text(HEAD, ADA, changed(BEA, first="Bea\u202eeva")).encode(),
    "zero-width-name.csv": text(HEAD, ADA, changed(BEA, last="Mar\u200bsh")).encode(),
    "bell-name.csv": text(HEAD, ADA, changed(BEA, last="Mar\x07sh")).encode(),
    "newline-name.csv": text(HEAD, ADA, changed(BEA, last='"Mar\r\nsh"')).encode(),
    "long-name.csv": text(HEAD, ADA, changed(BEA, last="M" * 81)).encode(),
    "comma-too-many.csv": text(HEAD, ADA, ["Marsh, Bea", *BEA[1:]]).encode(),
    "unclosed-quote.csv": text(HEAD, ADA, changed(BEA, last='"Marsh'), ADA, ADA).encode(),
    "swallowed-row.csv": (text([*HEAD, "Notes"], [*ADA, '"Mondays'], [*BEA, 'Fridays"']).encode()),
    "formula.xlsx": workbook(HEAD, ADA, BEA, then=formula),
    "error-cell.xlsx": workbook(HEAD, ADA, BEA, then=error_cell),
    # heads that are refused
    "no-head.csv": text(ADA, BEA).encode(),
    "no-role-column.csv": text(HEAD[:3], ADA[:3], BEA[:3]).encode(),
    "two-first-names.csv": text(["Forename", *HEAD], ["Ada", *ADA], ["Bea", *BEA]).encode(),
    "head-in-row-12.csv": ("\r\n" * 11 + text(HEAD, ADA, BEA)).encode(),
    # files that are no list
    "mac.csv": text(HEAD, changed(ADA, first="André"), BEA).encode("mac-roman"),
    "dos.csv": text(HEAD, changed(ADA, first="Zoë", last="Müller"), BEA).encode("cp850"),
    "dos-end.csv": text(HEAD, changed(ADA, first="André"), BEA).encode("cp850"),
    "half-utf16.csv": text(HEAD, ADA, BEA).encode("utf-16")[:-1],
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le"),
    "password.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    + bytes(504)
    + "EncryptedPackage".encode("utf-16-le"),
    "macros.xlsm": repacked(PLAIN, **{"xl/vbaProject.bin": b"macro"}),
    "binary.xlsb": zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"\x83"}),
    "calc.ods": zipped(
        mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"}
    ),
    "apple.numbers": zipped(**{"Index/Document.iwa": b"\0", "Metadata/p.plist": b""}),
    "letter.docx": zipped(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
    "archive.zip": zipped(**{"staff.csv": text(HEAD, ADA).encode()}),
    "page.xls": b"\xef\xbb\xbf\r\n<html><body><table><tr><td>First name</td></tr></table>",
    "page.xlsx": b"<!DOCTYPE html>\n<table><tr><td>Ada</td></tr></table>",
    "excel-2003.xls": b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>',
    "letter.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "picture.csv": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "noughts.csv": b"First name,Last name\0\0\1\2\3",
    "truncated.xlsx": PLAIN[: len(PLAIN) // 2],
    "not-xml.xlsx": repacked(PLAIN, **{"xl/worksheets/sheet1.xml": b"<worksheet><row"}),
    "bomb.xlsx": repacked(
        PLAIN, **{"xl/worksheets/sheet1.xml": sheet_of(PLAIN) + b" " * (65 * 2**20)}
    ),
    "bomb-of-strings.xlsx": repacked(
        PLAIN, **{"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * (4 * 2**20) + b"</sst>"}
    ),
    "lying-directory.xlsx": lying(PLAIN, "xl/worksheets/sheet1.xml", 40),
    "entities.xlsx": repacked(PLAIN, **{"xl/worksheets/sheet1.xml": ENTITIES}),
    "outside-entity.xlsx": repacked(PLAIN, **{"xl/worksheets/sheet1.xml": OUTSIDE}),
    "utf16-entities.xlsx": repacked(
        PLAIN,
        **{
            "xl/worksheets/sheet1.xml": ENTITIES.decode()
            .replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
            .encode("utf-16")
        },
    ),
    "strict.xlsx": as_excel_does(
        HEAD, ADA, BEA, space="http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    "strict-sheet.xlsx": repacked(
        PLAIN,
        **{
            "xl/worksheets/sheet1.xml": sheet_of(PLAIN).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
        },
    ),
    "all-hidden.xlsx": repacked(
        PLAIN,
        **{
            "xl/workbook.xml": zipfile.ZipFile(io.BytesIO(PLAIN))
            .read("xl/workbook.xml")
            .replace(b'state="visible"', b'state="veryHidden"')
        },
    ),
}


def main() -> None:
    for name, data in FILES.items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
