"""The public page says whether a certificate is genuine, shows what is printed, and no more."""

import json
import re
from html import unescape

import pytest
from django.core.cache import cache

from certificates import verify_views
from certificates.actions import erase_printed
from certificates.issuing import certificate_for
from certificates.numbers import new_number
from people.models import User
from register.actions import void_record
from register.content import keep
from register.models import Content
from tests.certificates.larkfield import completes, larkfield, published, somebody
from tests.compliance.small_school import OFFICE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_asked():
    cache.clear()


@pytest.fixture
def here():
    return larkfield(phone="01632 960110")


@pytest.fixture
def certificate(record):
    return certificate_for(record)


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def asked(client, number):
    return client.get(f"/verify/{number}/")


# --- what it shows --------------------------------------------------------------------------------


def test_anybody_sees_that_a_certificate_is_genuine_without_signing_in(client, certificate):
    response = asked(client, certificate.number)
    assert response.status_code == 200
    assert "This certificate is genuine" in words(response)


def test_it_shows_name_title_days_edition_school_and_number(client, certificate):
    page = words(asked(client, certificate.number))
    for told in (
        "Nadia Fernhollow",
        "Induction: keeping children safe here",
        "1, of Tuesday 1 September 2026",
        "Tuesday 10 November 2026",
        "Larkfield Primary School",
        certificate.number,
    ):
        assert told in page


def test_it_says_no_more_than_is_printed(client, certificate, nadia, record):
    User.objects.filter(pk=nadia.pk).update(
        staff_number="S-4711", phone="07700 900123", email="nadia@school.example"
    )
    page = asked(client, certificate.number).content.decode()
    for untold in (
        nadia.ref,
        "nadia@school.example",
        "S-4711",
        "07700 900123",
        "teaching assistant",
        "Marrowell",  # the leads are printed, but are no business of a checker's
        "8 of 8",
        str(record.pk),
    ):
        assert untold not in page


def test_it_says_what_it_does_not_say(client, certificate):
    page = words(asked(client, certificate.number))
    assert "Whether anything has become due since" in page
    assert "not a check" in page


def test_it_shows_the_name_that_was_printed_not_todays(client, certificate, nadia):
    User.objects.filter(pk=nadia.pk).update(last_name="Married")
    assert "Nadia Fernhollow" in words(asked(client, certificate.number))


def test_a_name_is_never_taken_for_html(client, here):
    person = somebody(here, "Eve", "<b>x</b>")
    number = certificate_for(completes(here, person, published())).number
    assert "&lt;b&gt;x&lt;/b&gt;" in asked(client, number).content.decode()


def test_an_arabic_name_is_shown_whole(client, here):
    person = somebody(here, "ابراهيم", "القحطاني")
    number = certificate_for(completes(here, person, published())).number
    assert "ابراهيم القحطاني" in words(asked(client, number))


def test_it_shows_the_digest_by_which_a_pdf_can_be_compared(client, certificate):
    assert certificate.pdf in words(asked(client, certificate.number))


# --- when something has happened since ------------------------------------------------------------


def test_a_certificate_whose_record_was_made_void_no_longer_stands(
    client, certificate, record, here, time_machine
):
    time_machine.move_to("2026-12-04 10:00", tick=False)
    void_record(chain=here.urn, record=record, reason="Somebody else’s tablet", by=OFFICE)
    page = words(asked(client, certificate.number))
    assert "This certificate no longer stands" in page
    assert "made void on Friday 4 December 2026" in page
    assert "genuine" not in page.lower()
    assert "tablet" not in page


@pytest.mark.parametrize("kept", ["pdf", "printed"])
def test_a_kept_copy_that_was_changed_is_not_vouched_for(client, certificate, kept):
    forged = json.dumps({"person_name": "Eve Forger"}).encode()
    Content.objects.filter(digest=getattr(certificate, kept)).update(data=forged)
    page = words(asked(client, certificate.number))
    assert "We cannot vouch for this certificate" in page
    assert "Genuine" not in page
    assert "Eve Forger" not in page


def test_a_pdf_that_is_missing_is_not_vouched_for(client, certificate):
    Content.objects.filter(digest=certificate.pdf).delete()
    assert "We cannot vouch" in words(asked(client, certificate.number))


def test_after_an_erasure_the_number_is_known_and_the_name_is_not(client, certificate, nadia):
    erase_printed(person=certificate.person)
    nadia.delete()
    page = words(asked(client, certificate.number))
    assert "has been erased" in page
    assert "Fernhollow" not in page


# --- numbers that are none ------------------------------------------------------------------------


def test_an_unknown_number_is_not_found(client, certificate):
    response = asked(client, new_number())
    assert response.status_code == 404
    assert "We have no certificate of that number" in words(response)


@pytest.mark.parametrize(
    "number", ["1", "../../etc/passwd", "<script>", "a/b/c", "%00", "ابراهيم", "9" * 500]
)
def test_what_cannot_be_a_number_gets_the_same_answer(client, certificate, number):
    assert asked(client, number).status_code == 404
    assert asked(client, number).content == asked(client, new_number()).content


def test_the_number_may_be_typed_without_dashes_and_capitals(client, certificate):
    typed = certificate.number.replace("-", " ").lower()
    assert asked(client, typed).status_code == 200
    assert client.get("/verify/", {"number": typed}).url == f"/verify/{certificate.number}/"


def test_the_form_answers_what_cannot_be_a_number_in_the_same_way(client, certificate):
    response = client.get("/verify/", {"number": "hello"})
    assert response.status_code == 404
    assert response.content == asked(client, new_number()).content


def test_the_form_asks_for_a_number(client):
    response = client.get("/verify/")
    assert response.status_code == 200
    assert "Certificate number" in words(response)


@pytest.mark.parametrize("address", ["/verify/", "/verify/7Q4D-M2XA-9KPT-3WZB/"])
def test_search_engines_and_browsers_do_not_keep_it(client, address):
    response = client.get(address)
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store"


def test_nothing_can_be_sent_to_it(client, certificate):
    assert client.post(f"/verify/{certificate.number}/").status_code == 405


# --- too many -------------------------------------------------------------------------------------


@pytest.fixture
def noon(time_machine):
    time_machine.move_to("2026-12-04 12:00:00", tick=False)
    return time_machine


def test_guessing_is_slowed_down(client, noon, certificate):
    found = [asked(client, new_number()).status_code for _ in range(60)]
    assert set(found) == {404}
    assert asked(client, certificate.number).status_code == 429
    assert client.get("/verify/", {"number": "x"}).status_code == 429


def test_a_minute_later_one_may_ask_again(client, noon, certificate):
    for _ in range(61):
        asked(client, new_number())
    noon.move_to("2026-12-04 12:01:00", tick=False)
    assert asked(client, certificate.number).status_code == 200


def test_another_address_is_not_slowed_down(client, noon, certificate):
    for _ in range(61):
        asked(client, new_number())
    response = client.get(f"/verify/{certificate.number}/", REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),  # nobody in front of us: anyone could have written it
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(rf, settings, proxies, forwarded, seen):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/verify/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
    assert verify_views.client_ip(request) == seen


# --- a person's own pages -------------------------------------------------------------------------


def test_my_certificates_issues_what_is_missing_and_lists_it(client, nadia, record):
    client.force_login(nadia)
    page = words(client.get("/my-certificates/"))
    assert "Induction: keeping children safe here" in page
    assert "Completed on Tuesday 10 November 2026" in page
    assert certificate_for(record).number in page


def test_my_certificates_says_what_to_do_while_there_is_none(client, nadia):
    client.force_login(nadia)
    assert "No certificates yet" in words(client.get("/my-certificates/"))


def test_my_certificates_says_why_one_cannot_be_printed(client, here):
    sam = somebody(here, "Sam", "😀")
    completes(here, sam, published())
    client.force_login(sam)
    page = words(client.get("/my-certificates/"))
    assert "is not made yet" in page
    assert "cannot print “😀” in the person’s name" in page
    assert "safely on record" in page


def test_my_certificates_shows_nobody_elses(client, here, certificate):
    client.force_login(somebody(here, "Imran"))
    assert certificate.number not in words(client.get("/my-certificates/"))


def test_my_certificates_asks_as_little_for_three_as_for_one(
    client, here, nadia, certificate, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(nadia)
    with django_assert_max_num_queries(20) as one:
        client.get("/my-certificates/")
    for slug in ("online", "fire"):
        certificate_for(completes(here, nadia, published(slug, slug)))
    with django_assert_num_queries(len(one)):
        client.get("/my-certificates/")


def test_one_that_no_longer_stands_is_marked_in_the_list(client, here, nadia, record, certificate):
    void_record(chain=here.urn, record=record, reason="Wrong person", by=OFFICE)
    client.force_login(nadia)
    page = words(client.get("/my-certificates/"))
    assert "Made void on" in page
    assert "no longer stands" in page


def test_the_pdf_is_the_bytes_that_were_kept(client, nadia, certificate):
    client.force_login(nadia)
    response = client.get(f"/certificates/{certificate.number}.pdf")
    assert keep(response.content, "application/pdf") == certificate.pdf
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"


def test_the_name_of_the_file_names_nobody(client, nadia, certificate):
    client.force_login(nadia)
    response = client.get(f"/certificates/{certificate.number}.pdf")
    expected = f'inline; filename="certificate-{certificate.number}.pdf"'
    assert response["Content-Disposition"] == expected


def test_the_page_says_what_the_pdf_says(client, nadia, certificate):
    client.force_login(nadia)
    page = words(client.get(f"/certificates/{certificate.number}/"))
    for told in ("Nadia Fernhollow", "7 lessons and 8 questions", "8 of 8 right", "Ruth1 Otterby"):
        assert told in page


def opens(client, certificate):
    """The status of the page and of the PDF."""
    number = certificate.number
    addresses = (f"/certificates/{number}/", f"/certificates/{number}.pdf")
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize("role", ["headteacher", "dsl", "deputy_dsl"])
def test_those_who_lead_at_the_school_may_open_it(client, here, certificate, role):
    client.force_login(somebody(here, "Lead", role=role))
    assert opens(client, certificate) == [200, 200]


@pytest.mark.parametrize("role", ["teacher", "office", "governor", "volunteer", "senco"])
def test_colleagues_do_not_find_it(client, here, certificate, role):
    client.force_login(somebody(here, "Colleague", role=role))
    assert opens(client, certificate) == [404, 404]


@pytest.mark.parametrize("role", ["headteacher", "dsl", "deputy_dsl"])
def test_the_leads_of_another_school_do_not_find_it(client, certificate, role):
    other = larkfield("900002", name="Harebell Rise")
    client.force_login(somebody(other, "Lead", role=role))
    assert opens(client, certificate) == [404, 404]


def test_nobody_opens_it_without_signing_in(client, certificate):
    assert opens(client, certificate) == [302, 302]
    assert client.get("/my-certificates/").status_code == 302


def test_what_was_erased_is_not_found(client, here, certificate):
    erase_printed(person=certificate.person)
    client.force_login(somebody(here, "Lead", role="dsl"))
    assert opens(client, certificate) == [404, 404]


def test_the_page_of_one_that_no_longer_stands_says_so(client, here, nadia, record, certificate):
    void_record(chain=here.urn, record=record, reason="Wrong person", by=OFFICE)
    client.force_login(nadia)
    page = words(client.get(f"/certificates/{certificate.number}/"))
    assert "No longer stands" in page
    assert "This is to record" not in page


def test_erasing_one_person_leaves_everybody_elses(client, here, certificate):
    imran = somebody(here, "Imran")
    other = certificate_for(completes(here, imran, published()))
    erase_printed(person=imran.ref)
    imran.delete()
    assert "is genuine" in words(asked(client, certificate.number))
    assert "has been erased" in words(asked(client, other.number))


@pytest.mark.parametrize("number", ["%00", "x", "7Q4D-M2XA-9KPT-3WZB", "%D8%A7"])
def test_a_number_that_is_none_is_not_found(client, nadia, number):
    client.force_login(nadia)
    assert client.get(f"/certificates/{number}/").status_code == 404
    assert client.get(f"/certificates/{number}.pdf").status_code == 404
