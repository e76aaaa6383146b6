"""Pages for when something is wrong: they show with nothing to lean on, and say what to do."""

import pytest
from django.template.loader import get_template

BARE = ("400.html", "403_csrf.html", "429.html", "500.html")


@pytest.mark.parametrize("page", BARE)
def test_it_shows_without_a_request_and_without_a_database(page):
    html = get_template(page).render()
    assert html.count("<h1>") == 1
    assert "tell your designated safeguarding lead now" in html


def test_a_refusal_gives_the_reason_it_was_given(rf, db):
    request = rf.get("/")
    html = get_template("403.html").render(
        {"exception": "Only the safeguarding lead may see this."}, request
    )
    assert "Only the safeguarding lead may see this." in html
