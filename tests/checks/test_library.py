"""The checks as a library, as another program uses them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any, Literal, get_args, get_type_hints

import pytest

import halo_tui.checks
from halo_tui.checks.events import AnyEvent, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import IDS, UnknownCheckError
from halo_tui.checks.verdicts import Verdict
from halo_tui.profiles.model import Profile
from halo_tui.sandbox.server import Sandbox

TEN_LINES = """
import asyncio, sys
from halo_tui.checks import Options, run
from halo_tui.profiles.model import Profile

async def main(profile):
    async for event in run(profile, Options(timeout=5)):
        if event.event == "check_finished":
            print(event.check, event.status, event.summary)

asyncio.run(main(Profile.model_validate(eval(sys.stdin.read()))))
"""


def profile_of(sandbox: Sandbox) -> Profile:
    return Profile.model_validate(sandbox.values)


async def test_a_run_is_a_stream_of_events_that_begins_and_ends() -> None:
    with Sandbox() as sandbox:
        events = [event async for event in halo_tui.checks.run(profile_of(sandbox))]
    assert isinstance(events[0], RunStarted)
    assert isinstance(events[-1], RunFinished)
    assert events[-1].verdict is Verdict.READY
    assert {event.check for event in events if isinstance(event, CheckFinished)} == set(IDS)


@pytest.mark.parametrize("kind", get_args(AnyEvent))
def test_a_type_checker_knows_each_event_by_its_name(kind: type[Any]) -> None:
    hint = get_type_hints(kind)["event"]
    assert get_args(hint) == (Literal[kind.event],)


async def test_leaving_early_ends_the_run() -> None:
    with Sandbox("token-unanswered") as sandbox:
        stream: Any = halo_tui.checks.run(profile_of(sandbox))
        async for event in stream:
            if isinstance(event, CheckStarted) and event.check == "oauth.token":
                break
        await asyncio.wait_for(stream.aclose(), 10)
    assert len(asyncio.all_tasks()) == 1


async def test_options_choose_what_runs() -> None:
    options = halo_tui.checks.Options(only=("network.dns",))
    with Sandbox() as sandbox:
        events = [event async for event in halo_tui.checks.run(profile_of(sandbox), options)]
    finished = {event.check for event in events if isinstance(event, CheckFinished)}
    assert "network.dns" in finished
    assert "oauth.token" not in finished


async def test_a_check_that_does_not_exist_is_refused() -> None:
    options = halo_tui.checks.Options(only=("network.smell",))
    with Sandbox() as sandbox, pytest.raises(UnknownCheckError):
        async for _ in halo_tui.checks.run(profile_of(sandbox), options):
            pass


def test_ten_lines_of_another_program() -> None:
    with Sandbox("wrong-secret") as sandbox:
        done = subprocess.run(
            [sys.executable, "-c", TEN_LINES], input=repr(sandbox.values), text=True,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        secret = sandbox.values["client_secret"]
    assert "oauth.token fail" in done.stdout
    assert done.stderr == ""
    assert secret not in done.stdout


def test_importing_the_package_imports_no_check() -> None:
    code = "import sys, halo_tui.checks; print([m for m in sys.modules if 'pydantic' in m])"
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert done.stdout.strip() == "[]"
