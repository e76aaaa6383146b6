"""`check_health`: what `/healthz` says."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.health import health


class Command(BaseCommand):
    """Exit 0 when fit to serve, else 1."""

    help = "Say what /healthz says, as JSON.\n\nExample: python manage.py check_health"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        well, found = health()
        self.stdout.write(json.dumps(found, indent=1))
        if not well:
            sys.exit(1)
