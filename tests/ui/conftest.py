"""What all tests of the screens want: no waiting for a cursor to rest, and one time zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from halo_tui.ui.verify import check_board


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody waits for a cursor to rest, and every machine is in the same time zone."""
    with monkeypatch.context() as patch:
        patch.setattr(check_board, "REST", 0.02)
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def short_paths(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a test is the person's home, so that its name is on no picture."""
    monkeypatch.setenv("HOME", str(home))
