"""A pipe where a file of the program's own is expected is never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from halo_tui.base import places
from halo_tui.guide import progress
from halo_tui.halo.resolve import NoResolverError, Resolver
from halo_tui.profiles.fingerprint import fingerprint
from halo_tui.workspace import last_opened
from halo_tui.workspace.drafts import unsaved_text

pytestmark = pytest.mark.timeout(20)


def with_pipe(name: str) -> Path:
    path = places.make_private(places.state_dir()) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("name", "read", "nothing"),
    [
        ("last-profile", last_opened.load, ""),
        ("fingerprint.key", lambda: fingerprint({"tenant": "acme"}), ""),
        ("PROGRESS", lambda: progress.load("acme"), set()),
        ("DRAFT", lambda: unsaved_text.load("acme"), None),
    ],
)
def test_a_pipe_is_as_good_as_no_file(
    name: str, read: Callable[[], object], nothing: object
) -> None:
    known = {"PROGRESS": progress._path("acme"), "DRAFT": unsaved_text._path("acme")}
    with_pipe(str(known.get(name, name)))
    assert read() == nothing


async def test_a_hosts_file_that_is_a_pipe_is_an_error_that_says_so() -> None:
    with pytest.raises(NoResolverError, match="it is a pipe or a device, not a file"):
        await Resolver(with_pipe("hosts")).lookup("acme.test", 443)
