"""A timer that is to fire once fires, even if the process stands still when it starts."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest
from product_code import PRODUCT
from textual import _time
from textual.app import App

from halo_tui.ui.kit.timers import once


async def test_it_fires_although_its_whole_wait_passes_before_it_looks_at_the_clock_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app: App[None] = App()
    async with app.run_test():
        fired = asyncio.Event()
        seconds = count()
        monkeypatch.setattr(_time, "get_time", lambda: float(next(seconds)))
        once(app, 0.01, fired.set)
        async with asyncio.timeout(5):
            await fired.wait()


async def test_it_fires_once() -> None:
    app: App[None] = App()
    async with app.run_test():
        calls: asyncio.Queue[None] = asyncio.Queue()
        once(app, 0.001, lambda: calls.put_nowait(None))
        async with asyncio.timeout(5):
            await calls.get()
        await asyncio.sleep(0.05)
        assert calls.empty()


def test_nothing_else_in_the_product_starts_a_timer_that_can_be_left_out() -> None:
    found = [
        str(path.relative_to(PRODUCT))
        for path in PRODUCT.rglob("*.py")
        if "set_timer(" in path.read_text("utf-8")
    ]
    assert found == ["ui/kit/timers.py"]
