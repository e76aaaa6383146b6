"""Certificates follow completions of modules: once each, from the facts of their day, and kept."""

import io
import threading
from datetime import date
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.db import connection
from PIL import Image as Picture
from pypdf import PdfReader
from wagtail.images.models import Image

from certificates import issuing
from certificates.actions import erase_printed
from certificates.drawing import CannotPrint
from certificates.issuing import CannotIssue, certificate_for, issue_missing, issue_own
from certificates.models import Certificate
from certificates.shown import shown
from people.access import posts_as_they_stand
from people.actions import end_post, open_post
from people.models import User
from people.school_details import change_details
from register.actions import void_record, write_record
from register.content import fetch
from register.ledger import head
from register.models import Content, Item, Record
from register.verify import Wrong, verify
from tests.certificates.larkfield import DONE, completes, erased, larkfield, published, somebody
from tests.compliance.small_school import OFFICE, item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_held():
    cache.clear()


def printed(record):
    [row] = shown([certificate_for(record)])
    return row.printed


def pdf_words(certificate):
    pdf = fetch(certificate.pdf).data
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


# --- what it says ---------------------------------------------------------------------------------


def test_it_says_who_did_what_when_and_in_which_edition(record):
    words = printed(record)
    assert words.person_name == "Nadia Fernhollow"
    assert words.title == "Induction: keeping children safe here"
    assert (words.edition_number, words.edition_published_on) == (1, date(2026, 9, 1))
    assert words.completed_on == DONE
    assert (words.made_up_of, words.score_words) == ("7 lessons and 8 questions", "8 of 8 right")
    assert words.school_address == "Skylark Lane, Larkfield-under-Wold"


def test_the_kept_pdf_prints_those_words(record):
    words = pdf_words(certificate_for(record))
    assert "Nadia Fernhollow" in words
    assert "Tuesday 10 November 2026" in words


def test_the_address_for_checking_is_that_of_its_number(record, settings):
    settings.BASE_URL = "https://larkfield.example"
    words = printed(record)
    assert words.verify_url == f"https://larkfield.example/verify/{words.number}/"
    assert words.verify_words == "larkfield.example/verify"


def test_it_bears_the_head_of_the_ledger(record):
    newest = head("900001")
    assert printed(record).chain_head == f"900001 · {newest.seq} · {newest.hash[:12]}…"


def test_an_accent_too_pale_to_read_is_printed_darker(here, record):
    here.accent = "#ffee88"
    here.save()
    assert printed(record).accent != "#ffee88"


def test_one_lesson_without_questions_is_said_so(here, nadia):
    short = published("fire", "Fire doors", lessons=1, questions=0)
    words = printed(completes(here, nadia, short, score=None, out_of=None))
    assert (words.made_up_of, words.score_words) == ("1 lesson", "")


def test_a_module_taken_as_a_conversation_says_with_whom(here, nadia):
    ruth = User.objects.get(last_name="Otterby")
    talked = completes(
        here, nadia, published(), how="conversation", witness=ruth.ref, score=None, out_of=None
    )
    words = printed(talked)
    assert words.made_up_of == "A conversation"
    assert words.conversation_note == "in a conversation, in person, with Ruth1 Otterby."


def test_the_leads_are_those_of_the_day_of_completion(here, record):
    [post] = posts_as_they_stand(chain=here.urn, role="headteacher")
    end_post(post=post, ends_on=date(2026, 11, 15), by=OFFICE)
    later = somebody(here, "Anjali", "Newhead", "headteacher", from_=date(2026, 11, 16))
    assert later.get_full_name() != printed(record).head_name == "Comfort1 Marrowell"


def test_leads_who_came_after_the_day_are_named_where_there_was_nobody(here, nadia):
    long_ago = completes(here, nadia, published(on=date(2025, 9, 1)), on=date(2025, 10, 1))
    assert printed(long_ago).head_name == "Comfort1 Marrowell"


def test_a_school_without_a_headteacher_on_record_says_so(nadia, here, record):
    [post] = posts_as_they_stand(chain=here.urn, role="headteacher")
    end_post(post=post, ends_on=date(2026, 2, 1), by=OFFICE)
    assert printed(record).head_name == "Not on record"


def test_an_arabic_name_is_kept_as_it_is_written(here):
    person = somebody(here, "ابراهيم", "القحطاني", "teacher")
    record = completes(here, person, published())
    assert printed(record).person_name == "ابراهيم القحطاني"


def test_the_edition_is_the_one_that_was_done_not_the_newest(here, nadia, record):
    published(title="Induction, rewritten", on=date(2026, 11, 1), lessons=9)
    words = printed(record)
    assert (words.edition_number, words.made_up_of) == (1, "7 lessons and 8 questions")


def test_the_school_crest_is_printed_whatever_picture_it_was_uploaded_as(
    here, record, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Picture.new("RGB", (900, 1000), "#45398c").save(file, "JPEG")
    file.seek(0)
    here.crest = Image.objects.create(title="Crest", file=ImageFile(file, "crest.jpg"))
    here.save()
    pdf = PdfReader(io.BytesIO(fetch(certificate_for(record).pdf).data))
    assert len(pdf.pages[0].images) == 2  # the crest and the code to scan


def test_a_crest_that_is_gone_holds_the_certificate_back(here, record, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    Picture.new("RGB", (90, 100)).save(file, "PNG")
    file.seek(0)
    here.crest = Image.objects.create(title="Crest", file=ImageFile(file, "crest.png"))
    here.save()
    (tmp_path / here.crest.file.name).unlink()
    with pytest.raises(CannotPrint, match="upload it again"):
        certificate_for(record)


# --- who gets one ---------------------------------------------------------------------------------


def test_every_completion_of_a_module_gets_one(here, record):
    somebody_else = somebody(here, "Imran", "Wintermoss")
    completes(here, somebody_else, published())
    assert issue_missing() == 2
    assert Certificate.objects.count() == 2


def test_asking_again_issues_nothing_more(record):
    issue_missing()
    assert issue_missing() == 0
    assert certificate_for(record) == Certificate.objects.get()


def test_what_was_issued_is_served_though_the_name_has_changed(record, nadia):
    before = certificate_for(record)
    nadia.last_name = "Married"
    nadia.save()
    assert certificate_for(record) == before
    assert "Fernhollow" in pdf_words(certificate_for(record))


def test_what_was_issued_stays_as_it_is_when_the_school_is_called_otherwise(here, nadia, record):
    before = fetch(certificate_for(record).pdf).data
    change_details(
        school=here, told={"name": "Larkfield Academy"}, crest=None, seen=0, by=nadia.ref
    )
    assert fetch(certificate_for(record).pdf).data == before
    assert "Larkfield Academy" not in pdf_words(certificate_for(record))
    later = completes(here, somebody(here, "Imran", "Wintermoss"), published())
    assert "Larkfield Academy" in pdf_words(certificate_for(later))


@pytest.mark.parametrize("kind", ["policy", "scenario", "session", "outside", "document"])
def test_only_modules_earn_certificates(here, nadia, kind):
    edition = published("other", "Something else")
    Item.objects.filter(slug="other").update(kind=kind)
    record = completes(here, nadia, edition)
    assert issue_missing() == 0
    with pytest.raises(CannotIssue):
        certificate_for(record)


@pytest.mark.parametrize("kind", ["declared", "signed"])
def test_what_was_only_declared_earns_none(here, nadia, kind):
    edition = published()
    write_record(
        chain=here.urn,
        person=nadia.ref,
        item=edition.item,
        kind=kind,
        happened_on=DONE,
        edition=edition,
        by=OFFICE,
    )
    assert issue_missing() == 0


def test_training_brought_in_from_elsewhere_earns_none(here, nadia):
    item("induction")
    write_record(
        chain=here.urn,
        person=nadia.ref,
        item="induction",
        kind=Record.Kind.COMPLETED,
        happened_on=DONE,
        by=OFFICE,
    )
    assert issue_missing() == 0


def test_a_record_made_void_earns_none(here, record):
    void_record(chain=here.urn, record=record, reason="Pressed by mistake", by=OFFICE)
    assert issue_missing() == 0
    with pytest.raises(CannotIssue):
        certificate_for(record)


def test_doing_it_again_after_a_void_earns_a_certificate(here, nadia, record):
    void_record(chain=here.urn, record=record, reason="Wrong day", by=OFFICE)
    again = completes(here, nadia, published())
    assert issue_missing() == 1
    assert Certificate.objects.get().record == again.pk


def test_a_record_made_void_while_it_was_drawn_earns_none(here, record, monkeypatch):
    draw = issuing.draw

    def slow(*args):
        void_record(chain=here.urn, record=record, reason="Just now", by=OFFICE)
        return draw(*args)

    monkeypatch.setattr(issuing, "draw", slow)
    with pytest.raises(CannotIssue):
        certificate_for(record)
    assert not Certificate.objects.exists()


def test_somebody_erased_is_passed_over(record, nadia):
    nadia.delete()
    assert issue_missing() == 0


def test_issuing_stops_at_the_limit_and_goes_on_next_time(here, record):
    for name in ("Ada", "Ben"):
        completes(here, somebody(here, name), published())
    assert [issue_missing(2), issue_missing(2), issue_missing(2)] == [2, 1, 0]


def test_one_person_can_be_asked_for_alone(here, record, nadia):
    completes(here, somebody(here, "Imran"), published())
    assert issue_missing(person=nadia.ref) == 1
    assert Certificate.objects.get().person == nadia.ref


def test_a_certificate_is_in_the_chain_of_the_school_where_it_was_earned(record):
    other = larkfield("900002", name="Harebell Rise")
    theirs = completes(other, somebody(other, "Mei"), published())
    assert certificate_for(theirs).chain == "900002"
    assert certificate_for(record).chain == "900001"


# --- what cannot be printed -----------------------------------------------------------------------


@pytest.fixture
def unprintable(here):
    return completes(here, somebody(here, "Sam", "😀"), published())


def test_what_cannot_be_printed_is_not_issued_and_holds_nobody_else_up(unprintable, here):
    completes(here, somebody(here, "Imran"), published())
    assert issue_missing(limit=1) == 1
    assert Certificate.objects.get().record != unprintable.pk


def test_the_person_is_told_why_in_a_sentence(unprintable):
    [held] = issue_own(unprintable.person)
    assert "cannot print “😀” in the person’s name" in held.words


def test_the_worker_leaves_it_alone_for_an_hour(unprintable, monkeypatch):
    issue_missing()
    monkeypatch.setattr(issuing, "certificate_for", lambda record: pytest.fail("tried again"))
    assert issue_missing() == 0


def test_its_own_person_can_try_again_at_once(unprintable):
    issue_missing()
    User.objects.filter(ref=unprintable.person).update(last_name="Smiley")
    assert issue_own(unprintable.person) == []
    assert Certificate.objects.get().record == unprintable.pk


def test_a_fault_of_ours_holds_nobody_else_up_and_is_owned_to(here, record, monkeypatch):
    other = completes(here, somebody(here, "Imran"), published())
    settled = issuing.settled

    def broken(which, school):
        if which.pk == record.pk:
            raise RuntimeError("no disk")
        return settled(which, school)

    monkeypatch.setattr(issuing, "settled", broken)
    assert issue_missing() == 1
    assert Certificate.objects.get().record == other.pk
    [held] = issue_own(record.person)
    assert held.words == issuing.NOT_NOW


# --- kept whole -----------------------------------------------------------------------------------


def test_the_fact_names_the_digests_of_what_is_kept(record):
    certificate = certificate_for(record)
    assert sha256(fetch(certificate.pdf).data).hexdigest() == certificate.pdf
    assert fetch(certificate.pdf).data.startswith(b"%PDF")
    assert fetch(certificate.printed).media_type == "application/json"


def test_the_name_is_not_in_the_ledger(record):
    certificate = certificate_for(record)
    assert "Fernhollow" not in certificate.entry.body


def test_verifying_finds_a_pdf_that_was_changed(record):
    certificate = certificate_for(record)
    Content.objects.filter(digest=certificate.pdf).update(data=b"%PDF forged")
    with pytest.raises(Wrong, match="has been changed"):
        list(verify("900001"))


def test_verifying_finds_a_pdf_that_is_missing(record):
    certificate = certificate_for(record)
    Content.objects.filter(digest=certificate.pdf).delete()
    with pytest.raises(Wrong, match="is missing"):
        list(verify("900001"))


def test_words_erased_with_their_person_are_nothing_wrong(here, record, nadia):
    certificate_for(record)
    assert erase_printed(person=nadia.ref) == 2
    erased(here, nadia)
    assert [one.chain for one in verify("900001")] == ["900001"]


def test_drawing_holds_no_lock(record, monkeypatch):
    """As far as one connection can tell: no transaction of ours is open while it draws."""
    depth = len(connection.savepoint_ids)
    draw = issuing.draw

    def watched(*args):
        assert len(connection.savepoint_ids) == depth
        return draw(*args)

    monkeypatch.setattr(issuing, "draw", watched)
    certificate_for(record)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_give_one_number():
    here = larkfield()
    record = completes(here, somebody(here, "Nadia"), published())
    meet = threading.Barrier(2)
    draw, got = issuing.draw, []

    def together(*args):
        pdf = draw(*args)
        meet.wait(timeout=30)  # both have drawn, neither has written
        return pdf

    def work():
        try:
            got.append(certificate_for(record).number)
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing, "draw", together)
        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert got == [Certificate.objects.get().number] * 2


def test_a_second_post_of_the_person_changes_nothing(here, record, nadia):
    open_post(school=here, person=nadia.ref, role="first_aider", starts_on=DONE, by=OFFICE)
    issue_missing()
    assert issue_missing() == 0
