"""Creates the report of a run and writes it to a file that the user chooses."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from halo_tui.base import writing
from halo_tui.report.render import render
from halo_tui.workspace import history

_FORMATS: Final = {".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
"""The report format by file name suffix; plain text for all others."""


class NotWrittenError(Exception):
    """The report cannot be written; the message is for the user."""


def report_of(run: Path, name: str, file: Path | None = None) -> str:
    """Return the report of a run.

    Args:
        run: the file with the events of the run.
        name: the name of the profile.
        file: the target file, whose suffix selects the format; plain text by default.
    """
    ending = file.suffix.lower() if file else ""
    return render(history.load(run), _FORMATS.get(ending, "text"), name=name)


def proposed_file(slug: str) -> str:
    """Return a default file name for a report, relative to the working directory."""
    return f"{slug}-report.txt"


def file_at(answer: str, slug: str) -> Path:
    """Return the absolute path for a typed file name; a folder gets the default file name.

    Raises:
        NotWrittenError: the parent folder does not exist.
    """
    path = Path(answer.strip()).expanduser().absolute()
    if path.is_dir():
        path /= proposed_file(slug)
    if not path.parent.is_dir():
        raise NotWrittenError(f"There is no folder {path.parent}")
    return path


def refusal(answer: str, slug: str) -> str | None:
    """Return why a typed file name is refused, as a message; None if it is accepted."""
    if not answer.strip():
        return "A report needs a file to be saved in"
    try:
        file_at(answer, slug)
    except NotWrittenError as problem:
        return str(problem)
    return None


def write(path: Path, text: str, *, replace: bool) -> bool:
    """Write a report to a file that only this user can read.

    Args:
        path: the file.
        text: the report.
        replace: whether an existing file may be replaced.

    Returns:
        False if the file exists and must not be replaced.

    Raises:
        NotWrittenError: the file cannot be written.
    """
    try:
        if replace:
            writing.replace(path, text.encode())
        else:
            writing.create(path, text.encode())
    except FileExistsError:
        return False
    except OSError as problem:
        raise NotWrittenError(f"Not written: {writing.reason_of(problem)}") from None
    return True
