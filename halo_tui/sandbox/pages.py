"""Unusable answers: pages of firewalls and gateways, broken JSON, floods.

`intermediary_pages` has further pages, of products that answer instead of Halo.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from halo_tui.sandbox.intermediary_pages import INTERMEDIARY_PAGES
from halo_tui.sandbox.page import EDGE, JSON, TEXT, WebPage, html

_MEBIBYTE: Final = 1024 * 1024
_FLOOD: Final = 300
"""Mebibytes of an endless answer, and of the content of the compressed one."""


def web_application(labels: Mapping[str, str]) -> bytes:
    """Return the page of Halo's web application, which answers at every path outside the API.

    Args:
        labels: this instance's names for what the guide calls customers, items, contracts.
    """
    words = "".join(f"<li>{usual}: {own}</li>" for usual, own in labels.items())
    return (
        "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>HaloPSA</title>"
        '<script src="/static/app.js" defer></script></head>\n<body><div id="root"></div>'
        f"<noscript>You need to enable JavaScript to run this app.<ul>{words}</ul></noscript>"
        "</body></html>\n"
    ).encode()


def _flood() -> Iterator[bytes]:
    yield b'{"access_token":"'
    for _ in range(_FLOOD * 16):
        yield b"A" * (_MEBIBYTE // 16)
    yield b'"}'


def _gzip_bomb() -> Iterator[bytes]:
    """Yield a few hundred kilobytes that decompress to hundreds of megabytes.

    After a full flush the compressor has no history, so equal input gives equal output.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zeros = bytes(_MEBIBYTE)
    yield packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(_FLOOD):
        yield block


_HOSTILE_TEXT: Final = (
    "\x1b]52;c;aGVsbG8=\x07\x1b[2J\u202egnorw\u202c [@click=app.quit]click[/] [/nope] "
    + "a" + "\u0301" * 500 + "\r\n" * 300
)  # fmt: skip

_WRONG_TYPES: Final = {
    "access_token": 7, "token_type": ["Bearer"], "expires_in": "soon", "scope": {"all": True},
    "id_token": 1.5, "app_name": 5, "app_version": [2, 236], "auth_url": {"href": "/auth"},
    "tenant_id": 3, "id": "x", "name": {}, "isdisabled": "perhaps", "is_agent": 2,
    "claims": {"Ux": 2}, "record_count": "many", "clients": "none", "contracts": 4,
    "items": {"1": "x"}, "invoices": True,
}  # fmt: skip

_IIS_503: Final = (
    b"<!DOCTYPE HTML>\r\n<HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD>\r\n"
    b"<BODY><h2>Service Unavailable</h2>\r\n<hr><p>HTTP Error 503. The service is unavailable.</p>"
    b"</BODY></HTML>\r\n"
)

PAGES: Final[Mapping[str, WebPage]] = {
    "portal": WebPage(200, html("Customer Portal", "Welcome to our self-service portal.")),
    "other-site": WebPage(200, html("It works", "A web server that has nothing to do with Halo.")),
    "firewall": WebPage(
        403,
        html("Access denied", "Your request was blocked by a web application firewall."),
        headers=EDGE,
    ),
    "challenge": WebPage(
        503,
        html("Just a moment...", "Checking your browser: complete the challenge to continue."),
        headers={**EDGE, "cf-mitigated": "challenge"},
    ),
    "maintenance": WebPage(
        503,
        html("Down for maintenance", "HaloPSA is being upgraded and will be back shortly."),
        headers={"retry-after": "1"},
    ),
    "bad-gateway": WebPage(502, html("502 Bad Gateway", "The upstream server did not answer.")),
    "gateway-timeout": WebPage(504, html("504 Gateway Time-out", "The upstream server timed out.")),
    "pool-down": WebPage(503, _IIS_503),
    "runtime-error": WebPage(500, html("Runtime Error", "An application error occurred.")),
    "json-error": WebPage(500, b'{"error":"server_error"}', JSON),
    "not-found": WebPage(404, html("404 - File or directory not found.", "It may have moved.")),
    "not-allowed": WebPage(405, html("405 - HTTP verb not allowed.", "Not at this address.")),
    "rate-limit": WebPage(
        429, b"Rate Limit Reached - 300 Requests per rolling 5 minute window", TEXT
    ),
    "unauthorized": WebPage(401, b"", TEXT),
    "forbidden": WebPage(403, b"", TEXT),
    "empty": WebPage(200, b"", JSON),
    "null": WebPage(200, b"null", JSON),
    "half-json": WebPage(200, b'{"access_token":"cut-off-in-the-mid', JSON),
    "wrong-types": WebPage(200, json.dumps(_WRONG_TYPES).encode(), JSON),
    "empty-object": WebPage(200, b"{}", JSON),
    "deep-json": WebPage(200, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, JSON),
    "not-utf-8": WebPage(200, b'{"app_name":"\xff\xfe\x80 Halo","access_token":"\xc3\x28"}', JSON),
    "flood": WebPage(200, _flood, JSON),
    "gzip-bomb": WebPage(200, _gzip_bomb, JSON, {"content-encoding": "gzip"}),
    "access-denied": WebPage(400, b'{"error":"access_denied"}', JSON),
    "hostile-error": WebPage(
        400,
        json.dumps({"error": "access_denied", "error_description": _HOSTILE_TEXT}).encode(),
        JSON,
        {"x-note": "\x9b31mred"},
    ),
    **{
        f"redirect-{status}": WebPage(status, html("Object moved", "This page has moved."))
        for status in (301, 302, 307, 308)
    },
    "mac-token": WebPage(200, b'{"access_token":"unusable","token_type":"mac"}', JSON),
    **INTERMEDIARY_PAGES,
}  # fmt: skip
"""Every page by name, for `answers.PLACE.page` of a scenario."""
