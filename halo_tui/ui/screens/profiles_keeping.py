"""What the list of profiles can do with whole profiles: make, rename, copy, delete, move."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual import work

from halo_tui.profiles.errors import ProfileError
from halo_tui.ui.credentials_fields import LINE_BREAK
from halo_tui.ui.screens.base import BaseScreen
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.profiles.store import Deleted
    from halo_tui.ui.profile_rows import Row

Result = TypeVar("Result")


class KeepingProfiles(BaseScreen):
    """The questions and the answers; the list itself is `ProfilesScreen`."""

    def __init__(self) -> None:
        super().__init__()
        self._deleted: Deleted | None = None

    @property
    @abstractmethod
    def selected(self) -> Row | None:
        """The profile under the cursor."""

    @abstractmethod
    def reload(self, select: str | None = None) -> None:
        """Read every profile again; `select` is the one to put the cursor on."""

    async def open(self, slug: str) -> bool:
        """Open a profile, unless somebody wants to keep unsaved changes of the open one."""
        session = self.app.session
        if slug != session.slug and not await self.app.may_drop_draft():
            return False
        summaries = await self._try(session.store.summaries) or []
        summary = next((summary for summary in summaries if summary.slug == slug), None)
        if summary is not None:
            self.app.open_profile(summary)
        return summary is not None

    @work(group="profiles", description="new")
    async def action_new(self) -> None:
        """Ask for a name, make the profile, and go on to its credentials."""
        name = await self.ask(Question("Name of the new profile:"))
        if not name or not name.strip() or not await self.app.may_drop_draft():
            return
        from halo_tui.ui import profile_shelf

        session = self.app.session
        ca_file = session.rehearsal.ca_file if session.rehearsal else ""
        slug = await self._try(profile_shelf.create, session.store, name, ca_file)
        if slug and await self.open(slug):
            self.reload(slug)
            self.app.go("credentials")

    @work(group="profiles", description="rename")
    async def action_rename(self) -> None:
        """Ask for another name."""
        row = self._usable()
        if row is None or not await self._may_change(row):
            return
        name = await self.ask(Question(f"New name for {row.summary.name}:", value=row.summary.name))
        if not name or not name.strip() or name.strip() == row.summary.name:
            return
        from halo_tui.ui import profile_shelf

        store = self.app.session.store
        slug = await self._try(profile_shelf.rename, store, row.slug, name)
        if slug:
            if row.slug == self.app.session.slug:
                await self.open(slug)
            self.reload(slug)
            self.say(f"Renamed; its name on the command line is {slug}", "good")

    async def _may_change(self, row: Row) -> bool:
        """Whether a profile's file may move: unsaved edits of it would lose their place."""
        return row.slug != self.app.session.slug or await self.app.may_drop_draft()

    @work(group="profiles", description="duplicate")
    async def action_duplicate(self) -> None:
        """Copy the profile, secret and all."""
        row = self._usable()
        if row is None:
            return
        from halo_tui.ui import profile_shelf

        slug = await self._try(profile_shelf.duplicate, self.app.session.store, row.slug)
        if slug:
            self.reload(slug)
            self.say("Copied, with its secret; r gives the copy a name of its own", "good")

    @work(group="profiles", description="delete")
    async def action_delete(self) -> None:
        """Ask, then delete the profile; it can be brought back until the program ends."""
        row = self.selected
        if row is None:
            return
        question = Question(f"Delete {row.summary.name}?", {"y": "delete", "n": "keep"})
        if await self.ask(question) != "y":
            return
        session = self.app.session
        deleted = await self._try(session.store.delete, row.slug)
        if deleted is None:
            return
        self._deleted = deleted
        if row.slug == session.slug:
            session.draft = None
            self.app.open_profile(None)
        self.reload()
        self.say(f"Deleted {row.summary.name}; u brings it back")

    @work(group="profiles", description="undo")
    async def action_undo(self) -> None:
        """Bring the profile that was deleted last back."""
        if self._deleted is None:
            self.say("Nothing was deleted")
            return
        deleted = self._deleted
        if await self._succeeds(self.app.session.store.restore, deleted):
            self._deleted = None
            self.reload(deleted.slug)
            self.say(f"{deleted.slug} is back", "good")

    @work(group="profiles", description="notes")
    async def action_notes(self) -> None:
        """Edit the notes in one line."""
        row = self._usable()
        if row is None:
            return
        from halo_tui.ui import profile_shelf

        store = self.app.session.store
        notes = await self._try(profile_shelf.notes_of, store, row.slug)
        if notes is None:
            return
        value = notes.replace("\n", LINE_BREAK)
        text = await self.ask(Question(f"Notes on {row.summary.name}:", value=value))
        if text is not None and text != value:
            new = text.replace(LINE_BREAK, "\n")
            if await self._succeeds(profile_shelf.annotate, store, row.slug, new):
                self.reload()
                self.say("Notes saved", "good")

    @work(group="profiles", description="import")
    async def action_import(self) -> None:
        """Ask for a file or a folder, and take its profiles in."""
        source = await self.ask(Question("Import the profile, or the folder of profiles, at:"))
        if not source or not source.strip():
            return
        from halo_tui.ui import profile_shelf

        result = await self._try(profile_shelf.take_in, self.app.session.store, source)
        if result:
            self.reload(result.slugs[0] if result.slugs else None)
            self.say(str(result), "error" if result.problems else "good")

    @work(group="profiles", description="export")
    async def action_export(self) -> None:
        """Ask for a path, and write the profile there without its secret."""
        row = self._usable()
        if row is None:
            return
        question = Question("Export, without the secret, to:", value=f"~/{row.slug}.toml")
        target = await self.ask(question)
        if not target or not target.strip():
            return
        from halo_tui.ui import profile_shelf

        path = await self._try(profile_shelf.export, self.app.session.store, row.slug, target)
        if path:
            self.say(f"Exported to {path}; the secret is not in it", "good")

    def _usable(self) -> Row | None:
        """The selected profile, if its file can be read; otherwise says why it cannot."""
        row = self.selected
        if row is not None and not row.usable:
            self.say(row.problem, "error")
            return None
        return row

    async def _try(self, call: Callable[..., Result], *args: object) -> Result | None:
        """Call what blocks beside the screen; a problem is told, and gives None."""
        try:
            return await asyncio.to_thread(call, *args)
        except ProfileError as problem:
            self.say(str(problem), "error")
            return None

    async def _succeeds(self, call: Callable[..., object], *args: object) -> bool:
        try:
            await asyncio.to_thread(call, *args)
        except ProfileError as problem:
            self.say(str(problem), "error")
            return False
        return True
