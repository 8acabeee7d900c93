"""What all tests of the screens want: one time zone, and short paths."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def one_time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every machine is in the same time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def short_paths(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a test is the person's home, so that its name is on no picture."""
    monkeypatch.setenv("HOME", str(home))
