"""The editor's panel: how the story stands, fresh on every save."""

from typing import Any

from wagtail.admin.panels import Panel


class StoryPanel(Panel):
    """What is proved of the story, what to put right, and the way to its map."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "scenarios/panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from scenarios.proof import panel

            return super().get_context_data(parent_context) | panel(self.instance)
