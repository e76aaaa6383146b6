"""How an approval by workflow ends (setting WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this while its own models load, so nothing of Wagtail is imported at the top.
"""

from typing import Any


def keep_as_draft(workflow_state: Any, user: Any = None) -> None:
    """A page that carries an item is approved, and no more than that; others are published."""
    from wagtail.workflows import publish_workflow_state

    from cms.models import ItemPage

    if not issubclass(workflow_state.content_type.model_class(), ItemPage):
        publish_workflow_state(workflow_state, user)
