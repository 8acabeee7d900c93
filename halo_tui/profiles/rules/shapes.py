"""The shapes of a client ID and a client secret, and what is copied along with them.

Halo's documentation promises no shape; the ones here were seen in every recorded answer: an ID is a
GUID, a secret is two GUIDs joined by a hyphen (73 characters).
"""

# ruff: noqa: RUF001 - the characters that word processors put in are what this is about

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
"""What begins as the tokens of widespread services do; the last are JSON Web Tokens."""
_MARKED = re.compile(_MARKED_KINDS)
_LONG_RUN = re.compile(rf"{_GUID}-{_GUID}|(?<![\w.])(?:{_MARKED_KINDS}|[0-9A-Za-z+_=~]{{20,}})")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
"""A word, an abbreviation or a number, as names are made of."""
_LONGEST_MEAN: Final = 2.5
"""Characters of such pieces in random letters and digits, on the average; in names there are 3
and more."""
_DIGIT_MEETS_LETTER = re.compile("(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_FEWEST_MEETINGS: Final = 5
"""Three numbers within words; in names there are two at most."""

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
    """The one client ID that stands somewhere in a text."""
    return _only_match(_ID_IN_TEXT, text)


def secret_within(text: str) -> str | None:
    """The one client secret that stands somewhere in a text."""
    return _only_match(_SECRET_IN_TEXT, text)


def pair_within(text: str) -> tuple[str, str] | None:
    """A client ID and the secret beside it, as in `id:secret`, where a text holds one such pair."""
    found = set(_PAIR.findall(text))
    return found.pop() if len(found) == 1 else None


def secret_like(text: str) -> list[tuple[int, int]]:
    """Where parts of a text begin and end that look like secrets, wherever they were pasted.

    Halo's own kind, tokens of widespread services, and runs of letters and digits that are no
    names; a client ID is none.
    """
    found = [match.span() for match in _LONG_RUN.finditer(text)]
    return [(start, end) for start, end in found if _is_random(text[start:end])]


def without_secrets(text: str) -> str:
    """The text with a dot for each character that may belong to a secret."""
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
    """A credential without what was copied along with it.

    Blanks, line breaks and characters without a place of their own go, as do quotation marks
    around it; hyphens and letters that a word processor replaced come back where that gives it its
    usual shape.
    """
    bare = "".join(char for char in text if not char.isspace() and not is_invisible(char))
    bare = bare.strip(QUOTES)
    plain = unicodedata.normalize("NFKC", bare.translate(_HYPHENS))
    return plain if is_id(plain) or is_secret(plain) else bare


def clean_words(text: str) -> str:
    """The same for a name, in which single blanks may stand."""
    spaced = (" " if char.isspace() else char for char in text)
    visible = "".join(char for char in spaced if not is_invisible(char))
    return " ".join(visible.strip(QUOTES + " ").split())


def shape_of(text: str) -> str:
    """What may be said of a secret without giving any of it away."""
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
    """Names of the characters that `clean` would take away, each once, at most five."""
    odd = [char for char in text if char.isspace() or is_invisible(char) or char in QUOTES]
    odd += [char for char in text if ord(char) in _HYPHENS]
    return list(dict.fromkeys(map(_name_of, odd)))[:5]


def _name_of(char: str) -> str:
    usual = {" ": "blank", "\n": "line break", "\r": "line break", "\t": "tab"}
    return usual.get(char) or unicodedata.name(char, f"character U+{ord(char):04X}").lower()


def _only_match(pattern: re.Pattern[str], text: str) -> str | None:
    found = set(pattern.findall(text))
    return found.pop() if len(found) == 1 else None
