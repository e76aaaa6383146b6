"""Site pages, pages that carry an item, shared blocks and templates."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self) -> None:
        from cms import checks  # noqa: F401  (checks register themselves)
