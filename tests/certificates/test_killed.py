"""Killed in the middle, nothing is half there, and the next run completes with the same numbers."""

import os
import signal
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import connections

from certificates import issuing
from certificates.export import ZipFile as ExportZip
from certificates.issuing import issue_missing
from certificates.models import Certificate
from certificates.shown import pdf_is_whole
from register.models import Content
from register.verify import verify
from tests.certificates.larkfield import completes, larkfield, published, somebody

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork and no kill -9"),
]


@pytest.fixture
def five_completions():
    here, edition = larkfield(), published()
    for number in range(5):
        completes(here, somebody(here, f"Person {number}"), edition)
    return here


def killed_in(work: Callable[[], object]) -> None:
    """Run it in another process, which must end by kill -9 (see `dying`)."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def dying(call: Callable[..., Any], at: int) -> Callable[..., Any]:
    """The same function; the process is killed when it has been called so many times."""
    calls = 0

    def counted(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **more)

    return counted


def numbers() -> set[str]:
    return set(Certificate.objects.values_list("number", flat=True))


@pytest.mark.parametrize(
    ("module", "name", "at", "issued"),
    [
        (issuing, "draw", 3, 2),  # before the third is drawn
        (issuing.content, "keep", 6, 2),  # its words are kept, its PDF is not
        (issuing.ledger, "append", 3, 2),  # both are kept, the fact is not written
    ],
)
def test_killed_while_issuing(five_completions, monkeypatch, module, name, at, issued):
    def work():
        monkeypatch.setattr(module, name, dying(getattr(module, name), at))
        issue_missing()

    killed_in(work)
    before = numbers()
    assert len(before) == issued
    assert Content.objects.count() == 1 + 2 * issued  # the edition, and words and PDF of each
    assert issue_missing() == 5 - issued
    assert before < numbers()
    assert all(map(pdf_is_whole, Certificate.objects.all()))
    assert list(verify("900001"))


def test_killed_while_the_file_is_written(five_completions, monkeypatch, tmp_path):
    out = tmp_path / "out.zip"

    def work():
        monkeypatch.setattr(ExportZip, "writestr", dying(ExportZip.writestr, 3))
        call_command("export_certificates", "--school", "900001", str(out))

    killed_in(work)
    assert not out.exists()
    before = numbers()
    call_command("export_certificates", "--school", "900001", str(out))
    with ZipFile(out) as file:
        assert file.testzip() is None
        assert {f"certificates/{number}.pdf" for number in before} < set(file.namelist())
    assert numbers() == before
