"""Tests many profiles, two at a time, each run as the single one is: on a thread of its own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from halo_tui.checks.events import AnyEvent
    from halo_tui.checks.runner import Run
    from halo_tui.ui.session import Session
    from halo_tui.workspace.history import RunSummary

AT_ONCE: Final = 2
"""Runs side by side: each makes some thirty connections at its height."""

_PATIENCE: Final = 0.25
"""Seconds between two looks at whether to stop."""


class Stage(Enum):
    """Where one profile of a batch stands."""

    RUNNING = auto()
    DONE = auto()
    STOPPED = auto()
    """Never begun, or broken off: its last verdict stands."""
    FAILED = auto()
    """Could not be run, or not be kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One profile has moved on."""

    slug: str
    stage: Stage
    last: RunSummary | None = None
    """Its run, once it is done."""
    problem: str = ""
    """Why it failed: a sentence for people."""


Begin: TypeAlias = Callable[[str, "Callable[[AnyEvent], None]"], "Run"]
"""Makes the run of a profile that tells its events, not yet started; see `run_of`."""


class Batch:
    """One pass over many profiles."""

    def __init__(
        self,
        slugs: Iterable[str],
        begin: Begin,
        tell: Callable[[Progress], None],
        *,
        keep: int,
    ) -> None:
        """Prepare; `start` begins.

        Args:
            slugs: the profiles, in the order in which to test them.
            begin: makes a run.
            tell: called on a thread of the batch whenever a profile has moved on.
            keep: runs to keep of each profile.
        """
        self._waiting = deque(slugs)
        self._begin = begin
        self._tell = tell
        self._keep = keep
        self._stop = threading.Event()
        self.total = len(self._waiting)

    def start(self) -> None:
        """Begin; progress is told as it happens."""
        for number in range(min(AT_ONCE, self.total)):
            threading.Thread(target=self._work, name=f"batch {number}", daemon=True).start()

    def cancel(self) -> None:
        """Stop within a second; what has not been tested keeps its last verdict."""
        self._stop.set()

    def _work(self) -> None:
        while True:
            try:
                slug = self._waiting.popleft()
            except IndexError:
                return
            if self._stop.is_set():
                self._tell(Progress(slug, Stage.STOPPED))
            else:
                self._tell(Progress(slug, Stage.RUNNING))
                self._tell(self._run(slug))

    def _run(self, slug: str) -> Progress:
        from halo_tui.profiles.errors import ProfileError
        from halo_tui.profiles.fingerprint import lasting_fingerprint
        from halo_tui.workspace import history

        events: list[AnyEvent] = []
        try:
            run = self._begin(slug, events.append)
            run.start()
            while not run.wait(_PATIENCE):
                if self._stop.is_set():
                    run.cancel()
            if run.cancelled:
                return Progress(slug, Stage.STOPPED)
            mark = lasting_fingerprint(run.profile.values())
            kept = history.record(slug, events, keep=self._keep, fingerprint=mark)
            return Progress(slug, Stage.DONE, kept)
        except ProfileError as problem:
            return Progress(slug, Stage.FAILED, problem=str(problem))
        except OSError as problem:
            text = f"The run of {slug} is not kept: {problem.strerror}"
            return Progress(slug, Stage.FAILED, problem=text)
        except Exception as fault:
            text = f"{slug} could not be tested: a fault of halo_tui ({type(fault).__name__})"
            return Progress(slug, Stage.FAILED, problem=text)


def run_of(session: Session, slug: str, tell: Callable[[AnyEvent], None]) -> Run:
    """The run of a profile, not yet started; blocks for a moment.

    Raises:
        ProfileError: the profile's file cannot be used.
        SettingsError: a setting cannot be used.
    """
    from halo_tui.checks.runner import Run

    profile, options = session.prepare(slug=slug)
    return Run(slug, profile, options, tell)
