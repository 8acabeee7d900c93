"""`halo-tui report`: runs the checks of a profile and prints a report to pass on."""

from __future__ import annotations

import sys

import click

from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted
from halo_tui.commands.running import (
    EXIT_STATUS,
    INTERRUPTED,
    load_options,
    load_profile,
    profile_names,
    run_checks,
)

_FORMATS = ("text", "markdown", "json", "html")


def _complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    return [name for name in profile_names() if name.startswith(typed)]


@click.command()
@click.argument("name", shell_complete=_complete)
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How it is written.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0.1, 300), metavar="SECONDS",
    help="Time for each step on the network (10).",
)  # fmt: skip
@click.option(
    "--no-aia", is_flag=True,
    help="Do not fetch a missing certificate from where its issuer offers it.",
)  # fmt: skip
def command(name: str, format_: str, timeout: float | None, no_aia: bool) -> None:
    """Run the checks of a profile and print a report without secrets, to pass on.

    Exit status: 0 ready, 1 not ready, 2 bad usage or unusable file, 3 undecided, 130 interrupted.

    \b
    Examples:
      halo-tui report acme
      halo-tui report acme --format html > acme.html
    """  # noqa: D301 - click takes \b for "as it stands"
    stored = load_profile(name)
    options = load_options(timeout=timeout, aia=not no_aia)
    events: list[AnyEvent] = []
    try:
        for event in run_checks(stored, options):
            events.append(event)
            _show_progress(events)
    except KeyboardInterrupt:
        click.echo("Interrupted; the run was stopped and there is no report.", err=True)
        sys.exit(INTERRUPTED)
    from halo_tui.report.render import render

    click.echo(render(events, format_, name=stored.profile.name), nl=False)
    sys.exit(_status(events))


def _show_progress(events: list[AnyEvent]) -> None:
    """Say on a terminal how far the run is; a file or a pipe gets the report alone."""
    if not sys.stderr.isatty():
        return
    done = sum(isinstance(event, CheckFinished) for event in events)
    planned = len(events[0].checks) if isinstance(events[0], RunStarted) else done
    end = isinstance(events[-1], RunFinished)
    click.echo(
        "\r\x1b[K" if end else f"\r{done} of {max(planned, done)} checks", nl=False, err=True
    )


def _status(events: list[AnyEvent]) -> int:
    ended = events[-1]
    assert isinstance(ended, RunFinished)
    return EXIT_STATUS[ended.verdict]
