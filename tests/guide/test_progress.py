"""The ticks of the checklist: kept whole, for the user only, and broken files harm nothing."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halo_tui.base import places
from halo_tui.guide import progress


def file_of(slug="acme"):
    return places.state_dir() / "progress" / f"{slug}.json"


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sets(st.text()))
def test_what_is_saved_comes_back(home, ticks):
    progress.save("acme", ticks)
    assert progress.load("acme") == ticks


def test_profiles_have_ticks_of_their_own():
    progress.save("acme", {"prepare.psa"})
    assert progress.load("other") == set()


def test_only_the_user_may_read_it():
    progress.save("acme", {"prepare.psa"})
    modes = [path.stat().st_mode & 0o777 for path in (file_of(), file_of().parent)]
    assert modes == [places.FILE_MODE, places.FOLDER_MODE]


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"ticked": "abc"}',
    b'{"ticked": [1]}',
    b"\xff",
    b"[" * 10**5,
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_starts_empty(content):
    progress.save("acme", {"prepare.psa"})
    file_of().write_bytes(content)
    assert progress.load("acme") == set()


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_kept_aside(content):
    progress.save("acme", {"prepare.psa"})
    file_of().write_bytes(content)
    progress.save("acme", progress.load("acme"))
    assert file_of().with_name("acme.json.broken").read_bytes() == content


def test_a_save_that_fails_leaves_what_was_there(monkeypatch):
    progress.save("acme", {"prepare.psa"})

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        progress.save("acme", {"prepare.log_in"})
    assert progress.load("acme") == {"prepare.psa"}
    assert [path.name for path in file_of().parent.iterdir()] == ["acme.json"]


def test_a_renamed_profile_keeps_its_ticks():
    progress.save("old", {"prepare.psa"})
    progress.rename("old", "new")
    assert (progress.load("new"), progress.load("old")) == ({"prepare.psa"}, set())


def test_a_renamed_profile_does_not_inherit_ticks():
    progress.save("new", {"prepare.psa"})
    progress.rename("old", "new")
    assert progress.load("new") == set()


def test_a_forgotten_profile_has_no_ticks():
    progress.save("acme", {"prepare.psa"})
    progress.forget("acme")
    progress.forget("acme")
    assert progress.load("acme") == set()
