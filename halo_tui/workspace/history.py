"""Earlier runs, for each profile: the events of each in a file of its own in the state folder."""

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
"""Runs kept of each profile."""

_MOST_DAYS: Final = 1_000_000
_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file with a run; a run of ours has a hundredth of it."""
_LAST: Final = "last.json"
_TELLING: Final = ('"run_started"', '"run_finished"', '"tls.certificate"', '"fail"')
"""Only lines with one of these matter to a summary."""


_UNUSABLE: Final = (
    tomlfile.UnreadableFileError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, RecursionError,
)  # fmt: skip
"""What a summary that this version did not write can lead to."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What the list of profiles and the list of runs show of a run."""

    path: Path
    """Where its events are; see `load`."""
    at: str
    """When it began: RFC 3339, in UTC."""
    verdict: Verdict
    root_cause: str | None
    counts: dict[str, int]
    """How many checks ended with each status."""
    certificate_days_left: int | None = None
    """Days until the first of the certificates expires; None where the run did not see one."""
    cause: str = ""
    """The root cause in a sentence; empty where there is none."""
    complete: bool = True
    """Whether every check of the plan was asked for."""
    fingerprint: str = ""
    """The mark of the values that were tested; empty where it is not known."""

    def was_of(self, fingerprint: str) -> bool:
        """Whether a profile still has the values that were tested, as far as is known.

        Args:
            fingerprint: the mark of its values now.
        """
        return not self.fingerprint or not fingerprint or self.fingerprint == fingerprint


@dataclass(frozen=True, slots=True)
class Change:
    """A check that ended differently in two runs."""

    check: str
    target: str | None
    before_status: Status | None
    """None where the earlier run did not have the check."""
    after_status: Status | None
    """None where the later run did not have it."""


def record(
    slug: str, events: Iterable[AnyEvent], *, keep: int = KEEP, fingerprint: str = ""
) -> RunSummary | None:
    """Keep a run that has ended, and remove the oldest above `keep`, but never the `latest`.

    Args:
        slug: the profile's name on the command line.
        events: of the run.
        keep: how many runs to keep.
        fingerprint: the mark of the values that were tested.

    Returns:
        Its summary; None for a run that has not ended, which is not kept.

    Raises:
        OSError: it cannot be written.
    """
    told = list(events)
    path = _folder(slug) / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.jsonl"
    summary = summary_of(path, told)
    if summary is None:
        return None
    summary = replace(summary, fingerprint=fingerprint)
    writing.replace(path, recording.dump(told))
    if summary.complete:
        writing.replace(path.with_name(_LAST), _dump_summary(summary))
    _prune(slug, max(keep, 1))
    return summary


def latest(slug: str) -> RunSummary | None:
    """The last run of all checks: one small file is read, so it can be asked for every profile.

    A run of only some checks says nothing of the whole connection and does not count here.
    """
    try:
        content, _ = tomlfile.read_bytes(_folder(slug) / _LAST)
        return _parse_summary(_folder(slug), content)
    except _UNUSABLE:
        return next((run for run in _summaries(slug) if run.complete), None)


def newest_file(slug: str) -> Path:
    """The file that changes with every run of all checks."""
    return _folder(slug) / _LAST


def recent(slug: str, count: int) -> list[RunSummary]:
    """The last `count` runs, newest first."""
    return list(islice(_summaries(slug), count))


def runs(slug: str) -> list[RunSummary]:
    """All runs that are kept, newest first; files that cannot be read are left out."""
    return list(_summaries(slug))


def load(path: Path) -> list[AnyEvent]:
    """The events of a run; what cannot be read of them is left out."""
    events = (recording.parse(line) for line in _lines(path))
    return [event for event in events if event is not None]


def changes(before: Iterable[AnyEvent], after: Iterable[AnyEvent]) -> list[Change]:
    """The checks that ended differently, in the order of the later run."""
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
    """Keep the runs of a profile that has a new name, and none that were left there before.

    Raises:
        OSError: they cannot be moved.
    """
    forget(new)
    with suppress(FileNotFoundError):
        _folder(old).replace(_folder(new))


def _folder(slug: str) -> Path:
    return places.history_dir() / slug


def _paths(slug: str) -> list[Path]:
    """The files of the runs, newest first: their names begin with the time."""
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
        telling = (line for line in _lines(path) if any(word in line for word in _TELLING))
        summary = summary_of(path, [event for line in telling if (event := recording.parse(line))])
        if summary:
            yield summary


def summary_of(path: Path, events: Sequence[AnyEvent]) -> RunSummary | None:
    """The summary of a run, by its events; None for one that has not ended.

    Args:
        path: where its events are.
        events: of the run.
    """
    from halo_tui.checks.plan import IDS  # late: a list of profiles reads what is summed up

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
    """Whether a value of a foreign file is a number of days that a date can be reckoned with."""
    return type(value) is int and abs(value) < _MOST_DAYS


def _cause(ended: RunFinished, events: Iterable[AnyEvent]) -> str:
    """The first cause in a sentence; of older runs, what the check with its code has said."""
    if ended.diagnosis:
        return ended.diagnosis[0].name
    told = (event for event in events if isinstance(event, CheckFinished))
    return next((event.summary for event in told if event.code == ended.root_cause), "")


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
        recording.moment(str(found["at"])),
        Verdict(found["verdict"]),
        str(found["root_cause"]) if found.get("root_cause") else None,
        {status: count for status, count in found["counts"].items() if type(count) is int},
        days if _is_days(days) else None,
        str(found["cause"]),
        complete=True,
        fingerprint=str(found.get("fingerprint", "")),
    )
