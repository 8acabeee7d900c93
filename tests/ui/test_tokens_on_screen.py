"""No access token is on a screen, nor in what the application leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import canary
import pytest
from recognised_tokens import is_in, make_recognisable
from waiting import shown, still, until

from halo_tui.profiles.store import Store
from halo_tui.sandbox.received import SentCredential
from halo_tui.sandbox.server import Sandbox
from halo_tui.ui.app import HaloApp
from halo_tui.ui.session import Session


async def test_no_screen_shows_or_keeps_a_token(
    play: Callable[..., Sandbox], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_recognisable(monkeypatch)
    sandbox = play()
    session = Session(Store())
    session.open(session.store.summaries()[0])
    async with HaloApp(session, start="test").run_test(size=(200, 60)) as pilot:
        await pilot.press("r")
        await until(pilot, "✓ READY")
        assert SentCredential.RIGHT in {one.bearer for one in sandbox.received}
        for key in ("a", "m", "p", "1", "2", "3", "f5", "v", "question_mark"):
            await pilot.press(key)
            await still(pilot)
            assert not is_in(shown(pilot).encode()), key
    for path, data in canary.files(home):
        assert not is_in(data), path
