"""Parses addresses as people paste them: strictly (RFC 3986), with repairs that are unambiguous.

Parsers disagree about unusual addresses, and such a disagreement can send a secret to the wrong
server. Nothing is therefore sent to an address that this parser does not accept as plain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from halo_tui.base.text import is_invisible
from halo_tui.profiles.rules.shapes import QUOTES

LONGEST: Final = 2000
"""Characters. No address of Halo is nearly as long, and below this length every rule is quick."""

_TOO_LONG: Final = "it is longer than any address"
QUERY: Final = "it goes on with a ? or a # and what follows"

_LONGEST_HOST: Final = 253
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?:(?P<user>[^/]*)@)?(?P<host>\[[^\]/]*\]|[^/:@\[\]]*)"
    r"(?::(?P<port>[^/]*))?(?P<path>(?:/.*)?)",
    re.IGNORECASE | re.DOTALL,
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_PATH = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_SCHEMES = re.compile(r"(?:[htps]{3,7}(?:[:;]/+|[:;](?=[a-z])|\.?/{2,}))+", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?:localhost\b|\[[0-9a-f:.]+\]|[^/:@\s]+\.[^/:@\s.]+)", re.IGNORECASE)
_CAPTION = re.compile(r"[^/:=]{2,40}(?:[:=]\s*(?=https?:/)|[:=]\s+(?=\S+$))", re.IGNORECASE)


class MalformedAddressError(ValueError):
    """A text is not a usable address; the message says why, without repeating the text."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an address, as they were typed."""

    scheme: str
    user: str | None
    host: str
    port: int | None
    path: str

    def __str__(self) -> str:
        user = "" if self.user is None else f"{self.user}@"
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{user}{self.host}{port}{self.path}"

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments of the path in lower case, because Halo's paths ignore case."""
        return tuple(part for part in self.path.lower().split("/") if part)

    @property
    def is_secure(self) -> bool:
        """Whether the address is encrypted (https)."""
        return self.scheme.lower() == "https"


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a text as an address."""

    address: Address | None
    """None if the text cannot be read, or has more than one reading."""
    complaints: tuple[str, ...]
    """Why the text as typed is not an address, or not a plain one; for people."""


def read(text: str) -> Reading:
    """Read an address that somebody pasted; never raises."""
    if len(text) > 2 * LONGEST:
        return Reading(None, (_TOO_LONG,))
    tidy = text[: LONGEST + 1]
    complaints: dict[str, None] = {}
    for _ in range(4):
        before = tidy
        for complaint, repair in _REPAIRS:
            repaired = repair(tidy)
            if repaired != tidy:
                complaints[complaint] = None
            tidy = repaired
        if tidy == before:
            break
    try:
        return Reading(parse(tidy), tuple(complaints))
    except MalformedAddressError as problem:
        return Reading(None, (*complaints, str(problem)))


def parse(text: str) -> Address:
    """Parse a plain address.

    Raises:
        MalformedAddressError: it is not plain.
    """
    if len(text) > LONGEST:
        raise MalformedAddressError(_TOO_LONG)
    match = _ADDRESS.fullmatch(text)
    if not match:
        raise MalformedAddressError("it does not begin with https:// and a host name")
    host, port, path = match["host"], match["port"], match["path"]
    check_host(host)
    if port is not None and not (re.fullmatch("[0-9]{1,5}", port) and 0 < int(port) < 65536):
        raise MalformedAddressError("its port is not a number from 1 to 65535")
    if not _PATH.fullmatch(path):
        raise MalformedAddressError("its path has a character that cannot stand in an address")
    if {".", ".."} & set(path.split("/")):
        raise MalformedAddressError("its path has a part made of dots only")
    return Address(match["scheme"], match["user"], host, int(port) if port else None, path)


def check_host(host: str) -> None:
    """Verify that a host is a name (RFC 1123, RFC 5890; `_` is used in private networks) or an IP.

    Raises:
        MalformedAddressError: it is neither.
    """
    if not host or len(host) > _LONGEST_HOST:
        raise MalformedAddressError("it has no host name, or one that is too long")
    if host.startswith("["):
        _check_ip(host[1:-1], 6)
        return
    labels = _ascii_host(host).split(".")
    if labels[-1].isdigit() or re.fullmatch("0x[0-9a-f]*", labels[-1], re.IGNORECASE):
        _check_ip(host, 4)
    elif not all(_LABEL.fullmatch(label) for label in labels):
        raise MalformedAddressError("its host name has a character or a gap that no name can have")


def _check_ip(text: str, version: int) -> None:
    import ipaddress

    try:
        given = ipaddress.ip_address(text)
    except ValueError:
        given = None
    if given is None or given.version != version or "%" in text:
        raise MalformedAddressError("its host is neither a name nor a complete IP address")


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        raise MalformedAddressError("its host name has letters that no name can have") from None


def _without_invisible(text: str) -> str:
    spaced = (" " if char.isspace() else char for char in text)
    return "".join(char for char in spaced if not is_invisible(char)).strip()


def _unwrapped(text: str) -> str:
    bare = text.strip(QUOTES + " <>,;|").rstrip(".:")
    return _CAPTION.sub("", bare, count=1) if _CAPTION.match(bare) else bare


def _in_plain_characters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return plain if plain.isascii() else text


def _without_blanks_at_slashes(text: str) -> str:
    return re.sub(r" */ *", "/", text)


def _with_one_scheme(text: str) -> str:
    match = _SCHEMES.match(text)
    if match and match[0].lower() in ("https://", "http://"):
        return text
    if match:
        is_plain = set(re.findall("[a-z]+", match[0].lower())) == {"http"}
        return f"http{'' if is_plain else 's'}://{text[match.end() :]}"
    bare = text.lstrip("/")
    return f"https://{bare}" if "://" not in bare and _BARE_HOST.match(bare) else text


def _with_single_slashes(text: str) -> str:
    return re.sub(r"(?<=[^:/])/{2,}", "/", text)


def _without_query(text: str) -> str:
    return re.sub(r"[?#].*", "", text, flags=re.DOTALL)


def _with_trimmed_host(text: str) -> str:
    return re.sub(r"^(https?://[^/]*?[^/.:])[.:]+(?=/|$)", r"\1", text, flags=re.IGNORECASE)


_REPAIRS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("it has blanks, line breaks or characters that cannot be seen", _without_invisible),
    ("there is something around it that is not part of it", _unwrapped),
    ("it has letters that only look like ordinary ones", _in_plain_characters),
    ("it has blanks beside its slashes", _without_blanks_at_slashes),
    ("its slashes lean backwards", lambda text: text.replace("\\", "/")),
    ("the https:// at its start is missing, doubled or misspelt", _with_one_scheme),
    (QUERY, _without_query),
    ("it has two slashes in a row", _with_single_slashes),
    ("its host name ends in a dot or a colon", _with_trimmed_host),
)
"""What is wrong, and its repair, in the order in which the repairs have to be made."""
