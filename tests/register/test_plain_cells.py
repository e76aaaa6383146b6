"""No text in a spreadsheet is taken for a formula, and none is lost."""

import pytest

from register.plain_cells import plain_cell, workbook_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "＠x"]
)
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(text):
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["x", "", "O'Brien", "1 - 2", "a=b"])
def test_other_text_is_left_alone(text):
    assert plain_cell(text) == text


@pytest.mark.parametrize("text", ["=x", "\tx", "\rx", "\nx", "'x", "''=x", "x", "", "O'Brien"])
def test_stripping_one_apostrophe_gives_the_text_back(text):
    assert plain_cell(text).removeprefix("'") == text


def test_a_workbook_shows_a_sign_that_it_cannot_hold_as_missing():
    assert workbook_text("Ann\x00a\x1f ok\n") == "Ann\ufffda\ufffd ok\n"
