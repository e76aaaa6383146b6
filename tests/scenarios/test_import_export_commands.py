"""`import_scenario` and `export_scenario`: stories in as drafts, and out for Twine."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command

from register.models import Edition
from scenarios.arrivals import read_stories
from scenarios.models import ScenarioPage
from scenarios.story import from_data, to_data
from tests.scenarios.playing import FIELD, SLUG, Player, publish

pytestmark = pytest.mark.django_db

FOREIGN = ':: StoryTitle\nThe long walk\n:: StoryData\n{"ifid": "X-1"}\n:: Start\n[[On]]\n:: On\n'


@pytest.fixture
def bring(tmp_path, capsys):
    """Runs `import_scenario` on a text; gives the exit status, stdout and stderr."""

    def run(text: str, *more: str, name: str = "a-file.twee"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8", newline="")
        status = 0
        try:
            call_command("import_scenario", str(file), *more)
        except SystemExit as left:
            status = left.code
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def export(capsys):
    """Runs `export_scenario`; gives the exit status, stdout and stderr."""

    def run(slug: str, *more: str):
        status = 0
        try:
            call_command("export_scenario", slug, *more)
        except SystemExit as left:
            status = left.code
        return status, *capsys.readouterr()

    return run


def slugs() -> list[str]:
    return list(ScenarioPage.objects.order_by("pk").values_list("slug", flat=True))


def draft(slug: str) -> ScenarioPage:
    return ScenarioPage.objects.get(slug=slug).get_latest_revision_as_object()


# --- In ------------------------------------------------------------------------------------------


def test_an_import_is_a_draft_that_no_reader_sees(bring):
    status, out, _ = bring(FOREIGN)
    assert status == 0
    assert "The long walk: 2 passages, 1 link." in out
    assert "Saved as a new draft, “the-long-walk”." in out
    page = draft("the-long-walk")
    assert (page.title, page.live, page.get_parent().slug) == ("The long walk", False, "scenarios")
    assert from_data(page.story).by_name["Start"].choices[0].target == "On"
    assert not Edition.objects.exists()


def test_the_same_story_again_is_a_new_draft_of_the_same_page(bring):
    bring(FOREIGN)
    _, out, _ = bring(FOREIGN.replace("[[On]]", "Rain. [[On]]"))
    assert "which is the same story; its history is kept" in out
    assert slugs() == ["the-long-walk"]
    assert draft("the-long-walk").story["passages"][0]["text"] == "Rain. On"


def test_the_same_file_without_an_identifier_is_the_same_story(bring):
    for _ in range(2):
        bring(":: Start\nHello.")
    assert slugs() == ["a-file"]
    assert ScenarioPage.objects.get().revisions.count() == 1


def test_another_story_of_the_same_title_never_overwrites_a_page(bring):
    bring(FOREIGN)
    bring(FOREIGN.replace("X-1", "X-2").replace("[[On]]", "Rain. [[On]]"))
    assert slugs() == ["the-long-walk", "the-long-walk-2"]
    assert "text" not in draft("the-long-walk").story["passages"][0]


def test_a_slug_that_people_s_records_name_is_not_taken(bring):
    publish(on=date(2026, 9, 1))
    bring(FOREIGN.replace("The long walk", "The field"))
    assert slugs() == [f"{SLUG}-2"]


def test_every_story_of_an_archive_is_imported(bring):
    one = '<tw-storydata name="{}"><tw-passagedata name="A"></tw-passagedata></tw-storydata>'
    bring(one.format("First") + one.format("Second"), name="archive.html")
    assert slugs() == ["first", "second"]


def test_a_very_long_title_is_cut(bring):
    bring(FOREIGN.replace("The long walk", "Long " * 100))
    page = ScenarioPage.objects.get()
    assert (len(page.slug), len(page.title)) == (76, 254)


def test_a_dry_run_says_the_same_and_saves_nothing(bring):
    status, out, _ = bring(FOREIGN, "--dry-run")
    assert (status, slugs()) == (0, [])
    assert "Nothing was saved." in out
    assert "SC05" in out


def test_what_was_not_carried_is_told(bring):
    _, out, _ = bring(
        "Lost.\n:: Start\n[[A][$x to 1]] [[b->https://b.test]] (goto: $x)\n:: A\n"
        "[[c->mailto:c@d.test]]\n:: S [script]\nalert(1)"
    )
    assert "Not carried over: 1 move in code, 1 script, 1 setter, 1 link to another site." in out
    assert "Line 1: 1 line before the first passage: skipped." in out
    assert "Line 3: 1 move in this story is written in Harlowe code and was not read." in out
    assert "Line 5: “mailto:c@d.test” is kept as text" in out
    assert "SC05: “A”: no way on" in out


def test_a_file_that_cannot_be_read_changes_nothing(bring):
    status, out, err = bring("No story here.")
    assert (status, out, slugs()) == (2, "", [])
    assert err.count("\n") == 1


# --- Out, and there and back ---------------------------------------------------------------------


@pytest.mark.parametrize(("form", "suffix"), [("twee", ".twee"), ("html", ".html")])
def test_the_edition_in_force_is_printed_and_reads_back_the_same(export, form, suffix):
    publish(on=date(2026, 9, 1))
    status, out, _ = export(SLUG, "--as", form)
    assert status == 0
    assert read_stories(out.encode(), suffix)[0].story == FIELD


def test_a_story_that_was_never_published_is_printed_as_its_draft(bring, export):
    bring(FOREIGN)
    _, out, _ = export("the-long-walk")
    assert out.startswith(":: StoryTitle\nThe long walk\n")
    assert '"ifid": "X-1"' in out


def test_an_exported_story_comes_back_to_its_own_page(bring, export):
    bring(FOREIGN)
    before = draft("the-long-walk").story
    for form in ("twee", "html"):
        bring(export("the-long-walk", "--as", form)[1], name=f"back.{form}")
    assert slugs() == ["the-long-walk"]
    assert draft("the-long-walk").story == before


def test_a_shipped_story_exported_and_altered_comes_back_to_its_own_page(bring, export):
    call_command("load_content", "the-edge-of-the-game", stdout=None)
    _, out, _ = export("the-edge-of-the-game")
    bring(out.replace("It is your third week", "It is your first week"))
    assert slugs() == ["the-edge-of-the-game"]
    page = draft("the-edge-of-the-game")
    assert "It is your first week" in page.story["passages"][0]["text"]
    assert page.why
    assert not page.not_ready()


@pytest.mark.parametrize("slug", ["nothing", "bullying-policy"])
def test_a_slug_that_is_no_scenario_is_refused_with_a_sentence(export, slug):
    status, out, err = export(slug)
    assert (status, out) == (1, "")
    assert err == f"There is no scenario called “{slug}”.\n"


# --- What comes in never runs --------------------------------------------------------------------

NASTY = """:: StoryTitle
<script>alert('title')</script>

:: Start
<script>alert(1)</script> <img src=x onerror="alert(2)"> <a href="javascript:alert(3)">x</a>
[y](javascript:alert(4)) [z](data:text/html,x) <iframe srcdoc="<script>alert(5)</script>">
(link-goto: "<b onclick=alert(6)>", "Start") {{ settings.SECRET_KEY }} {% load x %}
[[<img src=x onerror=alert(7)>->On]] [[press->javascript:alert(8)]] [[w->//evil.test]]

:: On [ending-best]
<svg onload=alert(9)> </section></main><script>alert(10)</script>
"""


def test_scripts_handlers_and_script_links_of_an_import_never_reach_a_page(bring, imran: Player):
    bring(NASTY)
    told = from_data(ScenarioPage.objects.get().story)
    publish(told, on=date(2026, 10, 1))
    pages = [imran.reads("/scenarios/the-field/"), imran.reads()]
    imran.takes(told.by_name["Start"].choices[0].id)
    pages.append(imran.reads("/scenarios/the-field/debrief/"))
    for page in map(harmless, pages):
        assert "alert" in page.get_text()  # it is shown, and is only text


def harmless(html: str) -> BeautifulSoup:
    """The page, once nothing in it could run what the story brought."""
    page = BeautifulSoup(html, "html.parser")
    for element in page.find_all(True):
        assert "alert" not in str(element.attrs), element
        assert not [name for name in element.attrs if name.startswith("on")], element
        assert not str(element.get("href", "")).lower().startswith(("javascript:", "data:", "//"))
    assert not [script for script in page.find_all("script") if "alert" in script.get_text()]
    return page


def test_what_is_imported_can_be_kept_and_read_again(bring):
    bring(NASTY)
    story = from_data(ScenarioPage.objects.get().story)
    assert from_data(to_data(story)) == story
