"""Reads a block of values that was copied from a page, an e-mail, a file or a script.

A value with a caption goes to the field of that caption. A value without a caption goes by its
shape, if the block has only one value of this shape. Every part of the block is either assigned to
a field or listed as not understood; nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from halo_tui.base.text import harmless
from halo_tui.profiles.rules import address_parser, shapes
from halo_tui.profiles.rules.captions import field_named, is_not_needed
from halo_tui.profiles.rules.lookalikes import is_halos
from halo_tui.profiles.rules.offering import usable
from halo_tui.profiles.rules.pasted_text import pieces_of
from halo_tui.profiles.rules.pieces import Piece, unwrapped
from halo_tui.profiles.rules.tenant import is_placeholder
from halo_tui.profiles.schema import BY_KEY, FIELD_INFO, LOG_IN, Hosting, label_of

LONGEST: Final = 20_000
"""Characters; a longer text is not a block of five values."""

NOT_NEEDED: Final = "not needed here"
"""The reason for parts of a connection that no field needs, such as its scopes."""

_SHOWN: Final = 60
_BY_SHAPE: Final = 3
"""The rank of a value without a caption; captions have the ranks 0 to 2."""

_WORDS_OF_A_CAPTION: Final = 3

_URL = re.compile(r"https?://[^\s\"'<>|,;)\]}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placed:
    """A value of the block that was assigned to a field."""

    key: str
    value: str = field(repr=False)
    line: int
    """Its line in the block, counted from 1."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A part of the block that was assigned to no field."""

    line: int
    text: str
    """The text, safe to show, with dots instead of what may be a secret."""
    why: str
    """The reason, in a few words."""


@dataclass(frozen=True, slots=True)
class Block:
    """The content of a pasted text."""

    taken: tuple[Placed, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def values(self) -> dict[str, str]:
        """The values by field, in the order of the form."""
        found = {one.key: one.value for one in self.taken}
        return {key: found[key] for key in FIELD_INFO if key in found}


@dataclass(frozen=True, slots=True)
class _Claim:
    """A value that may belong to a field."""

    key: str
    value: str
    rank: int
    piece: Piece


def read_block(text: str, current: Mapping[str, str] | None = None) -> Block:
    """Assign the values of a block to the fields.

    Certain problems of a value are fixed, as a fix with one key would do. A value that the rules of
    its field refuse is listed with the unplaced parts.

    Args:
        text: the pasted text; it may contain a secret.
        current: the values of the profile; `hosting` decides how the tenant is checked.
    """
    if len(text) > LONGEST:
        return Block(unplaced=(Unplaced(1, "", "it is too long for a block of values"),))
    claims: list[_Claim] = []
    unplaced: list[Unplaced] = []
    for piece in pieces_of(text):
        found = list(_claims_of(piece))
        claims += found
        if not found:
            unplaced.append(_unplaced(piece, _why_not(piece)))
    chosen = list(_chosen(claims, unplaced))
    taken = tuple(_usable(chosen, current or {}, unplaced))
    return Block(taken, tuple(sorted(unplaced, key=lambda one: one.line)))


def is_block(text: str, key: str) -> bool:
    """Whether one line that is pasted into a field contains the values of other fields.

    Args:
        text: the line.
        key: the field into which it was pasted.
    """
    if len(text) > LONGEST or re.fullmatch(r"\s*https?://\S+\s*", text, re.IGNORECASE):
        return False
    fields = set(read_block(text).values)
    is_certain = fields == {"client_secret"} or any(
        field_named(piece.caption) for piece in pieces_of(text)
    )
    return len(fields) > 1 or (is_certain and bool(fields - {key}))


# Which field a piece belongs to --------------------------------------------------------------


def _claims_of(piece: Piece) -> Iterator[_Claim]:
    if not piece.value:
        return
    named = _named(piece)
    if named is not None:
        key, rank = named
        value = _hosting(piece.value) if key == "hosting" else piece.value
        if value:
            yield _Claim(key, value, rank, piece)
        yield from _tenant_in_query(piece)
        return
    if piece.caption and not (_URL.match(piece.value) or _is_sentence(piece)):
        return
    yield from _by_shape(piece)
    yield from _tenant_in_query(piece)


def _is_sentence(piece: Piece) -> bool:
    """Whether the text before a colon is not a caption, but part of a sentence or an ID."""
    return len(piece.caption.split()) > _WORDS_OF_A_CAPTION or shapes.is_id(piece.caption)


def _named(piece: Piece) -> tuple[str, int] | None:
    """Return field and rank of the caption; the keys around it count if they are more precise."""
    caption = field_named(piece.caption)
    around = field_named(f"{piece.parents[-1]} {piece.caption}") if piece.parents else None
    best = around or caption
    if best is None:
        is_id = piece.caption.lower() == "id" and shapes.is_id(shapes.clean(piece.value))
        return ("client_id", 1) if is_id else None
    of_halo = any("halo" in parent.lower() for parent in piece.parents)
    key = best.field
    if key == "resource_server" and _address_field(piece.value) == "authorization_server":
        key = "authorization_server"
    return key, 0 if of_halo else best.rank


def _by_shape(piece: Piece) -> Iterator[_Claim]:
    """Yield the fields that a text without a caption may belong to; the text can be a sentence."""
    text = f"{piece.caption}:{piece.value}" if _is_sentence(piece) else piece.value
    pair = shapes.pair_within(text)
    whole = shapes.clean(text)
    client_id = pair[0] if pair else whole if shapes.is_id(whole) else shapes.id_within(text)
    secret = pair[1] if pair else whole if shapes.is_secret(whole) else shapes.secret_within(text)
    if client_id:
        yield _Claim("client_id", client_id, _BY_SHAPE, piece)
    if secret:
        yield _Claim("client_secret", secret, _BY_SHAPE, piece)
    for address in _URL.findall(text) or [text]:
        key = _address_field(unwrapped(address))
        if key:
            yield _Claim(key, unwrapped(address).rstrip("."), _BY_SHAPE, piece)


def _address_field(text: str) -> str | None:
    if " " in text.strip():
        return None
    address = address_parser.read(text).address
    if address is None or ("." not in address.host and "//" not in text):
        return None
    if "api" in address.segments:
        return "resource_server"
    if {"auth", "token"} & set(address.segments):
        return "authorization_server"
    return LOG_IN if "//" in text or is_halos(address.host) else None


def _tenant_in_query(piece: Piece) -> Iterator[_Claim]:
    """Yield the tenant of an address such as `…/auth/token?tenant=acme`."""
    for address in _URL.findall(piece.value):
        try:
            query = urlsplit(address).query
        except ValueError:
            continue
        for key, value in parse_qsl(query):
            if key.lower() == "tenant":
                yield _Claim("tenant", value, _BY_SHAPE, piece)


def _hosting(text: str) -> str:
    """Return one of the two hostings, or an empty text."""
    words = re.sub(r"[^a-z]+", " ", text.lower())
    if re.search(r"\bon ?prem(?:ise|ises|)?\b|\bself hosted\b", words):
        return Hosting.ON_PREMISE.value
    return Hosting.HOSTED.value if re.fullmatch(r" ?(?:hosted|cloud)\b.*", words) else ""


# Which value of several ----------------------------------------------------------------------


def _chosen(claims: Iterable[_Claim], unplaced: list[Unplaced]) -> Iterator[_Claim]:
    """Yield the value with the best rank for each field; the others are added to `unplaced`."""
    by_field: dict[str, list[_Claim]] = {}
    for claim in claims:
        by_field.setdefault(claim.key, []).append(claim)
    for key, rivals in by_field.items():
        first, *_ = sorted(rivals, key=lambda claim: claim.rank)
        others = [claim for claim in rivals if claim.value != first.value]
        if first.rank == _BY_SHAPE and others:
            unplaced += [
                _unplaced(one.piece, f"one of several for {label_of(key)}") for one in rivals
            ]
            continue
        unplaced += [_unplaced(one.piece, f"another {label_of(key)}") for one in others]
        yield first


def _usable(
    chosen: list[_Claim], current: Mapping[str, str], unplaced: list[Unplaced]
) -> Iterator[Placed]:
    """Yield the values in the form that their fields accept; the others are added to `unplaced`."""
    values = {**current, **{claim.key: claim.value for claim in chosen}}
    hosting = _implied_hosting(chosen)
    if hosting is not None:
        values["hosting"] = hosting.value
        chosen = [*chosen, hosting]
    for claim in chosen:
        value = usable(claim.key, claim.value, values)
        if value is None:
            unplaced.append(_unplaced(claim.piece, f"no usable {label_of(claim.key)}"))
        else:
            yield Placed(claim.key, value, claim.piece.line)


def _implied_hosting(chosen: list[_Claim]) -> _Claim | None:
    """Return the hosting that "Not set" as tenant implies, if the block does not name a hosting."""
    found = {claim.key: claim for claim in chosen}
    tenant, server = found.get("tenant"), found.get("resource_server")
    if "hosting" in found or tenant is None or not is_placeholder(tenant.value):
        return None
    address = address_parser.read(server.value).address if server else None
    if address is not None and is_halos(address.host):
        return None
    return _Claim("hosting", Hosting.ON_PREMISE.value, tenant.rank, tenant.piece)


def _why_not(piece: Piece) -> str:
    return NOT_NEEDED if is_not_needed(piece.caption) else "not understood"


def _unplaced(piece: Piece, why: str) -> Unplaced:
    text = f"{piece.caption}: {piece.value}" if piece.caption else piece.value
    named = field_named(piece.caption)
    if named is not None and BY_KEY[named.field].secret:
        text = f"{piece.caption}: {'•' * min(len(piece.value), 12)}"
    return Unplaced(piece.line, harmless(shapes.without_secrets(text), limit=_SHOWN), why)
