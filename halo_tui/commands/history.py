"""`halo-tui history`: the saved runs of a profile, and what changed between them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from halo_tui.commands.options import json_option, name_argument
from halo_tui.commands.output import UsageProblem, say
from halo_tui.commands.running import load_profile
from halo_tui.commands.words import STATUS_WORDS
from halo_tui.workspace import history

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.workspace.history import Change
    from halo_tui.workspace.last_run import RunSummary


@click.command()
@name_argument
@click.option("--diff", is_flag=True, help="What ended otherwise than in the run before.")
@json_option
def command(name: str, diff: bool, as_json: bool) -> None:
    """List the runs that are kept of a profile, the newest first, or what changed between them.

    \b
    Examples:
      halo-tui history acme
      halo-tui history acme --diff
      halo-tui report acme --run 3
    """
    load_profile(name)
    runs = history.runs(name)
    if as_json:
        say(json.dumps([_members(name, place, run) for place, run in enumerate(runs, start=1)]))
        return
    if not runs:
        say(f"No run of {name} is kept yet. Make one with: halo-tui check {name}", err=True)
    elif diff and len(runs) == 1:
        say(f"One run of {name} is kept, so there is none to compare it with.", err=True)
    for place, run in enumerate(runs, start=1):
        if diff and place == len(runs):
            break
        say(_line(place, run))
        if diff:
            changes = [_change(change) for change in _changes(runs, place)]
            for text in changes or ["nothing changed"]:
                say(f"       {text}")


def kept_run(slug: str, number: int) -> list[AnyEvent]:
    """Return the events of a saved run.

    Args:
        slug: the profile's name on the command line.
        number: 1 for the newest.

    Raises:
        UsageProblem: there is no such run.
    """
    runs = history.recent(slug, number)
    if len(runs) < number:
        kept = f"only {len(runs)} are kept" if runs else "none is kept yet"
        raise UsageProblem(f"There is no run {number} of {slug}: {kept}.")
    return history.load(runs[-1].path)


def _members(slug: str, place: int, run: RunSummary) -> dict[str, object]:
    return {
        "number": place, "profile": slug, "at": run.at, "verdict": run.verdict,
        "root_cause": run.root_cause, "cause": run.cause or None,
        "warning": run.warning or None, "counts": run.counts,
        "certificate_days": run.certificate_days_left, "all_checks": run.complete,
    }  # fmt: skip


def _line(place: int, run: RunSummary) -> str:
    part = "" if run.complete else "  some checks only"
    cause = f"  {run.cause or run.root_cause}" if run.root_cause else ""
    return f"{place:>3}  {run.at}  {run.verdict.replace('_', ' '):<10}{cause}{part}"


def _changes(runs: list[RunSummary], place: int) -> list[Change]:
    newer, older = runs[place - 1], runs[place]
    return history.changes(history.load(older.path), history.load(newer.path))


def _change(change: Change) -> str:
    before, after = (
        STATUS_WORDS[status] if status else "not run"
        for status in (change.before_status, change.after_status)
    )
    at = f"  {change.target}" if change.target else ""
    return f"{change.check:<28}{at}  {before} -> {after}"
