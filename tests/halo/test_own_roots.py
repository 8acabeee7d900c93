"""The file with the roots of a profile: what is there may be anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import certifi
import pytest

from halo_tui.halo.trust import Trust


def pipe(path: Path) -> None:
    os.mkfifo(path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (pipe, "it is a pipe or a device, not a file"),
        (device, "it is a pipe or a device, not a file"),
        (huge, "it is larger than 4096 KiB"),
        (Path.mkdir, "it is a folder, not a file"),
        (binary, "it holds no certificate in PEM form"),
        (lambda path: None, "it does not exist, or is a link to a file that does not exist"),
    ],
)
def test_what_is_no_file_of_roots_is_named(
    tmp_path: Path, make: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "root.pem"
    make(path)
    trust = Trust(path)
    assert trust.problem == why
    assert trust.strict.get_ca_certs() == []


def test_comments_in_any_encoding_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "root.pem"
    path.write_bytes(b"Wurzel f\xfcr \xc3\xb6ffentliche\n" + Path(certifi.where()).read_bytes())
    trust = Trust(path)
    assert not trust.problem
    assert len(trust.strict.get_ca_certs()) == len(Trust().strict.get_ca_certs()) > 100
