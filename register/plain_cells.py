"""Text in a spreadsheet that stays text: no name that somebody typed is ever run as a formula."""

import re

# A spreadsheet takes what begins with one of these for a formula (and their full-width forms).
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def plain_cell(text: str) -> str:
    """A cell of a CSV file: one apostrophe in front where it would be taken for a formula.

    Also in front of an apostrophe, so that whoever strips exactly one gets the text back.
    """
    return f"'{text}" if text.startswith((*FORMULA, "'")) else text


def workbook_text(text: str) -> str:
    """What a cell of a workbook can hold: signs that XML refuses are shown as missing."""
    return _NOT_IN_A_WORKBOOK.sub("\ufffd", text)
