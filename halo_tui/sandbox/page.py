"""An answer of the sandbox's web server, and its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Body: TypeAlias = bytes | Callable[[], Iterator[bytes]]
"""The whole body, or a function that generates it in pieces if it is too large for memory."""

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"

EDGE: Final = {"server": "cloudflare", "cf-ray": "8c0f5a1e2b3c4d5e-LHR"}
"""The headers of the most common product in front of such servers."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """One answer, the same for every request."""

    status: int
    body: Body = b""
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


def html(title: str, text: str) -> bytes:
    """Return a web page with a title and one paragraph."""
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n"
        f"<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    ).encode()


def pieces(body: Body) -> Iterable[bytes]:
    """Return a body in pieces."""
    return [body] if isinstance(body, bytes) else body()
