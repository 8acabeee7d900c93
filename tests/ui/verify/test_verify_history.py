"""Earlier runs on the test screen."""

from __future__ import annotations

from checks_on_screen import at, details, head, press, record, running, said
from recorded_runs import HOST, WRONG_SECRET, a_run

from halo_tui.ui.verify.kept_run_list import KeptRunList


async def test_an_earlier_run_opens_in_the_same_screen_and_escape_returns(acme: str) -> None:
    record(a_run(WRONG_SECRET), a_run(at="2026-10-04T09:00:00Z"))
    async with running(acme) as pilot:
        await press(pilot, "p", "down")
        assert "Token" not in details(pilot) and "first run" in details(pilot)
        await press(pilot, "up")
        assert "Token (acme.halopsa.com): fail → pass" in details(pilot)
        await press(pilot, "down", "enter")
        assert "Earlier run of 2026-10-03 10:03" in head(pilot)[0]
        assert at(pilot) == ("oauth.token", HOST)
        await press(pilot, "escape")
        assert "READY" in head(pilot)[0] and "Earlier" not in head(pilot)[0]


async def test_history_without_runs_says_so(acme: str) -> None:
    async with running(acme) as pilot:
        await press(pilot, "p")
        assert "No run is kept" in said(pilot)


async def test_a_line_has_the_second_and_what_the_run_brought(acme: str) -> None:
    record(
        a_run(),
        a_run(WRONG_SECRET, at="2026-10-03T10:07:41Z"),
        a_run(at="2026-10-03T10:07:55Z"),
    )
    async with running(acme) as pilot:
        await press(pilot, "p")
        runs = pilot.app.screen.query_one(KeptRunList)
        first, second, _ = (str(node.label).split() for node in runs.root.children)
    assert first[:4] == ["2026-10-03", "10:07:55", "✓", "ready"]
    assert first[-2:] == ["1", "fixed"]
    assert second[0] == "10:07:41"
    assert second[-3:] == ["1", "new", "failure"]
