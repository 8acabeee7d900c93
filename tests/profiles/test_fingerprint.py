"""The mark of a connection's values."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest
from profile_files import HEALTHY

from halo_tui.base import places
from halo_tui.profiles.fingerprint import _key, fingerprint, lasting_fingerprint

VALUES = {name: str(value) for name, value in HEALTHY.items()}


def test_there_is_none_before_a_run_was_kept(home: Path) -> None:
    assert fingerprint(VALUES) == ""


def test_it_stays_while_the_connection_stays(home: Path) -> None:
    first = lasting_fingerprint(VALUES)
    assert fingerprint({**VALUES, "name": "Another", "notes": "Call them"}) == first != ""


@pytest.mark.parametrize(
    "name", ["hosting", "resource_server", "tenant", "client_id", "client_secret", "ca_file"]
)
def test_it_changes_with_every_value(home: Path, name: str) -> None:
    first = lasting_fingerprint(VALUES)
    assert fingerprint({**VALUES, name: VALUES.get(name, "") + "x"}) != first


def test_it_tells_nothing_on_another_machine(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lasting_fingerprint(VALUES)
    monkeypatch.setenv("HALO_TUI_STATE_DIR", str(tmp_path / "elsewhere"))
    assert lasting_fingerprint(VALUES) != first


def test_runs_that_begin_together_make_one_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both_have_looked, one_is_done = Barrier(2, timeout=10), Event()
    real = secrets.token_hex

    def token_hex(size: int) -> str:
        if both_have_looked.wait() == 0:
            one_is_done.wait(10)
        return real(size)

    monkeypatch.setattr(secrets, "token_hex", token_hex)
    with ThreadPoolExecutor(2) as pool:
        marks = [pool.submit(lasting_fingerprint, VALUES) for _ in range(2)]
        for mark in marks:
            mark.add_done_callback(lambda _: one_is_done.set())
    key = places.state_dir() / "fingerprint.key"
    assert marks[0].result() == marks[1].result()
    assert _key(key) == key.read_bytes()


def test_its_key_is_for_this_user_only(home: Path) -> None:
    lasting_fingerprint(VALUES)
    assert (places.state_dir() / "fingerprint.key").stat().st_mode & 0o077 == 0
