"""What allauth asks us about signing in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: the school adds its people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
