"""How tests of screens wait: for a text, or for a picture that no longer changes.

Never for a time alone, which a busy machine may need for something else.
"""

from __future__ import annotations

import time
from contextlib import suppress

from textual.events import Paste
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

_PATIENCE = 20.0
_TURNS = 2
_TURNS_WHILE_WORK_GOES_ON = 4


def shown(pilot: Pilot[None]) -> str:
    """What stands on the screen."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def unwrapped(pilot: Pilot[None], selector: str) -> str:
    """What stands in a widget, as one line: its lines end where there is no more room."""
    region = pilot.app.screen.query_one(selector).content_region
    strips = pilot.app.screen._compositor.render_strips()[region.y : region.bottom]
    return " ".join(" ".join(strip.crop(region.x, region.right).text for strip in strips).split())


async def until_unwrapped(pilot: Pilot[None], selector: str, what: str) -> None:
    """Wait for a sentence in a widget, in however many lines."""
    latest = time.monotonic() + _PATIENCE
    while what not in unwrapped(pilot, selector):
        assert time.monotonic() < latest, f"{what!r} is not in {selector}:\n{shown(pilot)}"
        await pilot.pause(0.02)


async def until(pilot: Pilot[None], what: str) -> None:
    """Wait for a text on the screen."""
    latest = time.monotonic() + _PATIENCE
    while what not in shown(pilot):
        assert time.monotonic() < latest, f"{what!r} is not on the screen:\n{shown(pilot)}"
        await pilot.pause(0.02)


async def until_gone(pilot: Pilot[None], what: str) -> None:
    """Wait until a text is no longer on the screen."""
    latest = time.monotonic() + _PATIENCE
    while what in shown(pilot):
        assert time.monotonic() < latest, f"{what!r} stays on the screen:\n{shown(pilot)}"
        await pilot.pause(0.02)


async def still(pilot: Pilot[None]) -> None:
    """Wait until the screen stays the same; longer where a worker may yet change it."""
    latest = time.monotonic() + _PATIENCE
    before, same, wanted = "", 0, _TURNS
    while same < wanted:
        assert time.monotonic() < latest, f"never still:\n{before}"
        await pilot.pause(0.05)
        await pilot.pause()
        now = shown(pilot)
        before, same = now, same + 1 if now == before else 0
        works = any(not worker.is_finished for worker in pilot.app.workers)
        wanted = _TURNS_WHILE_WORK_GOES_ON if works else _TURNS


async def workers_done(pilot: Pilot[None]) -> None:
    """Wait for all workers; one that made room for a newer one is no fault."""
    while any(not worker.is_finished for worker in pilot.app.workers):
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def paste(pilot: Pilot[None], text: str) -> None:
    """Put a text where the cursor stands, at once."""
    pilot.app.post_message(Paste(text))
    await pilot.pause(0.05)
