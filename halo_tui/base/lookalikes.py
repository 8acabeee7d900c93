"""Similar-looking replacements for characters that the terminal cannot show.

Each replacement occupies as many cells as the original. It works as an error handler of Python's
codecs, so that it applies to everything that is written to the stream.
"""

from __future__ import annotations

import codecs
import unicodedata
from io import TextIOWrapper
from typing import Final

_HANDLER: Final = "halo-tui-lookalike"

_LOOKALIKES: Final = {
    "|": "│┃║╎╏┆┇▏▎▍▌▐", "-": "─━═╌╍┄┅▔‐‑–—−·", "+": "┌┐┘├┤┬┴┼╭╮╯╰┏┓┗┛✓", "`": "└",  # noqa: RUF001
    "v": "▼▾↓", ">": "▶▸→›»", "<": "◀◂←‹«", "^": "▲▴↑", "~": "…", "*": "•●★", "o": "○◦",  # noqa: RUF001
    "x": "✗✘×", "#": "█▉▊▋", " ": "▁▂▃▄▅▆▇\u00a0", '"': "“”„", "'": "‘’‚",  # noqa: RUF001
}  # fmt: skip
_TABLE: Final = {ord(sign): plain for plain, signs in _LOOKALIKES.items() for sign in signs}


def draw_with(stream: TextIOWrapper, encoding: str) -> None:
    """Make a stream write in an encoding, with look-alikes for what the encoding lacks.

    Args:
        stream: the stream that leads to the terminal.
        encoding: an encoding that the terminal can show.
    """
    codecs.register_error(_HANDLER, _replace)
    stream.reconfigure(encoding=encoding, errors=_HANDLER)


def _replace(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    lost = error.object[error.start : error.end]
    return "".join(_plain(sign) for sign in lost), error.end


def _plain(sign: str) -> str:
    """Return a replacement of the same width: a look-alike, the letter without accent, or `?`."""
    if ord(sign) in _TABLE:
        return _TABLE[ord(sign)]
    from halo_tui.base.cells import cells

    width = cells(sign)
    letter = unicodedata.normalize("NFKD", sign)[0]
    is_plain = width == 1 and letter.isascii() and letter.isprintable()
    return letter if is_plain else "?" * width
