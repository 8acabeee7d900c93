"""Exports the report of the last run to the clipboard or to a file."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from halo_tui.ui.handover import report
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.ui.frame import Frame

_NO_RUN: Final = "There is no test to report yet: {} tests the connection"


class ReportExport:
    """Copies or saves the report of the open profile's last run."""

    def __init__(self, app: Frame) -> None:
        """Make it for an application."""
        self._app = app

    async def copy(self) -> None:
        """Copy the report to the clipboard."""
        text = await self._report()
        if text is not None:
            otherwise = f"{key_of('handover.save_report')} saves it to a file"
            self._app.copy(text, "The report", otherwise)

    async def save(self) -> None:
        """Ask for a file name and write the report to it."""
        session = self._app.session
        if session.summary is None or session.last is None:
            self._app.say(_NO_RUN.format(key_of("app.show_test")))
            return
        slug = session.summary.slug
        question = Question(
            "Save report as:", value=report.proposed_file(slug),
            refuse=partial(report.refusal, slug=slug),
        )  # fmt: skip
        answer = await self._app.ask(question)
        if answer is None:
            return
        try:
            await self._write(report.file_at(answer, slug))
        except report.NotWrittenError as problem:
            self._app.say(str(problem), "error")

    async def _write(self, path: Path) -> None:
        text = await self._report(path)
        if text is None:
            return
        if not await asyncio.to_thread(report.write, path, text, replace=False):
            choices = {"y": "replace it", "n": "keep it"}
            question = Question(f"There is a {path.name} already. Replace it?", choices)
            if await self._app.ask(question) != "y":
                key = key_of("handover.save_report")
                self._app.say(f"{path.name} stays as it was; {key} saves under another name")
                return
            await asyncio.to_thread(report.write, path, text, replace=True)
        self._app.say(f"Saved, readable for you only: {path}", "good")

    async def _report(self, path: Path | None = None) -> str | None:
        session = self._app.session
        if session.summary is None or session.last is None:
            self._app.say(_NO_RUN.format(key_of("app.show_test")))
            return None
        return await asyncio.to_thread(
            report.report_of, session.last.path, session.summary.name, path
        )
