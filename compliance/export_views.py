"""The matrix as a file, of the day and the people that the board was asked for."""

import tempfile

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from compliance.asat import AsAt
from compliance.exports import as_csv, as_xlsx
from compliance.forms import AsAtForm, BoardFilters
from compliance.roster import Roster, Row, chosen, names_of, roster
from compliance.why import full_date
from people.access import check_leads
from people.looks import record_taken
from people.models import Look, School

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def matrix_csv(request: HttpRequest) -> StreamingHttpResponse:
    """A line for each person and requirement."""
    school, as_at, _, rows, names = _asked(request)
    return StreamingHttpResponse(
        as_csv(rows, names),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_name(school, as_at)}.csv"'},
    )


@login_required
@require_safe
def matrix_xlsx(request: HttpRequest) -> FileResponse:
    """The table, made whole before a byte of it is sent."""
    school, as_at, known, rows, names = _asked(request)
    rule = request.GET.get("requirement")
    columns = [each for each in known.columns if each.id == rule] or known.columns
    file = tempfile.TemporaryFile(dir=settings.DATA_DIR)  # noqa: SIM115  (closed by the response)
    as_xlsx(rows, names, columns, file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{_name(school, as_at)}.xlsx", content_type=WORKBOOK
    )


def _asked(request: HttpRequest) -> tuple[School, AsAt, Roster, list[Row], dict[str, str]]:
    here = check_leads(request)
    assert here.school is not None
    as_at = AsAtForm(request.GET).as_at()
    known = roster(here.school, as_at)
    names = names_of(row.ref for row in known.rows)
    rows = chosen(known.rows, names, BoardFilters(request.GET, known).kept())
    record_taken(
        school=here.school.urn,
        by=here.user.ref,
        people={row.ref for row in rows},
        page=Look.Page.STANDINGS,
        about=f"as at {full_date(as_at.on)}",
    )
    return here.school, as_at, known, rows, names


def _name(school: School, as_at: AsAt) -> str:
    """“standings-900001-2026-03-14-as-known-then”."""
    then = "-as-known-then" if as_at.then else ""
    return f"standings-{school.urn}-{as_at.on}{then}"
