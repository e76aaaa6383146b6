"""Kept bytes as an answer: for ever the same, and in pieces where a phone seeks in a video."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from csp.decorators import csp
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

from cms.library import KeptFile
from register.content import piece

AT_ONCE = 8 * 2**20  # bytes read from the database at a time
_RANGE = re.compile(r"bytes\s*=\s*(\d{0,15})-(\d{0,15})", re.IGNORECASE | re.ASCII)
FOR_EVER = "private, max-age=31536000, immutable"


@csp({"default-src": ["'none'"]})
def serve_kept(request: HttpRequest, file: KeptFile) -> HttpResponseBase:
    """The file, or the range of it that was asked for; whoever calls has asked who may."""
    etag = f'"{file.digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is not None:
        return response
    same = request.headers.get("If-Range", etag) == etag
    asked = asked_range(request.headers.get("Range", ""), file.size) if same else None
    start, end = asked or (0, file.size)
    if start >= end:
        return _headed(HttpResponse(status=416), file, f"bytes */{file.size}")
    if asked:
        end = min(end, start + AT_ONCE)
    made = StreamingHttpResponse(_pieces(file, start, end), status=206 if asked else 200)
    made["Content-Length"], made["ETag"] = str(end - start), etag
    return _headed(made, file, f"bytes {start}-{end - 1}/{file.size}" if asked else "")


def _pieces(file: KeptFile, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, AT_ONCE):
        yield piece(file.digest, at, min(AT_ONCE, end - at))


def _headed(response: HttpResponseBase, file: KeptFile, range_: str) -> HttpResponseBase:
    how = "attachment" if file.is_download else "inline"
    response["Content-Type"] = file.media_type
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(file.name)}"
    response["Content-Encoding"] = "identity"  # packed already; a packed range would be no range
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = FOR_EVER
    response["X-Content-Type-Options"] = "nosniff"
    if range_:
        response["Content-Range"] = range_
    return response


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """The bytes that a Range header asks for, as (start, end) without the end.

    They are none (start is not before end) when the file has none of them. None when the header
    is not one plain range: then the whole is sent (RFC 9110).
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size
