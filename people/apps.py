"""People: schools, people, posts, leave, sign-in, who may see what."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "people"
