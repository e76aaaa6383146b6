"""What the worker does, and when. Every job can be run twice without harm."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.utils import timezone

from certificates.issuing import issue_missing
from outbox.delivery import deliver
from outbox.models import Run
from outbox.resets import tell_of_resets
from people.access import today

Call = Callable[..., object]
MORNING = 6  # o'clock in Europe/London: messages are there before the school day


def issue_certificates(call: Call) -> None:
    """Certificates for the completions that have none."""
    issue_missing(limit=50)


def deliver_messages(call: Call) -> None:
    """Whatever waits in the outbox."""
    tell_of_resets()
    deliver()


def tell_people(call: Call) -> None:
    """What today owes, once a day; a missed morning is made up for at the next round."""
    call("send_alerts")


def forget(call: Call) -> None:
    """What has had its time goes, once a day."""
    call("prune")


def due_jobs() -> Iterator[Callable[[Call], None]]:
    """The jobs whose time has come."""
    yield issue_certificates
    yield deliver_messages
    if timezone.localtime().hour >= MORNING and not _ran_today("alerts"):
        yield tell_people
    if not _ran_today("prune"):
        yield forget


def _ran_today(name: str) -> bool:
    since = timezone.now() - timedelta(hours=24)
    return Run.objects.filter(name=name, day=today(), finished_at__gte=since).exists()
