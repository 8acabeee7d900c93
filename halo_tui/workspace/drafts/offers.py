"""Other values for the fields of a draft, which the user can accept or decline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from halo_tui.profiles.schema import LINE_BREAK
from halo_tui.workspace.drafts.difference import Difference, difference
from halo_tui.workspace.drafts.notes import SECRET, FieldOffer, comparable_value

if TYPE_CHECKING:
    from halo_tui.workspace.drafts.draft import Draft

_TURNS: Final = {SECRET: "client_secret_ref", "client_secret_ref": SECRET}


class Offers(Mapping[str, FieldOffer]):
    """The offer for each field; no value is used before the user accepts it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._offers: dict[str, FieldOffer] = {}

    def __getitem__(self, key: str) -> FieldOffer:
        return self._offers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._offers)

    def __len__(self) -> int:
        return len(self._offers)

    def propose(self, values: Mapping[str, str], source: str, *, ask: bool = False) -> list[str]:
        """Fill empty fields; offer a value for each field that has a different one.

        Args:
            values: the fields and their values.
            source: where they come from, for example `Halo`.
            ask: whether to offer a value for an empty field, too, instead of filling it.

        Returns:
            The fields that were filled.
        """
        draft, filled = self._draft, []
        for key, value in values.items():
            mine = draft.text(key)
            if mine == value:
                draft.mark_source(key, source)
                filled += [key] if draft.is_default(key) else []
            elif ask or (mine and not draft.is_default(key)):
                self._offers[key] = FieldOffer(mine, value, source, key)
            else:
                draft.put(key, value, source)
                filled.append(key)
        return filled

    def settle(self, key: str, *, accept: bool) -> None:
        """Accept or decline the offer for a field."""
        offer = self._offers.pop(key, None)
        if offer is None or not accept:
            return
        if offer.key == key:
            self._draft.put(key, offer.theirs, offer.source)
        else:
            self._draft.take(offer.key, offer.theirs)

    def add_conflict(self, key: str, theirs: str) -> None:
        """Offer a value that was saved elsewhere, for a key of the profile's file."""
        self._add(key, theirs, "saved meanwhile")

    def add_kept(self, values: Mapping[str, str]) -> None:
        """Offer unsaved text of an earlier session, for keys of the profile's file."""
        saved = self._draft.profile_values()
        for key, text in values.items():
            # A profile has either a secret or a reference to it, so the empty one is set first.
            makes_room = not text and values.get(_TURNS.get(key, ""))
            if text != saved.get(key, "") and not makes_room:
                self._add(key, text, "typed before")

    def _add(self, key: str, theirs: str, source: str) -> None:
        mine = self._draft.profile_values().get(key, "")
        shown_at = SECRET if key == "client_secret_ref" else key
        if key == "notes":
            mine, theirs = (text.replace("\n", LINE_BREAK) for text in (mine, theirs))
        self._offers[shown_at] = FieldOffer(mine, theirs, source, key)

    def withdraw(self, key: str) -> None:
        """Remove the offer for a field."""
        self._offers.pop(key, None)

    def clear(self) -> None:
        """Remove all offers."""
        self._offers.clear()

    def differing(self, key: str) -> Difference | None:
        """Return the parts in which a field and its offer differ; None for a secret."""
        offer = self._offers.get(key)
        if offer is None or key == SECRET:
            return None
        return difference(comparable_value(key, offer.mine), comparable_value(key, offer.theirs))
