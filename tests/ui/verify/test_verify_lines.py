"""The lines of the test screen: what stands in them, what is folded, what the filter takes."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from checks_on_screen import (
    at,
    groups,
    head,
    keys,
    labels,
    no_colour,
    open_groups,
    press,
    record,
    running,
    settled,
    tell,
)
from recorded_runs import AT, HOST, WRONG_SECRET, a_run
from rich.text import Text
from waiting import shown

from halo_tui.checks.plan import IDS, subject_of, title_of
from halo_tui.checks.results import Results
from halo_tui.ui.verify.check_filter import CheckFilter, checks_by_subject, to_run_again
from halo_tui.ui.verify.check_lines import Columns, check_line
from halo_tui.ui.verify.check_nodes import Whole
from halo_tui.ui.verify.check_tree import CheckTree
from halo_tui.ui.verify.run_state import RunState, ShownRun
from halo_tui.ui.verify.verdict_lines import verdict_lines

OTHER = "https://auth.acme.example"


async def test_an_earlier_session_s_run_is_there_with_its_date(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        first, second, third, *_ = head(pilot)
        assert first.split()[:6] == ["✗", "NOT", "READY", "1", "failed", "·"]
        assert "19 follow from it" in first
        assert second.startswith("Cause") and "refuses the Client Secret" in second
        assert third.startswith("Next")
        assert at(pilot) == ("oauth.token", HOST)


async def test_ready_does_not_hide_a_warning(acme: str) -> None:
    record(a_run({"billing.recurring": "none_active"}))
    async with running(acme) as pilot:
        first, second, *_ = head(pilot)
        assert "READY" in first and second.startswith("Look at     ! No active recurring invoice")


async def test_every_check_of_the_plan_has_a_line_before_any_run(acme: str) -> None:
    async with running(acme) as pilot:
        shown = labels(pilot)
        assert len(shown) == len(IDS)
        assert "No run yet" in head(pilot)[0]


async def test_a_second_origin_gets_lines_of_its_own(acme: str) -> None:
    record(a_run(targets=(HOST, OTHER)))
    async with running(acme) as pilot:
        chains = [line for key, line in labels(pilot).items() if "'tls.chain'" in key]
        assert len(chains) == 2 and "auth.acme.example" in chains[1]


async def test_what_changed_since_the_last_run_is_marked(acme: str) -> None:
    record(a_run(WRONG_SECRET), a_run(at="2026-10-03T10:10:00Z"))
    async with running(acme) as pilot:
        token = next(line for key, line in labels(pilot).items() if "'oauth.token'" in key)
        assert "was fail" in token
        assert "was" not in next(iter(labels(pilot).values()))


async def test_filter_shows_problems_then_passes_then_all(acme: str) -> None:
    record(a_run({"billing.recurring": "none_active"}))
    async with running(acme) as pilot:
        await press(pilot, "z")
        assert [key for key in labels(pilot) if "billing" in key] and len(labels(pilot)) == 1
        await press(pilot, "z")
        assert not [key for key in labels(pilot) if "billing" in key]
        await press(pilot, "z")
        assert len(labels(pilot)) == len(IDS)


def test_every_check_has_a_name_and_a_subject_with_a_purpose() -> None:
    found = checks_by_subject(Results())
    assert sorted(check for keys in found.values() for check, _ in keys) == sorted(IDS)
    assert all(title_of(check) and subject_of(check).title for check in IDS)


def test_what_cannot_be_decided_from_here_is_not_run_again_for_its_own_sake() -> None:
    assert to_run_again(Results.of(a_run())) == []
    assert "oauth.token" in to_run_again(Results.of(a_run(WRONG_SECRET)))


def test_a_partial_run_alone_gives_no_verdict() -> None:
    results = Results.of(a_run(only=["fields.tenant"]))
    first = verdict_lines(RunState(results=results, now=datetime.fromisoformat(AT)), 120)[0]
    assert "PARTIAL" in first.plain


@pytest.mark.parametrize("wanted", list(CheckFilter))
def test_rows_are_those_that_the_filter_takes(wanted: CheckFilter) -> None:
    results = Results.of(a_run(WRONG_SECRET))
    rows = checks_by_subject(results, wanted=wanted)
    assert rows and all(wanted.takes(key, results) for keys in rows.values() for key in keys)


def test_labels_are_never_markup() -> None:
    results = Results.of(
        a_run({"oauth.token": "refused"}, evidence={"error": "[@click=x]y[/nope]"})
    )
    run = ShownRun(results, Results())
    line = check_line(("oauth.token", HOST), run, Columns.within(120), no_colour)
    assert isinstance(line, Text) and line.cell_len == Columns.within(120).width


# What is folded ----------------------------------------------------------------------------


async def test_what_passed_is_folded_and_what_did_not_is_open(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        assert open_groups(pilot) == ["Sign-in"]


async def test_a_folded_subject_says_what_its_checks_found(acme: str) -> None:
    record(a_run(evidence={"days_left": 47, "hosting": "hosted", "version": "2.236.133"}))
    async with running(acme) as pilot:
        shown = {title: " ".join(line.split()[2:]) for title, line in groups(pilot).items()}
    assert shown["Certificates"] == "47 days left 3 of 3"
    assert shown["Halo"] == "2.236.133, hosted 2 of 2"
    assert shown["Sign-in"] == "all seven permissions 9 of 9"
    assert shown["Agent"] == "Gradient API 6 of 6"


async def test_what_was_not_run_is_told_once_for_all(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        assert "4 follow from Token" in groups(pilot)["Reading"]
        skipped = next(line for key, line in labels(pilot).items() if "access.items" in key)
        assert skipped.split() == ["·", "Items", "follows", "from", "Token"]


async def test_a_person_s_own_folding_outlasts_the_events_of_a_run(acme: str) -> None:
    async with running(acme) as pilot:
        events = a_run(WRONG_SECRET)
        await tell(pilot, *events[:10])
        await press(pilot, "g", "down", "right")
        await tell(pilot, *events[10:])
        assert open_groups(pilot) == ["Values", "Sign-in"]
        await tell(pilot, *a_run())
        assert open_groups(pilot) == []


async def test_one_key_opens_all_and_folds_again_what_passed(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        await press(pilot, "a")
        assert open_groups(pilot) == list(groups(pilot))
        assert "a Fold passed" in keys(pilot)
        await press(pilot, "a")
        assert open_groups(pilot) == ["Sign-in"]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_the_list_says_what_it_is_filtered_by(acme: str, size: tuple[int, int]) -> None:
    record(a_run())
    async with running(acme, size=size) as pilot:
        titles = []
        for _ in range(3):
            await press(pilot, "z")
            titles.append(re.findall("─ (Checks[^─]*?) ─", shown(pilot)))
        assert titles == [["Checks, problems only"], ["Checks, passes only"], ["Checks"]]


async def test_the_cursor_returns_to_the_cause_after_the_filter(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme) as pilot:
        await press(pilot, "z", "z")
        assert at(pilot) is Whole.RUN
        await press(pilot, "z")
        assert at(pilot) == ("oauth.token", HOST)


@pytest.mark.parametrize("turn", ["z", "a", "tab", "resize"])
async def test_the_scroll_bar_tells_where_the_lines_are(acme: str, turn: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme, (80, 24)) as pilot:
        await press(pilot, "a", "G")
        if turn == "resize":
            await pilot.resize_terminal(120, 30)
            await settled(pilot)
        else:
            await press(pilot, turn)
        tree = pilot.app.screen.query_one(CheckTree)
        bar, height = tree.vertical_scrollbar, tree.scrollable_content_region.height
        assert (bar.window_virtual_size, bar.window_size) == (tree.last_line + 1, height)
        assert bar.position == tree.scroll_offset.y <= max(0, tree.last_line + 1 - height)
        assert tree.scroll_offset.y <= tree.cursor_line < tree.scroll_offset.y + height


async def test_long_messages_are_whole_again_once_the_terminal_is_wide_again(acme: str) -> None:
    record(a_run(WRONG_SECRET))
    async with running(acme, (120, 36)) as pilot:
        await press(pilot, "a")
        tree = pilot.app.screen.query_one(CheckTree)
        wide = tree.last_line
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert tree.last_line < wide
        await pilot.resize_terminal(120, 36)
        await settled(pilot)
        assert tree.last_line == wide


# The rules beneath -------------------------------------------------------------------------


def first_line(results: Results) -> str:
    return verdict_lines(RunState(results=results, now=datetime.fromisoformat(AT)), 118)[0].plain


def test_what_is_ready_begins_with_what_passed_and_what_is_not_with_what_failed() -> None:
    assert "33 of 34 passed · 1 not testable here" in first_line(Results.of(a_run()))
    assert "1 failed · 19 follow from it · 1 not testable here · 13 passed" in first_line(
        Results.of(a_run(WRONG_SECRET))
    )


def test_a_cause_takes_two_lines_where_one_is_too_short() -> None:
    moment = RunState(results=Results.of(a_run(WRONG_SECRET)), now=datetime.fromisoformat(AT))
    lines = [line.plain.strip() for line in verdict_lines(moment, 58, 4)]
    assert " ".join(lines[1:3]).endswith("but refuses the Client Secret")
    assert lines[3].startswith("Next")


def test_values_that_were_changed_after_a_run_have_no_verdict() -> None:
    moment = RunState(
        results=Results.of(a_run()), now=datetime.fromisoformat(AT), values_changed=True
    )
    assert "READY" not in "".join(line.plain for line in verdict_lines(moment, 118))


@pytest.mark.parametrize(("roomy", "shown"), [(False, ""), (True, "40 ms")])
def test_short_times_are_told_only_where_there_is_room(roomy: bool, shown: str) -> None:
    run = ShownRun(Results.of(a_run()), Results())
    line = check_line(("tls.chain", HOST), run, Columns.within(90, roomy=roomy), no_colour)
    assert shown == " ".join(line.plain.replace("━", "").split()[-2:] if roomy else [])
    assert ("━" in line.plain) is roomy
