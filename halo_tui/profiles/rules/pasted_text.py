"""Splits a pasted text into pieces: captions with their values, and lines without a caption.

This module knows the notations of settings (lists, tables, JSON, YAML, shells, PowerShell, curl),
but not what a value has to look like.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from halo_tui.profiles.rules.captions import field_named
from halo_tui.profiles.rules.pasted_json import pieces_of_json
from halo_tui.profiles.rules.pieces import QUOTED, Piece, unwrapped

_LONGEST_LINE: Final = 4_000
"""Characters; a longer line is not split, and only searched for values of a known shape."""

_PATIENCE: Final = 2
"""Lines that may stand between a caption and its value: the pages of Halo and Gradient explain a
field there."""

_BULLET = re.compile(
    r"\s*(?:>\s*)*(?:(?:[-*+•◦‣▪●–]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)]|\[[ xX]?\]|☐|☑|✓|✔)\s+)*"
)
_OPENING = re.compile(r"[\w$\"'.@ -]*[:=]?\s*[@{(\[]+|[\w$.-]+:|</?[\w.:-]+>")
"""A line that only opens or closes a group of lines."""
_COMMENT = re.compile(r"(?:#+|//+|;+|rem\b|--+)\s*", re.IGNORECASE)
_PREFIX = re.compile(
    r"(?:(?:export|setx?|env|declare|typeset|let|const|var|arg|local|readonly)\s+(?:-\w+\s+|/\w+\s+)*)"
    r"|\$env:|\$\{?env:|\$(?=\w)|-e\s+(?=\w+=)|--env\s+",
    re.IGNORECASE,
)
_SETX = re.compile(r"setx\s+(?:/\w+\s+)*(\"[^\"]+\"|\S+)\s+(\"[^\"]*\"|\S+)", re.IGNORECASE)
_CALL = re.compile(
    r"""(?:setenv\w*|set_?key|putenv|environ)\w*\s*[(\[]\s*["']([^"']+)["']\s*
    (?:,|\]\s*=)\s*["']([^"']*)["']""",
    re.IGNORECASE | re.VERBOSE,
)
_XML_ADD = re.compile(
    r"""<\w+\s[^>]*?(?:key|name)=["']([^"']+)["'][^>]*?value=["']([^"']*)["']""", re.IGNORECASE
)
_XML_TAG = re.compile(r"<([\w.:-]+)(?:\s[^>]*)?>([^<]+)</\1>")
_PAIR = re.compile(
    r"""\s*(?P<caption>["'`*_\[({]*[A-Za-z][^:=|\t\u2192]{0,200}?)\s*
    (?P<separator>:=|=>|->|\u2192|::|[:=|\t]|\s[-\u2013\u2014]\s)\s*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
_PARTS = re.compile(r"""(?:"[^"]*"|'[^']*'|[^;,&"'])+|["']""")
_CELLS = re.compile(r"""(?:"[^"]*"|[^\t|"])+|["]""")
_PARAMETER = re.compile(
    r"""(?<!\S)--?([A-Za-z][\w-]*)(?:[ \t]+|[=:][ \t]*)("[^"]*"|'[^']*'|[^\s-]\S*)"""
)
_MASK: Final = "\u2022\u25cf*"

_DATA: Final = frozenset(
    {"-d", "--data", "--data-raw", "--data-urlencode", "--data-binary", "--data-ascii", "-F",
     "--form", "--form-string"}
)  # fmt: skip
_USER: Final = frozenset({"-u", "--user"})
_HEADER: Final = frozenset({"-H", "--header"})


def pieces_of(text: str) -> list[Piece]:
    """Return every part of a text that may be a value, without decoration and comments."""
    found = pieces_of_json(text)
    return _Lines().read(text) if found is None else found


# Lines ---------------------------------------------------------------------------------------


class _Lines:
    """Reads a text line by line; a caption may precede its value, and a row of captions a table."""

    def __init__(self) -> None:
        self._found: list[Piece] = []
        self._waiting = ""
        self._passed: list[Piece] = []
        self._named = ""
        self._header: list[str] = []

    def read(self, text: str) -> list[Piece]:
        for number, line in _whole_lines(text):
            self._take(number, line)
        self._found += self._passed
        return sorted(self._found, key=lambda piece: piece.line)

    def _take(self, number: int, line: str) -> None:
        bare = _BULLET.sub("", line, count=1).strip()
        if not any(char.isalnum() or char in _MASK for char in bare) or bare.startswith("```"):
            return
        if _OPENING.fullmatch(bare) and not field_named(bare):
            return
        if len(line) > _LONGEST_LINE:
            self._found.append(Piece(number, "", line))
            return
        comment = _COMMENT.match(bare)
        if comment:
            bare = bare[comment.end() :]
        found = _command(number, bare) or self._table(number, bare) or _pairs(number, bare)
        if found:
            self._add(found)
        elif not comment:
            self._add_loose(number, bare)

    def _add(self, found: list[Piece]) -> None:
        for piece in found:
            if not piece.value:
                self._expect(piece.caption)
            elif self._named and piece.caption.lower().strip(QUOTED + " ") == "value":
                self._found.append(Piece(piece.line, self._named, piece.value))
                self._named = ""
            elif _names_a_variable(piece):
                self._named = piece.value
            else:
                self._stop_waiting()
                self._found.append(piece)

    def _add_loose(self, number: int, bare: str) -> None:
        piece = Piece(number, "", unwrapped(bare))
        if not self._waiting:
            self._found.append(piece)
        elif _is_prose(piece.value) and len(self._passed) < _PATIENCE:
            self._passed.append(piece)
        else:
            self._found.append(Piece(number, self._waiting, piece.value))
            self._stop_waiting()

    def _expect(self, caption: str) -> None:
        self._stop_waiting()
        self._waiting = caption

    def _stop_waiting(self) -> None:
        self._found += self._passed
        self._waiting, self._passed = "", []

    def _table(self, number: int, line: str) -> list[Piece]:
        """Return the cells of a table's row that follows a row of captions."""
        cells = _cells(line)
        if len(cells) > 1 and all(field_named(cell) for cell in cells):
            self._header = cells
            return [Piece(number, "", "")]
        if len(cells) > 1 and len(cells) == len(self._header):
            header, self._header = self._header, []
            return [Piece(number, key, value) for key, value in zip(header, cells, strict=True)]
        self._header = self._header if not any(map(str.isalnum, line)) else []
        return []


def _whole_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; a line with a continuation mark is joined to the next."""
    kept, start = "", 0
    for number, line in enumerate(re.split(r"\r\n|[\r\n\u2028\u2029\x0b\x0c\x85]", text), 1):
        start = start or number
        goes_on = re.search(r"\s[\\^`]\s*$", line)
        kept += line[: goes_on.start()] + " " if goes_on else line
        if not goes_on:
            yield start, kept
            kept, start = "", 0
    if kept:
        yield start, kept


def _names_a_variable(piece: Piece) -> bool:
    """Whether a line such as `- name: HALO_TENANT` has its value on the next line."""
    key = piece.caption.lower().strip(QUOTED + " ")
    return key in ("name", "key", "variable") and field_named(piece.value) is not None


def _is_prose(text: str) -> bool:
    return len(text.split()) > 3 and "://" not in text


# One line ------------------------------------------------------------------------------------


def _pairs(number: int, line: str) -> list[Piece]:
    """Return the captions of a line with their values; a value on a later line is left empty."""
    for pattern in (_SETX, _CALL, _XML_ADD, _XML_TAG):
        found = [(key.strip(QUOTED), value.strip(QUOTED)) for key, value in pattern.findall(line)]
        known = [Piece(number, key, value) for key, value in found if field_named(key)]
        if known:
            return known
    bare = _PREFIX.sub("", line, count=1) if _PREFIX.match(line) else line
    parts = [part for part in map(_unbraced, _PARTS.findall(bare)) if part]
    several = [_pair(number, part, encoded="&" in bare) for part in parts]
    if sum(_is_known(piece) for piece in several) > 1:
        rest = [
            Piece(number, "", part) for part, piece in zip(parts, several, strict=True) if not piece
        ]
        return [piece for piece in several if piece] + rest
    if len(parts) > 1 and field_named(parts[0]) and not _PAIR.match(parts[0]):
        return [Piece(number, parts[0], unwrapped(bare.partition(parts[0])[2].strip(" \"'")))]
    pair = _pair(number, _unbraced(bare))
    return [pair] if pair else []


def _is_known(piece: Piece | None) -> bool:
    return piece is not None and piece.value != "" and field_named(piece.caption) is not None


def _pair(number: int, text: str, *, encoded: bool = False) -> Piece | None:
    text = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    match = _PAIR.fullmatch(text)
    if match and not match["value"].startswith("//"):
        caption, value = match["caption"].strip(QUOTED + " *_[({"), unwrapped(match["value"])
        if encoded and "%" in value:
            value = unquote_plus(value)
        if value or field_named(caption):
            return Piece(number, caption, value)
    if field_named(text.rstrip(" :*.")):
        return Piece(number, text.rstrip(" :*."), "")
    return _blank_pair(number, text)


def _blank_pair(number: int, text: str) -> Piece | None:
    """Return a caption and its value that are separated by a blank only."""
    words = text.split()
    for size in range(min(4, len(words) - 1), 0, -1):
        caption, value = " ".join(words[:size]), unwrapped(" ".join(words[size:]))
        named = field_named(caption)
        if named and named.rank < 2 and _may_follow(named.field, value):
            return Piece(number, caption, value)
    return None


def _may_follow(name: str, value: str) -> bool:
    """Whether a value may follow a caption without a separator."""
    if name == "hosting":
        return re.fullmatch(r"hosted|on[ -]?premise", value, re.IGNORECASE) is not None
    if len(value.split()) != 1:
        return False
    if name.endswith("_server") or name == "log_in":
        return "." in value or "//" in value
    if name == "ca_file":
        return value.startswith(("/", "~"))
    return name == "tenant" or any(map(str.isdigit, value)) or value[:1] in _MASK


def _cells(line: str) -> list[str]:
    if "\t" not in line and "|" not in line and not ("," in line or ";" in line):
        return []
    pattern = _CELLS if "\t" in line or "|" in line else _PARTS
    return [cell for cell in map(unwrapped, pattern.findall(line)) if cell]


def _unbraced(text: str) -> str:
    return re.sub(r"^\s*@?[{(\[]\s*|\s*[})\]]\s*$", "", text).strip()


# Commands ------------------------------------------------------------------------------------


def _command(number: int, line: str) -> list[Piece]:
    if re.match(r"(?:\$\s+|>\s+)?curl(?:\.exe)?\s", line):
        return list(_curl(number, line))
    found = _PARAMETER.findall(line)
    pieces = [_parameter(number, key, value.strip(QUOTED)) for key, value in found]
    return pieces if any(map(_is_known, pieces)) else []


def _parameter(number: int, key: str, value: str) -> Piece:
    name, mark, text = value.partition("=")
    return Piece(number, name, text) if mark and key in ("e", "env") else Piece(number, key, value)


def _curl(number: int, line: str) -> Iterator[Piece]:
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.split()
    following = iter(words)
    for word in following:
        option, _, inline = word.partition("=") if word.startswith("--") else (word, "", "")
        if option in _DATA:
            yield from _data(number, inline or next(following, ""))
        elif option in _USER:
            yield from _user(number, inline or next(following, ""))
        elif option in _HEADER:
            yield from _header(number, inline or next(following, ""))
        elif word.startswith(("http://", "https://")):
            yield Piece(number, "", word)


def _data(number: int, text: str) -> Iterator[Piece]:
    found = pieces_of_json(text)
    if found is not None:
        yield from (Piece(number, piece.caption, piece.value, piece.parents) for piece in found)
        return
    for key, value in parse_qsl(text):
        yield Piece(number, key, value)


def _user(number: int, text: str) -> Iterator[Piece]:
    client_id, colon, secret = text.partition(":")
    if colon:
        yield Piece(number, "client id", client_id)
        yield Piece(number, "client secret", secret)


def _header(number: int, text: str) -> Iterator[Piece]:
    """Yield the credentials of HTTP Basic authentication (RFC 7617)."""
    match = re.fullmatch(r"\s*Authorization:\s*Basic\s+([\w+/=]+)\s*", text, re.IGNORECASE)
    if match:
        try:
            plain = base64.b64decode(match[1], validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return
        yield from _user(number, plain)
