"""A secret that is looked for wherever it could have got to, in every form that it could have."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

SECRET: Final = 'kAnari/3+"Vogel"=&%7 \u00e4\\Zq9-8xWv5uTs4rQp'
"""It differs in each of the forms."""
_WINDOW: Final = 10
"""Characters of a piece that is as good as the whole."""
_ESCAPES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[=>()][A-Z0-9]?"
)
_BETWEEN_LINES: Final = re.compile("[\\s\u2500-\u259f\u2580-\u259f|]+")
"""What may come between two halves of a word that is wrapped in a pane."""


def places(data: bytes, client_id: str = "", secret: str = SECRET) -> list[str]:
    """The forms in which a secret, or a piece of it, is in some data; none is as it should be."""
    found = [name for name, form in _binary_forms(secret, client_id) if form in data]
    text = _ESCAPES.sub("", data.decode("utf-8", "replace"))
    for view in (text, _BETWEEN_LINES.sub("", text)):
        found += [name for name, form in _forms(secret, client_id) if _is_in(form, view)]
    return found


def files(folder: Path, but_for: Iterable[Path] = ()) -> Iterator[tuple[Path, bytes]]:
    """Every file below a folder; some are where the secret belongs."""
    skipped = {path.resolve() for path in but_for}
    for path in folder.rglob("*"):
        if path.is_file() and path.resolve() not in skipped:
            yield path, path.read_bytes()


def _is_in(form: str, text: str) -> bool:
    bare = _BETWEEN_LINES.sub("", form)
    pieces = {form[at : at + _WINDOW] for at in range(len(form) - _WINDOW + 1)}
    pieces |= {bare[at : at + _WINDOW] for at in range(len(bare) - _WINDOW + 1)}
    return any(piece in text for piece in pieces)


def _forms(secret: str, client_id: str) -> Iterator[tuple[str, str]]:
    raw = secret.encode()
    yield "plain", secret
    yield "JSON", json.dumps(secret)[1:-1]
    yield "JSON in UTF-8", json.dumps(secret, ensure_ascii=False)[1:-1]
    yield "URL", quote(secret, safe="")
    yield "form", quote_plus(secret)
    for shift in range(3):
        # Base64 looks different with each place that the secret may have in the triples.
        coded = base64.b64encode(b"\0" * shift + raw)[4:-4].decode()
        yield f"base64, {shift}", coded
        yield f"base64 for URLs, {shift}", coded.translate(str.maketrans("+/", "-_"))
    if client_id:
        yield "Basic", base64.b64encode(f"{client_id}:".encode() + raw)[-40:].decode()


def _binary_forms(secret: str, client_id: str) -> Iterator[tuple[str, bytes]]:
    piece = secret[:_WINDOW]
    yield "UTF-16, little end first", piece.encode("utf-16-le")
    yield "UTF-16, big end first", piece.encode("utf-16-be")
