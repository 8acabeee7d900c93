"""The view without any profile: the five screens in order, and the ways to begin."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from halo_tui import __version__
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.pane import Pane

_WAY: Final = "The way, in five screens"
_PURPOSE: Final = "Connects HaloPSA with Gradient MSP: step by step, tested"

_JOURNEY: Final = (
    ("Profiles", "a name for the connection", "you are here"),
    ("Checklist", "what to do in Halo", "an administrator of Halo"),
    ("Credentials", "the five values", "Halo's address, ID, secret"),
    ("Test", "what works, what does not", "the five values"),
    ("Hand-over", "the values, as Gradient asks", "a test that says ready"),
)
"""The five screens in the order of use: name, purpose, and what each one needs."""

_WAYS_IN: Final = (
    ("profiles.new", "New", "from one address: where you log in to Halo", ""),
    ("profiles.import", "Import", "a profile's file, or a folder of them", ""),
    ("profiles.demo", "Demo", "a guided tour of a bundled sandbox Halo", "{} comes back here"),
)
"""The ways to begin: action, name, description, and a hint for wide terminals."""

_ROOMY: Final = 80
"""The width of the terminal from which the needs of the screens are shown, in cells."""
_NEEDS_AT: Final = 47
"""Cells before the needs of a screen."""


class Welcome(Vertical):
    """Shows the program's name, the five screens, and the ways to begin, in frames."""

    def compose(self) -> ComposeResult:
        name = Content.assemble(("halo_tui", "bold $primary"), (f"  {__version__}", "$text-muted"))
        yield Static(Content("\n").join([name, Content(_PURPOSE)]), id="name", markup=False)
        with Pane(_WAY, id="way-pane"):
            yield Static(id="way", markup=False)
        with Pane("Three ways in"):
            yield Static(id="ways-in", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        is_roomy = self.app.size.width >= _ROOMY
        stages = [_stage(number, is_roomy=is_roomy) for number in range(len(_JOURNEY))]
        needs = Content.styled("what it needs", "$text-muted") if is_roomy else None
        self.query_one("#way-pane", Pane).entitle(_WAY, needs)
        ways = [_way_in(*way, is_roomy=is_roomy) for way in _WAYS_IN]
        self.query_one("#way", Static).update(Content("\n").join(stages))
        self.query_one("#ways-in", Static).update(Content("\n").join(ways))


def _stage(number: int, *, is_roomy: bool) -> Content:
    """Return the line of a screen; the first one is marked as the current screen."""
    name, purpose, needs = _JOURNEY[number]
    is_here = number == 0
    sign = Content.styled("→ ", "bold $text-primary") if is_here else Content("  ")
    title = Content.assemble(
        (f"{number + 1} ", "$text-muted"), (f"{name:<13}", "bold" if is_here else "")
    )
    line = sign + title + Content.styled(purpose, "" if is_here else "$text-muted")
    if not is_roomy:
        return line
    return line.pad_right(_NEEDS_AT - line.cell_length) + Content.styled(needs, "$text-muted")


def _way_in(action: str, word: str, text: str, hint: str, *, is_roomy: bool) -> Content:
    name = action_hint(action, word)
    more = f"; {hint.format(key_of('app.quit'))}" if hint and is_roomy else ""
    return Content("  ") + name.pad_right(11 - name.cell_length) + Content(text + more)
