"""The checklist on a screen of its own, for tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Status
from halo_tui.guide.model import load_guide, step_proven_by
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.checklist.step_tree import StepTree
from halo_tui.ui.session import Session
from halo_tui.ui.widgets.chrome import Line
from halo_tui.ui.widgets.page import Page

WIDE = (120, 36)


GUIDE = load_guide()


def checklist(slug: str | None) -> HaloApp:
    session = Session(Store())
    summaries = {summary.slug: summary for summary in session.store.summaries()}
    session.open(summaries[slug] if slug else None)
    return HaloApp(session, start="checklist")


@asynccontextmanager
async def running(slug: str | None, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[None]]:
    async with checklist(slug).run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.09)


def tree(pilot: Pilot[None]) -> StepTree:
    return pilot.app.screen.query_one(StepTree)


def at(pilot: Pilot[None]) -> str | None:
    item = tree(pilot).item
    return item.id if item else None


def label(pilot: Pilot[None], item_id: str) -> str:
    (found,) = (
        str(node.label)
        for section in tree(pilot).root.children
        for node in (section, *section.children)
        if node.data and node.data.id == item_id
    )
    return found


def details(pilot: Pilot[None]) -> str:
    return " ".join(pilot.app.screen.query_one(Page).text.split())


def above(pilot: Pilot[None]) -> str:
    """The line above the tree."""
    return str(pilot.app.screen.query_one("#progress", Line).content)


async def go_to(pilot: Pilot[None], step_id: str) -> None:
    tree(pilot).go_to(GUIDE.step(step_id))
    await settled(pilot)


async def tell(pilot: Pilot[None], check: str, status: Status, summary: str = "shown") -> None:
    """Let a check end, as a run would tell it."""
    event = CheckFinished(
        check=check,
        target=None,
        status=status,
        code=f"{check}.shown",
        summary=summary,
        step=None if status is Status.PASS else step_proven_by(check, hosting="hosted"),
    )
    assert isinstance(pilot.app, HaloApp)
    pilot.app.session.results.add(event)
    pilot.app.event_signal.publish(event)
    await pilot.pause()
