"""`halo-tui check`: the checks without a screen, a line each as they finish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import click

from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted, Status, Verdict
from halo_tui.checks.headline import headline
from halo_tui.checks.results import Results
from halo_tui.commands.options import aia_option, names_argument, only_option, timeout_option
from halo_tui.commands.output import BAD_USAGE, INTERRUPTED, UsageProblem, say
from halo_tui.commands.running import load_options, load_profile, usage_problems
from halo_tui.commands.statuses import status_of
from halo_tui.settings import load_settings
from halo_tui.workspace.batch import Heard, Progress, Stage, follow

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

_SHOWN: Final = {
    Status.PASS: "pass", Status.WARN: "LOOK", Status.FAIL: "FAIL", Status.SKIP: "skip",
    Status.UNKNOWN: "unknown",
}  # fmt: skip


@click.command()
@names_argument
@click.option("--all", "every", is_flag=True, help="Check every profile.")
@only_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for scripts.")
@timeout_option
@aia_option
@click.pass_context
def command(
    ctx: click.Context,
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
    """
    if every and names:
        raise click.UsageError("Give names, or --all, not both.")
    slugs = _all_names() if every else tuple(dict.fromkeys(names))
    if not slugs:
        raise UsageProblem(
            "There is no profile yet; `halo-tui profiles add` makes one." if every else
            "Which profile? Give its name, or --all. `halo-tui profiles list` shows them."
        )  # fmt: skip
    options = load_options(timeout=timeout, aia=not no_aia, only=only)
    profiles, unusable = _load(slugs, go_on=every)
    tell = _tell_json if as_json else _Text().tell
    verdicts: list[Verdict] = []
    try:
        for item in in_turn(follow(profiles, options, keep=load_settings().history), profiles):
            if isinstance(item, Progress):
                tell_problem(item)
                continue
            tell(item.event)
            if isinstance(item.event, RunFinished):
                verdicts.append(item.event.verdict)
    except KeyboardInterrupt:
        say("Interrupted; the run was stopped.", err=True)
        ctx.exit(INTERRUPTED)
    ctx.exit(BAD_USAGE if unusable else status_of(verdicts))


def in_turn(items: Iterable[Heard | Progress], slugs: Iterable[str]) -> Iterator[Heard | Progress]:
    """What happens to profiles side by side, one profile after another.

    The first that is not done is passed on at once; the others are held back until their turn.

    Args:
        items: as they happen.
        slugs: all profiles, in the order wanted.
    """
    waiting: dict[str, list[Heard | Progress]] = {slug: [] for slug in slugs}
    ended: set[str] = set()
    for item in items:
        waiting[item.slug].append(item)
        if isinstance(item, Progress) and item.stage is not Stage.RUNNING:
            ended.add(item.slug)
        while waiting:
            first = next(iter(waiting))
            yield from waiting[first]
            waiting[first].clear()
            if first not in ended:
                break
            del waiting[first]


def tell_problem(progress: Progress) -> None:
    """Say what went wrong with a profile, beside its verdict.

    Raises:
        Exception: the program is at fault.
    """
    if progress.fault is not None:
        raise progress.fault
    if progress.problem:
        say(progress.problem, err=True)


def _all_names() -> tuple[str, ...]:
    from halo_tui.profiles.store import Store

    with usage_problems():
        return tuple(Store().slugs())


def _load(slugs: Iterable[str], *, go_on: bool) -> tuple[Mapping[str, Profile], bool]:
    """The profiles, and whether one of them cannot be used.

    Raises:
        UsageProblem: one cannot be used, and the others shall not `go_on`.
    """
    profiles: dict[str, Profile] = {}
    unusable = False
    for slug in slugs:
        try:
            profiles[slug] = load_profile(slug).profile
        except UsageProblem as problem:
            if not go_on:
                raise
            say(f"Error: {problem.message}", err=True)
            unusable = True
    return profiles, unusable


def _tell_json(event: AnyEvent) -> None:
    say(event.as_json())


class _Text:
    """Tells runs in lines; what only follows from a cause is told in one."""

    def __init__(self) -> None:
        self._results = Results()

    def tell(self, event: AnyEvent) -> None:
        """Print what an event says."""
        if isinstance(event, RunStarted):
            self._results = Results()
        self._results.add(event)
        match event:
            case RunStarted():
                say(f"{event.profile}: {len(event.checks)} checks, {event.at}")
            case CheckFinished():
                _tell_check(event)
            case RunFinished():
                self._tell_end(event)

    def _tell_end(self, event: RunFinished) -> None:
        say(f"{event.profile}: {headline(self._results)}")
        label = "Root cause"
        for one in event.diagnosis:
            say(f"  {label}: {one.code}")
            say(f"    {one.name}")
            for text in one.otherwise:
                say(f"    or: {text}")
            if one.next_step:
                say(f"    First: {one.next_step}")
            label = "And"
        say(f"  {event.requests} requests, {event.ms / 1000:.1f} s")


def _tell_check(event: CheckFinished) -> None:
    target = f"  {event.target}" if event.target else ""
    say(f"  {_SHOWN[event.status]:<7}  {event.check:<28}{target}  {event.summary}")
    if event.status in (Status.PASS, Status.SKIP):
        return
    say(f"           code: {event.code}")
    for number, line in enumerate(event.cure, start=1):
        say(f"           {number}. {line}")
