"""What `/healthz` and `check_health` say: is Inset fit to serve, and is anything overdue."""

import shutil
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from outbox.models import Run
from register import triggers


def health() -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and what was found."""
    found: dict[str, Any] = {
        "database": "ok",
        "migrations": "ok",
        "guards": "ok",
        "last_alert_run": None,
        "last_backup": None,
        "disk_free_mb": shutil.disk_usage(settings.DATA_DIR).free // 2**20,
    }
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            found["migrations"] = "waiting"
        missing = triggers.missing()
        if missing:
            found["guards"] = f"missing: {', '.join(sorted(map(str, missing)))}"
        for name in ("alerts", "backup"):
            run = Run.objects.filter(name=name).order_by("-finished_at").first()
            key = "last_alert_run" if name == "alerts" else "last_backup"
            found[key] = run.finished_at.isoformat() if run else None
    except DatabaseError as error:
        found["database"] = f"not answering: {type(error).__name__}"
    well = found["database"] == found["migrations"] == found["guards"] == "ok"
    return well and found["disk_free_mb"] > 100, found


def alerts_are_late() -> bool:
    """Whether no alert run has ended within 26 hours (reliability.md A9)."""
    since = timezone.now() - timedelta(hours=26)
    return not Run.objects.filter(name="alerts", finished_at__gte=since).exists()


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when fit to serve, else 503."""
    well, found = health()
    return JsonResponse(found, status=200 if well else 503)
