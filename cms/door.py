"""What Wagtail's admin does where it would publish: say where the door is (cms/models.py)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cms.models import WHERE_THE_DOOR_IS


def say_where_the_door_is(request: HttpRequest, *about: Any) -> None:
    """After a press on *Publish* in a form that was left open: it is saved as a draft."""
    if "action-publish" in request.POST:
        messages.info(request, f"This is saved as a draft. {WHERE_THE_DOOR_IS}")


def refuse_in_bulk(
    request: HttpRequest, action_type: str, _pages: list[Any], action: Any
) -> HttpResponse | None:
    """Nothing is published or withdrawn in bulk."""
    if action_type not in {"publish", "unpublish"}:
        return None
    messages.warning(request, f"Nothing has been changed. {WHERE_THE_DOOR_IS}")
    return redirect(action.next_url)


def without_users(request: HttpRequest, items: list[Any]) -> None:
    """People are kept in the staff list: /admin/users/ is not there (config/urls.py)."""
    items[:] = [item for item in items if item.name != "users"]
