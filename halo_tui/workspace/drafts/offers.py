"""Other values for the fields of a draft, to be accepted or declined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from halo_tui.profiles.schema import LINE_BREAK
from halo_tui.workspace.drafts.difference import Difference, difference
from halo_tui.workspace.drafts.notes import SECRET, Offer, offered

if TYPE_CHECKING:
    from halo_tui.workspace.drafts.draft import Draft

_TURNS: Final = {SECRET: "client_secret_ref", "client_secret_ref": SECRET}


class Offers(Mapping[str, Offer]):
    """What is offered to each field; nothing is taken before somebody accepts it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._offers: dict[str, Offer] = {}

    def __getitem__(self, key: str) -> Offer:
        return self._offers[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._offers)

    def __len__(self) -> int:
        return len(self._offers)

    def propose(self, values: Mapping[str, str], source: str, *, ask: bool = False) -> list[str]:
        """Fill empty fields; offer a value for each field that holds another one.

        Args:
            values: the fields and their values.
            source: who says so, for example `Halo`.
            ask: offer also where the field is empty.

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
                self._offers[key] = Offer(mine, value, source, key)
            else:
                draft.put(key, value, source)
                filled.append(key)
        return filled

    def settle(self, key: str, *, accept: bool) -> None:
        """Accept or decline what is offered for a field."""
        offer = self._offers.pop(key, None)
        if offer is None or not accept:
            return
        if offer.key == key:
            self._draft.put(key, offer.theirs, offer.source)
        else:
            self._draft.take(offer.key, offer.theirs)

    def add_conflict(self, key: str, theirs: str) -> None:
        """Offer what somebody else has saved, for a key of the profile's file."""
        self._add(key, theirs, "saved meanwhile")

    def add_kept(self, values: Mapping[str, str]) -> None:
        """Offer what was typed before and not saved, for keys of the profile's file."""
        saved = self._draft.profile_values()
        for key, text in values.items():
            # The secret and the reference to it take turns: the empty one makes room.
            makes_room = not text and values.get(_TURNS.get(key, ""))
            if text != saved.get(key, "") and not makes_room:
                self._add(key, text, "typed before")

    def _add(self, key: str, theirs: str, source: str) -> None:
        mine = self._draft.profile_values().get(key, "")
        shown_at = SECRET if key == "client_secret_ref" else key
        if key == "notes":
            mine, theirs = (text.replace("\n", LINE_BREAK) for text in (mine, theirs))
        self._offers[shown_at] = Offer(mine, theirs, source, key)

    def withdraw(self, key: str) -> None:
        """Offer nothing more for a field."""
        self._offers.pop(key, None)

    def clear(self) -> None:
        """Offer nothing more at all."""
        self._offers.clear()

    def differing(self, key: str) -> Difference | None:
        """Which parts of a field, and of what is offered for it, differ; never of a secret."""
        offer = self._offers.get(key)
        if offer is None or key == SECRET:
            return None
        return difference(offered(key, offer.mine), offered(key, offer.theirs))
