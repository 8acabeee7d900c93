"""What the palette offers, and which of it fits what a person types. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from halo_tui.ui.base_screen import SCREENS
from halo_tui.ui.kit.actions import Action, actions_of, shown_key

if TYPE_CHECKING:
    from halo_tui.ui.app import HaloApp

_IN_TEXT: Final = 3
"""The rank of an offer whose title alone does not fit."""
_OWN: Final = "halo-"
_DEMO: Final = "Demo: rehearse a failure"
_EVERYWHERE: Final = ("next_profile", "go_back", "help", "quit")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done now."""

    group: str
    """The heading that it stands below."""
    title: str
    about: str
    """One sentence; it is searched too."""
    run: Callable[[], None]
    key: str = ""
    """The key that does the same, as it is written for people."""
    is_rehearsal: bool = False
    """Whether it is one of the many that come after all others where both fit."""


def fitting(offers: Sequence[Offer], text: str) -> list[Offer]:
    """The offers that hold every word of a text, those that hold it in their title first.

    Args:
        offers: in the order to keep among equals.
        text: what was typed; all offers fit an empty one.
    """
    words = text.casefold().split()
    if not words:
        return [*offers]
    ranked = ((_rank(offer, words), offer) for offer in offers)
    found = [(rank, offer) for rank, offer in ranked if rank is not None]
    found.sort(key=lambda pair: (pair[0] == _IN_TEXT, pair[1].is_rehearsal, pair[0]))
    return [offer for _, offer in found]


def _rank(offer: Offer, words: Sequence[str]) -> int | None:
    """How well an offer fits, the best first; None where it does not."""
    title = offer.title.casefold()
    if title.startswith(" ".join(words)):
        return 0
    if all(f" {word}" in f" {title}" for word in words):
        return 1
    if all(word in title for word in words):
        return 2
    everything = f"{title} {offer.about} {offer.group}".casefold()
    return _IN_TEXT if all(word in everything for word in words) else None


def under_headings(offers: Iterable[Offer]) -> Iterator[Offer | str]:
    """The offers, each group below its name."""
    group = None
    for offer in offers:
        if offer.group != group:
            group = offer.group
            yield group
        yield offer


def offers_of(app: HaloApp) -> list[Offer]:
    """Everything that can be done now: on this screen first, then the rest."""
    here = list(app.base.actions())
    return [
        *(_offer(app, dict(SCREENS)[app.base.SCOPE], action) for action in here),
        *_rehearsals(app),
        *_screens(app, {action.label for action in here}),
        *_everywhere(app),
        *_profiles(app),
    ]


def themes_of(app: HaloApp) -> list[Offer]:
    """The colours to choose from: our own first."""
    names = sorted(app.available_themes, key=lambda name: (not name.startswith(_OWN), name))
    in_use = {app.theme: "in use"}
    return [Offer("Theme", name, in_use.get(name, ""), _choice(app, name)) for name in names]


def _choice(app: HaloApp, theme: str) -> Callable[[], None]:
    return lambda: setattr(app, "theme", theme)


def _offer(app: HaloApp, group: str, action: Action, title: str = "") -> Offer:
    keys = app.own_keys.get(action.id, action.keys)
    key = shown_key(keys, while_typing=app.base.IS_FORM)
    return Offer(group, title or action.label, action.help, app.runner_of(action), key)


def _rehearsals(app: HaloApp) -> Iterator[Offer]:
    rehearsal = app.session.rehearsal
    if rehearsal is not None:
        for name, title in rehearsal.scenarios():
            yield Offer(_DEMO, name, title, partial(app.runs.rehearse, name), is_rehearsal=True)


def _screens(app: HaloApp, taken: Collection[str]) -> Iterator[Offer]:
    for action in actions_of("app"):
        mode = action.id.removeprefix("app.show_")
        is_other = mode in dict(SCREENS) and mode != app.base.SCOPE
        if is_other and not (app.base.SCOPE == "profiles" and action.label in taken):
            yield _offer(app, "Go to", action, f"Go to {action.label}")


def _everywhere(app: HaloApp) -> Iterator[Offer]:
    for action in actions_of("app"):
        name = action.id.partition(".")[2]
        if name in _EVERYWHERE and (name != "go_back" or app.can_go_back):
            yield _offer(app, "Everywhere", action)
    yield Offer("Everywhere", "Theme", "Choose the colours", app.action_change_theme)


def _profiles(app: HaloApp) -> Iterator[Offer]:
    """The other profiles, to go on with without leaving this screen."""
    for summary in app.other_profiles():
        title = f"Open profile: {summary.name}"
        yield Offer("Other profiles", title, summary.instance, partial(app.switch_to, summary.slug))
