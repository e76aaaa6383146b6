"""What changes certificates: nothing, but that an erased person's name is erased from them."""

from django.db import transaction

from certificates.models import Certificate
from register.models import Content


@transaction.atomic
def erase_printed(*, person: str) -> int:
    """Delete the words and PDFs of a person's certificates; returns how many were deleted.

    Part of erasing the person (`Person.erased` is the fact that says so, and by whom). The
    numbers stay known, so that a paper in somebody's hand is not taken for a forgery.
    """
    digests = Certificate.objects.filter(person=person).values_list("printed", "pdf")
    kept = Content.objects.filter(digest__in=[digest for pair in digests for digest in pair])
    return kept.delete()[0]
