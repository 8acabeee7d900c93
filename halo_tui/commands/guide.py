"""`halo-tui guide`: the connection checklist as plain text."""

from __future__ import annotations

from collections.abc import Mapping

import click

from halo_tui.commands.options import complete_profiles, json_option
from halo_tui.commands.output import say
from halo_tui.commands.running import load_profile
from halo_tui.guide.model import Guide, StepState, load_guide
from halo_tui.profiles.schema import Hosting
from halo_tui.profiles.shown import shown_values


@click.command()
@click.option(
    "--hosting", type=click.Choice([*map(str, Hosting)]),
    help="Only the steps for this hosting; the profile's own with --profile.",
)  # fmt: skip
@click.option(
    "--profile", "slug", metavar="NAME", shell_complete=complete_profiles,
    help="Fill in this profile's links and values, and mark how far it has come.",
)  # fmt: skip
@json_option
def command(hosting: str | None, slug: str | None, as_json: bool) -> None:
    """Print the connection checklist as plain text, or as JSON.

    \b
    Examples:
      halo-tui guide
      halo-tui guide --hosting on-premise
      halo-tui guide --profile acme
      halo-tui guide --json
    """
    from halo_tui.report.checklist import checklist, checklist_as_json

    told = checklist_as_json if as_json else checklist
    guide = load_guide()
    if slug is None:
        say(told(guide, hosting), nl=False)
        return
    values = shown_values(load_profile(slug).profile.values())
    hosting = hosting or values["hosting"]
    states = _states(guide, slug, hosting)
    say(told(guide, hosting, values=values, states=states), nl=False)


def _states(guide: Guide, slug: str, hosting: str) -> Mapping[str, StepState]:
    """Return the state of each step for a profile, from its ticks and its last run."""
    from halo_tui.checks.results import Results
    from halo_tui.guide import progress
    from halo_tui.workspace import history, last_run
    from halo_tui.workspace.checklist import Checklist, step_evidence

    run = last_run.latest(slug)
    results = Results.of(history.load(run.path)) if run else Results()
    checklist = Checklist(hosting, progress.load(slug), step_evidence(results), guide)
    return {step.id: checklist.state(step) for step in guide.steps}
