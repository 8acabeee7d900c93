"""The single gate for text from outside: it escapes, shortens, and removes secrets.

Text from a server, a file, a certificate or the clipboard passes `harmless` where it enters the
program. Text that leaves the program (screen, log, report, event, crash text) passes `redact`.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

ELLIPSIS: Final = "…"
LINE_LIMIT: Final = 300
"""The default limit for one line, in characters."""

REDACTED: Final = "[secret removed]"

_SHORTEST_SECRET: Final = 8
"""Characters. A shorter value may be an ordinary word; replacing it would garble texts and codes
without hiding anything.
"""

_MARKS_IN_A_ROW: Final = 3
"""Combining marks kept on one character; more of them run over the lines above and below."""
_OPAQUE_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of what a terminal obeys, hides, or cannot show."""


def is_invisible(character: str) -> bool:
    """Whether a character is invisible on a screen, or a blank other than the space."""
    category = unicodedata.category(character)
    if category in _OPAQUE_CATEGORIES:
        return True
    return category == "Zs" and character != " "


def picture(character: str) -> str:
    """Return a visible symbol for a control character or an invisible character."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"\u27e8U+{code:04X}\u27e9"


def without_codes(text: str, stand_in: Callable[[str], str]) -> str:
    """Replace what a terminal obeys or hides, and drop combining marks that pile up.

    Args:
        text: any text.
        stand_in: what to put in the place of a character that a terminal obeys or hides.
    """
    kept: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category in _OPAQUE_CATEGORIES:
            kept.append(stand_in(char))
        elif marks <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


def reveal(text: str) -> str:
    """Replace every invisible character by its picture, to show what somebody pasted."""
    return "".join(picture(char) if is_invisible(char) else char for char in text)


def harmless(text: str | bytes | None, *, limit: int = LINE_LIMIT, lines: int = 1) -> str:
    """Make text from outside safe to show in a widget, log or terminal.

    Known secrets are removed. Control, format, surrogate, bidi and unassigned characters become
    pictures. Sequences of combining marks, the length of a line and the number of lines are
    limited. The result must still not be parsed as markup.

    Args:
        text: the text; bytes are decoded as UTF-8, `None` becomes an empty text.
        limit: the most characters of each line.
        lines: the most lines; with 1, line breaks become pictures as well.
    """
    if text is None:
        return ""
    if isinstance(text, str) and len(text) <= limit and text.isascii() and text.isprintable():
        return _shorten(redact(text.strip() if lines == 1 else text), limit)
    room = (limit + 1) * (lines + 1) * 4
    if isinstance(text, bytes):
        text = text[:room].decode("utf-8", "replace")
    text = redact(text[:room])
    if lines == 1:
        return _shorten(_visible(text.strip()), limit)
    kept = text.replace("\r\n", "\n").split("\n")
    shown = [_shorten(_visible(line), limit) for line in kept[:lines]]
    if len(kept) > lines:
        shown.append(ELLIPSIS)
    return "\n".join(shown)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return without_codes(text, picture)


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + ELLIPSIS


class Redactor:
    """Removes all known secrets from texts, in plain and in encoded form.

    Each run of the checks adds tokens. To stay fast with thousands of secrets, it only searches for
    those whose first characters occur in the text.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._forms: dict[str, frozenset[str]] = {}
        """In lower case, by their first letters."""

    def learn(self, secret: str, *, client_id: str = "") -> None:
        """Remember a secret or a token.

        Args:
            secret: the plain value.
            client_id: if given, its HTTP Basic credentials (RFC 7617) are remembered, too.
        """
        if len(secret.strip()) < _SHORTEST_SECRET:
            return
        forms = _forms_of(secret) | _forms_of(secret.strip())
        if client_id:
            forms |= _base64_forms(f"{client_id}:{secret}")
        with self._lock:
            for form in map(_lower, forms):
                start = form[:_SHORTEST_SECRET]
                self._forms[start] = self._forms.get(start, frozenset()) | {form}

    def redact(self, text: str) -> str:
        """Replace each known secret, in any letter case, by `REDACTED`."""
        if not self._forms:
            return text
        lower = _lower(text)
        near = (form for start in self._starts_in(lower) for form in self._forms[start])
        pieces = [text]
        for form in sorted((form for form in near if form in lower), key=len, reverse=True):
            pieces = [part for piece in pieces for part in _split(piece, form)]
        return REDACTED.join(pieces)

    def _starts_in(self, lower: str) -> Iterable[str]:
        """The first letters of known secrets that occur in a text of lower case."""
        if len(self._forms) < len(lower):
            starts = tuple(self._forms)  # another thread may learn a secret meanwhile
            return [start for start in starts if start in lower]
        every = {lower[at : at + _SHORTEST_SECRET] for at in range(len(lower))}
        return [start for start in every if start in self._forms]


def _split(text: str, form: str) -> list[str]:
    """Split a text at every occurrence of a secret, ignoring letter case."""
    lower, parts, begin = _lower(text), [], 0
    while (end := lower.find(form, begin)) >= 0:
        parts.append(text[begin:end])
        begin = end + len(form)
    return [*parts, text[begin:]]


def _lower(text: str) -> str:
    """Lower-case a text without changing its length.

    `str.lower` turns one letter into two, and one depends on the letter that follows it.
    """
    return text.replace("\u0130", "i").lower().replace("\u03c2", "\u03c3")


def _forms_of(secret: str) -> set[str]:
    import json  # late import: most texts are shown before any secret is known
    from urllib.parse import quote, quote_plus

    return {
        secret,
        quote(secret, safe="", errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
        json.dumps(secret)[1:-1],
        *_base64_forms(secret),
    }


def _base64_forms(secret: str) -> set[str]:
    import base64

    raw = secret.encode("utf-8", "surrogatepass")
    return {
        encode(raw).decode().rstrip("=") for encode in (base64.b64encode, base64.urlsafe_b64encode)
    }


_known = Redactor()
learn_secret = _known.learn
redact = _known.redact
