"""`halo-tui history`: the kept runs, and what changed between them."""

from __future__ import annotations

import json

from click.testing import CliRunner
from foreign_runs import leave
from kept_runs import record

from halo_tui.cli import main


def history(*arguments):
    return CliRunner().invoke(main, ["history", *arguments], prog_name="halo-tui")


def two_runs(slug):
    record(slug, "ready", "2026-11-20T08:00:00+00:00", 64)
    record(slug, "not_ready", "2026-11-21T08:00:00+00:00", 63, "agent.identity.disabled")


def test_the_newest_run_is_the_first(acme):
    two_runs(acme)
    first, second = history(acme).stdout.splitlines()
    assert "2026-11-21" in first and "not ready" in first and "disabled in Halo" in first
    assert "2026-11-20" in second and "ready" in second


def test_a_diff_names_what_ended_otherwise(acme):
    two_runs(acme)
    assert "agent.identity                not run -> FAIL" in history(acme, "--diff").stdout


def test_a_diff_without_a_difference_says_so(acme):
    record(acme, "ready", "2026-11-20T08:00:00+00:00", 64)
    assert "none to compare it with" in history(acme, "--diff").stderr
    record(acme, "ready", "2026-11-21T08:00:00+00:00", 64)
    assert "nothing changed" in history(acme, "--diff").stdout


def test_json_has_every_run(acme):
    two_runs(acme)
    newest = json.loads(history(acme, "--json").stdout)[0]
    assert (newest["number"], newest["verdict"], newest["root_cause"]) == (
        1, "not_ready", "agent.identity.disabled",
    )  # fmt: skip


def test_no_run_says_how_to_make_one(acme):
    result = history(acme)
    assert (result.exit_code, result.stdout) == (0, "") and "halo-tui check acme" in result.stderr


def test_runs_of_another_version_are_listed(acme):
    leave("unknown things")
    assert "2026-11-24" in history(acme).stdout and history(acme, "--diff").exit_code == 0


def test_an_unknown_profile_is_bad_usage():
    assert history("nobody").exit_code == 2
