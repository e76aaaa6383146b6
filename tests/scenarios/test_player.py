"""What a reader of a scenario meets, and what is kept of it."""

import re
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User
from register.models import SHARED, Bookmark, Record
from scenarios.actions import withdraw_edition
from scenarios.models import Run, Step, Withdrawal
from scenarios.runs import Stale, reading, take_step
from tests.scenarios.playing import DEBRIEF, FIELD, HOME, SLUG, STORY, Player, publish
from tests.scenarios.small_stories import choice, ending, passage, story

pytestmark = pytest.mark.django_db
BEST = ("write", "tell")
HARM = ("wait", "on")


def records(player: Player) -> list[Record]:
    return list(Record.objects.filter(person=player.user.ref, item=SLUG))


def h1(html: str) -> str:
    return re.search("<h1>(.*?)</h1>", html)[1]


# The door.


@pytest.mark.parametrize("address", [HOME, STORY, DEBRIEF])
def test_nobody_reads_without_signing_in(edition, address):
    assert Client().get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", [HOME, STORY, DEBRIEF])
def test_what_is_not_published_is_not_there_yet_and_says_so_kindly(people, address):
    response = Player(Client(), people.imran).opens(address)
    assert response.status_code == 404
    assert "There is nothing to read here yet" in response.content.decode()


def test_what_comes_into_force_tomorrow_is_not_there_yet(people):
    publish(on=date(2026, 11, 26))
    assert Player(Client(), people.imran).opens(HOME).status_code == 404


def test_another_kind_of_item_is_not_played(imran):
    from tests.courses import samples

    samples.published(samples.draft())
    assert imran.opens("/scenarios/induction/").status_code == 404


def test_somebody_without_a_school_may_read_and_nothing_goes_on_a_record(edition):
    visitor = Player(Client(), User.objects.create_user(first_name="Ed"))
    assert "You have no school here yet" in visitor.reads(HOME)
    visitor.takes(*BEST)
    html = visitor.reads(DEBRIEF)
    assert "You have been through it." in html
    assert "That is on your record" not in html
    assert records(visitor) == []


# Pages.


def test_the_opening_says_what_it_holds_and_who_sees_what(imran):
    html = imran.reads(HOME)
    assert h1(html) == "On the field"
    assert "It speaks of a child who is left out." in html
    assert "Nobody is shown what you choose" in html
    assert f'<a class="btn" href="{STORY}">Start</a>' in html


def test_the_opening_leads_back_to_where_one_was(imran):
    imran.takes("write")
    assert "Carry on with the story" in imran.reads(HOME)
    imran.takes("tell")
    assert f'href="{DEBRIEF}">Open what followed' in imran.reads(HOME)


def test_every_page_says_what_it_holds_and_has_a_way_out(imran):
    pages = [imran.reads(HOME), imran.reads(STORY)]
    imran.takes("wait")
    pages.append(imran.reads(STORY))
    imran.takes("on")
    pages.append(imran.reads(DEBRIEF))
    for html in pages:
        assert "It speaks of a child who is left out." in html
        assert re.search('href="/my-training/">(Leave for now|Back to my list)<', html)


def test_a_screen_reader_begins_at_the_heading_of_the_passage(imran):
    for html in (imran.reads(STORY), imran.reads(DEBRIEF)):
        assert re.search(r'<h2[^>]* id="passage" tabindex="-1" autofocus>', html)
    assert imran.takes("write")["Location"] == f"{STORY}#passage"
    assert imran.takes("tell")["Location"] == f"{DEBRIEF}#passage"


def test_what_followed_is_told_above_the_next_passage(imran):
    imran.takes("wait")
    html = imran.reads()
    assert "You chose: Wait a week" in html
    assert "A week went by." in html
    assert "This is Wait." in html


def test_feedback_that_is_kept_for_the_debrief_is_told_there(imran):
    imran.takes("remember")
    assert "Some words were lost." not in imran.reads()
    imran.takes("envelope")
    assert "Some words were lost." in imran.reads(DEBRIEF)


def test_the_people_of_the_school_are_named(imran):
    imran.takes("remember")
    assert "Tell Ruth Otterby today" in imran.reads()


def test_a_name_or_a_story_cannot_bring_markup_onto_the_page(people):
    people.ruth.last_name = "<b>Otterby</b>"
    people.ruth.save()
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    choices = (choice("End", words=nasty, feedback=nasty), choice("Late", words="{dsl}"))
    publish(
        replace(
            story(
                passage("A", *choices),
                replace(ending("End"), text=nasty),
                ending("Late", "acceptable"),
            ),
            title=nasty,
        )
    )
    player = Player(Client(), people.imran)
    pages = [player.reads(HOME), player.reads(STORY)]
    player.takes("to-End")
    pages.append(player.reads(DEBRIEF))
    for html in pages:
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript' not in html
        assert "<b>Otterby" not in html
    assert "&lt;b&gt;Otterby" in pages[1]


def test_nothing_on_a_page_runs_or_styles_by_itself(imran):
    pages = [imran.reads(HOME), imran.reads(STORY)]
    imran.takes(*HARM)
    pages.append(imran.reads(DEBRIEF))
    for html in pages:
        assert "<script" not in html
        assert not re.search(r"\sstyle=|\son\w+=", html)


def test_only_what_is_on_the_page_can_be_chosen(imran):
    form = imran.form()
    for chosen in ("", "tell", "no-such-thing", "hand-over"):
        response = imran.sends(form, choice=chosen)
        assert response.status_code == 400
        assert "Choose one of the ways that are shown." in response.content.decode()
    assert imran.trail == []


def test_a_way_that_asks_for_something_done_earlier_is_shown_to_those_who_did_it(imran):
    imran.takes("remember")
    assert "Hand over the sheet" not in imran.reads()
    imran.takes("back", "write")
    assert "Hand over the sheet" in imran.reads()


def test_where_there_is_no_way_on_the_page_says_so_and_leads_back(people):
    publish(
        story(
            passage("A", choice("B", "go"), choice("End")),
            passage("B", choice("End", "locked", needs=frozenset({"key"}))),
            ending("End"),
        )
    )
    player = Player(Client(), people.imran)
    player.takes("go")
    html = player.reads()
    assert "There is no way on from here yet" in html
    player.takes("back")
    assert "This is A." in player.reads()


# Endings.


def test_an_unsafe_ending_says_why_and_offers_another_go(imran):
    imran.takes(*HARM)
    html = imran.reads(DEBRIEF)
    assert "did not keep the child safe" in html
    assert "Nobody had been told." in html
    assert "Have another go" in html
    assert records(imran) == []
    assert f'<a class="btn" href="{DEBRIEF}">' in imran.reads(HOME)


def test_the_debrief_tells_the_way_the_other_ways_and_the_sources(imran):
    imran.takes(*HARM)
    html = imran.reads(DEBRIEF)
    for words in (
        "Wait a week",
        "Never do this:</b> Putting it off",
        "Write it down",  # another way
        '<li id="source-1"><cite>The guidance</cite>, Part one.',
        "Tell somebody.",
        "Who would you tell?",
        "Names are invented.",
        "Checked on Friday 20 November 2026.",
        "edition 1",
    ):
        assert words in html, words


def test_a_completing_ending_goes_on_the_record_once_a_day(imran):
    imran.takes(*BEST)
    imran.takes("again", *BEST)
    (record,) = records(imran)
    assert (record.kind, record.edition, record.how) == ("completed", 1, "self")
    assert record.chain == "900001"


def test_going_on_after_completing_takes_nothing_back(imran):
    imran.takes(*BEST, "again", *HARM)
    assert len(records(imran)) == 1
    assert imran.trail == ["write", "tell", "again", "wait", "on"]


def test_the_author_says_which_endings_complete(people):
    publish(replace(FIELD, completes_with=("best",)))
    player = Player(Client(), people.imran)
    player.takes("write", "envelope")
    assert "There is a better way through" in player.reads(DEBRIEF)
    assert records(player) == []


def test_the_list_knows_where_the_reader_was_until_they_are_through(imran):
    imran.takes("write")
    mark = Bookmark.objects.get(person=imran.user.ref, item=SLUG)
    assert (mark.place, mark.place_words, mark.edition) == ("story", "the story", 1)
    imran.takes("tell")
    mark.refresh_from_db()
    assert (mark.place, mark.done, mark.total) == ("", 1, 1)


def test_the_debrief_is_there_at_an_ending_only(imran):
    assert imran.opens(DEBRIEF)["Location"] == STORY
    imran.takes(*BEST)
    assert imran.opens(STORY)["Location"] == DEBRIEF


# The trail.


def test_back_and_start_again_add_to_the_trail(imran):
    imran.takes("write", "back", "wait", "again", "remember")
    assert imran.trail == ["write", "back", "wait", "again", "remember"]
    assert "This is Door." in imran.reads()


def test_each_decision_keeps_the_words_as_they_were(imran):
    imran.takes("write")
    assert Step.objects.get().words == "Write it down"


def test_the_first_attempt_is_kept_when_there_is_another(imran):
    imran.takes(*HARM, "again", *BEST)
    assert imran.trail[:2] == list(HARM)


def test_back_at_the_start_adds_nothing(imran):
    imran.takes("back")
    assert Run.objects.count() == 0


def test_the_place_is_the_same_on_another_device(imran, people):
    imran.takes("write")
    assert "This is Door." in Player(Client(), people.imran).reads()


def test_a_second_press_is_one_step_and_says_nothing(imran):
    form = imran.form()
    imran.sends(form, choice="write")
    imran.sends(form, choice="write")
    assert imran.trail == ["write"]
    assert "has moved on" not in imran.reads()


def test_a_page_that_was_left_behind_changes_nothing_and_says_so(imran):
    form = imran.form()
    imran.takes("write")
    imran.sends(form, choice="wait")
    assert imran.trail == ["write"]
    assert "This story has moved on since that page was opened." in imran.reads()


@pytest.mark.parametrize("at", ["", "-1", "7", "0x", "９", "1" * 5000])
def test_a_page_that_cannot_be_ours_changes_nothing(imran, at):
    imran.sends(imran.form() | {"at": at}, choice="write")
    assert imran.trail == []


def test_two_tabs_that_choose_at_the_same_moment_add_one_step(imran, people, rf):
    one, other = (_reading(people.imran, rf) for _ in range(2))
    take_step(one, edition="1", at="0", kind="choice", choice="write")
    with pytest.raises(Stale):
        take_step(other, edition="1", at="0", kind="choice", choice="wait")
    again = _reading(people.imran, rf)
    take_step(again, edition="1", at="0", kind="choice", choice="write")
    assert imran.trail == ["write"]


def _reading(user, rf):
    from people.access import membership

    request = rf.get(STORY)
    request.user, request.session = user, {}
    return reading(membership(request), SLUG)


def test_steps_of_a_run_have_each_their_number(imran):
    imran.takes("write")
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(run=Run.objects.get(), number=1, kind="back")


@pytest.mark.parametrize(("kind", "words"), [("choice", ""), ("back", "write"), ("again", "write")])
def test_a_step_names_a_choice_if_and_only_if_it_is_one(imran, kind, words):
    imran.takes("write")
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(run=Run.objects.get(), number=2, kind=kind, choice=words)


def test_another_person_is_at_their_own_place(imran, people):
    imran.takes("wait")
    nadia = Player(Client(), people.nadia)
    assert "This is Field." in nadia.reads()
    nadia.takes("write")
    assert imran.trail == ["wait"]
    assert "This is Wait." in imran.reads()


# Editions.


def second(**more) -> None:
    publish(replace(FIELD, title="On the field, again", **more), on=date(2026, 11, 20))


def test_a_run_stays_in_the_edition_that_it_began_in(imran):
    imran.takes("write")
    second()
    assert h1(imran.reads()) == "On the field"
    imran.takes("tell")
    assert records(imran)[0].edition == 1


def test_whoever_begins_now_begins_in_the_newest_edition(imran, people):
    second()
    assert h1(imran.reads()) == "On the field, again"


def test_whoever_is_through_meets_the_newest_edition_afresh(imran):
    imran.takes(*BEST)
    second()
    assert h1(imran.reads()) == "On the field, again"
    imran.takes(*BEST)
    assert [record.edition for record in records(imran)] == [1, 2]


def test_a_page_of_one_edition_is_not_sent_to_another(imran):
    form = imran.form()
    second()
    imran.sends(form, choice="write")
    assert imran.trail == []


def test_a_school_that_publishes_its_own_edition_reads_that(imran, people):
    publish(replace(FIELD, title="Ours"), chain=people.next_door.urn)
    assert h1(imran.reads()) == "On the field"
    assert h1(Player(Client(), people.sanjay).reads()) == "Ours"


def withdraw(people, edition: int = 1) -> Withdrawal:
    return withdraw_edition(
        school=people.school,
        item=SLUG,
        edition=edition,
        reason="It named a real street.",
        by=people.ruth.ref,
    )


def test_a_withdrawn_edition_gives_way_to_a_fresh_start_with_the_reason(imran, people):
    imran.takes("write")
    second()
    withdraw(people)
    for html in (imran.reads(HOME), imran.reads(STORY)):
        assert "Your school has withdrawn the edition that you were in" in html
        assert "It named a real street." in html
    imran.takes("remember")
    assert h1(imran.reads()) == "On the field, again"
    assert imran.trail == ["write", "remember"]
    assert "withdrawn" not in imran.reads(HOME)


def test_a_page_of_a_withdrawn_edition_changes_nothing(imran, people):
    imran.takes("write")
    form = imran.form()
    second()
    withdraw(people)
    imran.sends(form, choice="tell")
    assert imran.trail == ["write"]


def test_what_was_completed_before_a_withdrawal_stays(imran, people):
    imran.takes(*BEST)
    second()
    withdraw(people)
    assert "withdrawn" not in imran.reads(HOME)
    assert len(records(imran)) == 1


def test_a_withdrawal_is_the_schools_own(imran, people):
    sanjay = Player(Client(), people.sanjay)
    sanjay.takes("write")
    second()
    withdraw(people)
    assert h1(sanjay.reads()) == "On the field"


def test_withdrawing_twice_is_withdrawing_once_and_needs_a_reason(people):
    assert withdraw(people) == withdraw(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(school="900001", item=SLUG, edition=3, reason="", by="x")


# Cost.


def queries(player: Player, address: str, form: dict | None = None) -> int:
    with CaptureQueriesContext(connection) as told:
        player.client.get(address) if form is None else player.client.post(address, form)
    return len(told)


def test_no_page_takes_more_than_fourteen_queries(imran):
    imran.reads(HOME)
    assert queries(imran, HOME) <= 14
    imran.takes("wait")
    assert queries(imran, STORY) <= 14
    imran.takes("on")
    assert queries(imran, DEBRIEF) <= 14


def test_a_long_trail_costs_no_more_queries_than_a_short_one(imran):
    imran.takes("write")
    short = queries(imran, STORY)
    imran.takes(*["back", "wait", "again", "remember"] * 5)
    assert queries(imran, STORY) == short


def test_writing_down_a_completion_takes_at_most_twelve_queries(imran, people, rf):
    imran.takes("write")
    read = _reading(people.imran, rf)
    with CaptureQueriesContext(connection) as told:
        take_step(read, edition="1", at="1", kind="choice", choice="tell")
    asked = [query["sql"] for query in told if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 12, asked
    assert len(records(imran)) == 1


def test_a_year_later_it_can_be_done_again(imran):
    imran.takes(*BEST)
    with time_machine.travel("2027-11-25T09:00:00Z", tick=False):
        imran.client.force_login(imran.user)
        imran.takes("again", *BEST)
    days = [record.happened_on for record in records(imran)]
    assert days == [date(2026, 11, 25), date(2027, 11, 25)]
    assert {record.chain for record in records(imran)} - {SHARED} == {"900001"}
