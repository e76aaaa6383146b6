"""A real mail server on this machine, which can be told to misbehave."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller

Answer = Callable[[str], str]  # from the address to a line such as "550 No such user"


def welcome(_address: str) -> str:
    return "250 OK"


class PostOffice:
    """What has arrived, and how the server answers. `drop`: it hangs up before it says 250."""

    def __init__(self) -> None:
        self.arrived: list[Message] = []
        self.recipient: Answer = welcome
        self.sender: Answer = welcome
        self.letter: Answer = welcome
        self.drop = False
        self.seconds = 0.0

    @property
    def ids(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.arrived]

    async def handle_MAIL(
        self, _s: Any, _session: Any, envelope: Any, address: str, _o: Any
    ) -> str:
        envelope.mail_from = address
        return self.sender(address)

    async def handle_RCPT(
        self, _s: Any, _session: Any, envelope: Any, address: str, _o: Any
    ) -> str:
        answer = self.recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.seconds)
        answer = self.letter(envelope.rcpt_tos[0])
        if answer.startswith("250"):
            self.arrived.append(message_from_bytes(envelope.content))
        if self.drop:
            server.transport.abort()
        return answer


@contextmanager
def open_post_office(settings: Any) -> Iterator[PostOffice]:
    """A server that Django sends to for as long as it is open."""
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    send_to(settings, controller.port)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


def send_to(settings: Any, port: int) -> None:
    """Let Django send by real SMTP to a port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
