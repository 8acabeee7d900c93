"""What to do about a failure is on the first screen, whatever failed."""

from __future__ import annotations

from checks_on_screen import app_of, opened, settled
from recorded_runs import a_run
from textual.geometry import Region
from textual.pilot import Pilot

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.plan import BY_ID
from halo_tui.checks.results import Results
from halo_tui.sandbox.scenarios import load_scenarios
from halo_tui.ui.verify.screen import VerifyScreen
from halo_tui.ui.verify.verdict_head import VerdictHead
from halo_tui.ui.widgets.page import Page

SCROLL_BAR = 2


def failures() -> dict[str, Results]:
    """A run for every cause that a scenario of the sandbox ends with, by the scenario's name."""
    found: dict[tuple[str, str], tuple[str, Results]] = {}
    for name, scenario in load_scenarios().items():
        parts = [code.rpartition(".") for code in scenario.codes]
        reasons = {check: reason for check, _, reason in parts if check in BY_ID}
        results = Results.of(a_run(reasons)) if scenario.verdict != "ready" else Results()
        cause = results.root_cause
        if cause is not None:
            found.setdefault((cause.code, cause.summary), (name, results))
    return dict(found.values())


def text_within(pilot: Pilot[None], region: Region) -> str:
    """What stands in a part of the screen, without its blanks and line breaks."""
    rows = [strip.text for strip in pilot.app.screen._compositor.render_strips()]
    lines = rows[region.y : region.bottom]
    return "".join("".join(line[region.x : region.right].split()) for line in lines)


def lacks(pilot: Pilot[None], cause: CheckFinished) -> list[str]:
    """What is missing on the screen of a cause and of its cure."""
    screen = pilot.app.screen
    head = text_within(pilot, screen.query_one(VerdictHead).region)
    page = screen.query_one("#details", Page).region
    shown = text_within(pilot, page.shrink((0, SCROLL_BAR, 0, 0)))
    first_step = "".join(cause.cure[0].split())
    missing = [] if "".join(cause.summary.split()) in head else ["cause"]
    return missing if first_step in shown else [*missing, "first step"]


async def test_cause_and_cure_of_every_failure_are_on_the_first_screen(acme: str) -> None:
    missing: dict[str, list[str]] = {}
    async with opened(acme).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, VerifyScreen)
        for name, results in failures().items():
            app_of(pilot).session.known_runs = results, results
            screen.show_connection()
            await settled(pilot)
            assert results.root_cause is not None
            if found := lacks(pilot, results.root_cause):
                missing[name] = found
    assert not missing, missing
