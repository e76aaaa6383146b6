"""Certificates in one file: as issued, with an index that says plainly what is missing."""

import csv
import io
import re
from datetime import date
from hashlib import sha256
from html import unescape
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from certificates import export, export_views
from certificates.actions import erase_printed
from certificates.issuing import certificate_for, issue_missing
from certificates.models import Certificate
from people.access import posts_as_they_stand
from people.actions import end_post
from people.models import User
from register.actions import void_record
from register.ledger import head
from register.models import Content, Item
from tests.certificates.larkfield import completes, larkfield, published, somebody
from tests.compliance.small_school import OFFICE

pytestmark = pytest.mark.django_db
PAGE = "/school/certificates/"


@pytest.fixture(autouse=True)
def nothing_held():
    cache.clear()


@pytest.fixture
def ruth(here):
    return User.objects.get(last_name="Otterby")


@pytest.fixture
def edition():
    return published()


@pytest.fixture
def nadia(here, edition):
    """Has her certificate."""
    person = somebody(here, "Nadia", "Fernhollow", "teaching_assistant")
    certificate_for(completes(here, person, edition))
    return person


@pytest.fixture
def imran(here, edition):
    """Has his."""
    person = somebody(here, "Imran", "Wintermoss")
    certificate_for(completes(here, person, edition, on=date(2026, 10, 1)))
    return person


@pytest.fixture
def lead(client, ruth):
    client.force_login(ruth)
    return client


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).split())


def downloaded(client, **chosen):
    response = client.post(PAGE, {"who": "everyone", "download": "1"} | chosen)
    assert response["Content-Type"] == "application/zip", words(response)
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def table(file, name="index.csv"):
    return list(csv.DictReader(io.StringIO(file.read(name).decode("utf-8-sig"))))


def names(file):
    return [row["name"] for row in table(file)]


def missing(file):
    found = table(file, "missing.csv")
    return {row["name"]: row["what is missing"] for row in found}


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["headteacher", "dsl", "deputy_dsl"])
def test_those_who_lead_may_export(client, here, nadia, role):
    client.force_login(somebody(here, "Lead", role=role))
    assert client.get(PAGE).status_code == 200
    assert names(downloaded(client)) == ["Nadia Fernhollow"]


@pytest.mark.parametrize("role", ["teacher", "office", "governor", "volunteer"])
def test_nobody_else_finds_the_page(client, here, nadia, role):
    client.force_login(somebody(here, "Colleague", role=role))
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"who": "everyone", "download": "1"}).status_code == 404


def test_nobody_exports_without_signing_in(client, here):
    assert client.get(PAGE).status_code == 302


def test_a_lead_of_another_school_gets_their_own_schools_certificates_only(client, nadia, edition):
    other = larkfield("900002", name="Harebell Rise")
    client.force_login(User.objects.get(first_name="Ruth2"))
    mei = somebody(other, "Mei", "Hollowbank")
    certificate_for(completes(other, mei, edition))
    assert names(downloaded(client)) == ["Mei Hollowbank"]


def test_people_of_another_school_cannot_be_chosen(client, nadia, edition):
    larkfield("900002", name="Harebell Rise")
    client.force_login(User.objects.get(first_name="Ruth2"))
    response = client.post(PAGE, {"who": "chosen", "people": [nadia.ref], "download": "1"})
    assert response["Content-Type"].startswith("text/html")
    assert "Somebody you chose is not on this page" in words(response)
    assert "Fernhollow" not in words(response)


# --- what is in the file --------------------------------------------------------------------------


def test_the_pdfs_are_the_ones_that_were_issued(lead, nadia):
    file = downloaded(lead)
    certificate = Certificate.objects.get()
    pdf = file.read(f"certificates/{certificate.number}.pdf")
    assert sha256(pdf).hexdigest() == certificate.pdf
    assert file.testzip() is None


def test_files_are_named_by_number_and_by_nobodys_name(lead, nadia, imran):
    listed = downloaded(lead).namelist()
    numbers = {f"certificates/{one.number}.pdf" for one in Certificate.objects.all()}
    others = {"README.txt", "head.json", "index.csv", "index.html", "missing.csv"}
    assert set(listed) == numbers | others


def test_the_file_is_named_after_school_and_day(lead, nadia, time_machine):
    time_machine.move_to("2026-12-04 23:59", tick=False)
    response = lead.post(PAGE, {"who": "everyone", "download": "1"})
    disposition = 'attachment; filename="certificates-900001-2026-12-04.zip"'
    assert response["Content-Disposition"] == disposition
    assert response["Cache-Control"] == "no-store"


def test_the_index_says_everything_once(lead, nadia, settings):
    settings.BASE_URL = "https://larkfield.example"
    certificate = Certificate.objects.get()
    assert table(downloaded(lead)) == [
        {
            "name": "Nadia Fernhollow",
            "ref": nadia.ref,
            "item title": "Induction: keeping children safe here",
            "completed on": "2026-11-10",
            "edition": "1",
            "number": certificate.number,
            "digest": certificate.pdf,
            "verify address": f"https://larkfield.example/verify/{certificate.number}/",
        }
    ]


def test_the_index_to_read_stands_alone_and_links_to_the_pdfs(lead, nadia):
    page = downloaded(lead).read("index.html").decode()
    number = Certificate.objects.get().number
    assert f'href="certificates/{number}.pdf"' in page
    assert "Tuesday 10 November 2026" in page
    assert "<link" not in page
    assert "<script" not in page


def test_the_readme_says_what_it_is_from_where_as_at_when_and_how_to_check(
    lead, nadia, time_machine
):
    time_machine.move_to("2026-12-04 09:30:15", tick=False)
    newest = head("900001")
    text = downloaded(lead).read("README.txt").decode()
    for told in (
        "Larkfield Primary School (URN 900001)",
        "Friday 4 December 2026, 09:30:15 GMT",
        "1 certificate of 1 person",
        "/verify/",
        "SHA-256",
        f"900001 {newest.seq} {newest.hash}",
    ):
        assert told in text


def test_the_head_of_the_ledger_in_it_is_an_anchor_to_verify_by(lead, nadia, tmp_path, capsys):
    downloaded(lead).extract("head.json", tmp_path)
    anchor = str(tmp_path / "head.json")
    call_command("verify_register", "--school", "900001", "--anchor", anchor)
    assert capsys.readouterr().out.startswith("900001 ")


def test_an_arabic_name_is_whole_in_every_index(lead, here, edition):
    person = somebody(here, "ابراهيم", "القحطاني")
    certificate_for(completes(here, person, edition))
    file = downloaded(lead)
    assert names(file) == ["ابراهيم القحطاني"]
    assert "ابراهيم القحطاني" in file.read("index.html").decode()


@pytest.mark.parametrize("first", ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "'=x"])
def test_a_spreadsheet_takes_no_name_for_a_formula(lead, here, edition, first):
    person = somebody(here, "Bob")
    User.objects.filter(pk=person.pk).update(first_name=first)
    certificate_for(completes(here, person, edition))
    assert names(downloaded(lead)) == [f"'{first}"]


def test_a_name_is_never_taken_for_html_in_the_index(lead, here, edition):
    person = somebody(here, "Eve", "<script>x</script>")
    certificate_for(completes(here, person, edition))
    assert "&lt;script&gt;x" in downloaded(lead).read("index.html").decode()


def test_nothing_is_left_on_the_disk(lead, nadia, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    downloaded(lead)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_sentence(lead, nadia, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_views, "write", full)
    response = lead.post(PAGE, {"who": "everyone", "download": "1"})
    assert "There is no room to make the file" in words(response)


# --- choosing -------------------------------------------------------------------------------------


def test_the_page_says_how_many_there_are(lead, nadia, imran):
    assert "2 certificates of 2 people" in words(lead.get(PAGE))


def test_see_how_many_counts_and_sends_no_file(lead, nadia, imran):
    response = lead.post(PAGE, {"who": "everyone", "since": "2026-11-01", "count": "1"})
    assert "1 certificate of 1 person, completed since Sunday 1 November 2026" in words(response)


def test_chosen_people_only(lead, nadia, imran):
    file = downloaded(lead, who="chosen", people=[imran.ref])
    assert names(file) == ["Imran Wintermoss"]


def test_one_item_only(lead, here, nadia, edition):
    other = published("online", "Online safety")
    certificate_for(completes(here, nadia, other))
    file = downloaded(lead, item="online")
    assert [row["item title"] for row in table(file)] == ["Online safety"]


def test_since_a_day_that_day_included(lead, nadia, imran):
    assert names(downloaded(lead, since="2026-11-10")) == ["Nadia Fernhollow"]


def test_choosing_nobody_is_asked_about(lead, nadia):
    response = lead.post(PAGE, {"who": "chosen", "download": "1"})
    assert "Choose at least one person, or everyone." in words(response)


@pytest.mark.parametrize(
    "bad", [{"since": "never"}, {"item": "no-such"}, {"who": "x"}, {"people": ["x"]}]
)
def test_what_the_page_did_not_offer_is_refused_kindly(lead, nadia, bad):
    response = lead.post(PAGE, {"who": "everyone", "download": "1"} | bad)
    assert response.status_code == 200
    assert "put right" in words(response)


def test_somebody_who_has_left_can_be_chosen(lead, here, nadia):
    [post] = posts_as_they_stand(person=nadia.ref)
    end_post(post=post, ends_on=date(2026, 11, 12), by=OFFICE)
    assert "Nadia Fernhollow, has left" in words(lead.get(PAGE))
    assert names(downloaded(lead, who="chosen", people=[nadia.ref])) == ["Nadia Fernhollow"]


def test_a_very_large_school_can_tick_every_name_on_a_page(lead, here, nadia, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 14  # four people and ten other fields
    for number in range(6):
        somebody(here, f"Tick{number}", "Zed")
    first = words(lead.get(PAGE))
    assert "People 1 to 4 of 9" in first
    refs = [person.ref for person in User.objects.filter(last_name="Zed").order_by("first_name")]
    response = lead.post(f"{PAGE}?page=2", {"who": "chosen", "people": refs[1:5], "count": "1"})
    assert "There is no certificate that fits" in words(response)


def test_the_page_asks_as_little_for_three_as_for_one(
    lead, here, nadia, edition, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(25) as one:
        lead.get(PAGE)
    for name in ("Ada", "Ben"):
        certificate_for(completes(here, somebody(here, name), edition))
    with django_assert_num_queries(len(one)):
        lead.get(PAGE)


# --- what is missing ------------------------------------------------------------------------------


def test_people_without_a_certificate_of_the_item_are_named(lead, here, nadia, imran):
    certificate_for(completes(here, nadia, published("online", "Online safety")))
    told = missing(downloaded(lead, item="online"))
    assert told["Imran Wintermoss"] == "No certificate of “Online safety”."
    assert "Nadia Fernhollow" not in told


def test_the_index_to_read_names_them_too(lead, here, nadia):
    somebody(here, "Aoife", "Marshlight")
    page = downloaded(lead, item="induction").read("index.html").decode()
    assert "Aoife Marshlight" in page
    assert "No certificate of “Induction" in page


def test_nobody_is_named_who_was_not_asked_for(lead, nadia, imran):
    file = downloaded(lead, who="chosen", people=[nadia.ref])
    assert "missing.csv" not in file.namelist()
    assert "Nothing: everyone who was asked for" in file.read("index.html").decode()


def test_an_older_completion_is_missing_since_a_day(lead, nadia, imran):
    told = missing(downloaded(lead, since="2026-11-01"))
    words = "No certificate for anything completed since Sunday 1 November 2026."
    assert told["Imran Wintermoss"] == words


def test_one_that_no_longer_stands_is_left_out_and_named(lead, here, nadia, imran, time_machine):
    time_machine.move_to("2026-12-04 10:00", tick=False)
    certificate = Certificate.objects.get(person=nadia.ref)
    record = completes(here, nadia, published())
    void_record(chain=here.urn, record=record, reason="Wrong tablet", by=OFFICE)
    file = downloaded(lead)
    assert names(file) == ["Imran Wintermoss"]
    told = missing(file)["Nadia Fernhollow"]
    assert certificate.number in told
    assert "no longer stands: made void on Friday 4 December 2026" in told


def test_one_that_cannot_be_printed_is_named_with_the_reason(lead, here, nadia, edition):
    completes(here, somebody(here, "Sam", "😀"), edition)
    told = missing(downloaded(lead))["Sam 😀"]
    assert told.startswith("Completed “Induction: keeping children safe here” on Tuesday 10 Nov")
    assert "cannot print “😀”" in told


def test_a_damaged_copy_is_left_out_and_named(lead, nadia, imran):
    certificate = Certificate.objects.get(person=nadia.ref)
    Content.objects.filter(digest=certificate.pdf).update(data=b"%PDF forged")
    file = downloaded(lead)
    assert names(file) == ["Imran Wintermoss"]
    assert "is damaged" in missing(file)["Nadia Fernhollow"]
    assert f"certificates/{certificate.number}.pdf" not in file.namelist()


def test_what_was_erased_is_said_without_a_name(lead, here, nadia, imran):
    certificate = Certificate.objects.get(person=nadia.ref)
    erase_printed(person=nadia.ref)
    nadia.delete()
    told = missing(downloaded(lead))
    assert certificate.number in told["Somebody whose name has been erased"]


def test_what_is_missing_is_made_before_the_file(lead, here, edition):
    completes(here, somebody(here, "Aoife", "Marshlight"), edition)
    assert names(downloaded(lead)) == ["Aoife Marshlight"]


# --- the command ----------------------------------------------------------------------------------


def ran(*args):
    """Its exit status and what it wrote to stderr."""
    err = io.StringIO()
    try:
        call_command("export_certificates", *map(str, args), stderr=err)
    except SystemExit as stop:
        return stop.code, err.getvalue().strip()
    return 0, err.getvalue().strip()


def test_the_command_writes_the_same_file(nadia, imran, tmp_path, capsys):
    out = tmp_path / "out.zip"
    assert ran("--school", "900001", out) == (0, "")
    with ZipFile(out) as file:
        assert names(file) == ["Imran Wintermoss", "Nadia Fernhollow"]
        assert file.testzip() is None
    assert "2 certificates of 2 people at Larkfield Primary School." in capsys.readouterr().out


def test_the_command_issues_what_is_missing(here, edition, tmp_path):
    completes(here, somebody(here, "Aoife", "Marshlight"), edition)
    ran("--school", "900001", tmp_path / "out.zip")
    with ZipFile(tmp_path / "out.zip") as file:
        assert names(file) == ["Aoife Marshlight"]


def test_a_second_run_gives_the_same_certificates(nadia, tmp_path):
    def run(name):
        ran("--school", "900001", tmp_path / name)
        with ZipFile(tmp_path / name) as file:
            return {info.filename: info.CRC for info in file.infolist() if "/" in info.filename}

    assert run("one.zip") == run("two.zip")


def test_the_command_heeds_since(nadia, imran, tmp_path):
    ran("--school", "900001", "--since", "2026-11-10", tmp_path / "out.zip")
    with ZipFile(tmp_path / "out.zip") as file:
        assert names(file) == ["Nadia Fernhollow"]


def test_a_school_without_certificates_gets_a_file_that_says_so(here, tmp_path):
    assert ran("--school", "900001", tmp_path / "out.zip") == (0, "")
    with ZipFile(tmp_path / "out.zip") as file:
        assert "0 certificates" in file.read("README.txt").decode()
        assert len(missing(file)) == 2  # the two leads


@pytest.mark.parametrize(
    ("args", "status", "sentence"),
    [
        (["--school", "123"], 1, "There is no school with the URN “123” here."),
        (["--school", "900001", "--since", "1 May"], 2, "“1 May” is no day"),
    ],
)
def test_the_command_refuses_in_a_sentence(here, tmp_path, args, status, sentence):
    code, said = ran(*args, tmp_path / "out.zip")
    assert code == status
    assert sentence in said
    assert "\n" not in said
    assert list(tmp_path.iterdir()) == []


def test_the_command_refuses_a_place_it_cannot_write_to(nadia, tmp_path):
    for out in (tmp_path, tmp_path / "no" / "such" / "out.zip"):
        code, said = ran("--school", "900001", out)
        assert code == 2
        assert "cannot be written" in said
        assert "\n" not in said


def test_the_command_wants_a_school_and_a_file():
    with pytest.raises(CommandError):
        call_command("export_certificates", "out.zip")


def test_the_command_leaves_the_old_file_when_it_fails(nadia, tmp_path, monkeypatch):
    out = tmp_path / "out.zip"
    out.write_bytes(b"the file of yesterday")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export.ZipFile, "writestr", full)
    code, said = ran("--school", "900001", out)
    assert code == 2
    assert "No space left on device" in said
    assert out.read_bytes() == b"the file of yesterday"
    assert list(tmp_path.iterdir()) == [out]


def test_the_command_shows_an_example(capsys):
    with pytest.raises(SystemExit):
        call_command("export_certificates", "--help")
    assert "export_certificates --school 900001 --since 2026-09-01" in capsys.readouterr().out


def test_every_module_can_be_chosen_also_one_that_nobody_has_done(lead, here):
    published("online", "Online safety")
    Item.objects.create(slug="policy", kind="policy", title="Code of conduct")
    page = words(lead.get(PAGE))
    assert "Online safety" in page
    assert "Code of conduct" not in page


def test_issuing_and_exporting_leave_the_index_in_order_of_name(lead, here, edition):
    for name in ("Zoë", "ada", "Ben"):
        completes(here, somebody(here, name), edition)
    issue_missing()
    assert names(downloaded(lead)) == ["ada", "Ben", "Zoë"]
