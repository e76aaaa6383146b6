"""How it comes about: a text is published, somebody opens it, types and presses."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from cms.drafts import save_draft
from compliance.publishing import publish_document, publish_page
from people.actions import add_person, open_post
from people.models import School, User
from policies.models import PolicyPage
from register.models import Edition, Record

OFFICE = "the-office"  # an author who is nobody in these tests
POLICY, DOCUMENT = "/policies/child-protection/", "/reading/kcsie-part-one/"
NAME = "Bethan O’Brien-Ashwhistle"


def pdf(words: str) -> bytes:
    """As much of a PDF as is looked at here."""
    return b"%PDF-1.7\n% " + words.encode() + b"\n%%EOF\n"


def somebody(school: School, first: str, last: str, role: str = "teacher") -> User:
    user = add_person(school=school, first_name=first, last_name=last, by=OFFICE)
    open_post(school=school, person=user.ref, role=role, starts_on=date(2026, 9, 1), by=OFFICE)
    return user


def draft(
    *bodies: str,
    slug: str = "child-protection",
    title: str = "Child protection policy",
    **more: Any,
) -> PolicyPage:
    """A policy of as many sections as there are texts."""
    sections = [
        {"type": "section", "id": f"part-{n}", "value": {"title": f"Part {n}", "body": body}}
        for n, body in enumerate(bodies, start=1)
    ]
    source = {"cite": "Education Act 2002", "where": "section 175", "force": "must", "note": ""}
    told = {
        "title": title,
        "lead": "What to do when you are worried about a child.",
        "minutes": 4,
        "statement": "I have read this policy and will follow it.",
        "sections": json.dumps(sections),
        "sources": json.dumps([{"type": "source", "id": "s1", "value": source}]),
    }
    return save_draft(PolicyPage, shelf="policies", slug=slug, **(told | more))


def next_edition(*bodies: str, on: date, what_changed: str, **more: Any) -> Edition:
    return publish_page(
        page=draft(*bodies, **more), grade="reread", what_changed=what_changed, by=OFFICE, on=on
    )


def uploaded(school: School, words: str = "Part one", label: str = "2025") -> Edition:
    return publish_document(
        school=school,
        slug="kcsie-part-one",
        title="Keeping children safe in education, Part one",
        minutes=25,
        data=pdf(words),
        label=label,
        grade="reread",
        what_changed=f"The {label} edition.",
        by=OFFICE,
        on=date(2026, 9, 1),
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    """What the page says, without its marks and in one line."""
    body = re.sub(r"<(head|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    body = re.sub(r"</?(a|b|cite|small)\b[^>]*>", "", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def form_on(response: Any) -> dict[str, str]:
    """The hidden fields of the signing form, as a browser would send them back."""
    html = response.content.decode().partition('id="sign"')[2]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def sign(client: Client, address: str = POLICY, name: str = NAME, **sent: str) -> Any:
    """Open, type the name, press; what the browser shows then."""
    opened = form_on(client.get(address))
    return client.post(address, opened | {"name": name} | sent, follow=True)


def signatures() -> list[Record]:
    return list(Record.objects.filter(kind="signed").order_by("entry_id"))
