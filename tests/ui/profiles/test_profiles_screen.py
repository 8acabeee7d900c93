"""The list of profiles by its keys."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from connections import record, write
from list_on_screen import application, header, mode, running, three, type_text
from textual.pilot import Pilot
from waiting import shown, still, until, until_unwrapped

from halo_tui import __version__
from halo_tui.ui.profiles import row_store
from halo_tui.ui.profiles.table import ProfileTable
from halo_tui.ui.widgets.chrome import QuestionLine
from halo_tui.ui.widgets.pane import Pane
from halo_tui.workspace import last_opened

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


class Frozen(datetime):
    """A clock that stands."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return NOW

    def astimezone(self, tz: object = None) -> datetime:
        return self


async def test_an_empty_list_offers_to_make_to_import_and_to_try():
    async with running() as pilot:
        text = shown(pilot)
        assert all(word in text for word in ("n New", "i Import", "D Demo"))
        assert all(word in text for word in ("1 Profiles", "5 Hand-over", "you are here"))
        assert f"halo_tui  {__version__}" in text


async def test_a_row_tells_verdict_time_and_certificate(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(row_store, "datetime", Frozen)
    write("acme")
    record("acme", "ready", "2026-11-21T12:31:00+00:00", 64)
    async with running((200, 60)) as pilot:
        row = next(line for line in shown(pilot).splitlines() if "│ Acme" in line)
        for part in ("acme.halopsa.com", "✓ ready", "2 d", "62 d"):
            assert part in row


async def test_a_row_names_the_cause_of_the_last_failure():
    write("acme")
    record("acme", "not_ready", "2026-11-21T12:31:00+00:00", 64, failed="agent.identity.disabled")
    async with running() as pilot:
        row = next(line for line in shown(pilot).splitlines() if "│ Acme" in line)
        assert "The agent is disabled in Halo" in row


async def test_a_row_that_is_ready_names_the_first_warning():
    write("acme")
    why = "Agreements are unseen"
    record("acme", "ready", "2026-11-21T12:31:00+00:00", 64, "billing.agreements.unseen", why)
    async with running() as pilot:
        row = next(line for line in shown(pilot).splitlines() if "│ Acme" in line)
        assert "✓ ready" in row and why in row
        await until_unwrapped(pilot, "#about", f"Look at ! {why}")


async def test_a_broken_file_is_a_row_that_says_what_to_do_and_the_others_work():
    write("acme")
    write("broken").write_text("name = ", "utf-8")
    async with running() as pilot:
        await pilot.press("down")
        await until(pilot, "Fix it in an editor")
        await pilot.press("4")
        await until(pilot, "broken.toml, line 1")
        assert mode(pilot) == "profiles"
        await pilot.press("up", "enter")
        await until(pilot, "Acme production")
        assert pilot.app.session.slug == "acme"


async def test_enter_opens_a_profile_and_shows_its_checklist():
    three()
    async with running() as pilot:
        await pilot.press("down", "enter")
        await pilot.app.workers.wait_for_complete()
        assert (mode(pilot), pilot.app.session.slug) == ("checklist", "globex")


@pytest.mark.parametrize(
    ("key", "expected"), [("4", "test"), ("f5", "handover"), ("3", "credentials")]
)
async def test_the_profile_under_the_cursor_is_the_one_to_work_with(key: str, expected: str):
    three()
    async with running() as pilot:
        await pilot.press("down", "down", key)
        await pilot.app.workers.wait_for_complete()
        assert (mode(pilot), pilot.app.session.slug) == (expected, "initech")
        await pilot.press("f1")
        await until(pilot, "Cert.")
        assert "Initech" in header(pilot)


async def test_the_header_follows_the_cursor_once_it_rests():
    three()
    async with running() as pilot:
        assert "Acme production" in header(pilot)
        await pilot.press("down")
        await until(pilot, " Globex  ·  globex.halopsa.com")
        assert "Globex" in header(pilot)


async def test_the_profile_that_was_open_last_is_selected_at_the_start():
    three()
    last_opened.save("globex")
    async with running() as pilot:
        assert "Globex" in header(pilot)
        assert pilot.app.session.slug == "globex"


async def test_leaving_by_a_digit_asks_what_becomes_of_unsaved_edits():
    three()
    async with running() as pilot:
        await pilot.press("e")
        await until(pilot, "Log-in address")
        await pilot.press("x", "f1")
        await until(pilot, "Cert.")
        await pilot.press("down", "4")
        await until(pilot, "is not saved")
        await pilot.press("d")
        await until(pilot, "r Run")
        assert pilot.app.session.slug == "globex"


async def test_a_filter_that_fits_nothing_says_how_to_clear_it():
    three()
    async with running() as pilot:
        await pilot.press("slash")
        await until(pilot, "Filter:")
        await pilot.press("z", "z")
        await until(pilot, "No profile matches 'zz'  ^u clears")
        await pilot.press("ctrl+u")
        await until(pilot, "Initech")
        await pilot.press("escape")


async def test_sorting_puts_first_what_is_not_ready():
    three()
    record(
        "initech", "not_ready", "2026-11-21T12:31:00+00:00", 64, failed="agent.identity.disabled"
    )
    async with running() as pilot:
        table = pilot.app.screen.query_one(ProfileTable)
        await pilot.press("S")
        await until(pilot, "Sorted by state")
        assert table.in_view[0].name == "Initech"
        assert "Acme production" in header(pilot)


async def test_the_next_profile_is_named_when_it_is_switched_to():
    three()
    async with running() as pilot:
        await pilot.press("f6")
        await until(pilot, "Now Globex")
        assert pilot.app.session.slug == "globex"
        assert "Globex" in header(pilot)


async def test_the_details_tell_what_the_row_has_no_room_for():
    write("acme", notes="Ask Dana")
    record("acme", "not_ready", "2026-11-21T12:31:00+00:00", 64, failed="agent.identity.disabled")
    record("acme", "ready", "2026-11-22T12:31:00+00:00", 64)
    async with running() as pilot:
        await until(pilot, "Ask Dana")
        text = shown(pilot)
        for part in ("tenant acme", "steps done", "Last tests", "✗ not ready", "acme.toml"):
            assert part in text


@pytest.mark.parametrize("size", [(120, 36), (200, 60)])
async def test_a_long_cause_goes_on_below_where_there_is_room(size: tuple[int, int]):
    three()
    why = "The agent is disabled in Halo, and so is its role, and nothing else is known of either"
    for slug in ("acme", "initech"):
        record(slug, "not_ready", "2026-11-21T12:31:00+00:00", 64, "agent.identity.off", why)
    async with running(size) as pilot:
        await until(pilot, "2 ✗")
        await still(pilot)
        table = pilot.app.screen.query_one(ProfileTable)
        lines = [text[: table.region.right] for text in shown(pilot).splitlines()]
        column = next(line for line in lines if "Cause" in line).index("Cause")
        first = next(n for n, line in enumerate(lines) if line.startswith("│ Acme"))
        after = next(n for n, line in enumerate(lines) if line.startswith("│ Globex"))
        assert after > first + 1
        cell = " ".join(line[column:] for line in lines[first:after])
        assert set(why.split()) <= set(cell.split())
        await pilot.press("end")
        await pilot.click(offset=(table.region.x + 3, after - 1))
        assert table.selected is not None
        assert table.selected.name == "Acme production"


async def test_where_rows_are_many_each_is_one_line():
    for number in range(40):
        write(f"acme{number}", name=f"Acme {number:02}")
    why = "The agent is disabled in Halo, and so is its role, and nothing else is known of either"
    record("acme0", "not_ready", "2026-11-21T12:31:00+00:00", 64, "agent.identity.off", why)
    async with running() as pilot:
        await until(pilot, "The agent is disabled in Halo, and…")


async def test_typing_filters_and_escape_shows_all_again():
    three()
    async with running() as pilot:
        table = pilot.app.screen.query_one(ProfileTable)
        await pilot.press("slash")
        await pilot.pause()
        await type_text(pilot, "glo")
        assert len(table.in_view) == 1
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert len(table.in_view) == 3
        assert mode(pilot) == "profiles"


async def test_escape_while_typing_a_filter_drops_it():
    three()
    async with running() as pilot:
        await pilot.press("slash")
        await pilot.pause()
        await type_text(pilot, "glo")
        await pilot.press("escape")
        await pilot.app.workers.wait_for_complete()
        assert len(pilot.app.screen.query_one(ProfileTable).in_view) == 3


def titles(pilot: Pilot[None]) -> str:
    """The upper line of the frames."""
    return shown(pilot).splitlines()[2]


async def test_the_frame_around_the_list_counts_what_is_in_it():
    three()
    record("acme", "ready", "2026-11-21T12:31:00+00:00", 64)
    async with running() as pilot:
        await until(pilot, "2 ○  1 ✓")
        await pilot.press("slash", *"glo")
        await until(pilot, "1 of 3  1 ○")
        await pilot.press("escape")


async def test_the_frame_around_the_details_names_the_profile_and_its_state():
    three()
    record("globex", "not_ready", "2026-11-21T12:31:00+00:00", 64, failed="agent.identity.disabled")
    async with running() as pilot:
        await pilot.press("down")
        await until_unwrapped(pilot, "#about", "The agent is disabled in Halo")
        assert "Globex" in titles(pilot)
        assert "✗ not ready" in titles(pilot)


async def test_the_frame_shows_where_the_focus_is():
    three()
    async with running() as pilot:
        lit = [[pane.id for pane in pilot.app.screen.query(Pane) if pane.is_lit]]
        await pilot.press("tab")
        await pilot.pause()
        lit.append([pane.id for pane in pilot.app.screen.query(Pane) if pane.is_lit])
        assert lit == [["list-pane"], ["about-pane"]]


def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_store, "datetime", Frozen)
    write("acme")
    write("globex", name="Globex staging", resource_server="https://globex.trial.usehalo.com/api")
    write(
        "initech", name="Initech (on-premise, Frankfurt)", hosting="on-premise",
        resource_server="https://halo.initech.example:8443/api",
    )  # fmt: skip
    write("umbrella", name="Umbrella")
    record("acme", "ready", "2026-11-23T12:31:00+00:00", 64)
    record("globex", "not_ready", "2026-11-21T08:00:00+00:00", 20, "agent.identity.disabled")
    record("initech", "undecided", "2025-02-01T08:00:00+00:00", 200)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 60)])
@pytest.mark.usefixtures("short_paths")
def test_the_list_looks_as_it_should(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, snap_compare: object
):
    many(monkeypatch)

    async def rest(pilot: Pilot[None]) -> None:
        await pilot.press("down")
        await still(pilot)

    assert snap_compare(application(), terminal_size=size, run_before=rest)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
def test_the_welcome_looks_as_it_should(size: tuple[int, int], snap_compare: object):
    assert snap_compare(application(), terminal_size=size)


@pytest.mark.usefixtures("short_paths")
def test_a_question_stands_above_the_keys(monkeypatch: pytest.MonkeyPatch, snap_compare: object):
    many(monkeypatch)

    async def ask(pilot: Pilot[None]) -> None:
        await pilot.press("delete")
        await until(pilot, "n keep")
        await still(pilot)
        assert pilot.app.screen.query_one(QuestionLine).has_class("-open")

    assert snap_compare(application(), terminal_size=(80, 24), run_before=ask)
