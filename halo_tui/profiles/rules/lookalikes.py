"""Finds host names that look like one of Halo's: typing errors and deceptive names.

The result is only a warning, because an instance can have a domain of its own.
"""

# ruff: noqa: RUF001 - this module is about letters that look like other letters

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from halo_tui.profiles.rules.hosts import split_host

DOMAINS: Final = (
    "halopsa.com",
    "haloitsm.com",
    "haloservicedesk.com",
    "usehalo.com",
    "haloauth.com",
)
"""Domains of Halo's hosting, as seen in public documentation and recorded answers."""

_BRANDS: Final = ("halopsa", "haloitsm", "haloservicedesk")
_EASILY_MIXED: Final = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_TWINS_OF: Final = {
    "a": "аα", "b": "вЬ", "c": "сϲ", "d": "ԁđ", "e": "еɛ", "g": "ɡ", "h": "һнհ", "i": "іιı",
    "j": "јϳ", "k": "кκ", "l": "ӏłⅼ", "m": "м", "n": "пηո", "o": "оοøօ", "p": "рρ", "q": "ԛ",
    "r": "гɾ", "s": "ѕꜱ", "t": "тτ", "u": "υսц", "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уγ",
}  # fmt: skip
"""Letters of other alphabets that look like an ASCII letter (Unicode TR 39)."""

_TWINS = str.maketrans({twin: letter for letter, twins in _TWINS_OF.items() for twin in twins})
_DIGIT_TWINS: Final = (("0", "o"), ("1", "l"), ("5", "s"), ("4", "a"), ("rn", "m"), ("vv", "w"))


@dataclass(frozen=True, slots=True)
class Lookalike:
    """What a host name looks like."""

    of: str
    """One of Halo's domains, or the ASCII form of the name."""
    instead: str | None
    """The host that was probably meant."""


def lookalike(host: str) -> Lookalike | None:
    """Return the host that a name looks like; None if it looks like no other."""
    name = _in_unicode(host.lower().rstrip("."))
    if name.startswith("[") or name.rpartition(".")[2].isdigit():
        return None
    if _mixes_alphabets(name):
        plain = _skeleton(name)
        return Lookalike(plain, plain if is_halos(plain) and plain.isascii() else None)
    return None if is_halos(name) else _near_halos(name)


def is_halos(host: str) -> bool:
    """Whether a host belongs to one of Halo's own domains."""
    return any(f".{host.lower()}".endswith(f".{domain}") for domain in DOMAINS)


def _near_halos(name: str) -> Lookalike | None:
    prefix, registrable = split_host(name)
    plain = _skeleton(registrable)
    for domain in DOMAINS:
        if _is_slip(plain, domain) or _is_slip(_undigited(plain), domain):
            return Lookalike(domain, ".".join((*prefix, domain)))
    for domain in DOMAINS:
        if f".{domain}." in f".{name}":
            return Lookalike(domain, None)
    first = plain.partition(".")[0]
    brand = next((brand for brand in _BRANDS if brand in first), None)
    return Lookalike(f"{brand}.com", None) if brand else None


def _is_slip(given: str, domain: str) -> bool:
    """Whether two domains differ by one typing error, or in the top-level domain only."""
    if given.partition(".")[0] == domain.partition(".")[0] or given == domain:
        return True
    short, long = sorted((given, domain), key=len)
    start = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(short, long, strict=False))))
    a, b = short[start:], long[start:]
    swapped = len(a) == len(b) and a[:2] == b[:2][::-1] and a[2:] == b[2:]
    replaced = len(a) == len(b) and a[1:] == b[1:]
    return swapped or replaced or a == b[1:]


def _undigited(name: str) -> str:
    for twin, letter in _DIGIT_TWINS:
        name = name.replace(twin, letter)
    return name


def _mixes_alphabets(name: str) -> bool:
    return any(_is_disguised(label) for label in name.split(".") if not label.isascii())


def _is_disguised(label: str) -> bool:
    alphabets = {
        unicodedata.name(char, "?").split()[0].split("-")[0] for char in label if char.isalpha()
    }
    if len(alphabets & _EASILY_MIXED) > 1:
        return True
    return alphabets != {"LATIN"} and _skeleton(label).isascii()


def _skeleton(name: str) -> str:
    """Return the name with every lookalike replaced by the ASCII letter that it looks like."""
    plain = unicodedata.normalize("NFKD", name.translate(_TWINS))
    return "".join(char for char in plain if not unicodedata.combining(char)).lower()


def _in_unicode(name: str) -> str:
    return ".".join(_decoded(label) for label in name.split("."))


def _decoded(label: str) -> str:
    if not re.match("xn--", label):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label
