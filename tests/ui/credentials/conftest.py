"""What the tests of the credentials form want: the pane follows the cursor at once."""

from __future__ import annotations

import pytest

from halo_tui.ui.credentials import form


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits until no key is being pressed."""
    monkeypatch.setattr(form, "REST", 0.02)
