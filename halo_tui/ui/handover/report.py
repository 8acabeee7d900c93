"""The report of the last run: made for the clipboard, or put into a file of the person's choice."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from halo_tui.base import writing
from halo_tui.report.render import render
from halo_tui.workspace import history

_FORMATS: Final = {".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
"""By the ending of a file's name; plain text for all others."""


class NotWrittenError(Exception):
    """The report is not in its file; the text says why, for a person."""


def report_of(run: Path, name: str, file: Path | None = None) -> str:
    """The report of a run.

    Args:
        run: where its events are.
        name: what a person calls the profile.
        file: where it will be written; its ending chooses the format.
    """
    ending = file.suffix.lower() if file else ""
    return render(history.load(run), _FORMATS.get(ending, "text"), name=name)


def proposed_file(slug: str) -> str:
    """A name to begin with, in the working directory."""
    return f"{slug}-report.txt"


def file_at(answer: str, slug: str) -> Path:
    """The file that a person means; in a folder, the proposed name.

    Raises:
        NotWrittenError: the folder does not exist.
    """
    path = Path(answer.strip()).expanduser().absolute()
    if path.is_dir():
        path /= proposed_file(slug)
    if not path.parent.is_dir():
        raise NotWrittenError(f"There is no folder {path.parent}")
    return path


def refusal(answer: str, slug: str) -> str | None:
    """Why an answer names no file that can be written; None where it does."""
    if not answer.strip():
        return "A report needs a file to be saved in"
    try:
        file_at(answer, slug)
    except NotWrittenError as problem:
        return str(problem)
    return None


def write(path: Path, text: str, *, replace: bool) -> bool:
    """Write a report, readable for this user only.

    Args:
        path: where.
        text: the report.
        replace: whether a file that is there already may go.

    Returns:
        False if there is a file already and it may not go.

    Raises:
        NotWrittenError: the disk did not take it.
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
