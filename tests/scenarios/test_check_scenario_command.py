"""`check_scenario FILE`: what can be proved of a story, for a program to read."""

import json
import time

import pytest
from django.core.management import call_command

from scenarios.story import to_data
from scenarios.story_file import CONTENT, read_story_file
from scenarios.twee import write_twee
from scenarios.twine import write_twine


@pytest.fixture
def check(tmp_path, capsys):
    """Runs the command on a text; gives the exit status, stdout and stderr."""

    def run(text: str | bytes, name: str = "story.twee"):
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        status = 0
        try:
            call_command("check_scenario", str(file))
        except SystemExit as left:
            status = left.code
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def found(check):
    def run(text: str | bytes, name: str = "story.twee"):
        status, out, err = check(text, name)
        assert (status, err) == (0, "")
        return json.loads(out)

    return run


FOREIGN = """:: StoryTitle
A walk

:: StoryData
{"ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC", "start": "Gate"}

:: Gate
[[Wood]] or [[home->Hoem]] or [[a map->https://maps.test]] [[Pit][$x to 1]]

:: Wood
[[Gate]] [[Out]]

:: Out
You are out.

:: Home
Nobody comes here.

:: Pit
[[Deeper]]

:: Deeper
[[Pit]]

:: Wood
Again.

:: Looks [stylesheet]
b { color: red }
"""


def test_a_story_from_elsewhere_is_described_whole(found):
    report = found(FOREIGN)
    checks, publishable = report.pop("checks"), report.pop("publishable")
    assert report == {
        "title": "A walk",
        "ifid": "D674C58C-DEFA-4F70-B7A2-27742230C0FC",
        "ifid_made_here": False,
        "start": "Gate",
        "passages": 7,
        "links": 8,
        "broken_links": [{"passage": "Gate", "target": "Hoem", "near": ["Home"]}],
        "unreachable": ["Home"],
        "duplicates": ["Wood"],
        "dead_ends": ["Out", "Home", "Wood"],
        "endings": [],
        "traps": [["Pit", "Deeper"]],
        "not_carried": {
            "macro_moves": 0,
            "scripts": 0,
            "styles": 1,
            "setters": 1,
            "external_links": 1,
        },
        "warnings": [],
    }
    assert list(checks) == [f"SC{number:02}" for number in range(1, 14)]
    assert checks["SC02"]["path"] == ["Home"]
    assert not publishable


def test_nothing_is_known_of_a_story_that_says_nothing(found):
    report = found(":: Start\nHello.")
    assert (report["title"], report["ifid"], report["start"]) == (None, None, "Start")
    assert report["dead_ends"] == ["Start"]


def test_our_own_story_is_publishable_in_every_form_in_which_it_is_kept(found):
    path = CONTENT / "the-edge-of-the-game.toml"
    told = read_story_file(path).story
    for text, name in [
        (write_twee(told), "a.twee"),
        (write_twee(told), "a.txt"),
        (write_twine(told), "a.html"),
        (write_twine(told), "a.txt"),
        (json.dumps(to_data(told)), "a.json"),
        (path.read_text(encoding="utf-8"), "a.toml"),
    ]:
        report = found(text, name)
        assert report["publishable"], name
        assert report["passages"] == len(told.passages)
        assert report["links"] == len(told.by_id)
        assert report["endings"] == [p.name for p in told.passages if p.ending]


def test_several_stories_in_a_file_give_a_list(found):
    one = '<tw-storydata name="{}"><tw-passagedata name="A"></tw-passagedata></tw-storydata>'
    reports = found(one.format("First") + one.format("Second"), "archive.html")
    assert [report["title"] for report in reports] == ["First", "Second"]


# --- Moves in code -----------------------------------------------------------------------------

HARLOWE = ':: Start\n(link-goto: "In", "Hall")\n:: Hall\n(link-goto: "On", "End")\n:: End\nDone.'


def test_a_story_whose_moves_are_all_code_is_told_so_and_not_blamed(found):
    report = found(HARLOWE)
    sentence = "2 moves in this story are written in Harlowe code and were not read."
    assert report["not_carried"]["macro_moves"] == 2
    assert report["warnings"] == [{"line": 2, "text": sentence}]
    assert (report["unreachable"], report["dead_ends"]) == ([], ["End"])
    for code in ("SC02", "SC03", "SC04", "SC13"):
        assert report["checks"][code] == {"answer": "not_proved", "why": sentence}
    assert not report["publishable"]


def test_a_passage_that_no_code_and_no_link_names_is_still_unreachable(found):
    report = found(HARLOWE + "\n:: Attic\n[[End]]")
    assert report["unreachable"] == ["Attic"]
    assert report["checks"]["SC02"]["path"] == ["Attic"]


def test_where_code_works_out_where_it_leads_nothing_is_called_unreachable(found):
    report = found(HARLOWE + "\n:: Attic\n(goto: $next)")
    assert report["unreachable"] == []
    assert report["checks"]["SC02"]["answer"] == "not_proved"


def test_a_loop_that_code_may_leave_is_no_trap(found):
    assert found(":: Start\n[[A]]\n:: A\n[[Start]] <<goto $x>>")["traps"] == []


def test_a_walk_that_was_found_stays_found_whatever_the_code_does(found):
    checks = found(":: Start\n[[Start]] (goto: $x)")["checks"]
    assert checks["SC04"]["answer"] == "disproved"
    assert checks["SC02"]["answer"] == "proved"


# --- What cannot be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        ("", "a.twee", "No story was found"),
        ("Only words.", "a.txt", "No story was found"),
        ("<p>Hello</p>", "a.html", "No story was found"),
        ("<p>Hello</p>", "a.txt", "No story was found"),
        (b"\0", "a.twee", "NUL"),
        ("{}", "a.json", "The story has no title."),
        ("{", "a.json", "cannot be read as JSON"),
        ('{"a":' * 60_000, "a.json", "more than 50 deep"),
        ("a = 1", "a.toml", "should have slug"),
        ("a = " + "[" * 60_000, "a.toml", "nested too deep"),
        ("a" + ".a" * 60_000 + " = 1", "a.toml", "nested too deep"),
    ],
)
def test_a_file_without_a_story_gets_one_sentence_on_stderr(check, text, name, says):
    status, out, err = check(text, name)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_gets_a_sentence(capsys, tmp_path):
    for name in ("nowhere.twee", "", "a\0b"):
        with pytest.raises(SystemExit) as left:
            call_command("check_scenario", f"{tmp_path}/{name}")
        assert left.value.code == 2
        assert "cannot be read" in capsys.readouterr().err


# --- Size --------------------------------------------------------------------------------------


def chain(length: int) -> str:
    steps = "".join(f":: P{n}\nOn.\n\n[[on->P{n + 1}]]\n\n" for n in range(length))
    return f":: Start\n[[P0]]\n\n{steps}:: P{length} [ending-best]\n"


def diamonds(number: int) -> str:
    forks = "".join(
        f":: F{n}\n[[L{n}]] [[R{n}]]\n:: L{n}\n[[F{n + 1}]]\n:: R{n}\n[[F{n + 1}]]\n"
        for n in range(number)
    )
    return f":: Start\n[[F0]]\n{forks}:: F{number} [ending-best]\n"


def answered_in_time(check, text: str, name: str = "story.twee"):
    began = time.process_time()
    status, out, err = check(text, name)
    assert time.process_time() - began < 2  # of this process, however busy the machine is
    return json.loads(out) if status == 0 else err


@pytest.mark.parametrize("text", [chain(5_000), diamonds(40)])
def test_a_long_chain_and_forty_diamonds_are_proved_in_time(check, text):
    checks = answered_in_time(check, text)["checks"]
    assert {checks[code]["answer"] for code in ("SC01", "SC02", "SC03", "SC04", "SC06")} == {
        "proved"
    }


LONG_LINES = [
    *("word " * 400_000, "[[" * 40_000, "[" * 2_000_000, "]]" * 1_000_000, "[[a->" * 400_000),
    *("[[" + "->" * 1_000_000 + "]]", "<" * 2_000_000, "\\" * 2_000_000, "(((" * 600_000),
]
NEVER_CLOSED = [
    *("<", "<a ", "<!--", "<!", "<![CDATA[", "</", "</a ", "<?", "&", "&#", "<a b=", '<a b="'),
    *("<script>", "<title>", "</script ", "<a ='", '<a =">'),
]


@pytest.mark.parametrize("line", LONG_LINES, ids=range(len(LONG_LINES)))
def test_one_very_long_line_is_read_in_time(check, line):
    assert answered_in_time(check, f":: Start\n{line}\n[[A]]\n:: A\n")["links"] >= 1


def test_a_very_long_heading_is_read_in_time(check):
    for heading in ("[" * 2_000_000, "\\[" * 1_000_000, " " * 2_000_000 + "[", "{" * 2_000_000):
        assert answered_in_time(check, f":: Start{heading}")["passages"] == 1


def test_very_deep_json_is_named_in_time(check):
    deep = '{"a":' * 60_000 + "1" + "}" * 60_000
    for text in (f":: Start\n:: StoryData\n{deep}", f":: Start {deep}"):
        (warning,) = answered_in_time(check, text)["warnings"]
        assert "more than 50 deep" in warning["text"]


@pytest.mark.parametrize("inside", NEVER_CLOSED)
def test_html_that_never_closes_is_read_in_time(check, inside):
    text = f"<tw-storydata name=x>{inside * (2_000_000 // len(inside))}"
    assert answered_in_time(check, text, "story.html")["title"] == "x"
