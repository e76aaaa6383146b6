"""Panels of the editor."""

from typing import Any

from wagtail.admin.panels import Panel


class ReadyPanel(Panel):
    """What keeps the draft from being published, as it was saved last; or the way to the door."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/admin/ready.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            saved = self.instance.pk and not self.form.errors
            return super().get_context_data(parent_context) | {
                "page": self.instance,
                "saved": saved,
                "lacks": self.instance.not_ready() if saved else [],
            }
