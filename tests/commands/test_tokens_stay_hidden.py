"""No access token is shown or kept: by no command, with whatever option, and by no fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import canary
import pytest
from every_command import Call, calls_of, commands, placed, run
from recognised_tokens import is_in, make_recognisable

from halo_tui.sandbox.received import SentCredential
from halo_tui.sandbox.server import Sandbox

RUNNING: tuple[Call, ...] = (("check",), ("report",), ("probe",), ("handover",), ("history",))
"""Commands that get a token, or tell of a run that did."""

CRASHING = """
from halo_tui.checks.subjects.grants import Grants
from halo_tui.__main__ import main

real = Grants.token_for

def token_for(self, *wanted):
    token = real(self, *wanted).get_secret_value()
    raise RuntimeError(f"it went wrong with {token}, Bearer {token} and {self!r}")

Grants.token_for = token_for
main()
"""


@pytest.fixture
def halo(play: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Sandbox]:
    """Starts a sandbox whose tokens are recognised."""
    make_recognisable(monkeypatch)
    return play


def nothing_kept(home: Path) -> None:
    for path, data in canary.files(home):
        assert not is_in(data), path


@pytest.mark.parametrize("words", RUNNING, ids=" ".join)
def test_no_call_shows_or_keeps_a_token(
    halo: Callable[..., Sandbox], home: Path, words: Call
) -> None:
    sandbox = halo()
    (home / "out").mkdir()
    for call in calls_of(words, commands()[words]):
        named = tuple("sandbox" if word == "acme" else word for word in call)
        assert not is_in(run(placed(named, home, home / "out"))), call
    assert words != ("check",) or SentCredential.RIGHT in {one.bearer for one in sandbox.received}
    nothing_kept(home)


@pytest.mark.parametrize("scenario", ["hostile-error", "issuer-differs"])
def test_no_answer_of_a_halo_brings_a_token_out(
    halo: Callable[..., Sandbox], home: Path, scenario: str
) -> None:
    halo(scenario)
    for call in (["check", "sandbox", "--json"], ["report", "sandbox", "--format", "html"]):
        assert not is_in(run(call)), call
    nothing_kept(home)


def test_no_fault_of_the_program_shows_a_token(
    halo: Callable[..., Sandbox], home: Path, tmp_path: Path
) -> None:
    halo()
    script = tmp_path / "crashing.py"
    script.write_text(CRASHING, "utf-8")
    written = run(["check", "sandbox"], [str(script)])
    assert b"RuntimeError" in written
    assert not is_in(written)
    nothing_kept(home)
