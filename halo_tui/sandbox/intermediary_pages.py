"""Pages of products that can answer instead of Halo, such as a CDN or a log-in gateway.

The texts are shortened versions of the pages of these products.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from halo_tui.sandbox.page import EDGE, JSON, TEXT, WebPage, html

_CDN_ERRORS: Final = {
    520: "Web server is returning an unknown error",
    521: "Web server is down",
    522: "Connection timed out",
    523: "Origin is unreachable",
    524: "A timeout occurred",
    525: "SSL handshake failed",
    526: "Invalid SSL certificate",
    527: "Railgun listener to origin error",
}
"""Status codes of a CDN's own, as Cloudflare documents them."""

_HTTP_SYS: Final = {"server": "Microsoft-HTTPAPI/2.0"}
_HOTEL: Final = {"server": "nginx", "via": "1.1 guest-gateway"}


def _cdn_error(status: int, title: str) -> WebPage:
    text = f"Error code {status}. Ray ID: 8c0f5a1e2b3c4d5e. You: Browser. London: Cloudflare. Host."
    return WebPage(status, html(f"sandbox.test | {status}: {title}", text), headers=EDGE)


INTERMEDIARY_PAGES: Final[Mapping[str, WebPage]] = {
    **{f"cdn-{status}": _cdn_error(status, title) for status, title in _CDN_ERRORS.items()},
    "cdn-denied": WebPage(
        403,
        html("Access Denied", "You don't have permission to access this server. Reference #18.2d"),
        headers={"server": "AkamaiGHost"},
    ),
    "iis-unauthorized": WebPage(
        401,
        html(
            "401 - Unauthorized: Access is denied due to invalid credentials.",
            "You do not have permission to view this page using the credentials you supplied.",
        ),
        headers={"www-authenticate": "Negotiate, NTLM"},
    ),
    "iis-forbidden": WebPage(
        403,
        html(
            "403 - Forbidden: Access is denied.",
            "You do not have permission to view this directory or page.",
        ),
    ),
    "iis-bad-gateway": WebPage(
        502,
        html(
            "502 - Web server received an invalid response while acting as a gateway.",
            "There is a problem with the page you are looking for, and it cannot be displayed.",
        ),
    ),
    "app-not-started": WebPage(
        500,
        html("HTTP Error 500.30 - ASP.NET Core app failed to start", "Common solutions follow."),
    ),
    "invalid-hostname": WebPage(
        400,
        html("Bad Request - Invalid Hostname", "HTTP Error 400. The request hostname is invalid."),
        headers=_HTTP_SYS,
    ),
    "access-login": WebPage(
        302,
        b"",
        headers={
            **EDGE,
            "location": "https://northwind.cloudflareaccess.com/cdn-cgi/access/login/sandbox.test",
            "set-cookie": "CF_AppSession=n0; Secure; HttpOnly",
        },
    ),
    "login-page": WebPage(200, html("Sign in", "Sign in with your organizational account.")),
    "captive-portal": WebPage(
        200,
        html("Welcome to our Wi-Fi", "Accept the terms of use and sign in to go online."),
        headers=_HOTEL,
    ),
    "captive-redirect": WebPage(
        302, b"", headers={**_HOTEL, "location": "http://login.hotel-wifi.test/guest"}
    ),
    "bad-request": WebPage(400, b"", TEXT),
    "bad-request-sentence": WebPage(400, b'"The report could not be generated."', JSON),
    "invalid-request": WebPage(400, b'{"error":"invalid_request"}', JSON),
    "tenant-refused": WebPage(
        400,
        json.dumps(
            {"error": "invalid_request", "error_description": "The specified tenant is not valid."}
        ).encode(),
        JSON,
    ),
    "insufficient-scope": WebPage(
        403, b"", TEXT, {"www-authenticate": 'Bearer error="insufficient_scope"'}
    ),
    "invalid-token": WebPage(401, b"", TEXT, {"www-authenticate": 'Bearer error="invalid_token"'}),
    "no-token": WebPage(401, b"", TEXT, {"www-authenticate": "Bearer"}),
}
"""The pages by name; `pages.PAGES` includes them."""
