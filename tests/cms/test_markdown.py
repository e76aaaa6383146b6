"""Markdown of content files: what it may say, and what it may not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.markdown import to_html


def test_plain_markdown_is_read():
    html = to_html("## Telling\n\n**Now**, *not later*.\n\n- one\n- two\n\n1. first")
    assert "<h2>Telling</h2>" in html
    assert "<strong>Now</strong>, <em>not later</em>." in html
    assert "<ul>\n<li>one</li>" in html
    assert "<ol>\n<li>first</li>" in html


def test_a_quotation_of_one_paragraph_has_none_inside():
    assert to_html("> “I’m not going.”") == "<blockquote>“I’m not going.”</blockquote>"


def test_a_quotation_of_two_paragraphs_keeps_them():
    assert to_html("> one\n>\n> two").count("<p>") == 2


def test_slots_are_left_for_the_school():
    assert to_html("Tell {dsl}.") == "<p>Tell {dsl}.</p>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=x>b</b>",
        "<style>*{display:none}</style>",
        "![picture](https://example.org/x.png)",
        "<!-- note -->",
    ],
)
def test_html_and_pictures_are_shown_as_written(text):
    html = to_html(text)
    for tag in ("<script", "<img", "<b ", "<style", "<!--"):
        assert tag not in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "jav&#9;ascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//elsewhere.example",
    ],
)
def test_links_go_to_pages_mail_and_telephones_only(address):
    assert "href" not in to_html(f"[press]({address})")


@pytest.mark.parametrize(
    "address", ["https://example.org/a", "/policies/", "mailto:a@example.org", "tel:116123"]
)
def test_ordinary_links_stay(address):
    assert f'<a href="{address}">there</a>' in to_html(f"[there]({address})")


@given(st.text(alphabet="<>&\"'abc =/*_#->[]()!`\n"))
def test_no_text_makes_a_tag_of_its_own(text):
    allowed = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a"}
    found = set(re.findall(r"<\s*([a-z0-9]+)", to_html(text)))
    assert found <= allowed | {"blockquote"}
