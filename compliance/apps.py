"""Requirements, standings, My training, the lead's board, publishing, alerts."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
