"""A story that brings scripts, handlers and script links is read on every page; nothing runs."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from scenarios.models import ScenarioPage
from scenarios.story import from_data
from tests.cast import gather
from tests.journeys.conftest import DESK, PHONE, Reader, Sits, signs_in
from tests.scenarios.playing import publish
from tests.scenarios.test_import_export_commands import NASTY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def listened_to(reader: Reader) -> list[str]:
    """What ran or was stopped by the policy: dialogs, errors, reports on the console."""
    heard: list[str] = []

    def dialog(box) -> None:
        heard.append(f"dialog: {box.message}")
        box.dismiss()

    reader.page.on("dialog", dialog)
    reader.page.on("pageerror", lambda error: heard.append(f"error: {error}"))
    reader.page.on("console", lambda said: heard.append(f"{said.type}: {said.text}"))
    return heard


def test_nothing_that_a_story_brings_runs_on_any_of_its_pages(sits: Sits, tmp_path):
    people = gather()
    file = tmp_path / "story.twee"
    file.write_text(NASTY, encoding="utf-8")
    call_command("import_scenario", str(file))
    page = ScenarioPage.objects.get()
    publish(from_data(page.story))

    reader = sits("hostile", screen=PHONE)
    signs_in(reader, people.imran)
    heard = listened_to(reader)
    reader.goes_to("/scenarios/the-field/")
    reader.presses("Start")
    assert "onerror" in reader.words  # it is there to be read, as text
    reader.page.locator("label.card").first.click()
    reader.presses("Decide")
    reader.goes_to("/scenarios/the-field/debrief/")

    editor = sits("hostile-editor", screen=DESK)
    signs_in(editor, people.ruth)
    seen = listened_to(editor)
    for name in ("scenario_map", "scenario_proof", "scenario_try"):
        editor.goes_to(reverse(name, args=[page.slug]))
    editor.page.goto(f"{editor.site}/admin/pages/{page.pk}/edit/")
    editor.page.get_by_role("button", name="Save draft").wait_for()
    ran = [line for line in heard + seen if "dialog" in line or "Content Security" in line]
    assert ran == []
