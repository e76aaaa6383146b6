"""What the pages of a policy or a document say to one reader."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from people.access import Membership, today
from people.contacts import Contact, contacts, fill, slot_words
from people.models import User
from people.staff_days import full_day
from policies.differences import Differences, differences
from policies.said import said
from policies.signatures import signatures
from policies.texts import Text
from register.content import ContentChanged
from register.editions import editions_of
from register.models import Content, Edition, Entry, Item, Record


def edition_words(edition: Edition) -> str:
    """“Edition 2, of Tuesday 1 September 2026”, with what its cover calls it, if anything."""
    label = f" (“{edition.label}”)" if edition.label else ""
    return f"Edition {edition.number}{label}, of {full_day(edition.published_on)}"


def reference(entry: Entry) -> str:
    """Where a fact stands in the ledger: “900001 · 214”."""
    return f"{entry.chain} · {entry.seq}"


def receipt_rows(
    name: str, record: Record, edition: Edition | None, witness: str = ""
) -> list[dict[str, str]]:
    """What a signature says, row by row; `witness`: the name of whoever it was signed before."""
    what = edition_words(edition) if edition else f"Edition {record.edition}"
    return [
        {"label": "You", "value": name},
        {"label": "You signed", "value": record.title or record.item},
        {"label": "Edition", "value": what},
        {"label": "On", "value": full_day(record.happened_on)},
        *([{"label": "In front of", "value": witness}] if witness else []),
        {"label": "You said", "value": f"“{record.statement}”" if record.statement else ""},
        *_answers(record),
        *_on_paper(record),
        {"label": "In the ledger", "value": reference(record.entry)},
    ]


def _on_paper(record: Record) -> list[dict[str, str]]:
    if record.how != "paper":
        return []
    by = User.objects.filter(ref=record.by).first()
    who = by.get_full_name() if by else "a colleague"
    on = full_day(timezone.localdate(record.recorded_at))
    return [{"label": "How", "value": f"On paper; {who} entered it on {on}"}]


def _answers(record: Record) -> list[dict[str, str]]:
    if not record.out_of:
        return []
    return [{"label": "Questions", "value": f"{record.score} of {record.out_of} right at first"}]


def text_address(record: Record, kind: str) -> str:
    """Where the text that was signed is shown for ever; "" for a record of no edition."""
    if not (record.edition and record.digest):
        return ""
    at = reverse(f"{kind}_edition", args=[record.item, record.edition])
    return f"{at}?text={record.digest}&on={record.happened_on.isoformat()}"


def crumbs(title: str) -> list[dict[str, str]]:
    """The way back to one's list."""
    return [{"label": "My training", "url": "/my-training/"}, {"label": title}]


@dataclass(frozen=True)
class Reading:
    """An edition as somebody reads it at their school, and what they have signed of the item.

    `edition` is None for a draft that an editor looks at.
    """

    here: Membership
    title: str
    minutes: int
    text: Text
    edition: Edition | None
    on: date | None = None  # whose names stand in the text; today if left out

    @classmethod
    def of(cls, here: Membership, item: Item, text: Text, edition: Edition) -> "Reading":
        """The edition in force; a document's minutes are not in its file."""
        return cls(here, edition.title, text.minutes or item.minutes, text, edition)

    @property
    def is_document(self) -> bool:
        return self.text.kind == Item.Kind.DOCUMENT

    @property
    def address(self) -> str:
        assert self.edition
        return reverse(self.text.kind, args=[self.edition.item])

    @property
    def crumbs(self) -> list[dict[str, str]]:
        return crumbs(self.title)

    @property
    def which(self) -> str:
        """Which edition it is, and how long it takes."""
        which = edition_words(self.edition) if self.edition else "A draft, as readers would see it"
        unit = "minute" if self.minutes == 1 else "minutes"
        return f"{which}. About {self.minutes} {unit} to read." if self.minutes else f"{which}."

    @cached_property
    def _contacts(self) -> list[Contact]:
        return contacts(self.here.school, self.on)

    @property
    def ask(self) -> str:
        """Whom to ask before signing."""
        return self._contacts[0].name if self._contacts else "a colleague"

    @cached_property
    def _fill(self) -> Callable[[str], str]:
        words = slot_words(self.here.school, self._contacts)
        return lambda html: fill(html, words)

    @property
    def signing_rows(self) -> list[dict[str, str]]:
        """Who is about to sign what, and on which day."""
        assert self.edition
        return [
            {"label": "You", "value": self.here.user.get_full_name()},
            {"label": "You are signing", "value": f"{self.title}, edition {self.edition.number}"},
            {"label": "On", "value": full_day(today())},
        ]

    @property
    def lead(self) -> SafeString:
        return mark_safe(self._fill(escape(self.text.lead)))  # noqa: S308  (escaped)

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        """Sections with the school's own names in them."""
        return [
            {"id": each.id, "title": each.title, "body": mark_safe(self._fill(each.body))}  # noqa: S308
            for each in self.text.sections
        ]

    @property
    def pdf_url(self) -> str:
        assert self.edition
        return reverse(f"{self.text.kind}_pdf", args=[self.edition.item, self.text.pdf])

    @property
    def checked(self) -> str:
        """Against what and when the text was checked, in a sentence or two."""
        text, said = self.text, ""
        if text.checked_on:
            said = f"Checked on {full_day(text.checked_on)}"
            said += f" against: {'; '.join(text.checked_against)}." if text.checked_against else "."
        if text.review_on:
            said += f" To be looked at again by {full_day(text.review_on)}."
        return said.strip()

    @cached_property
    def signatures(self) -> list[Record]:
        """The reader's own, oldest first."""
        if self.edition is None or self.here.school is None:
            return []
        return list(signatures(self.here.user.ref, self.edition.item, self.here.school))

    @property
    def signed(self) -> Record | None:
        """The newest signature under this very text."""
        this = self.edition
        for each in reversed(self.signatures):
            if this and (each.edition, each.digest) == (this.number, this.digest):
                return each
        return None

    @property
    def signed_words(self) -> str:
        """“You signed this edition on Friday 4 December 2026.”"""
        on = self.signed.happened_on if self.signed else None
        return f"You signed this edition on {full_day(on)}." if on else ""

    @property
    def earlier(self) -> Record | None:
        """The newest signature, if it is under another edition."""
        return self.signatures[-1] if self.signatures and not self.signed else None

    @property
    def earlier_words(self) -> str:
        """“You signed edition 1 on Monday 1 September 2025; this is edition 2.”"""
        if not (self.earlier and self.edition):
            return ""
        day = full_day(self.earlier.happened_on)
        what = f"edition {self.earlier.edition}" if self.earlier.edition else "an edition"
        return f"You signed {what} on {day}; this is edition {self.edition.number}."

    @cached_property
    def changes(self) -> list[Edition]:
        """What changed since the reader signed, edition by edition; else in this edition."""
        this = self.edition
        if this is None or this.number == 1:
            return []
        since = self.earlier.edition if self.earlier and self.earlier.edition else this.number - 1
        newer = editions_of(this.item, self.here.school.urn).filter(
            number__gt=since, number__lte=this.number, published_on__lte=today()
        )
        return list(newer) if since < this.number - 1 else [this]

    @cached_property
    def differences(self) -> Differences | None:
        """From the text that the reader signed to this one, where both can be compared."""
        if not (self.earlier and self.earlier.digest and self.edition):
            return None
        try:
            return differences(self.earlier.digest, self.edition.digest)
        except (Content.DoesNotExist, ContentChanged):  # `verify_register` says so
            return None

    @property
    def no_differences(self) -> str:
        """Why the words that changed cannot be shown."""
        if self.text.is_file:
            return "This edition is a file, so the words that changed cannot be marked here."
        return "What you signed was a file, so the words that changed cannot be marked here."

    @property
    def changed_lead(self) -> str:
        """What was signed and when, what applies since when, and how long what differs takes."""
        assert self.earlier
        assert self.edition
        assert self.differences
        minutes = self.differences.minutes
        return (
            f"{self.title}. You signed edition {self.earlier.edition} on "
            f"{full_day(self.earlier.happened_on)}. Edition {self.edition.number} has applied "
            f"since {full_day(self.edition.published_on)}. "
            f"About {minutes} {'minute' if minutes == 1 else 'minutes'} to read what changed."
        )

    @property
    def different(self) -> list[dict[str, str]]:
        """Each section that differs, with its marks."""
        return self.marked(self.differences) if self.differences else []

    def marked(self, found: Differences) -> list[dict[str, str]]:
        """Differences with the school's own names in them."""
        return found.shown(self._fill)

    @cached_property
    def timeline(self) -> list[dict[str, str]]:
        """Each signature, and what the reader said and was answered, for the aside."""
        if self.edition is None or self.here.school is None:
            return []
        told = [
            (each.happened_on, f"Edition {each.edition}", f"signed {full_day(each.happened_on)}")
            for each in self.signatures
        ]
        for one in said(self.edition.item, self.here.school.urn, self.here.user.ref):
            what = "you said why you do not sign" if one.declined else "you asked"
            told.append((one.on, full_day(one.on), f"{what}: “{one.text}”"))
            told += [
                (each.on, full_day(each.on), f"{each.name} answered: “{each.text}”")
                for each in one.answers
            ]
        return [
            {"when": when, "words": words} for _, when, words in sorted(told, key=itemgetter(0))
        ]
