"""What takes two people: records made void, a later `since`; and exemptions by somebody else."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from compliance import corrections, proposals, requirements
from compliance.actions import draft_requirement, end_exemption, excuse
from compliance.approvals import approve
from compliance.corrections_pages import put_right_happened
from compliance.facts import read
from compliance.models import Decision, Exemption, Proposal
from compliance.requirements import told
from outbox.models import Message
from people.actions import end_post
from people.models import Post
from register.ledger import append
from register.models import Content, Record
from register.verify import Wrong, verify
from tests.compliance.small_school import OFFICE, asks, did, item, school, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]


class Staffroom:
    """A DSL, her deputy, the headteacher and a teacher with a record that is wrong."""

    def __init__(self):
        self.school = school()
        self.ruth = somebody(self.school, "Ruth", "Otterby", role="dsl")
        self.kwame = somebody(self.school, "Kwame", "Thistlemere", role="deputy_dsl")
        self.comfort = somebody(self.school, "Comfort", "Marrowell", role="headteacher")
        self.imran = somebody(self.school, "Imran", "Wintermoss")
        item("induction")
        asks(self.school, "induction")
        self.record = did(self.school, self.imran, "induction", date(2026, 2, 2))

    def asked(self, by=None, record=None) -> Proposal:
        return corrections.ask_to_void(
            school=self.school,
            record=record or self.record,
            reason="The wrong Imran.",
            by=(by or self.ruth).ref,
        )

    def approves(self, lead, proposal) -> Decision:
        return approve(school=self.school, proposal=proposal, by=lead.ref)


@pytest.fixture
def room() -> Staffroom:
    return Staffroom()


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as error:
        call(*args, **kwargs)
    [sentence] = error.value.messages
    return sentence


# Making a record void.


def test_a_record_stands_until_a_second_person_agrees(room):
    proposal = room.asked()
    assert list(Record.objects.not_void()) == [room.record]

    room.approves(room.kwame, proposal)

    assert list(Record.objects.not_void()) == []


def test_the_record_that_makes_it_void_is_by_who_agreed_with_the_reason_of_who_asked(room):
    room.approves(room.kwame, room.asked())

    void = Record.objects.get(kind="void")
    decision = Decision.objects.get()
    assert (void.by, void.reason, void.voids) == (
        room.kwame.ref,
        "The wrong Imran.",
        room.record.pk,
    )
    assert (decision.asked_by, decision.by) == (room.ruth.ref, room.kwame.ref)


def test_the_headteacher_may_be_the_second_person(room):
    room.approves(room.comfort, room.asked())

    assert Record.objects.filter(kind="void").count() == 1


def test_whoever_asked_does_not_agree_with_themselves(room):
    proposal = room.asked()

    assert refused(room.approves, room.ruth, proposal) == (
        "You asked for this, so another lead decides."
    )
    assert not Decision.objects.exists()


def test_nobody_agrees_about_their_own_record(room):
    own = did(room.school, room.kwame, "induction", date(2026, 2, 3))
    proposal = room.asked(record=own)

    assert refused(room.approves, room.kwame, proposal) == (
        "This is about your own record, so another lead decides."
    )


def test_nobody_asks_about_their_own_record(room):
    own = did(room.school, room.ruth, "induction", date(2026, 2, 3))

    assert refused(room.asked, record=own) == (
        "This is your own record. Please ask a colleague to ask for it."
    )


def test_a_colleague_who_does_not_lead_cannot_agree(room):
    ben = somebody(room.school, "Ben")

    assert refused(room.approves, ben, room.asked()) == (
        "A safeguarding lead or the headteacher decides this."
    )


def test_a_lead_who_has_left_cannot_agree(room):
    proposal = room.asked()
    post = Post.objects.get(person=room.kwame.ref)
    end_post(post=post, ends_on=date(2026, 11, 23), by=OFFICE)

    assert "decides this" in refused(room.approves, room.kwame, proposal)


def test_it_is_decided_once(room):
    proposal = room.asked()
    room.approves(room.kwame, proposal)

    assert refused(room.approves, room.comfort, proposal) == "This has been decided already."
    assert Record.objects.filter(kind="void").count() == 1


def test_what_was_agreed_is_not_declined_afterwards(room):
    proposal = room.asked()
    room.approves(room.kwame, proposal)

    again = {"proposal": proposal, "verdict": "declined", "by": room.comfort.ref, "reason": "No."}
    assert refused(proposals.decide, **again) == "This has been decided already."


def test_it_is_asked_for_once_while_it_waits(room):
    room.asked()

    assert refused(room.asked, by=room.comfort) == (
        "This has been asked for already, and waits for a second person."
    )


def test_it_may_be_asked_for_again_after_a_no(room):
    proposals.decide(
        proposal=room.asked(), verdict="declined", by=room.kwame.ref, reason="It was he."
    )
    room.asked(by=room.comfort)

    assert [each.by for each in proposals.waiting(room.school.urn)] == [room.comfort.ref]


def test_a_no_says_why(room):
    decline = {"proposal": room.asked(), "verdict": "declined", "by": room.kwame.ref}

    assert refused(proposals.decide, **decline) == (
        "Say why not, so that your colleague knows what to change."
    )


def test_only_who_asked_takes_it_back(room):
    proposal = room.asked()

    assert refused(
        proposals.decide, proposal=proposal, verdict="taken_back", by=room.kwame.ref
    ) == ("Only the person who asked for this can take it back.")
    proposals.decide(proposal=proposal, verdict="taken_back", by=room.ruth.ref)
    assert proposals.waiting(room.school.urn) == []


def test_a_record_needs_a_reason_to_be_asked_away(room):
    assert refused(
        corrections.ask_to_void,
        school=room.school,
        record=room.record,
        reason="  ",
        by=room.ruth.ref,
    ).startswith("Say why")


def test_another_schools_record_is_put_right_there(room):
    there = school("900002", "Millbrook")
    other = did(there, room.imran, "induction", date(2026, 2, 2))

    assert "belongs to another school" in refused(room.asked, record=other)


def test_a_record_that_is_void_already_is_not_asked_about(room):
    room.approves(room.kwame, room.asked())

    assert refused(room.asked) == "This record has been made void already."


def test_a_record_made_void_by_another_way_meanwhile_is_told(room):
    proposal = room.asked()
    did(
        room.school,
        room.imran,
        "induction",
        date(2026, 11, 1),
        kind="void",
        voids=room.record.pk,
        reason="Twice.",
    )

    assert refused(room.approves, room.kwame, proposal) == (
        "This record has been made void already."
    )
    assert not Decision.objects.exists()


def test_the_database_refuses_a_yes_by_who_asked(room):
    fact = Decision(proposal="one", verdict="approved", asked_by=room.ruth.ref)

    with pytest.raises(IntegrityError), transaction.atomic():
        append(room.school.urn, "decision:one", fact, by=room.ruth.ref)


def test_the_database_refuses_a_yes_about_ones_own_record(room):
    fact = Decision(
        proposal="one", verdict="approved", asked_by=room.ruth.ref, person=room.kwame.ref
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        append(room.school.urn, "decision:one", fact, by=room.kwame.ref)


def test_those_who_may_decide_hear_of_it_and_nobody_else(room):
    room.asked()

    told = set(Message.objects.values_list("to", flat=True))
    assert told == {room.kwame.ref, room.comfort.ref}
    assert "Imran" not in " ".join(Message.objects.values_list("body", flat=True))


def test_whoever_asked_hears_what_became_of_it(room):
    room.approves(room.kwame, room.asked())

    letter = Message.objects.get(to=room.ruth.ref)
    assert letter.subject == "Kwame Thistlemere has decided"


def test_both_stay_on_the_persons_timeline(room):
    room.approves(room.kwame, room.asked())

    [asked] = put_right_happened(room.school.urn, room.imran.ref)
    assert asked.words == (
        "Ruth Otterby asked for the record of Monday 2 February 2026 for “Induction” to be made "
        "void: The wrong Imran."
    )


def test_a_no_stays_on_the_timeline_too(room):
    proposals.decide(
        proposal=room.asked(), verdict="declined", by=room.kwame.ref, reason="It was he."
    )

    said = [each.words for each in put_right_happened(room.school.urn, room.imran.ref)]
    assert any(words.startswith("Kwame Thistlemere declined") for words in said)


def test_what_was_asked_later_was_not_known_then(room):
    room.asked()
    before = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    assert put_right_happened(room.school.urn, room.imran.ref, before) == []


# A later `since`.


def later(room, day=date(2026, 6, 1)):
    before = requirements.kept(room.school.urn)[0].last
    row = draft_requirement(school=room.school, **(told(before) | {"since": day}))
    return requirements.ask_to_change(
        school=room.school, row=row, reason="Nobody was told.", by=room.ruth.ref
    )


def test_the_rule_stays_until_a_second_person_agrees(room):
    proposal = later(room)
    assert requirements.kept(room.school.urn)[0].last.since == date(2026, 1, 1)

    room.approves(room.kwame, proposal)

    row = requirements.kept(room.school.urn)[0].last
    assert (row.since, row.by) == (date(2026, 6, 1), room.kwame.ref)


def test_a_rule_that_changed_meanwhile_is_asked_for_again(room):
    proposal = later(room)
    asks(room.school, "induction", first_due_days=7)

    assert "changed after this was asked for" in refused(room.approves, room.kwame, proposal)
    assert requirements.kept(room.school.urn)[0].last.since == date(2026, 1, 1)


def test_what_was_proposed_is_part_of_what_is_verified(room):
    proposal = later(room)
    list(verify(room.school.urn))

    Content.objects.filter(digest=proposal.digest).update(data=b"{}")

    with pytest.raises(Wrong, match="is missing or changed"):
        list(verify(room.school.urn))


# Exemptions.


def test_excusing_twice_with_the_same_words_is_excusing_once(room):
    excused(room)
    excused(room)

    assert Exemption.objects.count() == 1


def test_an_exemption_that_was_taken_back_may_be_given_again(room):
    ends(room, excused(room), None)
    excused(room)

    assert held(room) == [(date(2026, 9, 1), date(2027, 8, 31), "On secondment.")]


def excused(room, **more) -> Exemption:
    return excuse(
        **{
            "school": room.school,
            "person": room.imran.ref,
            "requirement": "induction",
            "starts_on": date(2026, 9, 1),
            "ends_on": date(2027, 8, 31),
            "reason": "On secondment.",
            "by": room.ruth.ref,
            **more,
        }
    )


def held(room) -> list:
    [imran] = read(room.school.urn, people={room.imran.ref}).people
    return [(each.starts_on, each.ends_on, each.reason) for each in imran.exemptions]


def ends(room, exemption, last_day, by=None, reason="Back early."):
    return end_exemption(
        exemption=exemption, last_day=last_day, reason=reason, by=(by or room.kwame).ref
    )


def test_an_exemption_that_ends_early_held_until_then_for_its_first_reason(room):
    ends(room, excused(room), date(2026, 11, 20))

    assert held(room) == [(date(2026, 9, 1), date(2026, 11, 20), "On secondment.")]


def test_an_exemption_taken_back_never_held(room):
    ends(room, excused(room), None)

    assert held(room) == []


def test_an_exemption_is_ended_by_another_fact_and_both_stay(room):
    ends(room, excused(room), None, reason="The wrong Imran.")

    rows = Exemption.objects.order_by("entry_id")
    assert [row.withdrawn for row in rows] == [None, True]
    said = [each.words for each in put_right_happened(room.school.urn, room.imran.ref)]
    assert any("On secondment. Taken back later." in words for words in said)
    assert any(words.startswith("Kwame Thistlemere took back") for words in said)
    assert any(words.endswith("The wrong Imran.") for words in said)


@pytest.mark.parametrize(
    ("last_day", "reason", "said"),
    [
        (date(2026, 8, 31), "Back.", "The last day cannot be before the first."),
        (date(2027, 9, 1), "Longer.", "It ends before that day."),
        (None, " ", "Say why it ends"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(room, last_day, reason, said):
    assert refused(ends, room, excused(room), last_day, reason=reason).startswith(said)
    assert len(held(room)) == 1


def test_nobody_ends_their_own_exemption(room):
    mine = excused(room, person=room.kwame.ref)

    assert "your own exemption" in refused(ends, room, mine, None)


def test_an_exemption_is_taken_back_once(room):
    exemption = excused(room)
    ends(room, exemption, None)

    assert refused(ends, room, exemption, None) == "This exemption has been withdrawn already."
