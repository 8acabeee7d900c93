"""`halo-tui report`: a report to pass on, of a new run or of a saved one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from halo_tui.base import writing
from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted
from halo_tui.checks.verdicts import Who
from halo_tui.commands.check import write_problem
from halo_tui.commands.history import kept_run
from halo_tui.commands.options import (
    aia_option,
    complete_profiles,
    force_option,
    output_option,
    refuse_together,
    require,
    timeout_option,
)
from halo_tui.commands.output import INTERRUPTED, UsageProblem, say, show_progress
from halo_tui.commands.running import load_options, load_profile, usage_problems
from halo_tui.commands.statuses import status_of, status_of_lines
from halo_tui.settings import load_settings
from halo_tui.workspace.batch import ProfileEvent, follow

if TYPE_CHECKING:
    from halo_tui.workspace.fleet import ProfileLine

_FORMATS: Final = ("text", "markdown", "json", "html")
_ENDINGS: Final = {
    ".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".json": "json",
}  # fmt: skip
"""The format that belongs to the ending of a file name."""


@click.command()
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete_profiles)
@click.option("--all", "every", is_flag=True, help="All profiles on one page, by their last runs.")
@click.option(
    "--format", "format_", type=click.Choice(_FORMATS),
    help="How it is written; by the ending of the file, else text.",
)  # fmt: skip
@click.option(
    "--for", "only_for", type=click.Choice([*map(str, Who)]),
    help="Only what one of those who must act has to do.",
)  # fmt: skip
@output_option
@force_option
@click.option(
    "--last", is_flag=True, help="Of the last run that is kept, instead of a run made now."
)
@click.option("--run", "number", type=click.IntRange(1), metavar="N",
              help="Of the kept run with this number in `halo-tui history NAME`.")  # fmt: skip
@timeout_option
@aia_option
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    every: bool,
    format_: str | None,
    only_for: str | None,
    output: Path | None,
    force: bool,
    last: bool,
    number: int | None,
    timeout: float | None,
    no_aia: bool,
) -> None:
    """Run the checks of a profile and print a report without secrets, to pass on.

    Exit status: 0 ready, 1 not ready, 2 bad usage or unusable file, 3 undecided, 130 interrupted.
    With --all: 1 if any is not ready, else 2 if a file is unusable, else 3 if any is undecided or
    was never tested, else 0.

    \b
    Examples:
      halo-tui report acme
      halo-tui report acme -o acme.html
      halo-tui report acme --last --for web_server
      halo-tui report --all -o connections.html --force
      halo-tui report --all --for web_server -o for-the-web-server.md
    """
    if (name is None) is not every:
        raise click.UsageError("Give one name, or --all.")
    refuse_together(ctx, "number", "last", "every")
    for option in ("timeout", "no_aia"):  # for a run that is made now
        refuse_together(ctx, option, "number", "last", "every")
    require(ctx, "force", "--output")
    format_ = format_ or _format_of(output)
    if name is None:
        from halo_tui.report.fleet import fleet

        lines = _all_lines()
        _write(fleet(lines, format_, only_for=only_for or ""), output, force=force)
        ctx.exit(status_of_lines(lines))
    stored = load_profile(name)
    if last or number:
        events = kept_run(name, number or 1)
    else:
        options = load_options(timeout=timeout, aia=not no_aia)
        events = []
        try:
            for item in follow({name: stored.profile}, options, keep=load_settings().history):
                if isinstance(item, ProfileEvent):
                    events.append(item.event)
                    _show_progress(events)
                else:
                    write_problem(item)
        except KeyboardInterrupt:
            say("Interrupted; the run was stopped and there is no report.", err=True)
            ctx.exit(INTERRUPTED)
    from halo_tui.report.render import render

    text = render(events, format_, name=stored.profile.name, only_for=only_for or "")
    _write(text, output, force=force)
    ctx.exit(status_of(event.verdict for event in events if isinstance(event, RunFinished)))


def _format_of(output: Path | None) -> str:
    """Return the format for the ending of a file's name; text without a file or an ending.

    Raises:
        click.UsageError: the ending belongs to no format.
    """
    if output is None or not output.suffix:
        return "text"
    ending = output.suffix.lower()
    if ending not in _ENDINGS:
        known = ", ".join(_ENDINGS)
        raise click.UsageError(f"No format ends in {ending}: give {known}, or --format.")
    return _ENDINGS[ending]


def _all_lines() -> list[ProfileLine]:
    from halo_tui.profiles.store import Store
    from halo_tui.workspace.fleet import lines_of

    with usage_problems():
        return lines_of(Store().summaries())


def _write(text: str, output: Path | None, *, force: bool) -> None:
    """Print a report, or write it to a file; an existing one is replaced only with `force`.

    Raises:
        UsageProblem: the file exists, or cannot be written.
    """
    if output is None:
        say(text, nl=False)
        return
    try:
        (writing.overwrite if force else writing.create)(output, text.encode("utf-8"))
    except FileExistsError:
        raise UsageProblem(f"There is a file {output} already; --force replaces it.") from None
    except OSError as problem:
        raise UsageProblem(f"Not written to {output}: {writing.reason_of(problem)}") from None


def _show_progress(events: list[AnyEvent]) -> None:
    done = sum(isinstance(event, CheckFinished) for event in events)
    planned = len(events[0].checks) if isinstance(events[0], RunStarted) else done
    end = isinstance(events[-1], RunFinished)
    show_progress("" if end else f"{done} of {max(planned, done)} checks")
