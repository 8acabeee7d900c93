"""The saved runs of each profile: one file of events for each run, in the state folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, TypeGuard

from halo_tui.base import places, tomlfile, writing
from halo_tui.checks.events import AnyEvent, CheckFinished, RunFinished, RunStarted, Status, Verdict
from halo_tui.workspace import recording

KEEP: Final = 50
"""How many runs of each profile are kept."""

_MOST_DAYS: Final = 1_000_000
_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file with a run; usual runs have a hundredth of it."""
_LAST: Final = "last.json"
_NEEDED: Final = ('"run_started"', '"run_finished"', '"tls.certificate"', '"fail"')
"""Only lines with one of these texts are needed for a summary."""


_UNUSABLE: Final = (
    tomlfile.UnreadableFileError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, RecursionError,
)  # fmt: skip
"""Errors that a summary of another version can cause."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The data of a run in the list of profiles and in the list of runs."""

    path: Path
    """The file with its events; see `load`."""
    at: str
    """Its start in UTC (RFC 3339)."""
    verdict: Verdict
    root_cause: str | None
    counts: dict[str, int]
    """The number of checks with each status."""
    certificate_days_left: int | None = None
    """Days until the first certificate expires; None if the run saw no certificate."""
    cause: str = ""
    """The root cause as a sentence; empty if there is none."""
    complete: bool = True
    """Whether every check of the plan was selected."""
    fingerprint: str = ""
    """The fingerprint of the tested values; empty if it is not known."""

    def was_of(self, fingerprint: str) -> bool:
        """Whether a profile still has the tested values, as far as is known.

        Args:
            fingerprint: the fingerprint of its current values.
        """
        return not self.fingerprint or not fingerprint or self.fingerprint == fingerprint


@dataclass(frozen=True, slots=True)
class Change:
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
    path = _folder(slug) / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl"
    summary = summary_of(path, recorded)
    if summary is None:
        return None
    summary = replace(summary, fingerprint=fingerprint)
    writing.replace(path, recording.dump(recorded))
    if summary.complete:
        writing.replace(path.with_name(_LAST), _dump_summary(summary))
    _prune(slug, max(keep, 1))
    return summary


def latest(slug: str) -> RunSummary | None:
    """Return the last run of all checks. It reads one small file, so it is quick for many profiles.

    A run of selected checks does not describe the whole connection and does not count here.
    """
    try:
        content, _ = tomlfile.read_bytes(_folder(slug) / _LAST)
        return _parse_summary(_folder(slug), content)
    except _UNUSABLE:
        return next((run for run in _summaries(slug) if run.complete), None)


def newest_file(slug: str) -> Path:
    """Return the file that is changed by every run of all checks."""
    return _folder(slug) / _LAST


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
        rmtree(_folder(slug))


def rename(old: str, new: str) -> None:
    """Move the runs of a renamed profile, and replace any older runs under the new name.

    Raises:
        OSError: they cannot be moved.
    """
    forget(new)
    with suppress(FileNotFoundError):
        _folder(old).replace(_folder(new))


def _folder(slug: str) -> Path:
    return places.history_dir() / slug


def _paths(slug: str) -> list[Path]:
    """Return the files of the runs, newest first; their names begin with the time."""
    with suppress(OSError):
        return sorted(_folder(slug).glob("*.jsonl"), reverse=True)
    return []


def _prune(slug: str, keep: int) -> None:
    last = latest(slug)
    for old in _paths(slug)[keep:]:
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
    for path in _paths(slug):
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
    )


def _days_left(events: Iterable[AnyEvent]) -> int | None:
    found = [
        event.evidence.get("days_left")
        for event in events
        if isinstance(event, CheckFinished) and event.check == "tls.certificate"
    ]
    return min((days for days in found if _is_days(days)), default=None)


def _is_days(value: object) -> TypeGuard[int]:
    """Whether a value of an untrusted file is a usable number of days."""
    return type(value) is int and abs(value) < _MOST_DAYS


def _cause(ended: RunFinished, events: Iterable[AnyEvent]) -> str:
    """Return the first cause as a sentence; for older runs, the title of that result."""
    if ended.diagnosis:
        return ended.diagnosis[0].name
    results = (event for event in events if isinstance(event, CheckFinished))
    return next((event.summary for event in results if event.code == ended.root_cause), "")


def _statuses(events: Iterable[AnyEvent]) -> dict[tuple[str, str | None], Status]:
    return {
        (event.check, event.target): event.status
        for event in events
        if isinstance(event, CheckFinished)
    }


def _dump_summary(summary: RunSummary) -> bytes:
    return json.dumps({**asdict(summary), "path": summary.path.name}).encode("ascii")


def _parse_summary(folder: Path, content: bytes) -> RunSummary:
    found = recording.clean(json.loads(content))
    if not isinstance(found, dict):
        raise TypeError("not a summary")
    days = found.get("certificate_days_left")
    return RunSummary(
        folder / Path(found["path"]).name,
        recording.valid_time(str(found["at"])),
        Verdict(found["verdict"]),
        str(found["root_cause"]) if found.get("root_cause") else None,
        {status: count for status, count in found["counts"].items() if type(count) is int},
        days if _is_days(days) else None,
        str(found["cause"]),
        complete=True,
        fingerprint=str(found.get("fingerprint", "")),
    )
