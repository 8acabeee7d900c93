"""The ways from a finding to its step, its field, the clipboard or a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from halo_tui.base import writing
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import Results
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.verify.check_details import as_text, missing_certificate
from halo_tui.ui.widgets.chrome import Question
from halo_tui.ui.widgets.sheet import Entry

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame


class FindingActions:
    """Goes from a finding to the place where it is fixed, and copies or saves parts of it."""

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app

    def go_to_step(self, result: CheckFinished | None) -> None:
        """Go to the step of the checklist where a finding is fixed."""
        if result is None or result.step is None:
            self._app.say("No step of the checklist is behind this")
        else:
            self._app.go_to_step(result.step)

    def go_to_field(self, result: CheckFinished | None) -> None:
        """Go to the field that a finding is about."""
        if result is None or result.field is None:
            self._app.say("No field of the profile is behind this")
        else:
            self._app.go_to_field(result.field)

    def copy_finding(self, entries: Iterable[Entry]) -> None:
        """Copy the details of the selected item."""
        self._app.copy(as_text(entries), "The finding")

    def copy_report(self, results: Results) -> None:
        """Copy the report of a run."""
        from halo_tui.report.render import render

        events = results.events()
        summary = self._app.session.summary
        if not events or summary is None:
            self._app.say(f"There is no run to report yet; {key_of('test.run')} runs the checks")
        else:
            self._app.copy(render(events, "text", name=summary.name), "The report")

    async def save_certificate(self, result: CheckFinished | None) -> None:
        """Ask for a file name, and save the certificate that the server does not send."""
        app = self._app
        pem = missing_certificate(result)
        if not pem:
            app.say("This check has no certificate to save")
            return
        name = await app.ask(Question("Save as:", value="intermediate.crt"))
        if not name or not name.strip():
            return
        try:
            path = await asyncio.to_thread(_write_new_file, name.strip(), pem)
        except FileExistsError:
            app.say(f"{name} is there already; nothing was written", "error")
        except OSError as problem:
            app.say(f"{name} was not written: {problem.strerror}", "error")
        else:
            app.say(f"Saved as {path}", "good")


def _write_new_file(name: str, text: str) -> Path:
    """Write a new file.

    Args:
        name: the path, as the user typed it.
        text: the content, in ASCII.

    Returns:
        The absolute path.

    Raises:
        OSError: the file exists already or cannot be written.
    """
    path = Path(name).expanduser().absolute()
    writing.create(path, text.encode("ascii"))
    return path
