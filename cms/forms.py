"""The editor's form of a page that carries an item."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page


class ItemPageForm(WagtailAdminPageForm):
    """A draft needs a title, and no author has to think of its address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].error_messages["required"] = "Give it a title."
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Of a new page that is called like another one: the next address that is free."""
        slug = self.cleaned_data["slug"]
        if not slug or self.instance.pk:
            return slug
        free, number = slug, 1
        while not Page._slug_is_available(free, self.parent_page, self.instance):
            number += 1
            free = f"{slug[:76]}-{number}"
        return free
