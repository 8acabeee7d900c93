"""`halo-tui check`: the checks without a screen, a line each as they finish."""

from __future__ import annotations

import sys

import click

from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted, Status, Verdict
from halo_tui.commands.running import (
    BAD_USAGE,
    EXIT_STATUS,
    INTERRUPTED,
    UsageProblem,
    load_options,
    load_profile,
    profile_names,
    run_checks,
)

_SHOWN = {
    Status.PASS: "pass", Status.WARN: "LOOK", Status.FAIL: "FAIL", Status.SKIP: "skip",
    Status.UNKNOWN: "unknown",
}  # fmt: skip

_VERDICTS = {
    Verdict.READY: "READY: Gradient will be able to connect.",
    Verdict.NOT_READY: "NOT READY: Gradient will not be able to connect.",
    Verdict.UNDECIDED: "UNDECIDED: something essential could not be found out.",
}


def _complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    return [name for name in profile_names() if name.startswith(typed)]


def _complete_id(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    from halo_tui.checks.plan import IDS

    return [check_id for check_id in IDS if check_id.startswith(typed)]


@click.command()
@click.argument("names", nargs=-1, metavar="NAME…", shell_complete=_complete)
@click.option("--all", "every", is_flag=True, help="Check every profile.")
@click.option(
    "--only", multiple=True, metavar="ID", shell_complete=_complete_id,
    help="Run this check and what it needs; may be given several times.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 300), metavar="SECONDS",
    help="Time for each step on the network (10).",
)  # fmt: skip
@click.option(
    "--no-aia", is_flag=True,
    help="Do not fetch a missing certificate from where its issuer offers it.",
)  # fmt: skip
def command(
    names: tuple[str, ...],
    every: bool,
    only: tuple[str, ...],
    as_json: bool,
    timeout: float | None,
    no_aia: bool,
) -> None:
    """Run the checks of one profile or several, and say what is wrong and what to do.

    Exit status: 0 ready, 1 not ready, 2 bad usage or unusable file, 3 undecided, 130 interrupted.

    \b
    Examples:
      halo-tui check acme
      halo-tui check acme --only tls.chain --only tls.certificate
      halo-tui check --all --json
    """  # noqa: D301 - click takes \b for "as it stands"
    if every and names:
        raise click.UsageError("Give names, or --all, not both.")
    slugs = tuple(profile_names()) if every else tuple(dict.fromkeys(names))
    if not slugs:
        raise UsageProblem(
            "There is no profile yet; `halo-tui profiles add` makes one." if every else
            "Which profile? Give its name, or --all. `halo-tui profiles list` shows them."
        )  # fmt: skip
    options = load_options(timeout=timeout, aia=not no_aia, only=only)
    verdicts: list[Verdict] = []
    unusable = False
    stored_profiles = []
    for slug in slugs:
        try:
            stored_profiles.append(load_profile(slug))
        except UsageProblem as problem:
            if not every:
                raise
            problem.show()
            unusable = True
    tell = _tell_json if as_json else _tell_text
    try:
        for stored in stored_profiles:
            for event in run_checks(stored, options):
                tell(event)
                if isinstance(event, RunFinished):
                    verdicts.append(event.verdict)
    except KeyboardInterrupt:
        click.echo("Interrupted; the run was stopped.", err=True)
        sys.exit(INTERRUPTED)
    sys.exit(BAD_USAGE if unusable else status_of(verdicts))


def status_of(verdicts: list[Verdict]) -> int:
    """The exit status for several profiles: not ready outweighs undecided outweighs ready."""
    for verdict in (Verdict.NOT_READY, Verdict.UNDECIDED):
        if verdict in verdicts:
            return EXIT_STATUS[verdict]
    return EXIT_STATUS[Verdict.READY]


def _tell_json(event: AnyEvent) -> None:
    click.echo(event.as_json())


def _tell_text(event: AnyEvent) -> None:
    match event:
        case RunStarted():
            click.echo(f"{event.profile}: {len(event.checks)} checks, {event.at}")
        case CheckFinished():
            _tell_check(event)
        case RunFinished():
            click.echo(f"{event.profile}: {_VERDICTS[event.verdict]}")
            if event.root_cause:
                click.echo(f"  Root cause: {event.root_cause}")
            click.echo(f"  {event.requests} requests, {event.ms / 1000:.1f} s")


def _tell_check(event: CheckFinished) -> None:
    target = f"  {event.target}" if event.target else ""
    click.echo(f"  {_SHOWN[event.status]:<7}  {event.check:<28}{target}  {event.summary}")
    if event.status in (Status.PASS, Status.SKIP):
        return
    click.echo(f"           code: {event.code}")
    for number, line in enumerate(event.cure, start=1):
        click.echo(f"           {number}. {line}")
