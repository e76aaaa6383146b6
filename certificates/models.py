"""A certificate is a fact: which record, which number, the digests of what was printed."""

from django.db import models

from people.models import User
from register.models import Content, Fact

PART = 100  # certificates whose PDFs are held in memory at once


class Certificate(Fact):
    """Issued once for a record and never redrawn. The name that it prints is in the kept
    content (`printed`, `pdf`), not in the ledger, so that it can be erased."""

    number = models.CharField(max_length=30, db_index=True)
    record = models.BigIntegerField(db_index=True)  # the entry of the record
    person = models.CharField(max_length=36, db_index=True)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField(null=True)
    happened_on = models.DateField()
    printed = models.CharField(max_length=64)
    pdf = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.number

    @classmethod
    def wrong_beside(cls, chain: str) -> str | None:
        """What was printed is kept, and is still that. After an erasure it may be gone."""
        part: list[Certificate] = []
        for certificate in cls.objects.filter(chain=chain).order_by("entry_id"):
            part.append(certificate)
            if len(part) == PART:
                if sentence := _wrong_among(part):
                    return sentence
                part = []
        return _wrong_among(part)


def _wrong_among(certificates: list[Certificate]) -> str | None:
    kept = Content.objects.in_bulk([d for one in certificates for d in (one.printed, one.pdf)])
    for one in certificates:
        for digest in (one.printed, one.pdf):
            found = kept.get(digest)
            if found and not found.is_whole():
                return f"What certificate {one} ({one.chain}) printed has been changed."
            if not found and User.objects.filter(ref=one.person).exists():
                return f"What certificate {one} ({one.chain}) printed is missing."
    return None
