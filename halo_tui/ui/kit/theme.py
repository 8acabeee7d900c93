"""The two themes of halo_tui; the user can choose any theme of Textual as well."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

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
    variables={
        "text-success": "#1a7040",
        "text-error": "#b3261e",
        "text-warning": "#855400",
        "text-accent": "#7b3fa8",
        "text-primary": "#1b5fa8",
    },
)


_CHIPS: Final = (
    "chip-success", "chip-error", "chip-accent", "chip-warning", "chip-primary", "chip-muted",
)  # fmt: skip
"""The backgrounds of verdicts; with 16 colours they equal the background of the screen."""

DARK_256 = replace(
    DARK, background="#121212", surface="#1c1c1c", panel="#303030", foreground="#dadada",
    primary="#5fafff", error="#ff5f5f", success="#5fd787", warning="#ffaf5f", accent="#d787ff",
    variables={
        "divider": "#444444", "field": "#262626", "selection": "#005f87",
        "selection-quiet": "#303030", "chip-success": "#005f00", "chip-error": "#5f0000",
        "chip-accent": "#5f005f", "chip-muted": "#444444", "chip-warning": "#5f5f00",
        "chip-primary": "#00005f", "text-muted": "#a8a8a8",
    },
)  # fmt: skip
"""The dark theme for terminals with 256 colours: usual without COLORTERM, such as over SSH.

Rich replaces any other colour by the nearest of the 256, and for a bluish grey that is navy.
"""

LIGHT_256 = replace(
    LIGHT, background="#ffffff", surface="#f5f5f5", panel="#e4e4e4", foreground="#262626",
    primary="#005faf", error="#af0000", success="#005f00", warning="#875f00", accent="#875faf",
    variables={
        "text-success": "#005f00", "text-error": "#af0000", "text-warning": "#875f00",
        "text-accent": "#5f00af", "text-primary": "#005faf", "text-muted": "#626262",
        "divider": "#bcbcbc", "field": "#eeeeee", "selection": "#afd7ff",
        "selection-quiet": "#eeeeee", "chip-success": "#d7ffd7", "chip-error": "#ffd7d7",
        "chip-accent": "#ffd7ff", "chip-muted": "#e4e4e4", "chip-warning": "#ffffd7",
        "chip-primary": "#d7ffff",
    },
)  # fmt: skip
"""The light theme for terminals with 256 colours."""


DARK_16 = replace(
    DARK, background="#000000", surface="#000000", panel="#000000", foreground="#ffffff",
    primary="#55ffff", error="#ff5555", success="#55ff55", warning="#ffff55", accent="#ff55ff",
    variables={
        "text-success": "#55ff55", "text-error": "#ff5555", "text-warning": "#ffff55",
        "text-accent": "#ff55ff", "text-primary": "#55ffff", "text-muted": "#aaaaaa",
        "divider": "#555555", "field": "#000000", "selection": "#0000aa",
        "selection-quiet": "#555555", **dict.fromkeys(_CHIPS, "#000000"),
    },
)  # fmt: skip
"""The dark theme for terminals with 16 colours, such as the Linux console."""

LIGHT_16 = replace(
    LIGHT, background="#ffffff", surface="#ffffff", panel="#aaaaaa", foreground="#000000",
    primary="#0000aa", error="#aa0000", success="#00aa00", warning="#aa5500", accent="#aa00aa",
    variables={
        "text-success": "#00aa00", "text-error": "#aa0000", "text-warning": "#aa5500",
        "text-accent": "#aa00aa", "text-primary": "#0000aa", "text-muted": "#555555",
        "divider": "#aaaaaa", "field": "#ffffff", "selection": "#55ffff",
        "selection-quiet": "#aaaaaa", **dict.fromkeys(_CHIPS, "#ffffff"),
    },
)  # fmt: skip
"""The light theme for terminals with 16 colours."""


def own_themes(color_system: str | None) -> tuple[Theme, Theme]:
    """Return the dark and the light theme for a terminal.

    Args:
        color_system: Rich's name for the colours of the terminal, such as `truecolor`.
    """
    if color_system == "truecolor":
        return DARK, LIGHT
    return (DARK_16, LIGHT_16) if color_system == "standard" else (DARK_256, LIGHT_256)


_LIGHT_GROUNDS = ("7", "15")
"""The numbers of the two whites among the 16 terminal colours."""


def fitting_theme() -> str:
    """Return the name of the theme that fits the terminal's background; the dark one if unknown.

    rxvt, Konsole and others set COLORFGBG to the colour numbers of their text and background.
    """
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if ground in _LIGHT_GROUNDS else DARK.name


_QUIET: Final = {"text-muted": 0.7, "text-disabled": 0.55}
"""The share of the text colour in muted colours; Textual's 60 % is too faint on a panel."""

_GROUNDS: Final = {
    "divider": ("foreground", 0.24, 0.3), "field": ("foreground", 0.1, 0.07),
    "selection": ("primary", 0.33, 0.22), "selection-quiet": ("foreground", 0.09, 0.08),
    "chip-success": ("success", 0.22, 0.16), "chip-error": ("error", 0.22, 0.14),
    "chip-accent": ("accent", 0.22, 0.14), "chip-warning": ("warning", 0.22, 0.16),
    "chip-primary": ("primary", 0.22, 0.14), "chip-muted": ("foreground", 0.12, 0.1),
}  # fmt: skip
"""Additional colours: a theme colour, and its share over a dark and over a light background."""

_ANSI_GROUNDS: Final = {
    "divider": "ansi_bright_black", "field": "ansi_default", "selection": "ansi_blue",
    "selection-quiet": "ansi_bright_black", **dict.fromkeys(_CHIPS, "ansi_default"),
}  # fmt: skip
"""The additional colours for ANSI themes, whose colours cannot be blended."""


def with_house_colours(variables: Mapping[str, str]) -> dict[str, str]:
    """Return a theme's variables with the additional colours of halo_tui.

    Textual defines muted colours relative to a contrast colour (`auto 60%`) that is computed when
    painting. In a style of a `Content` this becomes plain white or black, and Rich cannot parse
    it. So this function replaces them by fixed colours for the theme's background.
    """
    if variables["background"].startswith("ansi_"):
        return _with_bars({**variables, "key": variables["accent"], **_ANSI_GROUNDS})
    ground, text = Color.parse(variables["background"]), Color.parse(variables["foreground"])
    bar = Color.parse(variables["panel"])
    quiet = {
        name: _readable(ground.blend(text, part), bar, text).hex
        for name, part in _QUIET.items()
        if variables[name].startswith("auto ")
    }
    quiet["key"] = _readable(Color.parse(variables["accent"]), bar, text).hex
    light = ground.brightness > _LIGHT
    grounds = {
        name: ground.blend(Color.parse(variables[over]), on_light if light else on_dark).hex
        for name, (over, on_dark, on_light) in _GROUNDS.items()
    }
    return _with_bars({**grounds, **variables, **quiet})


def _with_bars(variables: dict[str, str]) -> dict[str, str]:
    """Give scroll bars the colour of lines; Textual applies a rule for all widgets to each one."""
    bars = {f"scrollbar{state}": variables["divider"] for state in ("", "-hover", "-active")}
    grounds = {
        f"scrollbar-background{state}": variables["background"]
        for state in ("", "-hover", "-active")
    }
    return {**variables, **bars, **grounds}


def _readable(colour: Color, ground: Color, text: Color) -> Color:
    """Blend a colour towards the text colour until its contrast suffices (WCAG 2.2, 1.4.3)."""
    for tenth in range(11):
        nearer = colour.blend(text, tenth / 10)
        if _contrast(nearer, ground) >= _ENOUGH:
            return nearer
    return text


def _contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_ENOUGH: Final = 4.5
"""The minimum contrast ratio of text of normal size (WCAG 2.2, 1.4.3)."""

_LIGHT: Final = 0.5
"""The brightness, from 0 to 1, above which a background counts as light."""


def rich_colour(variables: Mapping[str, str], name: str) -> str:
    """Return a theme colour in Rich's syntax; empty for the default text colour.

    Args:
        variables: from `with_house_colours`; in ANSI themes a value is a name like `ansi_green`.
        name: the name of the variable.
    """
    return variables.get(name, "").partition(" ")[0].removeprefix("ansi_")
