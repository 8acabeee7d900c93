"""The saved runs of each profile: one file of events for each run, in the state folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from halo_tui.base import tomlfile, writing
from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.workspace import last_run, recording
from halo_tui.workspace.last_run import RunSummary, folder_of, is_days, run_files

KEEP: Final = 50
"""How many runs of each profile are kept."""

_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file with a run; usual runs have a hundredth of it."""
_NEEDED: Final = ('"run_started"', '"run_finished"', '"tls.certificate"', '"fail"', '"warn"')
"""Only lines with one of these texts are needed for a summary."""


class Change(NamedTuple):
    """A check with different results in two runs."""

    check: str
    target: str | None
    before_status: Status | None
    """None if the earlier run did not include the check."""
    after_status: Status | None
    """None if the later run did not include it."""


def record(
    slug: str, events: Iterable[AnyEvent], *, keep: int = KEEP, fingerprint: str = ""
) -> RunSummary | None:
    """Save a finished run, and remove the oldest runs above `keep`, but never the `latest`.

    Args:
        slug: the profile's name on the command line.
        events: the events of the run.
        keep: how many runs to keep.
        fingerprint: the fingerprint of the tested values.

    Returns:
        Its summary; None for an unfinished run, which is not saved.

    Raises:
        OSError: it cannot be written.
    """
    recorded = list(events)
    path = folder_of(slug) / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl"
    summary = summary_of(path, recorded)
    if summary is None:
        return None
    summary = summary._replace(fingerprint=fingerprint)
    writing.replace(path, recording.dump(recorded))
    if summary.complete:
        last_run.keep(summary)
    _prune(slug, max(keep, 1))
    return summary


def recent(slug: str, count: int) -> list[RunSummary]:
    """Return the last `count` runs, newest first."""
    return list(islice(_summaries(slug), count))


def runs(slug: str) -> list[RunSummary]:
    """Return all saved runs, newest first; unreadable files are left out."""
    return list(_summaries(slug))


def load(path: Path) -> list[AnyEvent]:
    """Return the events of a run; unreadable ones are left out."""
    events = (recording.parse(line) for line in _lines(path))
    return [event for event in events if event is not None]


def changes(before: Iterable[AnyEvent], after: Iterable[AnyEvent]) -> list[Change]:
    """Return the checks with different results, in the order of the later run."""
    old, new = _statuses(before), _statuses(after)
    return [
        Change(*key, old.get(key), new.get(key))
        for key in dict.fromkeys([*new, *old])
        if old.get(key) != new.get(key)
    ]


def forget(slug: str) -> None:
    """Remove the runs of a profile.

    Raises:
        OSError: they cannot be removed.
    """
    from shutil import rmtree

    with suppress(FileNotFoundError):
        rmtree(folder_of(slug))


def rename(old: str, new: str) -> None:
    """Move the runs of a renamed profile, and replace any older runs under the new name.

    Raises:
        OSError: they cannot be moved.
    """
    forget(new)
    with suppress(FileNotFoundError):
        folder_of(old).replace(folder_of(new))


def _prune(slug: str, keep: int) -> None:
    last = last_run.latest(slug)
    for old in run_files(slug)[keep:]:
        if last is None or old != last.path:
            with suppress(OSError):
                old.unlink()


def _lines(path: Path) -> Iterator[str]:
    try:
        content, _ = tomlfile.read_bytes(path, limit=_LARGEST)
    except tomlfile.UnreadableFileError:
        return iter(())
    return iter(content.decode("utf-8", "replace").split("\n"))


def _summaries(slug: str) -> Iterator[RunSummary]:
    for path in run_files(slug):
        needed = (line for line in _lines(path) if any(word in line for word in _NEEDED))
        summary = summary_of(path, [event for line in needed if (event := recording.parse(line))])
        if summary:
            yield summary


def summary_of(path: Path, events: Sequence[AnyEvent]) -> RunSummary | None:
    """Return the summary of a run; None for an unfinished one.

    Args:
        path: the file of the run.
        events: the events of the run.
    """
    from halo_tui.checks.plan import IDS  # late: a list of profiles needs only summaries

    began = next((event for event in events if isinstance(event, RunStarted)), None)
    ended = next((event for event in events if isinstance(event, RunFinished)), None)
    if began is None or ended is None:
        return None
    return RunSummary(
        path,
        began.at,
        ended.verdict,
        ended.root_cause,
        ended.counts,
        _days_left(events),
        _cause(ended, events),
        complete=set(began.checks) >= set(IDS),
        warning=_warning(ended, events),
    )


def _days_left(events: Iterable[AnyEvent]) -> int | None:
    found = [
        event.evidence.get("days_left")
        for event in events
        if isinstance(event, CheckFinished) and event.check == "tls.certificate"
    ]
    return min((days for days in found if is_days(days)), default=None)


def _cause(ended: RunFinished, events: Iterable[AnyEvent]) -> str:
    """Return the first cause as a sentence; for older runs, the title of that result."""
    if ended.diagnosis:
        return ended.diagnosis[0].name
    results = (event for event in events if isinstance(event, CheckFinished))
    return next((event.summary for event in results if event.code == ended.root_cause), "")


def _warning(ended: RunFinished, events: Iterable[AnyEvent]) -> str:
    if ended.verdict is not Verdict.READY:
        return ""
    results = (event for event in events if isinstance(event, CheckFinished))
    return next((event.summary for event in results if event.status is Status.WARN), "")


def _statuses(events: Iterable[AnyEvent]) -> dict[tuple[str, str | None], Status]:
    return {
        (event.check, event.target): event.status
        for event in events
        if isinstance(event, CheckFinished)
    }
