"""Certificates as pages show them: the words that were printed, and whether they still stand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from certificates.drawing import Printed
from certificates.models import Certificate
from register.content import ContentChanged, fetch
from register.models import Content, Record


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate and its words; `made_void_on` is the day its record was made void, if it was.

    `printed` is None once the words have been erased with the person they name.
    """

    certificate: Certificate
    printed: Printed | None
    made_void_on: date | None

    @property
    def number(self) -> str:
        return self.certificate.number

    @property
    def stands(self) -> bool:
        return self.made_void_on is None


def shown(certificates: Iterable[Certificate]) -> list[Shown]:
    """These with their words. Two queries. Raises ContentChanged when words have been altered."""
    certificates = list(certificates)
    kept = Content.objects.in_bulk([one.printed for one in certificates])
    voids = Record.objects.filter(voids__in=[one.record for one in certificates])
    void_on = dict(voids.values_list("voids", "happened_on"))
    return [
        Shown(one, _printed(kept.get(one.printed)), void_on.get(one.record)) for one in certificates
    ]


def _printed(kept: Content | None) -> Printed | None:
    if kept is None:
        return None
    if not kept.is_whole():
        raise ContentChanged(f"The words of a certificate ({kept.digest[:12]}) were altered.")
    return Printed.from_data(json.loads(bytes(kept.data)))


def pdf_is_whole(certificate: Certificate) -> bool:
    """Whether the PDF that was issued is kept, and still has the digest that the fact names."""
    try:
        fetch(certificate.pdf)
    except (ContentChanged, Content.DoesNotExist):
        return False
    return True
