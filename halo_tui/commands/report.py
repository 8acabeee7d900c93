"""`halo-tui report`: runs the checks of a profile and prints a report to pass on."""

from __future__ import annotations

import click

from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted
from halo_tui.commands.check import tell_problem
from halo_tui.commands.options import aia_option, name_argument, timeout_option
from halo_tui.commands.output import INTERRUPTED, say, show_progress
from halo_tui.commands.running import load_options, load_profile, status_of
from halo_tui.settings import load_settings
from halo_tui.workspace.batch import Heard, follow

_FORMATS = ("text", "markdown", "json", "html")


@click.command()
@name_argument
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How it is written.",
)  # fmt: skip
@timeout_option
@aia_option
@click.pass_context
def command(
    ctx: click.Context, name: str, format_: str, timeout: float | None, no_aia: bool
) -> None:
    """Run the checks of a profile and print a report without secrets, to pass on.

    Exit status: 0 ready, 1 not ready, 2 bad usage or unusable file, 3 undecided, 130 interrupted.

    \b
    Examples:
      halo-tui report acme
      halo-tui report acme --format html > acme.html
    """
    stored = load_profile(name)
    options = load_options(timeout=timeout, aia=not no_aia)
    events: list[AnyEvent] = []
    try:
        for item in follow({name: stored.profile}, options, keep=load_settings().history):
            if isinstance(item, Heard):
                events.append(item.event)
                _show_progress(events)
            else:
                tell_problem(item)
    except KeyboardInterrupt:
        say("Interrupted; the run was stopped and there is no report.", err=True)
        ctx.exit(INTERRUPTED)
    from halo_tui.report.render import render

    say(render(events, format_, name=stored.profile.name), nl=False)
    ctx.exit(status_of(event.verdict for event in events if isinstance(event, RunFinished)))


def _show_progress(events: list[AnyEvent]) -> None:
    done = sum(isinstance(event, CheckFinished) for event in events)
    planned = len(events[0].checks) if isinstance(events[0], RunStarted) else done
    end = isinstance(events[-1], RunFinished)
    show_progress("" if end else f"{done} of {max(planned, done)} checks")
