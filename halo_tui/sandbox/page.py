"""One answer of the sandbox's web server, and what pages are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Body: TypeAlias = bytes | Callable[[], Iterator[bytes]]
"""All of it, or a maker of pieces for what is too large to hold."""

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"

EDGE: Final = {"server": "cloudflare", "cf-ray": "8c0f5a1e2b3c4d5e-LHR"}
"""The headers that the best-known firewall in front of such servers adds."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, whoever asks."""

    status: int
    body: Body = b""
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)


def html(title: str, text: str) -> bytes:
    """A web page with a title and one paragraph."""
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n"
        f"<body><h1>{title}</h1><p>{text}</p></body></html>\n"
    ).encode()


def pieces(body: Body) -> Iterable[bytes]:
    """A body piece by piece."""
    return [body] if isinstance(body, bytes) else body()
