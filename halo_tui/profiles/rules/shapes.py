"""The shapes of a client ID and a client secret, and the characters that are copied with them.

Halo does not document these shapes. They were seen in every recorded answer: an ID is a GUID, and a
secret is two GUIDs joined by a hyphen (73 characters).
"""

# ruff: noqa: RUF001 - this module names characters that word processors insert

from __future__ import annotations

import re
import unicodedata
from typing import Final

from halo_tui.base.text import is_invisible

_GUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ALONE: Final = r"(?<![0-9a-zA-Z-]){}(?![0-9a-zA-Z-])"
_ID = re.compile(_GUID)
_SECRET = re.compile(f"{_GUID}-{_GUID}")
_ID_IN_TEXT = re.compile(_ALONE.format(_GUID))
_SECRET_IN_TEXT = re.compile(_ALONE.format(f"{_GUID}-{_GUID}"))

_PAIR = re.compile(
    rf"(?<![0-9a-zA-Z-])({_GUID})[\"']?[ \t]*[:;,|/ \t][ \t]*[\"']?"
    rf"({_GUID}-{_GUID})(?![0-9a-zA-Z-])"
)
_MARKED_KINDS: Final = (
    r"(?:(?:sk|pk|rk)_(?:live|test)_|gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|whsec_)[\w-]{8,}"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"
)
"""Prefixes of the tokens of widespread services; the last pattern matches JSON Web Tokens."""
_MARKED = re.compile(_MARKED_KINDS)
_LONG_RUN = re.compile(rf"{_GUID}-{_GUID}|(?<![\w.])(?:{_MARKED_KINDS}|[0-9A-Za-z+_=~]{{20,}})")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
"""A word, an abbreviation or a number, as names consist of them."""
_LONGEST_MEAN: Final = 2.5
"""The longest mean length of these pieces, in characters, in random text; in names it is over 3."""
_DIGIT_MEETS_LETTER = re.compile("(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_FEWEST_MEETINGS: Final = 5
"""The fewest changes between letters and digits in random text: three numbers within words; names
have two numbers at most."""

QUOTES: Final = "\"'`´“”‘’„‚«»‹›"
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_MASK: Final = "•●∙·◦⬤⚫○*＊∗⁎✱■▪█…"
_MASKED = re.compile(rf"[{_MASK}]{{3,}}|…|\.{{3,}}|^[{_MASK}]+$")


def is_id(text: str) -> bool:
    """Whether a text has the shape of a client ID."""
    return _ID.fullmatch(text) is not None


def is_secret(text: str) -> bool:
    """Whether a text has the shape of a client secret."""
    return _SECRET.fullmatch(text) is not None


def is_masked(text: str) -> bool:
    """Whether a text was copied from a masked field: bullets, asterisks, or an ellipsis."""
    return _MASKED.search(text) is not None


def id_within(text: str) -> str | None:
    """Return the only client ID in a text; None if there is none or more than one."""
    return _only_match(_ID_IN_TEXT, text)


def secret_within(text: str) -> str | None:
    """Return the only client secret in a text; None if there is none or more than one."""
    return _only_match(_SECRET_IN_TEXT, text)


def pair_within(text: str) -> tuple[str, str] | None:
    """Return the only client ID with its secret, as in `id:secret`; otherwise None."""
    found = set(_PAIR.findall(text))
    return found.pop() if len(found) == 1 else None


def secret_like(text: str) -> list[tuple[int, int]]:
    """Return start and end of the parts of a text that look like secrets, in any field.

    These are secrets of Halo's shape, tokens of widespread services, and runs of letters and digits
    that are no names. A client ID does not count.
    """
    found = [match.span() for match in _LONG_RUN.finditer(text)]
    return [(start, end) for start, end in found if _is_random(text[start:end])]


def without_secrets(text: str) -> str:
    """Return the text with a dot for each character that may belong to a secret."""
    for start, end in secret_like(text):
        text = text[:start] + "•" * (end - start) + text[end:]
    return text


def _is_random(token: str) -> bool:
    if _SECRET.fullmatch(token) or _MARKED.fullmatch(token):
        return True
    pieces = _PIECE.findall(token)
    is_torn = bool(pieces) and sum(map(len, pieces)) <= _LONGEST_MEAN * len(pieces)
    return is_torn or len(_DIGIT_MEETS_LETTER.findall(token)) >= _FEWEST_MEETINGS


def clean(text: str) -> str:
    """Return a credential without the characters that were copied with it.

    Blanks, line breaks, zero-width characters and enclosing quotation marks are removed. Hyphens
    and letters that a word processor replaced are restored if the result has the usual shape.
    """
    bare = "".join(char for char in text if not char.isspace() and not is_invisible(char))
    bare = bare.strip(QUOTES)
    plain = unicodedata.normalize("NFKC", bare.translate(_HYPHENS))
    return plain if is_id(plain) or is_secret(plain) else bare


def clean_words(text: str) -> str:
    """The same for a name, which may contain single blanks."""
    spaced = (" " if char.isspace() else char for char in text)
    visible = "".join(char for char in spaced if not is_invisible(char))
    return " ".join(visible.strip(QUOTES + " ").split())


def shape_of(text: str) -> str:
    """Describe a secret's shape without revealing any part of it."""
    if is_secret(text):
        return "two GUIDs joined by a hyphen"
    if is_id(text):
        return "one GUID"
    kinds = {"letters": str.isalpha, "digits": str.isdigit, "blanks": str.isspace}
    found = [name for name, test in kinds.items() if any(map(test, text))]
    if any(not char.isalnum() and not char.isspace() for char in text):
        found.append("punctuation")
    return " and ".join(found) or "nothing"


def names_of_odd_characters(text: str) -> list[str]:
    """Return the names of the characters that `clean` removes, each once, at most five."""
    odd = [char for char in text if char.isspace() or is_invisible(char) or char in QUOTES]
    odd += [char for char in text if ord(char) in _HYPHENS]
    return list(dict.fromkeys(map(_name_of, odd)))[:5]


def _name_of(char: str) -> str:
    usual = {" ": "blank", "\n": "line break", "\r": "line break", "\t": "tab"}
    return usual.get(char) or unicodedata.name(char, f"character U+{ord(char):04X}").lower()


def _only_match(pattern: re.Pattern[str], text: str) -> str | None:
    found = set(pattern.findall(text))
    return found.pop() if len(found) == 1 else None
