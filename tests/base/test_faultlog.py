"""The log of faults: private, bounded, and without anything that looks like a secret."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from halo_tui.base import crash, faultlog


def test_only_this_user_reads_it(home: Path) -> None:
    assert faultlog.append("something went wrong")
    assert stat.S_IMODE(faultlog.path().stat().st_mode) == 0o600
    assert "something went wrong" in faultlog.read()


def test_an_old_file_makes_room_and_is_kept_once(home: Path) -> None:
    for number in range(3):
        faultlog.append(f"fault {number} " + "x" * faultlog.LONGEST)
    files = sorted(path.name for path in faultlog.path().parent.glob(f"{faultlog.NAME}*"))
    assert files == [faultlog.NAME, f"{faultlog.NAME}.1"]
    assert "fault 0" not in faultlog.read()
    assert "fault 2" in faultlog.read()


def test_no_link_leads_elsewhere(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine", "utf-8")
    faultlog.path().parent.mkdir(parents=True, exist_ok=True)
    faultlog.path().symlink_to(target)
    assert not faultlog.append("something")
    assert target.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "secret",
    [
        "c9534241-dde9-4d04-9d45-32b1fbff22ed-9af1c7a1-4d5e",
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl",
        "Zm9vYmFyOmJhenF1eDEyMzQ1Njc4OTA=",
    ],
)
def test_what_may_be_a_secret_is_masked(secret: str) -> None:
    assert secret not in faultlog.masked(f"no answer for {secret}")


def test_words_and_places_stay_readable() -> None:
    text = "cannot import name 'certificate_of_the_server' from halo_tui.halo.certificates"
    assert faultlog.masked(text) == text


def test_a_fault_says_where_it_is_kept(home: Path) -> None:
    with pytest.raises(ValueError, match="is wrong") as caught:
        raise ValueError("the value 4f9a6e0b-77aa-4f4e-9d1b-5a8c1b2c3d4e5f60718293a4 is wrong")
    told = crash.describe(caught.value)
    assert str(faultlog.path()) in told
    assert "test_a_fault_says_where_it_is_kept" in faultlog.read()
    assert "5a8c1b2c3d4e5f60718293a4" not in told + faultlog.read()
