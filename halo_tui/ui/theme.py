"""The product's own two themes; all of Textual's can be chosen as well."""

from __future__ import annotations

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


def rich_colour(variables: Mapping[str, str], name: str) -> str:
    """A colour of a theme as `rich.text.Text` understands it; empty for the text's own.

    Args:
        variables: of the theme in use.
        name: of the variable. Textual writes some as a part of the foreground (`auto 60%`), and
            those of the terminal's own themes with a prefix (`ansi_green`).
    """
    value, _, strength = variables.get(name, "").partition(" ")
    if value.startswith("ansi_"):
        return value.removeprefix("ansi_")
    if value == "auto":
        ground, text = Color.parse(variables["background"]), Color.parse(variables["foreground"])
        return ground.blend(text, float(strength.rstrip("%")) / 100).hex
    return value
