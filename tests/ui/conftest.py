"""What all tests of the screens want: one time zone, and short paths."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from halo_tui.ui.checklist import board as checklist_board
from halo_tui.ui.credentials import form as credentials_form
from halo_tui.ui.kit import debounce
from halo_tui.ui.palette import screen as palette_screen


@pytest.fixture(autouse=True)
def one_time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every machine is in the same time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True, scope="session")
def one_reading_of_styles() -> Iterator[None]:
    """A style sheet is parsed once for the applications of all tests, and not for each again."""
    parse, parsed = Stylesheet._parse_rules, dict[object, list[RuleSet]]()

    def parse_once(sheet: Stylesheet, css: str, **how: Any) -> list[RuleSet]:
        key = (css, frozenset(how.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, **how)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits until the cursor, or the keys, rest follows at once."""
    for module, name in {
        debounce: "REST",
        credentials_form: "REST",
        checklist_board: "TYPING_REST",
        palette_screen: "PREVIEW_REST",
    }.items():
        monkeypatch.setattr(module, name, 0.001)


@pytest.fixture
def short_paths(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a test is the person's home, so that its name is on no picture."""
    monkeypatch.setenv("HOME", str(home))
