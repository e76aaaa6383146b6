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
def test_a_file_that_is_right_is_read_and_says_how(name: str, cast: Cast):
    preview = look(cast.school, data(name))

    found = preview.plan
    assert [str(refusal) for refusal in found.refused] == []
    assert len(found.fates) == MANIFEST[name]["people"]
    said = [*found.notes, *found.warnings, f"not used: {', '.join(found.ignored)}"]
    assert MANIFEST[name].get("says", "") in "\n".join(said)


@pytest.mark.parametrize("name", [name for name in GOOD if MANIFEST[name]["people"]])
def test_a_file_that_is_right_brings_in_exactly_its_people(name: str, cast: Cast):
    before = User.objects.count()

    apply_file(school=cast.school, data=data(name), name=name, by=cast.devinder.ref)

    assert User.objects.count() == before + MANIFEST[name]["people"]


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_sentence_and_leaves_no_row(name: str, cast: Cast):
    before = whole_database()

    with pytest.raises(Refused) as refused:
        apply_file(school=cast.school, data=data(name), name=name, by=cast.devinder.ref)

    told = MANIFEST[name]
    said = [str(refusal) for refusal in refused.value.refusals]
    assert any(told.get("refused", told.get("unreadable")) in sentence for sentence in said), said
    assert refused.value.unreadable == ("unreadable" in told)
    assert whole_database() == before


@pytest.mark.parametrize("name", [name for name in BAD if "refused" in MANIFEST[name]])
def test_a_refused_row_says_where_why_and_what_to_do(name: str, cast: Cast):
    with pytest.raises(Refused) as refused:
        apply_file(school=cast.school, data=data(name), name=name, by="x")

    refusals = refused.value.refusals
    assert {refusal.row for refusal in refusals} == set(
        MANIFEST[name].get("rows", [refusals[0].row])
    )
    assert all(refusal.row and refusal.reason and refusal.remedy for refusal in refusals)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_on_the_page_leaves_no_row(name: str, client: Client, cast: Cast):
    client.force_login(cast.devinder)
    before = whole_database()

    with (FOLDER / name).open("rb") as file:
        answer = client.post("/school/people/import/", {"file": file})

    assert answer.status_code in {400, 413, 415}
    assert "Nothing was brought in" in answer.content.decode()
    assert whole_database() == before
