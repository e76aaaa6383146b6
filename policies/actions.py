"""Signing."""

from django.db.models import Subquery

from people.access import today
from people.models import Person, School, User
from policies.signatures import signatures, under
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
) -> Record:
    """Write down that a person (`by`, their ref) signed this edition today, under a statement.

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
        how="self",
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
