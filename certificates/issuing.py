"""Certificates follow completions of modules: pulled, one for each record, drawn once and kept.

Drawing takes its time and holds no lock. The kept words, the kept PDF and the fact are then written
in one short transaction; whoever comes second to a record takes the certificate of the first.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.images.models import SourceImageIOError

from certificates.drawing import CannotPrint, Printed, draw
from certificates.models import Certificate
from certificates.numbers import new_number
from courses.module import module_from
from people.accent import for_day
from people.actions import SYSTEM
from people.contacts import Contact, contacts, to_turn_to
from people.models import School, User
from register import content, ledger
from register.editions import editions_of
from register.models import Edition, Item, Record, RecordQuerySet

log = logging.getLogger(__name__)

LEFT_ALONE = 3600  # seconds until the worker tries again what could not be printed
NOT_NOW = "Something went wrong at our end. We have noted it, and will try again."
Progress = Callable[[int, int], None]  # done, of how many


class CannotIssue(ValueError):
    """This record earns no certificate. The message says why."""


@dataclass(frozen=True, slots=True)
class Held:
    """A completion whose certificate could not be made; `words` say why, as a sentence or two."""

    record: Record
    words: str


def waiting(*, person: str | None = None, school: str | None = None) -> RecordQuerySet:
    """Completions of modules that still stand and have no certificate yet, oldest first.

    Only of an edition (what was done elsewhere has papers of its own), and only of people whose
    name we hold: after an erasure there is nobody to name.
    """
    records = Record.objects.not_void().filter(
        Exists(User.objects.filter(ref=OuterRef("person"))),
        ~Exists(Certificate.objects.filter(record=OuterRef("entry_id"))),
        kind=Record.Kind.COMPLETED,
        item__in=Item.objects.filter(kind=Item.Kind.MODULE).values("slug"),
        edition__isnull=False,
    )
    if person is not None:
        records = records.filter(person=person)
    if school is not None:
        records = records.filter(chain=school)
    return records.order_by("entry_id")


def issue_missing(
    limit: int | None = None,
    person: str | None = None,
    *,
    school: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Issue what is missing, `limit` certificates at most; returns how many were issued.

    What cannot be printed is logged, passed over, and left alone for an hour.
    """
    records = list(waiting(person=person, school=school).values_list("pk", flat=True))
    total = len(records) if limit is None else min(limit, len(records))
    issued = held = 0
    for pk in records:
        if issued == limit:
            break
        if why_held(pk):
            continue
        if _try(Record.objects.get(pk=pk)):
            held += 1
            continue
        issued += 1
        if progress:
            progress(issued, total)
    if held:
        log.warning("%d certificates could not be made.", held)
    return issued


def issue_own(person: str) -> list[Held]:
    """Issue what a person is owed, also what was refused before; returns what is still held."""
    tried = [(record, _try(record)) for record in waiting(person=person)]
    return [Held(record, words) for record, words in tried if words]


def why_held(record: int) -> str:
    """Why the certificate of a record (its entry) could not be made within the hour, or ""."""
    return cache.get(f"certificate-held:{record}", "")


def _try(record: Record) -> str:
    """Issue one; "" when it went well, else why not, for the person to read."""
    try:
        certificate_for(record)
    except (CannotPrint, CannotIssue) as error:
        words = str(error)
        log.warning("No certificate for record %d: %s", record.pk, words)
    except Exception:
        words = NOT_NOW  # one that fails must not keep the others waiting
        log.exception("No certificate for record %d", record.pk)
    else:
        return ""
    cache.set(f"certificate-held:{record.pk}", words, LEFT_ALONE)
    return words


def certificate_for(record: Record) -> Certificate:
    """The certificate of a completion of a module; issued now if there is none yet.

    Raises CannotIssue for a record that earns none, CannotPrint when it would not come out whole.
    """
    if issued := _issued(record):
        return issued
    _check_earned(record)
    school = School.objects.select_related("crest").get(urn=record.chain)
    printed = settled(record, school)
    return _keep(record, printed, draw(printed, crest_png(school)))


def _issued(record: Record) -> Certificate | None:
    return Certificate.objects.filter(chain=record.chain, record=record.pk).first()


def _check_earned(record: Record) -> None:
    if not waiting(school=record.chain).filter(pk=record.pk).exists():
        raise CannotIssue("Only a completion of a module that still stands earns a certificate.")


@transaction.atomic
def _keep(record: Record, printed: Printed, pdf: bytes) -> Certificate:
    """Write it down, unless somebody was first or the record has been made void meanwhile."""
    ledger.lock(record.chain)
    if issued := _issued(record):
        return issued
    _check_earned(record)
    words = json.dumps(printed.to_data(), ensure_ascii=False, sort_keys=True).encode()
    certificate = Certificate(
        number=printed.number,
        record=record.pk,
        person=record.person,
        item=record.item,
        edition=record.edition,
        happened_on=record.happened_on,
        printed=content.keep(words, "application/json"),
        pdf=content.keep(pdf, "application/pdf"),
    )
    return ledger.append(record.chain, f"certificate:{record.pk}", certificate, by=SYSTEM)


def settled(record: Record, school: School) -> Printed:
    """Every word of a record's certificate, with a number of its own.

    The edition and the leads are those of the day of completion. Of names, addresses and the
    accent only today's are known: those that were before are not kept (docs/decisions/003).
    """
    edition = editions_of(record.item, record.chain).filter(number=record.edition).last()
    if edition is None:
        raise CannotIssue(f"Edition {record.edition} of {record.item} is not in the register.")
    number = new_number()
    return Printed(
        school_name=school.name,
        school_address=school.address,
        person_name=User.objects.get(ref=record.person).get_full_name(),
        title=record.title or edition.title,
        edition_number=edition.number,
        edition_published_on=edition.published_on,
        completed_on=record.happened_on,
        number=number,
        verify_url=verify_url(number),
        verify_words=f"{urlsplit(settings.BASE_URL).netloc}/verify",
        issued_on=timezone.localdate(),
        accent=for_day(school.accent),
        chain_head=_chain_head(record.chain),
        **_leads(school, record.happened_on),
        **_what_was_done(record, edition),
    )


def verify_url(number: str) -> str:
    """The address that says whether the certificate of this number is genuine."""
    return f"{settings.BASE_URL}/verify/{number}/"


def crest_png(school: School) -> bytes | None:
    """The school's crest as a PNG, None if it has none. Raises CannotPrint if it is unreadable."""
    if school.crest is None:
        return None
    try:
        rendition = school.crest.get_rendition("max-600x600|format-png")
        with rendition.file.open("rb") as file:
            return file.read()
    except (OSError, SourceImageIOError) as error:
        raise CannotPrint(
            "The school’s crest cannot be read. Please upload it again as a PNG picture."
        ) from error


def _chain_head(chain: str) -> str:
    """Where the ledger stood: a paper that leaves the house bears witness to it."""
    newest = ledger.head(chain)
    assert newest is not None, "a record has been written"
    return f"{chain} · {newest.seq} · {newest.hash[:12]}…"


def _leads(school: School, on: date) -> dict[str, str]:
    """Who led on the day; where nobody is on record for it, who leads now."""
    led = contacts(school, on)
    known = {one.role for one in led}
    if not known >= {"headteacher", "dsl"}:
        led += [one for one in contacts(school) if one.role not in known]
    return {
        "head_name": _names(led, "headteacher") or "Not on record",
        "dsl_name": _names(led, "dsl"),
    }


def _names(led: list[Contact], role: str) -> str:
    """Those of a role; somebody on leave only where nobody stands in."""
    return " and ".join(one.name for one in to_turn_to([one for one in led if one.role == role]))


def _what_was_done(record: Record, edition: Edition) -> dict[str, str]:
    """What the module is made up of and the score; or that it was taken as a conversation."""
    if record.how == "conversation":
        with_whom = User.objects.filter(ref=record.witness).first()
        name = with_whom.get_full_name() if with_whom else "a safeguarding lead"
        return {
            "made_up_of": "A conversation",
            "conversation_note": f"in a conversation, in person, with {name}.",
        }
    module = module_from(json.loads(content.fetch(edition.digest).data))
    parts = [_count(len(module.lessons), "lesson"), _count(len(module.quiz.questions), "question")]
    score = "" if record.score is None else f"{record.score} of {record.out_of} right"
    return {"made_up_of": " and ".join(filter(None, parts)), "score_words": score}


def _count(number: int, noun: str) -> str:
    """“7 lessons”, “1 question”, nothing for none."""
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""
