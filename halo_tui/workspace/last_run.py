"""The last whole run of each profile, in one small file: a row of the list needs no more."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, TypeGuard

from halo_tui.base import places, tomlfile, writing
from halo_tui.checks.verdicts import Verdict
from halo_tui.workspace import foreign

_MOST_DAYS: Final = 1_000_000
_LAST: Final = "last.json"
_UNUSABLE: Final = (
    tomlfile.UnreadableFileError, ValueError, TypeError, LookupError, AttributeError,
    ArithmeticError, RecursionError,
)  # fmt: skip
"""Errors that a summary of another version can cause."""


class RunSummary(NamedTuple):
    """The data of a run in the list of profiles and in the list of runs."""

    path: Path
    """The file with its events; see `history.load`."""
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
    warning: str = ""
    """The first warning of a run that is ready, as a sentence; empty if there is none."""

    def was_of(self, fingerprint: str) -> bool:
        """Whether a profile still has the tested values, as far as is known.

        Args:
            fingerprint: the fingerprint of its current values.
        """
        return not self.fingerprint or not fingerprint or self.fingerprint == fingerprint


def latest(slug: str) -> RunSummary | None:
    """Return the last run of all checks. It reads one small file, so it is quick for many profiles.

    A run of selected checks does not describe the whole connection and does not count here.
    """
    folder = folder_of(slug)
    try:
        content, _ = tomlfile.read_bytes(folder / _LAST)
        return _parse(folder, content)
    except _UNUSABLE:
        return _latest_of_all(slug) if run_files(slug) else None


def _latest_of_all(slug: str) -> RunSummary | None:
    from halo_tui.workspace import history  # late: it needs the events, whose classes cost time

    return next((run for run in history.runs(slug) if run.complete), None)


def keep(summary: RunSummary) -> None:
    """Make a run the last one of its profile.

    Raises:
        OSError: it cannot be written.
    """
    import json

    data = json.dumps({**summary._asdict(), "path": summary.path.name}).encode("ascii")
    writing.replace(summary.path.with_name(_LAST), data)


def newest_file(slug: str) -> Path:
    """Return the file that is changed by every run of all checks."""
    return folder_of(slug) / _LAST


def folder_of(slug: str) -> Path:
    """Return the folder with the runs of a profile."""
    return places.history_dir() / slug


def run_files(slug: str) -> list[Path]:
    """Return the files of the runs, newest first; their names begin with the time."""
    folder = folder_of(slug)
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith(".jsonl")]
        return [folder / name for name in sorted(names, reverse=True)]
    return []


def is_days(value: object) -> TypeGuard[int]:
    """Whether a value of an untrusted file is a usable number of days."""
    return type(value) is int and abs(value) < _MOST_DAYS


def _parse(folder: Path, content: bytes) -> RunSummary:
    import json  # late: a profile without a run has no summary

    found = foreign.clean(json.loads(content))
    if not isinstance(found, dict):
        raise TypeError("not a summary")
    days = found.get("certificate_days_left")
    return RunSummary(
        folder / Path(found["path"]).name,
        foreign.valid_time(str(found["at"])),
        Verdict(found["verdict"]),
        str(found["root_cause"]) if found.get("root_cause") else None,
        {status: count for status, count in found["counts"].items() if type(count) is int},
        days if is_days(days) else None,
        str(found["cause"]),
        complete=True,
        fingerprint=str(found.get("fingerprint", "")),
        warning=str(found.get("warning", "")),
    )
