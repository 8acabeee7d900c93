"""An HTTP answer as data, and how it is shown to a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from halo_tui.base.text import REDACTED, harmless
from halo_tui.halo import speaker

SHOWN_LIMIT: Final = 200
"""Characters of a body that are shown."""

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
    """What a server answered."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case, values harmless; of cookies only the names are kept."""
    body: bytes = field(default=b"", repr=False)
    """Unpacked, at most as long as the client allows."""
    ms: int = 0
    """Milliseconds from the request to the last byte."""

    @property
    def media_type(self) -> str:
        """The declared type, without parameters, in lower case (RFC 9110 §8.3)."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool:
        """Whether this is a web page, by its declared type or its first character."""
        return (
            "html" in self.media_type or self.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        )

    @property
    def shown(self) -> str:
        """What the body says, shortened, harmless, without tokens; of a page its text alone."""
        text = self.body[:_LOOKED_AT].decode("utf-8", "replace")
        if self.is_html:
            text = " ".join(_TAG.sub(" ", text).split())
        return harmless(without_tokens(text), limit=SHOWN_LIMIT)

    @property
    def location(self) -> str:
        """Where a redirect points, without query and fragment: those may carry a token."""
        return re.split(r"[?#]", self.headers.get("location", ""), maxsplit=1)[0]

    @property
    def marks(self) -> dict[str, str]:
        """The headers that show who answered, without what looks like a token."""
        kept = speaker.marks(self.headers)
        if "location" in kept:
            kept["location"] = self.location
        return {name: without_tokens(value) for name, value in kept.items()}

    @property
    def edge(self) -> str:
        """The CDN, firewall or gateway that bears its marks on this answer; empty for none."""
        return speaker.edge(self.headers)

    @property
    def challenges(self) -> tuple[speaker.Challenge, ...]:
        """The ways to authenticate that this answer asks for."""
        return speaker.challenges(self.headers)

    @property
    def bearer_error(self) -> str | None:
        """What a `Bearer` challenge says of the token (RFC 6750 §3.1).

        Empty where the challenge names no error, which means that no token arrived; None without
        such a challenge.
        """
        for challenge in self.challenges:
            if challenge.scheme.lower() == "bearer":
                return challenge.parameters.get("error", "")
        return None

    def retry_after(self, now: datetime | None = None) -> float | None:
        """Seconds to wait before asking again (RFC 9110 §10.2.3), if the server says so."""
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
    """The text with everything that looks like a token or a secret taken out."""
    return _JWT.sub(REDACTED, _TOKEN_MEMBER.sub(rf"\g<1>{REDACTED}", text))
