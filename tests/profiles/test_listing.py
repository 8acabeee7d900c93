"""The list of profiles: names first, and no file read twice that has not changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from profile_files import HEALTHY, write_profile

from halo_tui.base import tomlfile
from halo_tui.profiles.fingerprint import lasting_fingerprint
from halo_tui.profiles.store import Store

PAST = 1_700_000_000


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were opened."""
    opened: list[Path] = []
    real = tomlfile.read_bytes

    def read_bytes(path: Path, **named: int) -> tuple[bytes, os.stat_result]:
        opened.append(path)
        return real(path, **named)

    lasting_fingerprint({})  # reads its key once for all
    monkeypatch.setattr(tomlfile, "read_bytes", read_bytes)
    monkeypatch.setattr("halo_tui.profiles.listing._SETTLED_NS", 0)
    return opened


def test_names_come_without_any_file_being_read(reads: list[Path]) -> None:
    for number in range(20):
        write_profile(f"p{number:02}", HEALTHY)
    assert Store().slugs() == [f"p{number:02}" for number in range(20)]
    assert reads == []


def test_what_has_not_changed_is_not_read_again(reads: list[Path]) -> None:
    store, paths = Store(), [write_profile(slug, HEALTHY) for slug in ("acme", "contoso")]
    first = store.summaries()
    assert store.summaries() == first
    assert reads == paths


@pytest.mark.parametrize("how", ["content", "mode", "same size and times"])
def test_what_has_changed_is_read_again(reads: list[Path], how: str) -> None:
    store, path = Store(), write_profile("acme", HEALTHY)
    before = store.summary("acme")
    state = path.stat()
    if how == "mode":
        path.chmod(0o644)
    else:
        text = path.read_text("utf-8").replace("Acme", "Bcme")
        new = path.with_name("new")
        new.write_text(text, "utf-8")
        new.chmod(0o600)
        new.rename(path)
        if how == "same size and times":
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert store.summary("acme") != before


def test_a_file_that_has_only_just_changed_is_not_trusted(reads, monkeypatch) -> None:
    monkeypatch.setattr("halo_tui.profiles.listing._SETTLED_NS", 10**12)
    store, path = Store(), write_profile("acme", HEALTHY)
    store.summary("acme")
    store.summary("acme")
    assert reads == [path, path]


def test_a_file_that_is_gone_says_so(reads: list[Path]) -> None:
    store, path = Store(), write_profile("acme", HEALTHY)
    store.summary("acme")
    path.unlink()
    assert not store.summary("acme").is_readable
