"""What the courses room tells Wagtail's admin. Registration only."""

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.models import QuestionBank


class QuestionBankViewSet(SnippetViewSet):
    """Question banks, under “Snippets”."""

    model = QuestionBank
    icon = "help"
    search_fields = ["title"]
    list_per_page = 50


register_snippet(QuestionBankViewSet)
