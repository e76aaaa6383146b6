"""Case studies that branch."""

from django.apps import AppConfig


class ScenariosConfig(AppConfig):
    name = "scenarios"
