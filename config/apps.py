"""Settings, addresses, the demo, the worker's timetable. Not a room: it looks down on them all."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
