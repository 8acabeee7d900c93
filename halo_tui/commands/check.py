"""`halo-tui check`: runs the checks of one or many profiles without a screen."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from halo_tui.checks.events import AnyEvent
from halo_tui.commands.check_lines import Detail, PreviousRun, Writer, before_of, write_table
from halo_tui.commands.options import (
    aia_option,
    names_argument,
    only_option,
    refuse_together,
    require,
    seconds,
    timeout_option,
)
from halo_tui.commands.output import INTERRUPTED, UsageProblem, say
from halo_tui.commands.running import (
    load_options,
    load_profile,
    usable_settings,
    usage_problems,
)
from halo_tui.commands.statuses import status_of_lines
from halo_tui.workspace.batch import AT_ONCE, ProfileEvent, Progress, follow
from halo_tui.workspace.fleet import ProfileLine, line_of

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.profiles.model import Profile

ENVIRONMENT: Final = "environment"
"""The name of the profile that comes from the environment variables."""
_AGAIN: Final = 15.0
"""Seconds between two runs with `--until-ready`."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The profiles and options of one call."""

    profiles: Mapping[str, Profile]
    unusable: Mapping[str, str]
    """Why the files of other profiles cannot be used."""
    options: Options
    keep: int | None
    jobs: int


@dataclass(slots=True)
class _Round:
    """One run of each profile."""

    lines: list[ProfileLine] = field(default_factory=list)
    events: dict[str, list[AnyEvent]] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The exit status."""
        return status_of_lines(self.lines)


@click.command()
@names_argument
@click.option("--all", "every_profile", is_flag=True, help="Check every profile.")
@click.option("--env", is_flag=True, help="Check HALO_CLIENT_ID and the like, with no profile.")
@only_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@click.option("-q", "--quiet", is_flag=True, help="Verdicts alone.")
@click.option("-v", "--verbose", is_flag=True, help="With possible causes and evidence.")
@click.option("--changed", is_flag=True, help="Only what ended otherwise than in the last run.")
@click.option("--jobs", type=click.IntRange(1, 256), default=AT_ONCE, show_default=True,
              metavar="N", help="Profiles side by side.")  # fmt: skip
@click.option("--until-ready", is_flag=True, help="Again and again, until all are ready.")
@click.option("--for", "patience", callback=seconds, default="15m", metavar="TIME",
              help="How long --until-ready tries (15m).")  # fmt: skip
@click.option("--every", "pause", callback=seconds, metavar="TIME",
              help="Again after that time, such as 5m; then only what changed.")  # fmt: skip
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the results for a CI server.")  # fmt: skip
@click.option("--prometheus", type=click.Path(path_type=Path), metavar="FILE",
              help="Write metrics for a textfile collector.")  # fmt: skip
@timeout_option
@aia_option
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    every_profile: bool,
    env: bool,
    only: tuple[str, ...],
    as_json: bool,
    quiet: bool,
    verbose: bool,
    changed: bool,
    jobs: int,
    until_ready: bool,
    patience: float,
    pause: float | None,
    junit: Path | None,
    prometheus: Path | None,
    timeout: float | None,
    no_aia: bool,
) -> None:
    """Run the checks of one profile or several, and say what is wrong and what to do.

    Exit status: 0 ready, 1 not ready, 2 bad usage or unusable file, 3 undecided, 130 interrupted.
    For several: 1 if any is not ready, else 2 if a file is unusable, else 3, else 0.

    \b
    Examples:
      halo-tui check acme
      halo-tui check acme --only tls.chain --only tls.certificate
      halo-tui check acme --until-ready --for 30m
      halo-tui check --all --quiet --changed
      halo-tui check --all --json --prometheus /var/lib/halo-tui.prom
      halo-tui check --env --junit halo.xml
    """
    refuse_together(ctx, "quiet", "verbose")
    require(ctx, "patience", "--until-ready")
    options = load_options(timeout=timeout, aia=not no_aia, only=only)
    profiles, unusable = _profiles(names, every_profile=every_profile, env=env)
    keep = None if env else usable_settings().history
    plan = _Plan(profiles, unusable, options, keep, jobs)
    detail = Detail.QUIET if quiet else Detail.VERBOSE if verbose else Detail.NORMAL
    many = len(profiles) + len(unusable) > 1
    writer = Writer(as_json, detail, _last_runs(profiles) if changed else None, in_table=many)
    ends = time.monotonic() + patience
    try:
        while True:
            ended = _run(plan, writer)
            _write_files(ended, junit, prometheus)
            waits = pause if pause is not None else _AGAIN if until_ready else None
            done = waits is None or (until_ready and ended.status == 0)
            if waits is None or done or (until_ready and time.monotonic() + waits > ends):
                break
            writer.earlier = {slug: before_of(events) for slug, events in ended.events.items()}
            time.sleep(waits)
    except KeyboardInterrupt:
        say("Interrupted; the run was stopped.", err=True)
        ctx.exit(INTERRUPTED)
    ctx.exit(ended.status)


def in_turn(
    items: Iterable[ProfileEvent | Progress], slugs: Iterable[str]
) -> Iterator[ProfileEvent | Progress]:
    """Yield the events of concurrent runs ordered by profile.

    Events of the first unfinished profile are passed on at once; those of the others are held back.

    Args:
        items: the events as they occur.
        slugs: all profiles, in the order of the output.
    """
    waiting: dict[str, list[ProfileEvent | Progress]] = {slug: [] for slug in slugs}
    ended: set[str] = set()
    for item in items:
        waiting[item.slug].append(item)
        if isinstance(item, Progress) and not item.is_running:
            ended.add(item.slug)
        while waiting:
            first = next(iter(waiting))
            yield from waiting[first]
            waiting[first].clear()
            if first not in ended:
                break
            del waiting[first]


def write_problem(progress: Progress) -> None:
    """Write what went wrong with a profile.

    Raises:
        Exception: an error of this program ended the run.
    """
    if progress.fault is not None:
        raise progress.fault
    if progress.problem:
        say(progress.problem, err=True)


def _run(plan: _Plan, writer: Writer) -> _Round:
    from halo_tui.workspace import history

    ended = _Round(events={slug: [] for slug in plan.profiles})
    for slug, problem in plan.unusable.items():
        writer.unusable(slug, problem)
    runs = follow(plan.profiles, plan.options, keep=plan.keep, at_once=plan.jobs)
    for item in in_turn(runs, plan.profiles):
        if isinstance(item, Progress):
            write_problem(item)
        else:
            ended.events[item.slug].append(item.event)
            writer.write(item.event)
    ended.lines = [ProfileLine(slug, slug, problem) for slug, problem in plan.unusable.items()]
    for slug, events in ended.events.items():
        summary = history.summary_of(Path(), events)
        ended.lines.append(line_of(slug, plan.profiles[slug].name, summary, events))
    ended.lines.sort(key=lambda line: line.slug)
    if writer.in_table and not writer.as_json and writer.earlier is None:
        write_table(ended.lines)
    return ended


def _write_files(ended: _Round, junit: Path | None, prometheus: Path | None) -> None:
    """Write the files for CI and monitoring, each one completely or not at all.

    Raises:
        UsageProblem: a file cannot be written.
    """
    from halo_tui.base import writing
    from halo_tui.report import machines

    for path, make in ((junit, machines.junit), (prometheus, machines.prometheus)):
        if path is None:
            continue
        content = make(ended.lines).encode("utf-8")
        try:
            writing.overwrite(path, content, 0o644)  # the collector runs as another user
        except OSError as problem:
            raise UsageProblem(f"Not written to {path}: {writing.reason_of(problem)}") from None


def _profiles(
    names: tuple[str, ...], *, every_profile: bool, env: bool
) -> tuple[Mapping[str, Profile], Mapping[str, str]]:
    """Return the profiles to check, and why others cannot be checked.

    Raises:
        UsageProblem: there is none, a named one does not exist, or the only one cannot be used.
    """
    if bool(names) + every_profile + env > 1:
        raise click.UsageError("Give names, --all or --env, not several of them.")
    if env:
        return {ENVIRONMENT: _from_environment()}, {}
    slugs = _all_names() if every_profile else tuple(dict.fromkeys(names))
    if not slugs:
        raise UsageProblem(
            "There is no profile yet; `halo-tui profiles add` makes one." if every_profile else
            "Which profile? Give its name, or --all. `halo-tui profiles list` shows them."
        )  # fmt: skip
    profiles: dict[str, Profile] = {}
    unusable: dict[str, str] = {}
    for slug in slugs:
        try:
            profiles[slug] = load_profile(slug).profile
        except UsageProblem as problem:
            if len(names) == 1 or slug not in _all_names():
                raise
            unusable[slug] = problem.message
    return profiles, unusable


def _from_environment() -> Profile:
    from halo_tui.workspace import importing

    values = {"name": ENVIRONMENT, **importing.from_environment(os.environ)}
    try:
        return importing.profile_of(importing.Found("", values))
    except ValueError as problem:
        raise UsageProblem(f"The environment: {problem}") from None


def _all_names() -> tuple[str, ...]:
    from halo_tui.profiles.store import Store

    with usage_problems():
        return tuple(Store().slugs())


def _last_runs(slugs: Iterable[str]) -> Mapping[str, PreviousRun]:
    from halo_tui.workspace import history, last_run

    last = {slug: last_run.latest(slug) for slug in slugs}
    return {slug: before_of(history.load(run.path)) for slug, run in last.items() if run}
