"""Who may open a certificate: the person whose it is, and those who lead at its school.

That another person opened it is written down.
"""

from django.http import Http404, HttpRequest

from certificates.models import Certificate
from certificates.numbers import tidy
from people.access import membership
from people.looks import record_look
from people.models import Look
from register.models import Item


def check_may_see(request: HttpRequest, number: str) -> Certificate:
    """The certificate of this number; 404 for everyone else, as if there were none."""
    certificate = Certificate.objects.filter(number=tidy(number)).first()
    if certificate and certificate.person == request.user.ref:
        return certificate
    here = membership(request)
    at_home = certificate and here.school and certificate.chain == here.school.urn
    if not (at_home and here.leads):
        raise Http404("There is no such certificate.")
    record_look(
        school=certificate.chain,
        by=here.user.ref,
        person=certificate.person,
        page=Look.Page.CERTIFICATE,
        about=_title(certificate.item),
    )
    return certificate


def _title(slug: str) -> str:
    return Item.objects.filter(slug=slug).values_list("title", flat=True).first() or slug
