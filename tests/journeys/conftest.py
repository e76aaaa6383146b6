"""A real browser on the live site: phone and desk, with and without JavaScript, and axe on it."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from people.models import User
from tests.cast import Cast, gather

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop of its own

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome", "msedge"]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium or Chrome of this machine."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        words = "No Chromium or Chrome was found, so nothing was driven in a browser."
        pytest.fail(words) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(words)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody at a screen. Every page that they look at is checked."""

    page: Page
    site: str
    name: str
    script: bool
    seen: int = 0

    def goes_to(self, address: str) -> None:
        self.page.goto(self.site + address)
        self.looks()

    def presses(self, words: str) -> None:
        """A button or a link, by what it says."""
        role = self.page.get_by_role("button", name=words)
        self.follows((role if role.count() else self.page.get_by_role("link", name=words)).first)

    def follows(self, there: Locator) -> None:
        """Something that leads to another page; waits until that page is there."""
        with self.page.expect_navigation():
            there.click()
        self.looks()

    def looks(self) -> None:
        """No axe violation, one h1, nothing wider than the screen; a picture where asked for.

        What is seen on a phone is then seen at a desk as well, so that no journey is made twice.
        """
        self.seen += 1
        assert self.page.locator("h1").count() == 1, f"{self.page.url} has not one h1"
        self._fits()
        if self.script:
            check_accessible(self.page)
        if self.page.viewport_size == PHONE:
            self._looks_from_a_desk()

    def _looks_from_a_desk(self) -> None:
        """Of each kind of page axe looks once: but for the width it is the page just looked at."""
        self.page.set_viewport_size(DESK)
        self._fits()
        kind = resolve(urlsplit(self.page.url).path).route
        if self.script and kind not in SEEN_FROM_A_DESK:
            check_accessible(self.page)
            SEEN_FROM_A_DESK.add(kind)
        self.page.set_viewport_size(PHONE)

    def _fits(self) -> None:
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        width = self.page.viewport_size["width"]
        if folder := os.environ.get("SCREENSHOTS"):
            path = Path(folder) / f"{self.name}-{self.seen:02}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
        assert wide <= 0, f"{self.page.url} is {wide} px wider than a screen of {width}"

    @property
    def title(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def words(self) -> str:
        return self.page.locator("body").inner_text()


SEEN_FROM_A_DESK: set[str] = set()  # kinds of pages, as routes
FOUND_GOOD: set[tuple[int, bytes]] = set()  # widths and shapes of pages
SHAPE = Path(__file__).with_name("shape.js").read_text()


def check_accessible(page: Page) -> None:
    """Fail with what axe found and where; once for each shape that a page has at a width."""
    same = page.viewport_size["width"], sha256(page.evaluate(SHAPE).encode()).digest()
    if same in FOUND_GOOD:
        return
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "options => axe.run(options).then(found => found.violations)",
        {"runOnly": RULES, "resultTypes": ["violations"]},
    )
    told = [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]
    assert not told, f"{page.url}\n" + "\n".join(told)
    FOUND_GOOD.add(same)


def signs_in(reader: Reader, user: User) -> None:
    """Signed in already: how that is done is another story (tests/people/test_sign_in.py)."""
    client = Client()
    client.force_login(user)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": kept}
    reader.page.context.add_cookies([cookie | {"url": reader.site}])


def steps_in(reader: Reader, name: str) -> None:
    """As somebody of the demo school, by its own page."""
    reader.goes_to("/demo/")
    reader.presses(f"Step in as {name}")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """The school of the cast."""
    return gather()


@pytest.fixture
def demo(settings: Any, transactional_db: None) -> None:
    """The demo school, as `start.py run` makes it."""
    settings.DEMO = True
    call_command("demo", schools=2, stdout=io.StringIO(), stderr=io.StringIO())


Sits = Callable[..., Reader]


@pytest.fixture
def sits(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Sits]:
    """Seats a reader: `sits("nadia", screen=PHONE, script=False)`."""
    contexts = []

    def seat(name: str, *, screen: dict = PHONE, script: bool = True) -> Reader:
        context = browser.new_context(
            viewport=screen, java_script_enabled=script, locale="en-GB", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        site = live_server.url.replace("127.0.0.1", "localhost")
        return Reader(page, site, f"{name}-{screen['width']}{'' if script else '-plain'}", script)

    yield seat
    for context in contexts:
        context.close()
