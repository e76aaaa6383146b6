"""A certificate is a fact: which record, which number, the digests of what was printed."""

from django.db import models

from register.models import Fact


class Certificate(Fact):
    """Issued once for a record and never redrawn. The name that it prints is in the kept
    content (`printed`, `pdf`), not in the ledger, so that it can be erased."""

    number = models.CharField(max_length=30, db_index=True)
    record = models.BigIntegerField()  # the entry of the record
    person = models.CharField(max_length=36, db_index=True)
    item = models.CharField(max_length=80)
    edition = models.PositiveIntegerField(null=True)
    happened_on = models.DateField()
    printed = models.CharField(max_length=64)
    pdf = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.number
