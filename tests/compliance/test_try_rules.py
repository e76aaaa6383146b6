"""`try_rules FILE.json`: a rule tried before it is adopted."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

GOLDEN = Path(__file__).parent.parent / "golden/due-dates.json"


@pytest.fixture
def try_rules(tmp_path, capsys):
    """Runs the command on a text; gives the exit status, stdout and stderr."""

    def run(text: str | bytes):
        file = tmp_path / "cases.json"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        status = 0
        try:
            call_command("try_rules", str(file))
        except SystemExit as left:
            status = left.code
        return status, *capsys.readouterr()

    return run


def golden_cases():
    return [golden["case"] for golden in json.loads(GOLDEN.read_text())]


def expected():
    return [golden["expected"] for golden in json.loads(GOLDEN.read_text())]


def test_one_case_gives_the_list_of_its_standings(try_rules):
    status, out, err = try_rules(json.dumps(golden_cases()[0]))
    assert (status, json.loads(out), err) == (0, expected()[0], "")


def test_a_list_of_cases_gives_a_list_of_lists(try_rules):
    status, out, _ = try_rules(json.dumps(golden_cases()))
    assert (status, json.loads(out)) == (0, expected())


def test_the_worked_cases_may_be_tried_as_they_are(try_rules):
    _, out, _ = try_rules(GOLDEN.read_text())
    assert json.loads(out) == expected()


def test_a_file_saved_with_a_byte_order_mark_is_read(try_rules):
    status, _, _ = try_rules(b"\xef\xbb\xbf" + json.dumps(golden_cases()[0]).encode())
    assert status == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[" + "9" * 5000 + "]", "is not JSON"),
        ("3", "The case must be an object"),
        ('[{"on": "2026-02-30"}]', "Case 1: on "),
        ('{"on": "2026-02-30"}', "The case: on "),
    ],
)
def test_what_cannot_be_read_gets_one_sentence_and_status_2(try_rules, text, says):
    status, out, err = try_rules(text)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_nothing_is_printed_where_one_case_of_many_is_malformed(try_rules):
    status, out, _ = try_rules(json.dumps([golden_cases()[0], {}]))
    assert (status, out) == (2, "")


def test_a_file_that_is_not_there_is_named(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("try_rules", "not-there.json")
    assert left.value.code == 2
    assert "not-there.json cannot be read" in capsys.readouterr().err
