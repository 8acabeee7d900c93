"""What the tests of the credentials form want: a Halo that says what it may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from halo_tui.halo.discovery import Discovery
from halo_tui.ui.credentials import filling
from halo_tui.ui.session import Session


@pytest.fixture
def halo(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """A Halo that says what it is told to say; gives the origins that were asked."""

    def say(**values: str) -> list[str]:
        asked: list[str] = []

        async def ask(session: Session, origin: object, ca_file: str) -> Discovery:
            asked.append(str(origin))
            return Discovery(**values)

        monkeypatch.setattr(filling, "ask_halo", ask)
        return asked

    return say
