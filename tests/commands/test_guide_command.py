"""`halo-tui guide`: the checklist as plain text, filled in for a profile."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from halo_tui.checks.events import CheckFinished, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.cli import main
from halo_tui.guide import progress
from halo_tui.guide.model import load_guide
from halo_tui.workspace import history


def printed(*arguments):
    result = CliRunner().invoke(main, ["guide", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("step", load_guide().steps, ids=lambda step: step.id)
def test_every_step_is_printed(step):
    number = load_guide().number_of(step)
    assert f"[ ] {number:<3} {step.title}\n" in printed()


def test_programs_get_the_same_steps():
    steps = json.loads(printed("--json"))
    assert [step["id"] for step in steps] == [step.id for step in load_guide().steps]
    assert {step["state"] for step in steps} == {None}


def test_programs_get_how_far_a_profile_is(acme):
    steps = json.loads(printed("--json", "--profile", acme))
    assert {step["state"] for step in steps} <= {"to do", "not known yet", "not applicable"}
    assert any("acme" in (step["page"] or "") for step in steps)


def test_it_keeps_within_80_columns():
    assert max(map(len, printed().splitlines())) <= 80


def test_hosted_has_no_steps_for_on_premise():
    assert "certificate chain" not in printed("--hosting", "hosted")


@pytest.mark.parametrize(("hosting", "shows"), [("on-premise", True), ("hosted", False)])
def test_what_is_different_on_premise_is_told_there_alone(hosting, shows):
    assert ("On-premise     Type the words Not set" in printed("--hosting", hosting)) is shows


def test_without_a_hosting_it_says_whose_a_step_is():
    assert printed().count("Only           on-premise") == 2


def test_an_unknown_hosting_is_bad_usage():
    assert CliRunner().invoke(main, ["guide", "--hosting", "moon"]).exit_code == 2


def test_an_unknown_profile_is_bad_usage():
    assert CliRunner().invoke(main, ["guide", "--profile", "nobody"]).exit_code == 2


def test_a_profile_fills_in_its_links(acme):
    assert "https://acme.halopsa.com/config/agents/roles\n" in printed("--profile", acme)


def test_a_profile_fills_in_its_values(acme):
    assert "Value          https://acme.halopsa.com/auth/\n" in printed("--profile", acme)


def test_a_profile_brings_its_hosting(acme):
    assert "certificate chain" not in printed("--profile", acme)


def test_the_secret_is_not_printed(acme):
    assert "5b1f7f0e" not in printed("--profile", acme)


def test_a_tick_shows(acme):
    progress.save(acme, {"application.name"})
    assert "[x] 4.3 Name it\n" in printed("--profile", acme)


@pytest.mark.parametrize(("status", "mark"), [(Status.PASS, "[+]"), (Status.FAIL, "[!]")])
def test_the_last_run_shows(acme, status, mark):
    check = "oauth.all_permissions"
    history.record(
        acme,
        [
            RunStarted(profile=acme, at="2026-11-23T20:23:45Z", checks=list(IDS)),
            CheckFinished(
                check=check,
                target=None,
                status=status,
                code=f"{check}.x",
                summary="",
                step="permissions.not_all",
            ),
            RunFinished(
                profile=acme, verdict=Verdict.READY, root_cause=None, counts={}, requests=0, ms=1
            ),
        ],
    )
    assert f'{mark} 6.5 Leave "All" without a tick\n' in printed("--profile", acme)
