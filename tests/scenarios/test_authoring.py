"""What somebody meets who writes a scenario in the editor, and what stands before publishing."""

import json
import re
import time
from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from cms.models import NotReady, ShelfPage
from compliance.publishing import publish_page
from people.actions import SYSTEM
from scenarios import graph
from scenarios.content import load
from scenarios.models import Acceptance, ScenarioPage, Source
from scenarios.proof import digest_of
from scenarios.story import Citation, Story, to_data
from tests.scenarios.playing import FIELD
from tests.scenarios.small_stories import choice, ending, flags, passage, story
from tests.scenarios.test_map import chain

pytestmark = pytest.mark.django_db


def draft(told: Story = FIELD, **more) -> ScenarioPage:
    """A story as a draft on the shelf."""
    page = ScenarioPage(title=told.title, lead=told.lead, story=to_data(told), **more)
    ShelfPage.objects.get(slug="scenarios").add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def guidance(db: None) -> Source:
    """The sources list has what the small stories cite."""
    return Source.objects.create(cite="The guidance", edition="2025", force="should")


@pytest.fixture
def editor(people) -> Client:
    """Ruth, who writes and publishes."""
    client = Client()
    client.force_login(people.ruth)
    return client


def latest(page: ScenarioPage) -> ScenarioPage:
    return ScenarioPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def about(page: ScenarioPage, part: str) -> str:
    return f"/scenarios/{page.slug}/{part}/"


# The form.


def form_of(page: ScenarioPage) -> dict[str, str]:
    """What a browser sends when the editor's form is saved as it stands."""

    def filled(value):
        if isinstance(value, list):  # a list block, as stored
            return {
                "count": len(value),
                **{
                    str(at): item | {"order": at, "deleted": "", "value": filled(item["value"])}
                    for at, item in enumerate(value)
                },
            }
        if isinstance(value, dict):
            return {name: filled(part) for name, part in value.items()}
        if value is False:
            return None
        return "on" if value is True else "" if value is None else value

    def kept(value):
        if isinstance(value, dict):
            return {name: kept(part) for name, part in value.items() if part is not None}
        return value.replace("\n", "\r\n") if isinstance(value, str) else value

    blocks = page.passages.get_prep_value()
    stream = {"count": len(blocks)} | {
        str(at): {
            "id": block["id"],
            "type": block["type"],
            "order": at,
            "deleted": "",
            "value": filled(block["value"]),
        }
        for at, block in enumerate(blocks)
    }
    plain = ("title", "lead", "why", "content_note", "minutes", "start", "completes_with", "key",
             "reflection", "invented", "checked_against", "slug")  # fmt: skip
    said = {name: getattr(page, name) for name in plain} | {"max_steps": page.max_steps or ""}
    return nested_form_data(
        said | {"checked_on": "", "review_on": "", "passages": kept(stream), "comments": {
            "TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}}
    )  # fmt: skip


def save(client: Client, page: ScenarioPage, form: dict[str, str]):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)


def test_a_story_saved_as_it_stands_in_the_form_is_the_same_story(editor, guidance):
    page = draft()
    before = json.dumps(latest(page).story, sort_keys=True)
    response = save(editor, page, form_of(page))
    assert response.status_code == 200
    assert page.revisions.count() == 2
    assert json.dumps(latest(page).story, sort_keys=True) == before


def test_a_shipped_story_can_be_saved_in_the_form(editor, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
    page = load("the-edge-of-the-game")
    before = latest(page).snapshot_bytes()
    form = form_of(latest(page)) | {"checked_on": "2026-11-20", "review_on": "2027-09-01"}
    save(editor, page, form)
    assert page.revisions.count() == 2
    assert json.loads(latest(page).snapshot_bytes())["story"] == json.loads(before)["story"]


def test_the_panel_is_fresh_on_every_save(editor, guidance):
    page = draft()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Nothing stands in the way" in read(editor, edit)
    form = form_of(page)
    (target,) = (name for name in form if form[name] == "Wait" and name.endswith("target"))
    html = save(editor, page, form | {target: "Wiat"}).content.decode()
    assert "SC01: No passage is called “Wiat”. Did you mean “Wait”?" in html
    assert "Walk: Field → Wiat." in html
    assert latest(page).story["passages"][0]["choices"][2]["target"] == "Wiat"


def test_a_half_written_draft_can_be_saved_and_is_told_what_it_lacks(editor):
    page = ScenarioPage(title="Begun")
    ShelfPage.objects.get(slug="scenarios").add_child(instance=page)
    page.save_revision()
    assert page.not_ready() == ["Write the first passage."]
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "Write the first passages and save the draft." in read(editor, edit)
    page.passages = json.dumps([{"type": "passage", "id": "1", "value": {"name": "", "text": "x"}}])
    page.save_revision()
    assert "The passage, name, should not be empty." in read(editor, edit)
    assert "should not be empty" in read(editor, about(page, "map"))


def test_passages_and_sources_are_chosen_from_lists(editor, guidance):
    html = read(editor, reverse("wagtailadmin_pages:edit", args=[draft().pk]))
    passages, sources = re.findall(r"<datalist.*?</datalist>", html)
    assert '<option value="Door">' in passages
    assert '<option value="The guidance">' in sources
    for words in ("passage-names", "source-names", "Any of them should be tempting"):
        assert words in html


def test_the_way_to_the_map_is_in_the_panel(editor):
    page = draft()
    html = read(editor, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    for part in ("map", "try", "proof"):
        assert f'href="{about(page, part)}"' in html


# What stands in the way.


def test_a_sound_story_is_ready(guidance):
    assert draft().not_ready() == []


def test_a_disproof_is_told_with_the_walk_that_disproves_it(guidance):
    broken = replace(FIELD, passages=(*FIELD.passages[:1], passage("Door"), *FIELD.passages[2:]))
    (first, *_) = draft(broken).not_ready()
    assert first.startswith("SC02: No walk comes to")
    assert "SC05: “Door” has no way on and is not declared an ending. Walk: Field → Door." in (
        draft(broken).not_ready()
    )


def test_a_disproved_story_is_not_published(guidance):
    page = draft(story(passage("A", choice("Late")), ending("Late", "acceptable")))
    with pytest.raises(NotReady, match="SC06"):
        publish_page(page=page, grade="correction", what_changed="First.", by=SYSTEM)
    assert page.carried_item() is None


def test_a_long_walk_is_told_in_part(guidance):
    tale = chain(30)
    tale = replace(tale, passages=(*tale.passages[:-1], passage("P30")))
    (walk,) = {line.split(" Walk: ")[1] for line in draft(tale).not_ready() if line[:4] == "SC05"}
    assert walk.endswith("P11 and 19 more.")


DIAMONDS = story(
    *(
        passage(
            f"F{n}",
            choice(f"F{n + 1}", f"a{n}", sets=flags(f"f{n}")),
            choice(f"F{n + 1}", f"b{n}", rating="fair", words="Wait a little, and see"),
        )
        for n in range(8)
    ),
    passage("F8", *(choice("End", f"k{n}", needs=flags(f"f{n}")) for n in range(8)), choice("End")),
    ending("End"),
)  # fmt: skip


@pytest.fixture
def soon_given_up(monkeypatch) -> None:
    """Exploring stops early, as it would with twenty flags."""
    monkeypatch.setattr(graph, "EXPLORED", 20)


def test_what_is_not_proved_waits_for_somebodys_name(editor, guidance, people, soon_given_up):
    page = draft(DIAMONDS)
    waits = [line for line in page.not_ready() if line.startswith("SC13")]
    assert "accept it by name on the proof sheet" in waits[0]
    html = read(editor, about(page, "proof"))
    assert "Accept, as Ruth Otterby" in html
    digest = re.search('name="digest" value="(.*?)"', html)[1]
    editor.post(about(page, "proof"), {"digest": digest})
    assert latest(page).not_ready() == []
    assert "Accepted by Ruth Otterby on 25 November 2026" in read(editor, about(page, "proof"))
    assert {each.by for each in Acceptance.objects.all()} == {people.ruth.ref}


def test_an_acceptance_holds_for_the_very_words_that_were_looked_at(
    editor, guidance, soon_given_up
):
    page = draft(DIAMONDS)
    digest = re.search('name="digest" value="(.*?)"', read(editor, about(page, "proof")))[1]
    page.story = to_data(replace(DIAMONDS, key="Changed meanwhile."))
    page.save_revision()
    editor.post(about(page, "proof"), {"digest": digest})
    assert not Acceptance.objects.exists()
    assert latest(page).not_ready() != []


def test_a_disproof_cannot_be_accepted(editor, guidance):
    page = draft(story(passage("A", choice("Late")), ending("Late", "acceptable")))
    html = read(editor, about(page, "proof"))
    assert "Accept, as" not in html
    editor.post(about(page, "proof"), {"digest": digest_of(page.story)})
    assert not Acceptance.objects.exists()


# The sources list.


def test_a_citation_that_is_not_in_the_list_is_named():
    said = " ".join(draft().not_ready())
    assert "SC12: The sources list does not have “The guidance”." in said


def test_a_source_with_a_newer_edition_is_worth_a_look_and_stands_in_nobodys_way(editor, guidance):
    Source.objects.update(superseded=True)
    page = draft()
    assert page.not_ready() == []
    assert "There is a newer edition of “The guidance”" in read(editor, about(page, "map"))


def test_a_citation_that_claims_more_than_its_source_is_worth_a_look(editor, guidance):
    bold = Citation("The guidance", "Part one", "must")
    first = replace(FIELD.passages[0], citations=(bold,))
    told = replace(FIELD, passages=(first, *FIELD.passages[1:]))
    html = read(editor, about(draft(told), "map"))
    assert "is cited as “must”: the sources list says “should” at most." in html


def test_the_list_that_comes_with_us_does_not_overwrite_a_schools_own():
    load("the-edge-of-the-game")
    assert Source.objects.count() > 3
    Source.objects.filter(cite="Keeping children safe in education").update(superseded=True)
    load("the-edge-of-the-game")
    assert Source.objects.get(cite="Keeping children safe in education").superseded


def test_editors_keep_the_sources_list(editor, people):
    people.ruth.groups.add(Group.objects.get(name="Moderators"))
    response = editor.get(reverse("wagtailsnippets_scenarios_source:list"))
    assert response.status_code in (200, 302)


# Map, walk, preview.


@pytest.mark.parametrize("part", ["map", "proof", "try"])
def test_a_draft_is_not_there_for_those_who_do_not_edit(people, part):
    page = draft()
    client = Client()
    assert client.get(about(page, part)).status_code == 302
    client.force_login(people.imran)
    assert client.get(about(page, part)).status_code == 404


def test_map_and_sheet_show_the_draft_and_not_what_is_published(editor, guidance):
    page = draft()
    publish_page(page=page, grade="correction", what_changed="First.", by=SYSTEM)
    page = latest(page)
    page.story = to_data(replace(FIELD, passages=(*FIELD.passages, passage("A new one"))))
    page.save_revision()
    for part in ("map", "proof"):
        assert "A new one" in read(editor, about(page, part))


def test_nothing_on_these_pages_runs_or_styles_by_itself(editor, guidance):
    nasty = "<script>alert(1)</script>"
    more = passage(nasty, choice("Door", "x", words=nasty))
    page = draft(replace(FIELD, passages=(*FIELD.passages, more)))
    for part in ("map", "proof", "try", f"try/?from={nasty}"):
        html = read(editor, f"/scenarios/{page.slug}/{part}{'' if '?' in part else '/'}")
        assert "<script" not in html
        assert not re.search(r"\sstyle=|\son\w+=", html)


def test_a_draft_is_walked_from_any_passage_and_nothing_is_kept(editor, guidance):
    page = draft()
    html = read(editor, about(page, "try") + "?from=Door&by=wait")
    assert "This is Door." in html
    assert "A week went by." in html
    assert "only after “wrote”" in html
    assert "?from=Late&amp;by=envelope" in html
    assert editor.get(about(page, "try") + "?from=Nowhere").status_code == 404


def preview(client: Client, page: ScenarioPage, mode: str = "") -> str:
    where = [page.pk, page.get_latest_revision().pk]
    response = client.get(reverse("wagtailadmin_pages:revisions_view", args=where), {"mode": mode})
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    return response.content.decode()


def test_a_preview_shows_the_opening_and_any_passage(editor, guidance):
    page = draft(minutes=5)
    modes = dict(page.preview_modes)
    assert list(modes.values())[:3] == ["The opening", "Field", "Door"]
    by_name = {name: mode for mode, name in modes.items()}
    assert "You are on lunch duty." in preview(editor, page)
    html = preview(editor, page, by_name["Door"])
    assert "Tell Ruth Otterby today" in html
    assert '<button class="btn">Decide' not in html
    assert "Nobody had been told." in preview(editor, page, by_name["Harm"])


def test_a_preview_says_what_the_draft_lacks(editor):
    assert "Before this can be published" in preview(editor, draft())


def test_a_chain_of_five_thousand_passages_has_a_map_that_says_what_it_leaves_out(editor, guidance):
    page = draft(chain(5_000))
    began = time.process_time()
    html = read(editor, about(page, "map"))
    assert time.process_time() - began < 8
    assert "The picture shows the 120 passages nearest to the start. 4,881 more" in html
    assert "Passages 1 to 200 of 5001" in html
    assert "P4999" in read(editor, about(page, "map") + "?page=25")


def test_loading_a_file_twice_makes_one_draft_that_is_ready():
    page = load("the-edge-of-the-game")
    load("the-edge-of-the-game")
    assert page.revisions.count() == 1
    assert latest(page).not_ready() == []
    assert latest(page).checked_against.count("\n") == 2
