"""The one way of writing files."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

import pytest
from failing_disk import at_each_step, contents, failing, killed

from halo_tui.base import writing


def fail_with(number: int):
    def call(*args, **named):
        raise OSError(number, os.strerror(number))

    return call


def test_a_file_is_private_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    writing.replace(path, b"text")
    assert path.read_bytes() == b"text"
    assert [p.stat().st_mode & 0o077 for p in (path, path.parent)] == [0, 0]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    writing.replace(link, b"new")
    assert (link.is_symlink(), real.read_bytes()) == (True, b"new")


@pytest.mark.parametrize("kind", ["file", "link", "link to nothing"])
def test_a_new_file_is_never_put_over_another(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "file", tmp_path / "other"
    if kind != "link to nothing":
        other.write_bytes(b"theirs")
    path.symlink_to(other) if kind.startswith("link") else other.rename(path)
    before = contents(tmp_path)
    with pytest.raises(FileExistsError):
        writing.create(path, b"mine")
    assert contents(tmp_path) == before


def test_a_file_system_without_hard_links_gets_its_new_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", fail_with(errno.EPERM))
    writing.create(tmp_path / "file", b"text")
    assert contents(tmp_path) == {"file": b"text"}
    with pytest.raises(FileExistsError):
        writing.create(tmp_path / "file", b"other")


@pytest.mark.parametrize("write", [writing.replace, writing.create])
def test_a_kill_at_any_step_leaves_the_old_or_the_new_file(tmp_path: Path, write) -> None:
    path = tmp_path / "file"

    def begin() -> None:
        path.unlink(missing_ok=True)
        if write is writing.replace:
            path.write_bytes(b"old")

    for _ in at_each_step(lambda: write(path, b"new"), killed, begin):
        writing.sweep(tmp_path)
        old = {"file": b"old"} if write is writing.replace else {}
        assert contents(tmp_path) in (old, {"file": b"new"}) or _is_empty_leftover(tmp_path)


def _is_empty_leftover(folder: Path) -> bool:
    left = [path for path in folder.iterdir() if path.name.startswith(writing.TEMPORARY)]
    return [path.stat().st_size for path in left] == [0]


def test_a_disk_that_does_not_confirm_is_told_from_one_that_refuses(tmp_path: Path) -> None:
    path = tmp_path / "file"
    statuses = [*at_each_step(
        lambda: writing.replace(path, b"new"), failing(errno.EIO), lambda: path.write_bytes(b"old")
    )]  # fmt: skip
    assert 2 in statuses
    with pytest.MonkeyPatch.context() as patch:
        real = os.fsync
        patch.setattr(os, "fsync", lambda handle: (
            fail_with(errno.EIO)() if os.fstat(handle).st_mode & 0o040000 else real(handle)
        ))  # fmt: skip
        with pytest.raises(writing.UnconfirmedError, match="did not confirm") as caught:
            writing.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert "the disk reports an error" in writing.reason_of(caught.value)


def test_a_folder_that_cannot_be_synced_at_all_is_no_error(tmp_path: Path, monkeypatch) -> None:
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (
        fail_with(errno.EINVAL)() if os.fstat(handle).st_mode & 0o040000 else real(handle)
    ))  # fmt: skip
    writing.replace(tmp_path / "file", b"new")
    assert contents(tmp_path) == {"file": b"new"}


def test_what_a_dead_process_left_goes_and_what_a_live_one_writes_stays(tmp_path: Path) -> None:
    dead, alive = (tmp_path / f"{writing.TEMPORARY}{name}" for name in ("dead", "alive"))
    dead.write_bytes(b"secret")
    alive.write_bytes(b"secret")
    (tmp_path / "other").write_bytes(b"")
    with alive.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        writing.sweep(tmp_path)
    assert sorted(contents(tmp_path)) == [alive.name, "other"]


def test_an_empty_leftover_goes_when_it_is_old(tmp_path: Path) -> None:
    left = tmp_path / f"{writing.TEMPORARY}x"
    left.write_bytes(b"")
    writing.sweep(tmp_path)
    assert left.exists()
    os.utime(left, (time.time() - 100,) * 2)
    writing.sweep(tmp_path)
    assert not left.exists()


def test_leftovers_are_found_where_links_lead_to(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (here / "link").symlink_to(there / "real")
    (there / f"{writing.TEMPORARY}x").write_bytes(b"secret")
    writing.sweep(here)
    assert contents(there) == {}


def test_a_name_may_be_as_long_as_a_name_can_be(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    writing.replace(path, b"a")
    writing.replace(path, b"b")
    assert contents(tmp_path) == {path.name: b"b"}


def test_sweeping_where_nothing_is_says_nothing(tmp_path: Path) -> None:
    writing.sweep(tmp_path / "missing")
