"""Driving the test screen by its keys, and reading what it shows."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from textual.pilot import Pilot

from halo_tui.checks.events import AnyEvent, RunFinished
from halo_tui.checks.runner import Run as Runner
from halo_tui.profiles.store import Store
from halo_tui.ui.app import HaloApp
from halo_tui.ui.kit.glyphs import Glyph
from halo_tui.ui.session import Session
from halo_tui.ui.verify.check_board import CheckBoard
from halo_tui.ui.verify.check_details import as_text
from halo_tui.ui.verify.check_tree import CheckTree
from halo_tui.ui.verify.details_panes import DetailsPanes
from halo_tui.ui.verify.verdict_head import VerdictHead
from halo_tui.ui.widgets.chrome import KeyLine, StatusLine
from halo_tui.workspace import history

WIDE = (120, 36)


def no_colour(glyph: Glyph) -> str:
    """No glyph has a colour."""
    return ""


_PATIENCE = 20.0


def opened(slug: str) -> HaloApp:
    session = Session(Store())
    session.open(next(entry for entry in session.store.summaries() if entry.slug == slug))
    return HaloApp(session, start="test")


@asynccontextmanager
async def running(slug: str, size: tuple[int, int] = WIDE) -> AsyncIterator[Pilot[None]]:
    async with opened(slug).run_test(size=size) as pilot:
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until workers have ended, and the details have followed the cursor."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    latest = time.monotonic() + _PATIENCE
    screen = pilot.app.screen
    while not all(part.at_rest for part in (*screen.query(CheckBoard), *screen.query(VerdictHead))):
        assert time.monotonic() < latest, "the details never followed the cursor"
        await pilot.pause(0.01)
    await pilot.pause()


async def ended(pilot: Pilot[None]) -> None:
    """Wait for the end of a run that has begun, or is about to."""
    session = app_of(pilot).session
    latest = time.monotonic() + _PATIENCE
    while session.busy or session.results.ended is None:
        assert time.monotonic() < latest, "the run never ended"
        await pilot.pause(0.02)
    await settled(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def record(*runs: list[AnyEvent], slug: str = "acme") -> None:
    for events in runs:
        history.record(slug, events)


def app_of(pilot: Pilot[None]) -> HaloApp:
    assert isinstance(pilot.app, HaloApp)
    return pilot.app


class Underway:
    """A run that only tells what it is told."""

    cancelled = False

    def cancel(self) -> None:
        """Nothing goes on."""


async def tell(pilot: Pilot[None], *events: AnyEvent) -> None:
    app = app_of(pilot)
    for event in events:
        underway = None if isinstance(event, RunFinished) else Underway()
        app.session.run = cast(Runner, underway)
        app.session.results.add(event)
        app.event_signal.publish(event)
    await settled(pilot)


def head(pilot: Pilot[None]) -> list[str]:
    return [line.plain for line in pilot.app.screen.query_one(VerdictHead).lines]


def details(pilot: Pilot[None]) -> str:
    return as_text(pilot.app.screen.query_one(DetailsPanes).entries)


def labels(pilot: Pilot[None]) -> dict[str, str]:
    """The line of each check, also of those that a folded branch hides."""
    nodes = pilot.app.screen.query_one(CheckTree).nodes
    return {str(key): str(node.label) for key, node in nodes.checks.items()}


def open_groups(pilot: Pilot[None]) -> list[str]:
    """The subjects whose checks are shown."""
    nodes = pilot.app.screen.query_one(CheckTree).nodes
    return [title for title, node in nodes.subjects.items() if node.is_expanded]


def groups(pilot: Pilot[None]) -> dict[str, str]:
    """The line of each subject."""
    nodes = pilot.app.screen.query_one(CheckTree).nodes
    return {title: str(node.label) for title, node in nodes.subjects.items()}


def at(pilot: Pilot[None]) -> object:
    return pilot.app.screen.query_one(CheckTree).item


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).content)


def keys(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(KeyLine).content)
