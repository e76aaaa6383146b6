"""`load_content`: the repository's texts into the site, all of them or none."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

import policies.content
from compliance.management.commands.load_content import loaders
from compliance.publishing import pages
from register.models import Edition, Item

pytestmark = pytest.mark.django_db


def said(*words: str) -> str:
    out = StringIO()
    call_command("load_content", *words, stdout=out)
    return out.getvalue()


def test_left_alone_it_brings_everything_in_as_drafts():
    out = said()

    assert len(out.splitlines()) == len(loaders()) == len(pages())
    assert not Edition.objects.exists()
    assert not any(page.live for page in pages())


def test_what_is_asked_for_is_published_as_a_first_edition():
    assert said("child-protection", "--publish") == "child-protection: edition 1\n"

    assert Item.objects.get().slug == "child-protection"
    assert Edition.objects.get().by == "inset"


def test_a_second_run_publishes_nothing_and_says_who_would():
    said("child-protection", "--publish")

    assert "A person chooses the grade" in said("child-protection", "--publish")
    assert Edition.objects.count() == 1


def test_a_name_that_is_not_there_is_refused_in_one_sentence(capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit) as end:
        call_command("load_content", "child-protection", "nonsense")

    assert end.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("There is no content called “nonsense”. There is: ")
    assert "child-protection" in err
    assert err.count("\n") == 1
    assert pages() == []


def test_one_that_cannot_be_loaded_keeps_the_others_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    load = policies.content.load

    def fails(name: str):
        if name == "code-of-conduct":
            raise ValidationError("Give it a title.")
        return load(name)

    monkeypatch.setattr(policies.content, "load", fails)
    with pytest.raises(SystemExit) as end:
        call_command("load_content", "child-protection", "code-of-conduct")

    assert end.value.code == 1
    assert capsys.readouterr().err == "code-of-conduct cannot be loaded: Give it a title.\n"
    assert pages() == []
