"""The product's own two themes; all of Textual's can be chosen as well."""

from __future__ import annotations

import os
from collections.abc import Mapping

from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="halo-dark",
    primary="#5aa9e6",
    secondary="#7f8ea3",
    accent="#c792ea",
    warning="#f2b84b",
    error="#f0716f",
    success="#63c98c",
    foreground="#d7dde6",
    background="#12161d",
    surface="#181d26",
    panel="#222936",
    dark=True,
)

LIGHT = Theme(
    name="halo-light",
    primary="#1b5fa8",
    secondary="#5a6675",
    accent="#7b3fa8",
    warning="#9a6300",
    error="#b3261e",
    success="#1f7a45",
    foreground="#1d232c",
    background="#fbfcfe",
    surface="#f1f4f8",
    panel="#e3e8ef",
    dark=False,
)


_LIGHT_GROUNDS = ("7", "15")
"""White, among the sixteen colours of a terminal."""


def fitting_theme() -> str:
    """The theme for this terminal's background, where the terminal tells it; else the dark one.

    rxvt, Konsole and others set COLORFGBG to the numbers of their text's and background's colours.
    """
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if ground in _LIGHT_GROUNDS else DARK.name


_QUIET = ("text-muted", "text-disabled")


def with_quiet_text(variables: Mapping[str, str]) -> dict[str, str]:
    """A theme's variables with its quiet colours worked out against the background.

    Textual writes them as a part of a contrast that is only found when painting (`auto 60%`), which
    a style inside a `Content` turns into full white or black, and Rich does not understand.
    """
    ground = variables["background"]
    found = {
        name: _blend(ground, variables["foreground"], variables[name].removeprefix("auto "))
        for name in _QUIET
        if variables[name].startswith("auto ")
    }
    return {**variables, **found}


def rich_colour(variables: Mapping[str, str], name: str) -> str:
    """A colour of a theme as `rich.text.Text` understands it; empty for the text's own.

    Args:
        variables: of the theme in use, with quiet text.
        name: of the variable; the terminal's own themes have `ansi_green` and the like.
    """
    return variables.get(name, "").partition(" ")[0].removeprefix("ansi_")


def _blend(ground: str, text: str, percent: str) -> str:
    return Color.parse(ground).blend(Color.parse(text), float(percent.rstrip("%")) / 100).hex
