"""The pages where leads keep rules, put records right and decide, and who may open them."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance import corrections, requirements
from compliance.actions import draft_requirement
from compliance.models import Exemption, Proposal, Requirement
from register.models import Entry, Item, Record
from tests.cast import Cast, gather
from tests.compliance.small_school import asks, did, item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tuesday")]
TODAY = date(2026, 11, 24)
BUNDLES = "/school/requirements/bundles/"


@pytest.fixture
def cast() -> Cast:
    return gather()


def words_in(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def opens(client):
    """A page as somebody meets it, in words; with data, what they send."""

    def opens(person, address, data=None, status=200):
        client.force_login(person)
        answer = client.get(address) if data is None else client.post(address, data, follow=True)
        assert answer.status_code == status, answer.status_code
        return words_in(answer.content.decode())

    return opens


OWN = {
    "title": "Lone working",
    "item": "-",
    "item_name": "Lone working talk",
    "item_kind": "session",
    "roles": ["teacher"],
    "first_due_days": "0",
    "renewal": "once",
    "window_days": "0",
    "force": "own",
    "source": "Staff handbook",
    "applies_from": "2026-11-01",
}


# The list and the bundles.


def test_the_list_says_what_is_asked_of_whom_and_by_which_rule(cast, opens):
    asks(cast.school, "eyfs", title="Early years", force="must", renewal="months", months=24,
         roles=["early_years"], source="EYFS framework", source_edition="2025")  # fmt: skip

    words = opens(cast.ruth, "/school/requirements/")

    assert (
        "Early years Early years staff. Within 30 days of starting and then every 2 years." in words
    )
    assert "Law: must EYFS framework, 2025" in words
    assert "Since Thursday 1 January 2026." in words


def test_a_school_without_rules_is_shown_the_bundles(cast, opens):
    assert "Begin with a bundle" in opens(cast.ruth, "/school/requirements/")


def test_a_requirement_that_is_over_stands_apart(cast, opens):
    asks(cast.school, "old", applies_to=date(2026, 11, 23))

    assert "No longer asked Old" in opens(cast.ruth, "/school/requirements/")


def test_a_bundle_is_tried_out_before_it_is_adopted(cast, opens):
    send = {"applies_from": "2026-11-24", "adopt_first-aid-at-work": "on"}

    words = opens(cast.ruth, f"{BUNDLES}first-aiders/", send | {"step": "try"})

    assert "This makes nobody late on Monday 30 November 2026" in words
    assert not Requirement.objects.exists()


def test_all_or_some_of_a_bundle_are_adopted(cast, opens):
    send = {
        "applies_from": "2026-11-24",
        "adopt_induction": "on",
        "adopt_safeguarding-refresher": "on",
        "months_safeguarding-refresher": "24",
        "step": "adopt",
    }

    words = opens(cast.ruth, f"{BUNDLES}all-staff/", send)

    assert "2 rules are adopted." in words
    rows = {row.slug: row for row in Requirement.objects.all()}
    assert set(rows) == {"induction", "safeguarding-refresher"}
    assert rows["safeguarding-refresher"].months == 24
    assert {row.by for row in rows.values()} == {cast.ruth.ref}


def test_what_has_no_page_of_its_own_is_there_to_be_done_once_it_is_adopted(cast, opens):
    send = {"applies_from": "2026-11-24", "adopt_first-aid-at-work": "on", "step": "adopt"}

    opens(cast.ruth, f"{BUNDLES}first-aiders/", send)

    assert Item.objects.get(slug="first-aid-at-work").kind == "outside"


def test_a_bundle_of_which_nothing_is_chosen_is_not_adopted(cast, opens):
    send = {"applies_from": "2026-11-24", "step": "adopt"}

    assert "Choose at least one rule." in opens(cast.ruth, f"{BUNDLES}first-aiders/", send)


def test_adopting_a_bundle_twice_is_adopting_it_once(cast, opens):
    send = {"applies_from": "2026-11-24", "adopt_first-aid-at-work": "on", "step": "adopt"}

    for _ in range(2):
        opens(cast.ruth, f"{BUNDLES}first-aiders/", send)

    assert Requirement.objects.count() == 1


def test_every_bundle_opens(cast, opens):
    listed = opens(cast.ruth, BUNDLES)

    for slug, title in [("all-staff", "All staff"), ("governors", "Governors and trustees")]:
        assert title in listed
        assert title in opens(cast.ruth, f"{BUNDLES}{slug}/")


# A rule of one's own.


def test_the_trial_names_those_whom_a_rule_would_make_late(cast, opens):
    words = opens(cast.ruth, "/school/requirements/add/", OWN | {"step": "try"})

    assert "This makes 3 people late on Monday 30 November 2026" in words
    assert "Ruth Otterby Kwame Thistlemere Imran Wintermoss" in words
    assert not Requirement.objects.exists()


def test_a_rule_of_ones_own_is_adopted(cast, opens):
    opens(cast.ruth, "/school/requirements/add/", OWN | {"step": "adopt"})

    row = Requirement.objects.get()
    assert (row.slug, row.item, row.roles) == ("lone-working", "lone-working-talk", "teacher")
    assert Item.objects.get().title == "Lone working talk"


def test_pressing_twice_adopts_once(cast, opens):
    for _ in range(2):
        opens(cast.ruth, "/school/requirements/add/", OWN | {"step": "adopt"})

    assert (Requirement.objects.count(), Item.objects.count()) == (1, 1)


def test_going_back_keeps_what_was_typed(cast, opens, client):
    client.force_login(cast.ruth)
    html = client.post("/school/requirements/add/", OWN | {"step": "back"}).content.decode()

    assert 'value="Lone working"' in html
    assert not Requirement.objects.exists()


def test_all_staff_means_everybody_but_volunteers_governors_and_contractors(cast, opens):
    opens(cast.ruth, "/school/requirements/add/", OWN | {"roles": ["all_staff"], "step": "adopt"})

    roles = set(Requirement.objects.get().roles.split(","))
    assert {"teacher", "catering", "supply", "dsl"} <= roles
    assert not roles & {"volunteer", "governor", "contractor"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"renewal": "months"}, "Write a number of months, such as 24."),
        ({"renewal": "yearly"}, "Write a day of the year, such as 30 September."),
        ({"renewal": "yearly", "due_day": "soon"}, "Write a day of the year"),
        ({"renewal": "yearly", "due_day": "29 February"}, "Most years have no 29 February"),
        ({"roles": []}, "Choose who is asked."),
        ({"source": ""}, "Say where it comes from"),
        ({"item_name": ""}, "Say what people do."),
        ({"applies_to": "2026-10-31"}, "A requirement cannot end before it begins."),
        ({"title": "Statutory talk"}, "Only law and national guidance may be called statutory."),
        ({"first_due_days": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"item": "nothing"}, "Select a valid choice."),
    ],
)
def test_a_rule_that_makes_no_sense_is_put_right_on_the_page(cast, opens, wrong, said):
    words = opens(cast.ruth, "/school/requirements/add/", OWN | wrong | {"step": "adopt"})

    assert said in words
    assert not Requirement.objects.exists()


# Changing and ending.


def change(row: Requirement, **more) -> dict:
    return {
        **OWN,
        "title": row.title,
        "first_due_days": row.first_due_days,
        "window_days": row.window_days,
        "applies_from": "2026-11-24",
        "since": row.since.isoformat(),
        "reason": "",
        "step": "adopt",
        **more,
    }


def test_a_change_is_a_new_row_that_keeps_since(cast, opens):
    row = asks(cast.school, "lone")

    opens(cast.ruth, "/school/requirements/rule/lone/change/", change(row, first_due_days=7))

    old, new = Requirement.objects.order_by("entry_id")
    assert (old.first_due_days, new.first_due_days) == (30, 7)
    assert new.since == old.since
    assert new.applies_from == TODAY


def test_the_past_keeps_its_rules(cast, opens):
    row = asks(cast.school, "lone")

    words = opens(
        cast.ruth, "/school/requirements/rule/lone/change/", change(row, applies_from="2026-11-23")
    )

    assert "The past keeps its rules. Choose today or a later day." in words
    assert Requirement.objects.count() == 1


def test_a_later_since_is_asked_of_a_second_lead(cast, opens):
    row = asks(cast.school, "lone")
    send = change(row, since="2026-06-01", reason="Nobody was told.")

    words = opens(cast.ruth, "/school/requirements/rule/lone/change/", send)

    assert "A second lead decides, and until then the rule stays." in words
    assert Requirement.objects.count() == 1
    assert Proposal.objects.get().reason == "Nobody was told."


def test_a_later_since_needs_a_reason(cast, opens):
    row = asks(cast.school, "lone")

    words = opens(
        cast.ruth, "/school/requirements/rule/lone/change/", change(row, since="2026-06-01")
    )

    assert "Say why: whoever decides, and whoever checks later, will ask." in words
    assert not Proposal.objects.exists()


def test_an_earlier_since_needs_nobody_else(cast, opens):
    row = asks(cast.school, "lone")

    opens(cast.ruth, "/school/requirements/rule/lone/change/", change(row, since="2025-06-01"))

    assert Requirement.objects.order_by("entry_id").last().since == date(2025, 6, 1)


def test_the_form_shows_the_rule_as_it_is(cast, client):
    asks(cast.school, "lone", renewal="yearly", due_day="09-30", source="The handbook")
    client.force_login(cast.ruth)

    html = client.get("/school/requirements/rule/lone/change/").content.decode()

    assert 'value="30 September"' in html
    assert 'value="The handbook"' in html
    assert 'value="2026-11-24"' in html


def test_a_requirement_is_ended_from_today_on(cast, opens):
    asks(cast.school, "lone")

    opens(cast.ruth, "/school/requirements/rule/lone/end/", {"last_day": "2026-11-24"})

    last = Requirement.objects.order_by("entry_id").last()
    assert (last.applies_from, last.applies_to) == (date(2026, 1, 1), TODAY)


def test_a_requirement_cannot_be_ended_in_the_past(cast, opens):
    asks(cast.school, "lone")

    words = opens(cast.ruth, "/school/requirements/rule/lone/end/", {"last_day": "2026-11-23"})

    assert "The past keeps its rules." in words


def test_a_requirements_page_has_every_version_with_its_author(cast, opens):
    asks(cast.school, "lone", by=cast.ruth.ref)
    asks(cast.school, "lone", first_due_days=7, applies_from=TODAY, by=cast.kwame.ref)

    words = opens(cast.ruth, "/school/requirements/rule/lone/")

    assert "Written down by Kwame Thistlemere. Lone: Teachers. Once, within 7 days" in words
    assert "Written down by Ruth Otterby. Lone: Teachers. Once, within 30 days" in words


def test_a_change_to_come_is_announced(cast, opens):
    asks(cast.school, "lone")
    asks(cast.school, "lone", first_due_days=7, applies_from=date(2027, 1, 4))

    assert "A change holds from Monday 4 January 2027." in opens(cast.ruth, "/school/requirements/")


# Deciding.


@pytest.fixture
def waiting(cast) -> Proposal:
    item("induction")
    record = did(cast.school, cast.imran, "induction", date(2026, 2, 2))
    return corrections.ask_to_void(
        school=cast.school, record=record, reason="The wrong Imran.", by=cast.ruth.ref
    )


def test_a_lead_sees_what_waits_and_agrees(cast, opens, waiting):
    listed = opens(cast.kwame, "/school/approvals/")
    words = opens(cast.kwame, f"/school/approvals/{waiting.ref}/", {"step": "approve"})

    assert "1 thing waits for a second person" in listed
    assert "Imran Wintermoss: make void: did “Induction”, on Monday 2 February 2026" in listed
    assert "Agreed by Kwame Thistlemere on Tuesday 24 November 2026." in words
    assert Record.objects.filter(kind="void").count() == 1


def test_whoever_asked_is_told_who_may_decide(cast, opens, waiting):
    words = opens(cast.ruth, f"/school/approvals/{waiting.ref}/")

    assert "You asked for this, so another lead decides." in words
    assert "That can be Comfort Marrowell or Kwame Thistlemere." in words


def test_whoever_asked_cannot_press_agree_either(cast, opens, waiting):
    words = opens(cast.ruth, f"/school/approvals/{waiting.ref}/", {"step": "approve"})

    assert "You asked for this, so another lead decides." in words
    assert not Record.objects.filter(kind="void").exists()


def test_a_school_with_one_lead_is_told_what_to_do(cast, opens):
    record = did(cast.next_door, cast.sanjay, "induction", date(2026, 2, 2))
    asked = corrections.ask_to_void(
        school=cast.next_door, record=record, reason="Wrong.", by=cast.eleri.ref
    )

    words = opens(cast.eleri, f"/school/approvals/{asked.ref}/")

    assert "There is nobody else here who could. Give a colleague the post of deputy" in words


def test_a_decline_without_a_reason_is_put_right_on_the_page(cast, opens, waiting):
    words = opens(cast.kwame, f"/school/approvals/{waiting.ref}/", {"step": "decline"})

    assert "Say why not, so that your colleague knows what to change." in words


def test_a_rule_that_waits_is_shown_with_whom_it_relieves(cast, opens):
    row = asks(cast.school, "lone")
    opens(
        cast.ruth,
        "/school/requirements/rule/lone/change/",
        change(row, since="2026-11-01", reason="Nobody was told."),
    )

    words = opens(cast.kwame, f"/school/approvals/{Proposal.objects.get().ref}/")

    assert "Would stop being late Ruth Otterby Kwame Thistlemere Imran Wintermoss" in words
    assert "Asked since Sunday 1 November 2026" in words


# A person's record.


def test_excusing_takes_days_a_reason_and_somebody_else(cast, opens):
    asks(cast.school, "lone")
    send = {
        "requirement": "lone",
        "starts_on": "2026-11-24",
        "ends_on": "2027-01-31",
        "reason": "Seconded to the trust.",
    }
    address = f"/school/people/{cast.imran.ref}/excuse/"

    assert "Choose a day." in opens(cast.ruth, address, send | {"ends_on": ""})
    assert "Say why" in opens(cast.ruth, address, send | {"reason": ""})
    assert not Exemption.objects.exists()
    words = opens(cast.ruth, address, send)

    assert "Imran Wintermoss is excused until Sunday 31 January 2027." in words
    assert "Excused “Lone” until Sunday 31 January 2027: Seconded to the trust." in words


def test_nobody_excuses_themselves_on_the_page_either(cast, opens):
    asks(cast.school, "lone")
    send = {
        "requirement": "lone",
        "starts_on": "2026-11-24",
        "ends_on": "2027-01-31",
        "reason": "Busy.",
    }

    words = opens(cast.ruth, f"/school/people/{cast.ruth.ref}/excuse/", send)

    assert "Nobody excuses themselves." in words
    assert not Exemption.objects.exists()


def test_a_correction_stands_on_the_persons_page_with_both_names(cast, opens, waiting):
    opens(cast.kwame, f"/school/approvals/{waiting.ref}/", {"step": "approve"})

    words = opens(cast.ruth, f"/school/people/{cast.imran.ref}/")

    assert "This record was made void later." in words
    assert "was made void by Kwame Thistlemere: The wrong Imran." in words
    assert "Ruth Otterby asked for the record of Monday 2 February 2026" in words


# Bringing in training.


def upload(text: str) -> dict:
    return {"file": SimpleUploadedFile("before.csv", text.encode(), "text/csv")}


HEAD = "Person,Training,Done on,Provider,Note,Evidence\n"
IMRAN = "Imran Wintermoss,Induction,14/03/2025,Trust,Card seen,"


def test_the_preview_shows_the_rows_and_writes_nothing(cast, opens):
    item("induction")
    before = Entry.objects.count()

    words = opens(cast.ruth, "/school/training-before/", upload(HEAD + IMRAN))

    assert "1 record to bring in" in words
    assert "Imran Wintermoss Induction Friday 14 March 2025 Trust: Card seen" in words
    assert Entry.objects.count() == before


def test_a_bad_row_is_shown_with_what_to_do(cast, opens):
    item("induction")

    words = opens(cast.ruth, "/school/training-before/", upload(HEAD + "Nobody,x,1/1/2020,,,"))

    assert "1 row to put right first" in words
    assert "Row 2 person Nobody Is nobody who has or had a post" in words


def test_markup_in_a_file_is_only_text(cast, client):
    item("induction")
    client.force_login(cast.ruth)
    script = "<script>alert(1)</script>"

    html = client.post(
        "/school/training-before/",
        upload(HEAD + f"{script},Induction,14/03/2025,{script},,\n" + IMRAN),
    ).content.decode()

    assert script not in html
    assert "&lt;script&gt;" in html


def test_a_second_lead_approves_the_batch_in_one_press(cast, opens):
    item("induction")
    text = HEAD + IMRAN
    send = {"step": "declare", "text": text, "reason": "The office's list."}

    words = opens(cast.ruth, "/school/training-before/", send)
    assert "Bring in one record of training" in words
    asked = Proposal.objects.get()
    seen = opens(cast.kwame, f"/school/approvals/{asked.ref}/")
    opens(cast.kwame, f"/school/approvals/{asked.ref}/", {"step": "approve"})

    assert "Imran Wintermoss Induction Friday 14 March 2025 Trust: Card seen" in seen
    assert Record.objects.get().kind == "declared"
    page = opens(cast.ruth, f"/school/people/{cast.imran.ref}/")
    assert "Training declared: “Induction”, “Trust: Card seen”, written down by Ruth" in page
    assert "approved by Kwame Thistlemere." in page


def test_a_file_that_a_row_names_goes_with_it(cast, opens, client):
    item("induction")
    card = SimpleUploadedFile("card.pdf", b"%PDF-1.4 card", "application/pdf")
    send = {"step": "declare", "text": HEAD + IMRAN + "card.pdf", "reason": "List."}

    missing = opens(cast.ruth, "/school/training-before/", send)
    assert "Row 2 names the file “card.pdf”, which is not among those you chose." in missing
    opens(cast.ruth, "/school/training-before/", send | {"files": card})
    asked = Proposal.objects.get()
    client.force_login(cast.kwame)
    link = re.search(
        r"/evidence/\w+/", client.get(f"/school/approvals/{asked.ref}/").content.decode()
    )

    assert client.get(link[0]).content == b"%PDF-1.4 card"
    opens(cast.kwame, f"/school/approvals/{asked.ref}/", {"step": "approve"})
    client.force_login(cast.imran)
    assert client.get(link[0]).status_code == 200


# Who may open them.


def addresses(cast: Cast, proposal: Proposal) -> list[str]:
    imran = f"/school/people/{cast.imran.ref}"
    return [
        "/school/requirements/",
        "/school/requirements/add/",
        BUNDLES,
        f"{BUNDLES}all-staff/",
        "/school/requirements/rule/lone/",
        "/school/requirements/rule/lone/change/",
        "/school/requirements/rule/lone/end/",
        "/school/approvals/",
        f"/school/approvals/{proposal.ref}/",
        "/school/training-before/",
        f"{imran}/put-right/",
        f"{imran}/put-right/{proposal.about}/",
        f"{imran}/excuse/",
        f"{imran}/excuse/{Exemption.objects.get().ref}/",
    ]


@pytest.fixture
def kept(cast, opens, waiting) -> list[str]:
    asks(cast.school, "lone")
    opens(
        cast.ruth,
        f"/school/people/{cast.imran.ref}/excuse/",
        {
            "requirement": "lone",
            "starts_on": "2026-11-24",
            "ends_on": "2027-01-31",
            "reason": "Away.",
        },
    )
    return addresses(cast, waiting)


@pytest.mark.parametrize("name", ["nadia", "imran", "devinder", "peter", "halima", "sanjay"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_leads_open_them(cast, client, kept, name, method):
    client.force_login(getattr(cast, name))
    before = Entry.objects.count()

    found = {address: getattr(client, method)(address).status_code for address in kept}

    assert {address for address, status in found.items() if status not in (404, 405)} == set()
    assert Entry.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lead_of_another_school_finds_nothing_of_this_one(cast, client, kept, method):
    client.force_login(cast.eleri)
    before = Entry.objects.count()
    ours = [address for address in kept if "lone" in address or cast.imran.ref in address]
    ours.append(kept[8])

    found = {a: getattr(client, method)(a, {"step": "approve"}).status_code for a in ours}

    assert {address for address, status in found.items() if status not in (404, 405)} == set()
    assert Entry.objects.count() == before


def test_a_stranger_is_asked_to_sign_in(client, kept):
    client.logout()

    for address in kept:
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_leads_open_them_all(cast, client, kept):
    client.force_login(cast.kwame)

    assert {client.get(address).status_code for address in kept} == {200}


@pytest.mark.parametrize("address", ["/school/requirements/", "/school/approvals/"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(cast, client, address):
    client.force_login(cast.ruth)

    def add(number):
        asks(cast.school, f"rule-{number}")
        done = did(cast.school, cast.imran, f"rule-{number}", TODAY - timedelta(days=number))
        corrections.ask_to_void(school=cast.school, record=done, reason="Wrong.", by=cast.kwame.ref)
        row = requirements.kept(cast.school.urn, slug=f"rule-{number}")[0].last
        moved = draft_requirement(school=cast.school, **(requirements.told(row) | {"since": TODAY}))
        requirements.ask_to_change(school=cast.school, row=moved, reason="Late.", by=cast.ruth.ref)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    add(1)
    client.get(address)
    one = queries()
    add(2)
    add(3)

    assert queries() == one


def test_what_only_another_school_has_named_is_not_offered_here(cast, opens):
    item("their-talk", title="Their talk", kind="session")
    asks(cast.next_door, "their-talk")
    item("our-talk", title="Our talk", kind="session")

    words = opens(cast.ruth, "/school/requirements/add/")

    assert "Our talk" in words
    assert "Their talk" not in words
