"""The register: ledger, items, editions, records, content, bookmarks."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "register"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from register import checks, triggers  # noqa: F401  (checks register themselves)

        post_migrate.connect(triggers.after_migrate, sender=self)
