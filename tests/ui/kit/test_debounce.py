"""Work waits until nothing more is asked for."""

from __future__ import annotations

from textual.app import App

from halo_tui.ui.kit.debounce import Debounce


async def test_only_the_last_of_many_is_done_and_once() -> None:
    done: list[str] = []
    async with App[None]().run_test() as pilot:
        rest = Debounce(pilot.app, 0.01)
        for name in ("first", "second", "last"):
            rest.after(lambda name=name: done.append(name))
        while rest.is_waiting:
            await pilot.pause(0.01)
    assert done == ["last"]


async def test_what_is_cancelled_is_not_done() -> None:
    done: list[str] = []
    async with App[None]().run_test() as pilot:
        rest = Debounce(pilot.app, 0.01)
        rest.after(lambda: done.append("no"))
        rest.cancel()
        await pilot.pause(0.03)
    assert (done, rest.is_waiting) == ([], False)
