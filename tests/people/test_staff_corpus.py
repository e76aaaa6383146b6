"""Every file of staff_files/ has the outcome of its line in manifest.json."""

import json
from pathlib import Path

import pytest
from django.test import Client

from people.models import User
from people.refusals import Refused
from people.staff_import import apply_file, look
from tests.cast import Cast
from tests.people.staff_files.make_files import FILES
from tests.people.whole_database import whole_database

FOLDER = Path(__file__).parent / "staff_files"
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
GOOD = [name for name, told in MANIFEST.items() if "people" in told]
BAD = [name for name in MANIFEST if name not in GOOD]


def data(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def test_every_file_has_its_line_and_every_line_its_file():
    there = {path.name for path in FOLDER.iterdir() if path.suffix not in {".py", ".json", ""}}
    assert there == set(MANIFEST)


@pytest.mark.parametrize("name", [n for n, made in FILES.items() if not made.startswith(b"PK")])
def test_a_text_file_is_what_the_maker_makes(name: str):
    assert data(name) == FILES[name]  # zips carry the moment at which they were packed


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_right_says_how_it_was_read_and_brings_in_its_people(name: str, cast: Cast):
    before, told = User.objects.count(), MANIFEST[name]

    found = look(cast.school, data(name)).plan
    apply_file(school=cast.school, data=data(name), name=name, by=cast.devinder.ref)

    assert [str(refusal) for refusal in found.refused] == []
    said = [*found.notes, *found.warnings, f"not used: {', '.join(found.ignored)}"]
    assert told.get("says", "") in "\n".join(said)
    assert User.objects.count() == before + told["people"]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_sentence_and_leaves_no_row(
    name: str, client: Client, cast: Cast
):
    client.force_login(cast.devinder)
    before, told = whole_database(), MANIFEST[name]

    with pytest.raises(Refused) as refused:
        apply_file(school=cast.school, data=data(name), name=name, by=cast.devinder.ref)
    with (FOLDER / name).open("rb") as file:
        answer = client.post("/school/people/import/", {"file": file})

    refusals, unreadable = refused.value.refusals, "unreadable" in told
    said = [str(refusal) for refusal in refusals]
    assert any(told["unreadable" if unreadable else "refused"] in sentence for sentence in said)
    assert all(refusal.reason and refusal.remedy for refusal in refusals)
    assert refused.value.unreadable == unreadable
    assert unreadable or {r.row for r in refusals} == set(told.get("rows", [refusals[0].row]))
    assert (answer.status_code, "Nothing was brought in" in answer.content.decode()) == (
        415 if unreadable else 400,
        True,
    )
    assert whole_database() == before
