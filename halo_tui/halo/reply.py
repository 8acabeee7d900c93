"""An HTTP response as data, with safe texts to show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from halo_tui.base.text import REDACTED, harmless
from halo_tui.halo import server_identity

SHOWN_LIMIT: Final = 200
"""The most characters of a body that are shown."""

_LONGEST_WAIT: Final = 86_400.0

_TOKEN_MEMBER: Final = re.compile(
    r"((?:access_token|refresh_token|id_token|client_secret|password)[\\\"']*\s*[:=]\s*[\\\"']*)"
    r"[^\\\"'&\s,}]+",
    re.IGNORECASE,
)
_JWT: Final = re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*){0,4}")
_TAG: Final = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)|<[^>]*>", re.I | re.S
)
_LOOKED_AT: Final = 20_000


@dataclass(frozen=True, slots=True)
class Reply:
    """The response of a server."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case, values safe to show; of cookies only the names."""
    body: bytes = field(default=b"", repr=False)
    """Decompressed; its size is limited by the client."""
    ms: int = 0
    """Milliseconds from the request to the last byte."""

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters (RFC 9110 §8.3)."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether this is a web page, by its media type or its first character."""
        return (
            "html" in self.media_type or self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        )

    @property
    def shown(self) -> str:
        """The body as a short safe text without tokens; of a web page only the visible text."""
        text = self.body[:_LOOKED_AT].decode("utf-8", "replace")
        if self.is_html:
            text = " ".join(_TAG.sub(" ", text).split())
        return harmless(without_tokens(text), limit=SHOWN_LIMIT)

    @property
    def location(self) -> str:
        """The target of a redirect, without query and fragment, which may contain a token."""
        return re.split(r"[?#]", self.headers.get("location", ""), maxsplit=1)[0]

    @property
    def identifying_headers(self) -> dict[str, str]:
        """The headers that identify the server, without anything that looks like a token."""
        kept = server_identity.identifying_headers(self.headers)
        if "location" in kept:
            kept["location"] = self.location
        return {name: without_tokens(value) for name, value in kept.items()}

    @property
    def edge(self) -> str:
        """The name of the CDN, firewall or gateway that left its headers; empty if none did."""
        return server_identity.edge(self.headers)

    @property
    def challenges(self) -> tuple[server_identity.Challenge, ...]:
        """The authentication challenges in this response."""
        return server_identity.challenges(self.headers)

    @property
    def bearer_error(self) -> str | None:
        """The error in a `Bearer` challenge (RFC 6750 §3.1).

        Empty if the challenge has no error, which means that no token arrived; None without such a
        challenge.
        """
        for challenge in self.challenges:
            if challenge.scheme.lower() == "bearer":
                return challenge.parameters.get("error", "")
        return None

    def retry_after(self, now: datetime | None = None) -> float | None:
        """Return the seconds to wait before a retry (RFC 9110 §10.2.3); None if not given."""
        value = self.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return min(float(value[:9]), _LONGEST_WAIT)
        try:
            at = parsedate_to_datetime(value)
        except (ValueError, OverflowError, IndexError):
            return None
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        seconds = (at - (now or datetime.now(UTC))).total_seconds()
        return min(max(seconds, 0.0), _LONGEST_WAIT)


def without_tokens(text: str) -> str:
    """Replace everything in a text that looks like a token or a secret."""
    return _JWT.sub(REDACTED, _TOKEN_MEMBER.sub(rf"\g<1>{REDACTED}", text))
