"""Messages that must arrive: unique key, lease, retry, delivery log."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"
