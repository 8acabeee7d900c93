"""The checklist by its keys: ticking, moving, copying, and steps that checks tick and untick."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from checklist_on_screen import (
    GUIDE,
    WIDE,
    above,
    at,
    checklist,
    details,
    go_to,
    label,
    running,
    settled,
    tell,
    tree,
)
from recorded_runs import a_run
from textual.pilot import Pilot
from waiting import still, until, until_unwrapped

from halo_tui.checks.verdicts import Status
from halo_tui.guide import progress
from halo_tui.ui.app import HaloApp
from halo_tui.ui.runs import Runs
from halo_tui.ui.widgets.chrome import StatusLine
from halo_tui.ui.widgets.pane import Pane
from halo_tui.workspace import history
from halo_tui.workspace.checklist import Checklist


def folded(pilot: Pilot[None]) -> list[str]:
    return [node.data.id for node in tree(pilot).root.children if node.data and node.is_collapsed]


def said(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).content)


# Ticking ---------------------------------------------------------------------------------------


async def test_a_tick_is_there_again_after_a_restart(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("space")
        await settled(pilot)
    async with running(acme) as pilot:
        assert label(pilot, "prepare.psa").startswith("●")


async def test_space_takes_a_tick_back(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("space", "space")
        await settled(pilot)
        assert progress.load(acme) == set()


async def test_ticks_of_another_terminal_stay(acme: str) -> None:
    async with running(acme) as pilot:
        progress.save(acme, {"after.sync"})
        await pilot.press("space")
        await settled(pilot)
    assert progress.load(acme) == {"after.sync", "prepare.psa"}


async def test_a_tick_that_cannot_be_kept_is_told(
    acme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.touch()
    monkeypatch.setenv("HALO_TUI_STATE_DIR", str(in_the_way))
    async with running(acme) as pilot:
        await pilot.press("space")
        await settled(pilot)
        assert "not kept" in said(pilot)


async def test_a_proven_step_cannot_be_unticked_by_hand(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "role.customers")
        await tell(pilot, "role.customers", Status.PASS)
        await pilot.press("space")
        assert label(pilot, "role.customers").startswith("✓")
        assert "proves this step" in said(pilot)


async def test_a_section_that_is_done_is_folded_when_the_screen_is_shown(acme: str) -> None:
    done = {step.id for step in GUIDE.steps if step.section in ("prepare", "after")}
    progress.save(acme, done)
    async with running(acme) as pilot:
        assert folded(pilot) == ["prepare", "after"]


async def test_what_a_person_opens_stays_open(acme: str) -> None:
    progress.save(acme, {step.id for step in GUIDE.steps if step.section == "prepare"})
    async with running(acme) as pilot:
        assert isinstance(pilot.app, HaloApp)
        await pilot.press("g", "right", "j", "j", "j", "j", "j", "j")
        pilot.app.go("handover")
        await settled(pilot)
        pilot.app.go("checklist")
        await settled(pilot)
        assert folded(pilot) == []


async def test_without_a_profile_it_teaches_and_says_that_ticks_are_not_kept() -> None:
    async with running(None) as pilot:
        shown = str(pilot.app.screen.query_one("#progress").content)
        await pilot.press("space")
        assert label(pilot, "prepare.psa").startswith("●")
    assert "Ticks are not kept" in shown


# Moving ----------------------------------------------------------------------------------------


async def test_next_goes_to_the_next_step_that_is_to_do(acme: str) -> None:
    progress.save(acme, {"prepare.allow_list"})
    async with running(acme) as pilot:
        await pilot.press("greater_than_sign")
        assert at(pilot) == "prepare.log_in"


async def test_next_opens_the_section_that_it_goes_to(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "role.create")
        await pilot.press("left", "left")
        await go_to(pilot, "prepare.log_in")
        await pilot.press("greater_than_sign")
        assert at(pilot) == "role.create"


async def test_enter_goes_to_the_details_and_back(acme: str) -> None:
    async with running(acme) as pilot:
        await pilot.press("enter")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#details")
        await pilot.press("enter")
        assert pilot.app.screen.focused is tree(pilot)


async def test_a_folds_what_does_not_apply_and_shows_it_again(acme: str) -> None:
    async with running(acme) as pilot:
        shown = [tree(pilot).shows(GUIDE.step("prepare.chain"))]
        for _ in range(2):
            await pilot.press("a")
            shown.append(tree(pilot).shows(GUIDE.step("prepare.chain")))
        assert shown == [False, True, False]


async def test_another_screen_can_name_the_step_to_show(acme: str) -> None:
    async with running(acme) as pilot:
        assert isinstance(pilot.app, HaloApp)
        pilot.app.go("handover")
        await settled(pilot)
        pilot.app.go_to_step("permissions.not_all")
        await still(pilot)
        assert at(pilot) == "permissions.not_all"


async def test_place_and_closed_sections_survive_another_profile_of_the_same_hosting(
    acme: str, profile_file: Callable[[str, dict[str, object]], Path]
) -> None:
    profile_file("beta", {"name": "Beta", "hosting": "hosted"})
    async with running(acme) as pilot:
        await go_to(pilot, "prepare.psa")
        await pilot.press("left", "left")
        await go_to(pilot, "role.items")
        await pilot.press("f6")
        await settled(pilot)
        assert isinstance(pilot.app, HaloApp)
        closed = [s.data.id for s in tree(pilot).root.children if s.data and s.is_collapsed]
        assert (pilot.app.session.slug, at(pilot), closed) == ("beta", "role.items", ["prepare"])


async def test_another_hosting_brings_its_own_steps_and_keeps_the_place(
    acme: str, profile_file: Callable[[str, dict[str, object]], Path]
) -> None:
    profile_file("beta", {"name": "Beta", "hosting": "on-premise"})
    async with running(acme) as pilot:
        await go_to(pilot, "role.items")
        await pilot.press("f6")
        await settled(pilot)
        assert tree(pilot).shows(GUIDE.step("prepare.chain"))
        assert at(pilot) == "role.items"


@pytest.mark.parametrize(("hosting", "shows"), [("on-premise", True), ("hosted", False)])
async def test_what_is_different_on_premise_is_told_there_alone(
    hosting: str, shows: bool, profile_file: Callable[[str, dict[str, object]], Path]
) -> None:
    profile_file("beta", {"name": "Beta", "hosting": hosting})
    async with running("beta") as pilot:
        await go_to(pilot, "values.tenant")
        assert ("On-premise There is none: enter the words Not set." in details(pilot)) is shows


# Copying and going on --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "key", "copied"),
    [
        ("application.name", "y", "Gradient MSP"),
        ("values.authorization_server", "y", "https://acme.halopsa.com/auth/"),
        ("role.items", "Y", "https://acme.halopsa.com/config/agents/roles"),
    ],
)
async def test_a_key_copies_what_the_step_needs(
    acme: str, step: str, key: str, copied: str
) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, step)
        await pilot.press(key)
        assert pilot.app.clipboard == copied


async def test_a_value_that_the_profile_lacks_is_said_to_be_missing(
    profile_file: Callable[[str, dict[str, object]], Path],
) -> None:
    profile_file("beta", {"name": "Beta", "hosting": "hosted"})
    async with running("beta") as pilot:
        await go_to(pilot, "values.tenant")
        await pilot.press("y")
        assert pilot.app.clipboard == ""
        assert "no such value yet" in said(pilot)


async def test_the_footer_offers_only_what_can_be_done_at_a_step(acme: str) -> None:
    async with running(acme) as pilot:
        offered = []
        for step in ("application.name", "values.tenant"):
            await go_to(pilot, step)
            offered.append({action.id for action in pilot.app.screen.actions()})
        assert offered[1] - offered[0] == {"checklist.copy_link", "checklist.to_field"}


async def test_e_goes_to_the_field_that_the_step_fills(
    acme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[str] = []
    monkeypatch.setattr(HaloApp, "go_to_field", lambda _, field: wanted.append(field))
    async with running(acme) as pilot:
        await go_to(pilot, "values.tenant")
        await pilot.press("e")
    assert wanted == ["tenant"]


async def test_t_tests_the_connection(acme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(HaloApp, "go", lambda _, mode: done.append(mode))
    monkeypatch.setattr(Runs, "start", lambda _: done.append("run"))
    async with running(acme) as pilot:
        await pilot.press("t")
    assert done == ["test", "run"]


# The rules behind ------------------------------------------------------------------------------


def test_the_next_step_goes_round_to_the_beginning() -> None:
    step = Checklist().step_after("after.wrong_psa")
    assert step and step.id == "prepare.psa"


def test_nothing_is_next_when_all_is_done() -> None:
    assert Checklist(ticked={step.id for step in GUIDE.steps}).next_step() is None


# How it looks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 60)])
def test_a_checklist_half_done(
    acme: str, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    progress.save(acme, {"prepare.psa", "prepare.allow_list", "prepare.log_in"})

    async def fail_a_check(pilot: Pilot[None]) -> None:
        await tell(pilot, "oauth.token", Status.PASS, "Halo issued a token")
        await tell(pilot, "agent.identity", Status.FAIL, "The agent is disabled")
        await go_to(pilot, "application.agent")

    assert snap_compare(checklist(acme), terminal_size=size, run_before=fail_a_check)


def test_without_a_profile(snap_compare: Callable[..., bool]) -> None:
    assert snap_compare(checklist(None), terminal_size=(80, 24), run_before=settled)


async def test_what_the_run_has_made_needless_is_not_next(acme: str) -> None:
    progress.save(acme, {"prepare.psa", "prepare.allow_list"})
    async with running(acme) as pilot:
        before = label(pilot, "prepare.log_in")
        await tell(pilot, "oauth.token", Status.PASS)
        assert before.endswith("next")
        assert label(pilot, "prepare.log_in") == "✓ 1.3 Log in to Halo as an administrator"
        assert label(pilot, "role.create").endswith("next")


@pytest.mark.parametrize(
    ("ticked", "size", "shown"),
    [
        ((), WIDE, "The test passes; go on with Hand-over (5)"),
        (("prepare.psa", "prepare.allow_list"), WIDE,
         "Everything here is done; go on with Hand-over (5)"),
        (("prepare.psa", "prepare.allow_list"), (80, 24),
         "Everything here is done; go on with Hand-over (5)"),
        ((), (60, 20), "go on with Hand-over (5)"),
    ],
)  # fmt: skip
async def test_after_a_test_that_passes_the_way_leads_on_to_the_hand_over(
    acme: str, ticked: tuple[str, ...], size: tuple[int, int], shown: str
) -> None:
    progress.save(acme, set(ticked))
    history.record(acme, a_run())
    async with running(acme, size) as pilot:
        await until(pilot, shown)
        assert label(pilot, "gradient.enter").endswith("next")
        assert at(pilot) == "gradient.enter"


async def test_the_frame_shows_where_the_focus_is_and_names_the_step(acme: str) -> None:
    async with running(acme) as pilot:
        await go_to(pilot, "role.customers")
        await until(pilot, "2.2  Customers: Read Only ─")
        lit = []
        for _ in range(2):
            lit.append([pane.id for pane in pilot.app.screen.query(Pane) if pane.is_lit])
            await pilot.press("tab")
            await pilot.pause()
        assert lit == [["steps-pane"], ["details-pane"]]


async def test_in_a_broad_terminal_the_proof_has_a_pane_of_its_own(acme: str) -> None:
    async with running(acme, (200, 60)) as pilot:
        await go_to(pilot, "role.customers")
        await until_unwrapped(pilot, "#proof", "not tested yet")
        assert "not tested yet" not in details(pilot)


async def test_a_bar_shows_how_much_is_done(acme: str) -> None:
    async with running(acme) as pilot:
        before = above(pilot)
        await pilot.press("space")
        assert "1 of 37 steps done" in above(pilot)
        assert above(pilot).count("━") == before.count("━") == 24
