""" "Test all" on the list: side by side, shown at once, stopped by a key."""

from __future__ import annotations

import threading

import pytest
from connections import record, write
from list_on_screen import header, running, said, three
from waiting import shown, until, until_unwrapped

from halo_tui.base.threads import in_daemon
from halo_tui.checks.events import RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Verdict
from halo_tui.profiles.store import Store
from halo_tui.ui.session import Session
from halo_tui.workspace import last_run


class Rehearsed:
    """A run that ends when it is told to."""

    def __init__(self, slug: str, tell: object) -> None:
        self.slug, self.tell, self.cancelled, self.fault = slug, tell, False, None
        self.profile = Store().load(slug).profile
        self.ended = threading.Event()
        running_now.append(self)

    async def run(self) -> None:
        await in_daemon(self.ended.wait, "rehearsed")

    def end(self) -> None:
        self.tell(RunStarted(profile=self.slug, at="2026-11-23T12:00:00+00:00", checks=list(IDS)))
        self.tell(
            RunFinished(profile=self.slug, verdict=Verdict.READY, root_cause=None, counts={},
                        requests=1, ms=1)
        )  # fmt: skip
        self.ended.set()

    def cancel(self) -> None:
        self.cancelled = True
        self.ended.set()


running_now: list[Rehearsed] = []


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> list[Rehearsed]:
    running_now.clear()
    monkeypatch.setattr(Session, "run_of", lambda session, slug, tell: Rehearsed(slug, tell))
    return running_now


async def test_two_at_a_time_are_tested_against_one_host(rehearsed: list[Rehearsed]):
    for slug in ("acme", "globex", "initech"):
        write(slug, name=slug)
    async with running() as pilot:
        await pilot.press("down", "t")
        await until(pilot, "running")
        await pilot.pause(0.1)
        assert (shown(pilot).count("running"), shown(pilot).count("waiting")) == (2, 1)
        rehearsed[0].end()
        rehearsed[1].end()
        await until(pilot, "✓ ready")
        for _ in range(100):
            if len(rehearsed) == 3:
                break
            await pilot.pause(0.02)
        rehearsed[2].end()
        await until(pilot, "Tested 3: 3 ready")
        assert pilot.app.screen.current_slug() == "globex"
        await pilot.press("x")
        await until(pilot, "nothing was stopped")
        assert {run.slug for run in rehearsed} == {"acme", "globex", "initech"}
        assert all(last_run.latest(slug) for slug in ("acme", "globex", "initech"))


async def test_a_row_tested_with_all_others_changes_header_and_details_at_once(
    rehearsed: list[Rehearsed],
):
    three()
    async with running() as pilot:
        await pilot.press("t")
        await until(pilot, "running")
        assert pilot.app.screen.current_slug() == "acme"
        while not (of_acme := [run for run in rehearsed if run.slug == "acme"]):
            await pilot.pause(0.02)  # two begin at once, on threads: either may be first
        of_acme[0].end()
        await until_unwrapped(pilot, "#about", "Hand-over")
        assert "✓ READY" in header(pilot)
        assert "Acme production" in header(pilot)
        assert "Testing" in said(pilot)
        await pilot.press("escape")
        await until(pilot, "Tested 1 of 3")


@pytest.mark.parametrize("key", ["t", "x", "escape"])
async def test_testing_all_can_be_stopped(rehearsed: list[Rehearsed], key: str):
    three()
    record("initech", "undecided", "2026-11-21T12:31:00+00:00", 64)
    async with running() as pilot:
        await pilot.press("t")
        await until(pilot, "running")
        await pilot.press(key)
        await until(pilot, "Tested 0 of 3")
        assert all(run.cancelled for run in rehearsed)
        assert "undecided" in shown(pilot)
        assert last_run.latest("acme") is None


async def test_a_profile_that_cannot_be_run_does_not_hold_up_the_others(
    rehearsed: list[Rehearsed], monkeypatch: pytest.MonkeyPatch
):
    def begin(session: Session, slug: str, tell: object) -> Rehearsed:
        if slug == "acme":
            raise RuntimeError("odd")
        return Rehearsed(slug, tell)

    monkeypatch.setattr(Session, "run_of", begin)
    three()
    async with running() as pilot:
        await pilot.press("t")
        await until(pilot, "acme could not be tested")
        for _ in range(100):
            for run in rehearsed:
                run.end() if not run.ended.is_set() else None
            if "Tested 2 of 3" in said(pilot):
                break
            await pilot.pause(0.02)
        assert "Tested 2 of 3" in said(pilot)
