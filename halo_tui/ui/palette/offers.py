"""The offers of the palette, and the search among them. It has no widgets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from halo_tui.base import faultlog
from halo_tui.base.text import harmless
from halo_tui.ui.base_screen import SCREENS, base_of
from halo_tui.ui.kit.actions import Action, actions_of
from halo_tui.ui.kit.own_keys import key_of

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from halo_tui.ui.base_screen import BaseScreen
    from halo_tui.ui.frame import Frame

_OWN: Final = "halo-"
_DEMO: Final = "Demo: rehearse a failure"
_EVERYWHERE: Final = ("tour_next", "tour_leave", "next_profile", "go_back", "help", "quit")


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of the palette: something that the user can do now."""

    group: str
    """The heading of its group."""
    title: str
    about: str
    """One sentence; the search covers it too."""
    run: Callable[[], object]
    key: str = ""
    """The key that does the same, as the user reads it."""
    is_rehearsal: bool = False
    """Whether it starts a scenario of the demo; these many offers follow equally good matches."""


def fitting(offers: Sequence[Offer], text: str) -> list[Offer]:
    """Return the offers that match a text, the best match first.

    Args:
        offers: the offers; equally good matches keep this order.
        text: the typed text; all offers match an empty one.
    """
    words = text.casefold().split()
    if not words:
        return [*offers]
    ranked = ((_rank(offer, words), offer) for offer in offers)
    found = [(rank, offer) for rank, offer in ranked if rank is not None]
    better = [(rank, offer) for rank, offer in found if rank < _SCATTERED] or found
    return [offer for _, offer in sorted(better, key=lambda pair: (pair[0], pair[1].is_rehearsal))]


def _rank(offer: Offer, words: Sequence[str]) -> int | None:
    """Return the rank of a match, 0 for the best; None if the offer does not match.

    The ranks: 0, the title equals the text; 1, it starts with the text; 2, each typed word starts a
    word of the title; 3, the title contains each word; 4, title, explanation or group contain each
    word; `_SCATTERED`, the title contains the letters in this order, which is worth showing only if
    nothing better is found.
    """
    title, typed = offer.title.casefold(), " ".join(words)
    everything = f"{title} {offer.about} {offer.group}".casefold()
    fits = (
        title == typed,
        title.startswith(typed),
        all(f" {word}" in f" {title}" for word in words),
        all(word in title for word in words),
        all(word in everything for word in words),
        len(typed) >= _FUZZY and _has_in_order(title, "".join(words)),
    )
    return fits.index(True) if any(fits) else None


_SCATTERED: Final = 5
"""The rank of a title that has the typed letters with others between them."""
_FUZZY: Final = 3
"""The minimum number of typed characters for it."""


def _has_in_order(title: str, letters: str) -> bool:
    rest = iter(title)
    return all(letter in rest for letter in letters)


def under_headings(offers: Iterable[Offer]) -> Iterator[Offer | str]:
    """Yield the offers, with the name of a group before its first offer."""
    group = None
    for offer in offers:
        if offer.group != group:
            group = offer.group
            yield group
        yield offer


def offers_of(app: Frame) -> list[Offer]:
    """Return all actions that are available now, those of the current screen first."""
    base = base_of(app)
    here = list(base.actions())
    return [
        *(_offer(app, dict(SCREENS)[base.SCOPE], action) for action in here),
        *_rehearsals(app),
        *_screens(app, base, {action.label for action in here}),
        *_everywhere(app),
        *_profiles(app, base),
    ]


def places_of(app: Frame) -> list[Offer]:
    """Return the places of the current screen."""
    base = base_of(app)
    name = dict(SCREENS)[base.SCOPE]
    return [Offer(name, place.title, place.about, place.go) for place in base.places()]


def themes_of(app: Frame) -> list[Offer]:
    """Return the themes, those of halo_tui first."""
    names = sorted(app.available_themes, key=lambda name: (not name.startswith(_OWN), name))
    in_use = {app.theme: "in use"}
    return [
        Offer("Theme", name, in_use.get(name, ""), partial(setattr, app, "theme", name))
        for name in names
    ]


def _offer(app: Frame, group: str, action: Action, title: str = "") -> Offer:
    base = base_of(app)
    key = key_of(action.id, while_typing=base.IS_FORM)
    namespace, _, name = action.method.partition(".")
    node: DOMNode = app if namespace == "app" else base
    run = partial(app.call_later, app.run_action, name, node)
    return Offer(group, title or action.label, action.help, run, key)


def _rehearsals(app: Frame) -> Iterator[Offer]:
    rehearsal = app.session.rehearsal
    if rehearsal is not None:
        tour = partial(app.call_later, app.run_action, "tour", app)
        yield Offer("Demo", "Guided tour", "A minute: break it, see why, fix it", tour)
        for name, title in rehearsal.scenarios():
            play = partial(app.rehearsing.play, name)
            yield Offer(_DEMO, name, title, play, is_rehearsal=True)


def _screens(app: Frame, base: BaseScreen, taken: Collection[str]) -> Iterator[Offer]:
    for action in actions_of("app"):
        mode = action.id.removeprefix("app.show_")
        is_other = mode in dict(SCREENS) and mode != base.SCOPE
        if is_other and not (base.SCOPE == "profiles" and action.label in taken):
            yield _offer(app, "Go to", action, f"Go to {action.label}")


def _everywhere(app: Frame) -> Iterator[Offer]:
    for action in actions_of("app"):
        name = action.id.partition(".")[2]
        is_dead = name == "go_back" and not app.navigation.can_go_back
        if name in _EVERYWHERE and not is_dead and app.check_action(name, ()):
            yield _offer(app, "Everywhere", action)
    where = f"The log of faults is {harmless(str(faultlog.path()))}"
    yield Offer("Everywhere", "Log", "Say where faults are noted", partial(app.say, where))
    choose_theme = partial(app.call_later, app.run_action, "change_theme", app)
    yield Offer("Everywhere", "Theme", "Choose the colours", choose_theme)


def _profiles(app: Frame, base: BaseScreen) -> Iterator[Offer]:
    """Yield the other profiles, which open without a change of screen."""
    for summary in app.profiles.others(base.current_slug()):
        title = f"Open profile: {summary.name}"
        open_it = partial(app.profiles.switch_to, summary.slug)
        yield Offer("Other profiles", title, summary.instance, open_it)
