"""Pages with somebody's name on them are not kept by browsers or proxies."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivatePages:
    """`Cache-Control: no-store` on every answer to someone signed in (reliability.md T15)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
