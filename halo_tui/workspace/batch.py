"""Runs the checks of one or many profiles concurrently, in one event loop on its own thread."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from halo_tui.base.threads import in_daemon

if TYPE_CHECKING:
    from halo_tui.checks.context import Options
    from halo_tui.checks.events import AnyEvent
    from halo_tui.checks.runner import Run
    from halo_tui.profiles.model import Profile
    from halo_tui.workspace.last_run import RunSummary

AT_ONCE: Final = 8
"""Concurrent runs, unless the caller gives a number; each has about thirty connections."""

_PATIENCE: Final = 2.0
"""Seconds that a stopped run has to end."""

PER_HOST: Final = 2
"""Concurrent runs against one host, so that no server is flooded."""


class Stage(Enum):
    """The state of one profile of a batch."""

    RUNNING = auto()
    DONE = auto()
    STOPPED = auto()
    """Not started, or cancelled; the previous verdict remains."""
    FAILED = auto()
    """The run could not be made or saved."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of one profile has changed."""

    slug: str
    stage: Stage
    last: RunSummary | None = None
    """The finished run."""
    problem: str = ""
    """Why it failed: a sentence for people."""
    fault: Exception | None = None
    """The exception that ended the run, if it is an error of this program."""

    @property
    def is_running(self) -> bool:
        """Whether the run has begun, and not ended."""
        return self.stage is Stage.RUNNING

    @property
    def is_done(self) -> bool:
        """Whether the run has ended with a verdict."""
        return self.stage is Stage.DONE


class Runnable(Protocol):
    """A run that has not started; see `halo_tui.checks.runner.Run`."""

    cancelled: bool
    fault: Exception | None
    profile: Profile

    async def run(self) -> None:
        """Run to the end, in the caller's event loop."""

    def cancel(self) -> None:
        """Stop within a second; any thread may call it."""


Sink: TypeAlias = "Callable[[AnyEvent], None]"
Begin: TypeAlias = Callable[[str, Sink], Runnable]
"""Creates the run of a profile with a receiver of its events; may block."""


@dataclass(frozen=True, slots=True)
class ProfileEvent:
    """One event of one profile's run."""

    slug: str
    event: AnyEvent


class Batch:
    """One pass over some profiles."""

    def __init__(
        self,
        hosts: Mapping[str, str],
        begin: Begin,
        on_progress: Callable[[Progress], None],
        *,
        keep: int | None,
        at_once: int = AT_ONCE,
    ) -> None:
        """Prepare the batch; `start` begins it.

        Args:
            hosts: the profiles in the order in which to test them, each with its server's host.
            begin: creates a run.
            on_progress: called on the batch's thread when the state of a profile has changed.
            keep: how many runs of each profile to keep; with None the runs are not saved.
            at_once: the number of concurrent runs.
        """
        self._hosts = dict(hosts)
        self._begin = begin
        self._on_progress = on_progress
        self._keep = keep
        self._at_once = at_once
        self._stop = threading.Event()
        self._running: set[Runnable] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._main, name="batch", daemon=True)
        self.total = len(self._hosts)

    def start(self) -> None:
        """Start the batch; progress follows."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop within a second; profiles that were not tested keep their previous verdict."""
        self._stop.set()
        with self._lock:
            running = list(self._running)
        for run in running:
            run.cancel()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; return whether the batch has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _main(self) -> None:
        asyncio.run(self._test_all())

    async def _test_all(self) -> None:
        slots = asyncio.Semaphore(self._at_once)
        hosts: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))

        async def test(slug: str, host: str) -> None:
            # Wait for the host first: a run that waits for a busy host must not occupy a general
            # place.
            async with hosts[host], slots:
                await self._test(slug)

        async with asyncio.TaskGroup() as group:
            for slug, host in self._hosts.items():
                group.create_task(test(slug, host))

    async def _test(self, slug: str) -> None:
        if self._stop.is_set():
            self._on_progress(Progress(slug, Stage.STOPPED))
            return
        self._on_progress(Progress(slug, Stage.RUNNING))
        self._on_progress(await self._run(slug))

    async def _run(self, slug: str) -> Progress:
        from halo_tui.profiles.errors import ProfileError
        from halo_tui.settings import SettingsError
        from halo_tui.workspace.running import keep_run

        events: list[AnyEvent] = []
        try:
            run = await in_daemon(lambda: self._begin(slug, events.append), f"begin {slug}")
            await self._until_ended(run)
            if run.fault is not None or run.cancelled:
                return _at_fault(slug, run.fault) if run.fault else Progress(slug, Stage.STOPPED)
            last = None
            if self._keep is not None:
                keep = partial(keep_run, slug, run.profile, events, keep=self._keep)
                last = await in_daemon(keep, f"keep {slug}")
            return Progress(slug, Stage.DONE, last)
        except (ProfileError, SettingsError) as problem:
            return Progress(slug, Stage.FAILED, problem=str(problem))
        except OSError as problem:
            text = f"The run of {slug} is not kept: {problem.strerror}"
            return Progress(slug, Stage.FAILED, problem=text)
        except Exception as fault:
            return _at_fault(slug, fault)

    async def _until_ended(self, run: Runnable) -> None:
        with self._lock:
            self._running.add(run)
        if self._stop.is_set():
            run.cancel()
        try:
            await run.run()
        finally:
            with self._lock:
                self._running.discard(run)


def follow(
    profiles: Mapping[str, Profile],
    options: Options,
    *,
    keep: int | None,
    at_once: int = AT_ONCE,
) -> Iterator[ProfileEvent | Progress]:
    """Run the checks of profiles without a screen, save the runs, and yield what happens.

    Closing the iterator, or a keyboard interrupt, stops all runs.

    Args:
        profiles: by their names on the command line, in the order in which to test them.
        options: the options of the runs.
        keep: how many runs of each profile to keep; with None the runs are not saved.
        at_once: the number of concurrent runs.
    """
    from halo_tui.checks.runner import Run

    queue: SimpleQueue[ProfileEvent | Progress] = SimpleQueue()

    def begin(slug: str, sink: Sink) -> Run:
        def both(event: AnyEvent) -> None:
            sink(event)
            queue.put(ProfileEvent(slug, event))

        return Run(slug, profiles[slug], options, both)

    hosts = {slug: host_of(profile) for slug, profile in profiles.items()}
    batch = Batch(hosts, begin, queue.put, keep=keep, at_once=at_once)
    batch.start()
    left = len(profiles)
    try:
        while left:
            item = queue.get()
            yield item
            left -= isinstance(item, Progress) and not item.is_running
    finally:
        batch.cancel()
        batch.wait(_PATIENCE)


def host_of(profile: Profile) -> str:
    """Return the host of a profile's resource server; the text itself if it is not an address."""
    from halo_tui.halo.origin import origin_of

    try:
        return origin_of(profile.resource_server).host
    except ValueError:
        return profile.resource_server


def _at_fault(slug: str, fault: Exception) -> Progress:
    text = f"{slug} could not be tested: a fault of halo_tui ({type(fault).__name__})"
    return Progress(slug, Stage.FAILED, problem=text, fault=fault)
