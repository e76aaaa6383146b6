"""Wagtail's own ways to publish a page that carries an item: each is shut, and says where to go.

A module stands for every such page.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.workflows import publish_workflow_state

from cms.models import DoorIsElsewhere, ShelfPage
from cms.workflow import keep_as_draft
from courses.models import ModulePage
from people.models import User
from register.models import Item
from tests.courses import samples

pytestmark = pytest.mark.django_db
DOOR = "Publish an edition"


@pytest.fixture
def page() -> ModulePage:
    return samples.draft()


@pytest.fixture
def editor() -> User:
    """Somebody who may do everything in Wagtail."""
    return User.objects.create_user(first_name="Ed", is_staff=True, is_superuser=True)


@pytest.fixture
def admin(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def is_live(page: ModulePage) -> bool:
    return Page.objects.get(pk=page.pk).live


def form_of(page: ModulePage, **more: str) -> dict[str, str]:
    """The editor's form as a browser sends it."""
    told = {
        "title": page.title,
        "slug": page.slug,
        "lead": "",
        "why": page.why,
        "content_note": page.content_note,
        "audience": "",
        "quiz_title": page.quiz_title,
        "quiz_lead": "",
        "pass_mark": "60",
        "tries": "0",
        "wait_minutes": "0",
        "lessons-count": "0",
        "questions-count": "0",
        "checked_against": "",
        "checked_on": "",
        "review_on": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    return told | more


def test_the_editor_is_told_where_to_publish_and_has_no_button_to(admin, page):
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert DOOR in html
    assert "action-publish" not in html
    assert "go_live_at" not in html


def test_a_press_on_publish_saves_a_draft_and_says_so(admin, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    told = form_of(page, title="Changed", **{"action-publish": "1"})
    response = admin.post(address, told, follow=True)
    assert DOOR in " ".join(str(message) for message in response.context["messages"])
    assert not is_live(page)
    draft = ModulePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.title == "Changed"


def test_a_press_on_publish_for_a_new_page_saves_a_draft(admin):
    shelf = ShelfPage.objects.get(slug="modules")
    address = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", shelf.pk])
    assert "action-publish" not in admin.get(address).content.decode()
    told = form_of(ModulePage(title="New", slug="new"), **{"action-publish": "1"})
    assert admin.post(address, told).status_code == 302
    assert not is_live(ModulePage.objects.get(slug="new"))


def test_publishing_in_bulk_changes_nothing_and_says_so(admin, page):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    told = {"include_descendants": "on"}
    for chosen in (page, page.get_parent()):
        response = admin.post(f"{address}?id={chosen.pk}&next=/admin/", told, follow=True)
        assert response.status_code == 200
        assert DOOR in " ".join(str(message) for message in response.context["messages"])
    assert not is_live(page)


def test_withdrawing_in_bulk_changes_nothing(admin, page):
    page.publish(page.get_latest_revision(), through_the_door=True)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    admin.post(f"{address}?id={page.pk}&next=/admin/", {"include_descendants": "on"})
    assert is_live(page)


def test_withdrawing_one_page_is_refused(admin, page):
    page.publish(page.get_latest_revision(), through_the_door=True)
    response = admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), follow=True)
    assert response.status_code == 200
    assert is_live(page)


def test_wagtails_own_interface_for_programs_is_refused(admin, page):
    address = f"/admin/api/main/pages/{page.pk}/action/publish/"
    assert admin.post(address).status_code in {302, 403}
    assert not is_live(page)


def test_a_day_to_go_live_is_not_kept(page):
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.expire_at = timezone.now() + timedelta(days=2)
    revision = page.save_revision(approved_go_live_at=None)
    assert revision.content["go_live_at"] is None
    assert revision.content["expire_at"] is None


def test_a_publication_by_date_is_refused_even_if_one_was_written_into_the_database(page):
    yesterday = timezone.now() - timedelta(days=1)
    Revision.objects.filter(pk=page.get_latest_revision().pk).update(approved_go_live_at=yesterday)
    with pytest.raises(DoorIsElsewhere, match=DOOR):
        call_command("publish_scheduled")
    assert not is_live(page)


def test_a_program_that_publishes_is_told_where_the_door_is(page):
    with pytest.raises(DoorIsElsewhere, match=DOOR):
        page.save_revision().publish()
    assert not is_live(page)


@pytest.fixture
def workflow(page) -> Workflow:
    """One approval by a moderator, for everything under the shelf of modules."""
    task = GroupApprovalTask.objects.create(name="Moderators")
    task.groups.add(Group.objects.get(name="Moderators"))
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    WorkflowPage.objects.create(workflow=workflow, page=page.get_parent())
    return workflow


def approve(admin: Client, page: ModulePage, state: WorkflowState) -> None:
    """Press *Approve*; the answer is a page, never an error."""
    where = [page.pk, "approve", state.current_task_state.pk]
    address = reverse("wagtailadmin_pages:workflow_action", args=where)
    response = admin.post(address, {"comment": ""}, follow=True)
    assert response.status_code == 200
    state.refresh_from_db()


def test_an_approval_by_workflow_marks_a_draft_as_approved_and_no_more(
    admin, editor, page, workflow, monkeypatch
):
    monkeypatch.setattr(WorkflowState, "on_finish", keep_as_draft)
    state = workflow.start(page, editor)
    approve(admin, page, state)
    assert state.status == state.STATUS_APPROVED
    assert not is_live(page)


def test_with_wagtails_own_setting_an_approval_publishes_nothing_either(
    admin, editor, page, workflow, monkeypatch
):
    monkeypatch.setattr(WorkflowState, "on_finish", publish_workflow_state)
    state = workflow.start(page, editor)
    approve(admin, page, state)
    assert state.status == state.STATUS_IN_PROGRESS
    assert not is_live(page)


def test_a_copy_begins_as_a_draft_without_the_item(admin, page):
    item = Item.objects.create(slug="induction", kind="module", title="Induction", page=page)
    shelf = page.get_parent()
    told = {"new_title": "Another", "new_slug": "another", "new_parent_page": shelf.pk}
    admin.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), told)
    copy = ModulePage.objects.get(slug="another")
    assert not copy.live
    assert copy.carried_item() is None
    item.refresh_from_db()
    assert item.page_id == page.pk


def test_a_copy_that_should_be_live_at_once_begins_as_a_draft_too(page):
    page.publish(page.get_latest_revision(), through_the_door=True)
    copied = ModulePage.objects.get(pk=page.pk).copy(
        update_attrs={"slug": "another", "title": "Another"}, keep_live=True
    )
    assert not is_live(copied)


def test_deleting_a_page_keeps_its_item(admin, page):
    Item.objects.create(slug="induction", kind="module", title="Induction", page=page)
    admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not ModulePage.objects.exists()
    assert Item.objects.get(slug="induction").page is None


def test_a_module_stays_on_its_shelf(page):
    policies = ShelfPage.objects.get(slug="policies")
    assert not page.can_move_to(policies)
    assert not ModulePage.can_create_at(policies)
    assert ModulePage.can_create_at(page.get_parent())


def test_the_shelves_stay_where_they_are(editor):
    shelf = ShelfPage.objects.get(slug="modules")
    may = shelf.permissions_for_user(editor)
    assert not may.can_delete()
    assert not may.can_move()
    assert not may.can_unpublish()
    assert "ShelfPage" not in {
        model.__name__ for model in type(shelf.get_parent().specific).creatable_subpage_models()
    }


def test_people_are_not_kept_in_wagtail(admin):
    html = admin.get(reverse("wagtailadmin_home")).content.decode()
    assert "/admin/users/" not in html
