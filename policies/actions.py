"""Signing, and saying something before or instead of it."""

import json
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Subquery

from outbox.actions import post_message
from people.access import today
from people.models import Person, School, User
from policies.models import Word
from policies.owners import owners
from policies.signatures import signatures, under
from register import content, ledger
from register.actions import write_record
from register.models import Edition, Record


def sign(
    *,
    school: School,
    edition: Edition,
    statement: str,
    by: str,
    after: int | None = None,
    score: int | None = None,
    out_of: int | None = None,
    how: str = "self",
    witness: str | None = None,
) -> Record:
    """Write down that a person (`by`, their ref) signed this edition today, under a statement.

    At the desk (`how`: desk) a `witness` (a ref) has said who they are, and is named.

    `after` is the signature that their form knew of, by its number, if they are signing the same
    edition again. A form that did not know of the newest one is a second press, however much
    later: that signature is returned and nothing is written. `score` of `out_of` questions were
    right at first.
    """
    newest, who = _known_of(by, school, edition)
    if newest and newest != after:
        return Record.objects.get(pk=newest)
    return write_record(
        chain=school.urn,
        person=by,
        item=edition.item,
        kind=Record.Kind.SIGNED,
        edition=edition,
        happened_on=today(),
        statement=statement,
        who=who,
        score=score,
        out_of=out_of,
        how=how,
        witness=witness,
        by=by,
    )


def _known_of(person: str, school: School, edition: Edition) -> tuple[int | None, str | None]:
    """The newest signature under this edition, and what binds the signer's name. One query.

    Whichever school wrote the name down: a person has one salt, and the newest row goes with it.
    """
    signed = under(signatures(person, edition.item, school), edition).reverse().values("pk")
    names = Person.objects.filter(person=person).order_by("-recorded_at", "-entry_id").values("who")
    told = User.objects.filter(ref=person).values_list(Subquery(signed[:1]), Subquery(names[:1]))
    return told.get()


@transaction.atomic
def say(*, school: School, edition: Edition, kind: str, words: str, owner: str, by: str) -> Word:
    """Write down a question, or why somebody declines (`by`, their ref), and tell whoever holds
    the owner's post (a role). The same words on the same day are said once.

    Raises ValidationError with one sentence.
    """
    kept = _kept(words, by)
    name = f"{kind}:{by}:{edition.item}:{edition.number}:{today()}:{kept[:16]}"
    asker = User.objects.get(ref=by)
    for to in owners(school, owner, besides=by):
        subject, body = _to_owner(asker, edition, kind, words.strip(), school)
        key = f"word:{sha256(name.encode()).hexdigest()[:24]}:{to}"
        post_message(key=key, school=school.urn, to=to, subject=subject, body=body)
    word = Word(
        person=by,
        item=edition.item,
        edition=edition.number,
        digest=edition.digest,
        kind=kind,
        words=kept,
    )
    return ledger.append(school.urn, name, word, by=by)


@transaction.atomic
def answer(*, school: School, word: Word, words: str, by: str) -> Word:
    """Write down what was answered (`by`, a ref), and send it to whoever asked or declined.

    Raises ValidationError with one sentence.
    """
    if by == word.person:
        raise ValidationError("Nobody answers their own question. Please ask a colleague to.")
    kept = _kept(words, by)
    name = f"answer:{word.pk}:{kept[:16]}"
    title = Edition.objects.filter(item=word.item, digest=word.digest).values_list(
        "title", flat=True
    )
    post_message(
        key=f"word:{word.chain}:{name}",
        school=school.urn,
        to=word.person,
        subject=f"An answer: {title.last() or word.item}",
        body=(
            f"You asked, or declined to sign, on {word.recorded_at:%-d %B %Y}. The answer:\n\n"
            f"{words.strip()}\n\n{User.objects.get(ref=by).get_full_name()}\n{school.name}\n"
        ),
    )
    told = {name: getattr(word, name) for name in ("person", "item", "edition", "digest")}
    said = Word(kind=Word.Kind.ANSWER, words=kept, about=word.pk, **told)
    return ledger.append(school.urn, name, said, by=by)


def _kept(words: str, by: str) -> str:
    """The digest of what was said, kept as this person's words of today."""
    if not words.strip():
        raise ValidationError("Write a sentence, so that somebody can answer it.")
    said = {"by": by, "on": today().isoformat(), "words": words.strip()}
    return content.keep(json.dumps(said, ensure_ascii=False).encode(), "application/json")


def _to_owner(
    asker: User, edition: Edition, kind: str, words: str, school: School
) -> tuple[str, str]:
    name = asker.get_full_name()
    if kind == Word.Kind.QUESTION:
        subject = f"A question about “{edition.title}”"
        what = f"{name} has a question about “{edition.title}”, edition {edition.number}"
    else:
        subject = f"{name} has not signed “{edition.title}”, and says why"
        what = f"{name} does not sign “{edition.title}”, edition {edition.number}, because"
    return subject, (
        f"{what}:\n\n{words}\n\n"
        "Please talk to them, in person if you can, and write down what you answered: "
        f"{settings.BASE_URL}/school/policies/{edition.item}/\n\n{school.name}\n"
    )
