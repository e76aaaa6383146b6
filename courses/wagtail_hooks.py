"""What the courses room tells Wagtail's admin. Registration only."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.models import QuestionBank


class QuestionBankViewSet(SnippetViewSet):
    """Question banks, in the menu."""

    model = QuestionBank
    icon = "help"
    menu_label = "Question banks"
    menu_order = 450
    add_to_admin_menu = True
    search_fields = ["title"]
    list_per_page = 50


register_snippet(QuestionBankViewSet)
