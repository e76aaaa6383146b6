"""What happened, by day: the facts under one standing, and the whole of one person's record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from compliance.due import Leave, Person, Post, Standing
from compliance.why import full_date
from outbox.models import Message
from people.roles import ROLES
from register.models import Record


@dataclass(frozen=True, slots=True, order=True)
class Happened:
    """A fact and its day."""

    day: date
    words: str

    @property
    def when(self) -> str:
        return full_date(self.day)


def because(standing: Standing, on: date) -> list[Happened]:
    """The facts that a standing rests on, the oldest first."""
    rule, spell, found = standing.rule, standing.spell, []
    if spell:
        began = "the post began." if spell.starts_on <= on else "the post begins."
        found.append(Happened(spell.starts_on, began))
        if rule.asked_since > spell.starts_on:
            found.append(Happened(rule.asked_since, "it was first asked."))
    if standing.counted:
        found.append(Happened(standing.counted.happened_on, _done(standing)))
    if standing.waiting:
        said = f"edition {standing.waiting.number} was published: must do again."
        found.append(Happened(standing.waiting.published_on, said))
    found += {_away(leave) for leave in (standing.away, standing.moved_by) if leave}
    if standing.exemption:
        found.append(
            Happened(standing.exemption.starts_on, f"excused: {standing.exemption.reason}")
        )
    if standing.due_on:
        found.append(_due(standing, standing.due_on))
    return sorted(found)


def _done(standing: Standing) -> str:
    if standing.counted is None or standing.counted.item != standing.rule.item:
        return "other training was done that covers it."
    edition = standing.counted.edition
    return f"edition {edition} was done." if edition else "it was done."


def _due(standing: Standing, due_on: date) -> Happened:
    if standing.is_late:
        return Happened(due_on + timedelta(days=1), "late from this day.")
    return Happened(due_on, "due by this day.")


def _away(leave: Leave) -> Happened:
    until = f"until {full_date(leave.ends_on)}" if leave.ends_on else "with no last day set"
    return Happened(leave.starts_on, f"away, {until}.")


# One person's record.


def life(
    person: Person,
    records: Sequence[Record],
    letters: Sequence[Message],
    names: Mapping[str, str],
    titles: Mapping[str, str],
) -> list[Happened]:
    """Posts, leave, exemptions, records and messages of a person, the newest first.

    `names` by ref, `titles` by the slug of an item or a requirement.
    """
    found = [each for post in person.posts for each in _post(post)]
    found += [_capital(_away(leave)) for leave in person.leave]
    for excused in person.exemptions:
        title = titles.get(excused.requirement, excused.requirement)
        said = f"Excused “{title}”{_until(excused.ends_on)}: {excused.reason}"
        found.append(Happened(excused.starts_on, said))
    by_id = {record.pk: record for record in records}
    void = {record.voids for record in records if record.voids}
    for record in records:
        said = _record(record, by_id, names, titles)
        if record.pk in void:
            said += " This record was made void later."
        found.append(Happened(record.happened_on, said))
    found += [_letter(letter, names) for letter in letters]
    return sorted(found, reverse=True)


def _letter(letter: Message, names: Mapping[str, str]) -> Happened:
    """A message to the person: what it was about, whose it was, and how it fared."""
    how = {
        Message.State.WAITING: "waiting to be sent",
        Message.State.SENT: "sent by e-mail",
        Message.State.SLIP: "for paper, since there was no e-mail address",
    }.get(letter.state, letter.get_state_display())
    whose = f", from {names[letter.by]}" if letter.by in names else ""
    said = f"Message{whose}: “{letter.subject}” ({how})."
    return Happened(timezone.localdate(letter.made_at), said)


def _post(post: Post) -> Iterator[Happened]:
    role = ROLES[post.role].words
    yield Happened(post.starts_on, f"First day as {role}.")
    if post.ends_on:
        yield Happened(post.ends_on, f"Last day as {role}.")


def _capital(happened: Happened) -> Happened:
    return Happened(happened.day, happened.words[:1].upper() + happened.words[1:])


def _until(ends_on: date | None) -> str:
    return f" until {full_date(ends_on)}" if ends_on else ""


def _record(
    record: Record,
    by_id: Mapping[int, Record],
    names: Mapping[str, str],
    titles: Mapping[str, str],
) -> str:
    title = f"“{record.title or titles.get(record.item, record.item)}”"
    by = names.get(record.by, "") if record.by != record.person else ""
    if record.voids:
        wrong = by_id.get(record.voids)
        day = f" of {full_date(wrong.happened_on)}" if wrong else ""
        return f"The record{day} for {title} was made void{_by(by)}: {record.reason}"
    said = {"signed": "Signed", "declared": "Training declared:"}.get(record.kind, "Did")
    parts = [f"{said} {title}"]
    if record.kind == Record.Kind.DECLARED:
        return f"{', '.join([*parts, *_declared(record, names)])}."
    if record.edition:
        parts.append(f"edition {record.edition}")
    if record.out_of:
        parts.append(f"{record.score} of {record.out_of} right")
    if record.how == "conversation":
        parts.append(f"in a conversation with {names.get(record.witness or '', 'a lead')}")
    elif record.how == "paper":
        parts.append("on paper")
    elif record.witness in names:
        parts.append(f"in front of {names[record.witness]}")
    if by:
        parts.append(f"written down{_by(by)}{_later(record)}")
    if record.how == "paper" and record.witness in names:
        parts.append(f"agreed by {names[record.witness]}")
    return ", ".join(parts) + "."


def _declared(record: Record, names: Mapping[str, str]) -> Iterator[str]:
    """How it is known, by whom, and who agreed: never as if Inset had seen it."""
    if record.reason:
        yield f"“{record.reason}”"
    yield f"written down{_by(names.get(record.by, ''))}{_later(record)}"
    if record.witness in names:
        yield f"approved by {names[record.witness]}"


def _by(name: str) -> str:
    return f" by {name}" if name else ""


def _later(record: Record) -> str:
    day = timezone.localdate(record.recorded_at)
    return "" if day == record.happened_on else f" on {full_date(day)}"
