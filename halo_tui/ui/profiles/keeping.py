"""What the list of profiles can do with whole profiles: make, rename, copy, delete, move."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from textual import work

from halo_tui.profiles.errors import ProfileError
from halo_tui.profiles.schema import LINE_BREAK
from halo_tui.ui.base_screen import BaseScreen
from halo_tui.ui.profiles.columns import cut_within
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.profiles.store import Deleted
    from halo_tui.ui.profiles.rows import Row

Result = TypeVar("Result")

_NAME_IN_QUESTION: Final = 30
"""Cells of a name in a question, which leaves room for the answer."""


class KeepingProfiles(BaseScreen):
    """The questions and the answers; the list itself is `ProfilesScreen`."""

    def __init__(self) -> None:
        super().__init__()
        self._deleted: tuple[str, Deleted] | None = None

    @property
    @abstractmethod
    def selected(self) -> Row | None:
        """The profile under the cursor."""

    @property
    @abstractmethod
    def rows(self) -> Sequence[Row]:
        """All profiles, in the order of the list."""

    @abstractmethod
    def reload(self, select: str | None = None) -> None:
        """Read every profile again; `select` is the one to put the cursor on."""

    async def open(self, slug: str) -> bool:
        """Open a profile, unless somebody wants to keep unsaved changes of the open one."""
        session = self.app.session
        if slug == session.slug:
            return True
        if not await self.app.may_drop_draft():
            return False
        summaries = await self._try(session.store.summaries) or []
        summary = next((summary for summary in summaries if summary.slug == slug), None)
        if summary is not None:
            self.app.open_profile(summary)
        return summary is not None

    @work(group="profiles", description="new")
    async def action_new(self) -> None:
        """Ask for a name, make the profile, and go on to its credentials."""
        name = await self.ask(Question("Name of the new profile:", refuse=self._refuse_name))
        if name is None or not await self.app.may_drop_draft():
            return
        from halo_tui.workspace import shelf

        session = self.app.session
        ca_file = session.rehearsal.ca_file if session.rehearsal else ""
        slug = await self._try(shelf.create, session.store, name, ca_file)
        if slug and await self.open(slug):
            self.reload(slug)
            self.app.go("credentials")

    @work(group="profiles", description="rename")
    async def action_rename(self) -> None:
        """Ask for another name."""
        row = self._usable()
        if row is None or not await self._may_change(row):
            return
        name = await self.ask(
            Question("New name:", value=row.name, refuse=lambda text: self._refuse_name(text, row))
        )
        if name is None or name.strip() == row.name:
            return
        from halo_tui.workspace import shelf

        was_open = row.slug == self.app.session.slug
        slug = await self._try(shelf.rename, self.app.session.store, row.slug, name)
        if slug:
            if was_open:
                await self._open_again(slug)
            self.reload(slug)
            self.say(f"Renamed to {name.strip()}", "good")

    async def _open_again(self, slug: str) -> None:
        """Open the profile that is open, after it has changed."""
        summaries = await self._try(self.app.session.store.summaries) or []
        self.app.open_profile(next((found for found in summaries if found.slug == slug), None))

    async def _may_change(self, row: Row) -> bool:
        """Whether a profile's file may move: unsaved edits of it would lose their place."""
        return row.slug != self.app.session.slug or await self.app.may_drop_draft()

    def _refuse_name(self, text: str, own: Row | None = None) -> str | None:
        """Why a profile cannot have a name."""
        name = text.strip()
        if not name:
            return "A profile needs a name"
        others = (row.name for row in self.rows if own is None or row.slug != own.slug)
        taken = next((other for other in others if other.casefold() == name.casefold()), None)
        return f"There is already a profile {taken!r}; choose another name" if taken else None

    @work(group="profiles", description="duplicate")
    async def action_duplicate(self) -> None:
        """Ask for a name, and copy the profile, secret and all."""
        row = self._usable()
        if row is None:
            return
        from halo_tui.workspace import shelf

        store = self.app.session.store
        free = await self._try(store.free_name, f"{row.name} copy")
        question = Question(
            "Copy, with its secret, as:", value=free or "", refuse=self._refuse_name
        )
        name = await self.ask(question)
        if name is None:
            return
        slug = await self._try(shelf.duplicate, store, row.slug, name)
        if slug:
            self.reload(slug)
            self.say(f"Copied to {name.strip()}", "good")

    @work(group="profiles", description="delete")
    async def action_delete(self) -> None:
        """Ask, then delete the profile; it can be brought back until the program ends."""
        row = self.selected
        if row is None:
            return
        asked = f"Delete {cut_within(row.name, _NAME_IN_QUESTION)}?"
        if await self.ask(Question(asked, {"y": "delete", "n": "keep"})) != "y":
            return
        from halo_tui.workspace import shelf

        session = self.app.session
        deleted = await self._try(shelf.delete, session.store, row.slug)
        if deleted is None:
            return
        self._deleted = row.name, deleted
        if row.slug == session.slug:
            session.draft = None
            session.open(None)
        self.reload(self._neighbour(row))
        self.say(f"Deleted {row.name}; u brings it back")

    def _neighbour(self, row: Row) -> str | None:
        """The profile that the cursor goes to when one is gone: the next, or the last."""
        slugs = [other.slug for other in self.rows]
        place = slugs.index(row.slug) if row.slug in slugs else 0
        left = slugs[place + 1 :] or slugs[:place][-1:]
        return left[0] if left else None

    @work(group="profiles", description="undo")
    async def action_undo(self) -> None:
        """Bring the profile that was deleted last back."""
        if self._deleted is None:
            self.say("Nothing was deleted")
            return
        name, deleted = self._deleted
        from halo_tui.workspace import shelf

        if await self._succeeds(shelf.restore, self.app.session.store, deleted):
            self._deleted = None
            self.reload(deleted.slug)
            self.say(f"{name} is back", "good")

    @work(group="profiles", description="notes")
    async def action_notes(self) -> None:
        """Edit the notes in one line."""
        row = self._usable()
        if row is None:
            return
        from halo_tui.workspace import shelf

        store = self.app.session.store
        notes = await self._try(shelf.notes_of, store, row.slug)
        if notes is None:
            return
        value = notes.replace("\n", LINE_BREAK)
        text = await self.ask(Question("Notes:", value=value))
        if text is not None and text != value:
            new = text.replace(LINE_BREAK, "\n")
            if await self._succeeds(shelf.annotate, store, row.slug, new):
                self.reload()
                self.say("Notes saved", "good")

    @work(group="profiles", description="import")
    async def action_import(self) -> None:
        """Ask for a file or a folder, and take its profiles in."""
        source = await self.ask(Question("Import file or folder:", refuse=_refuse_source))
        if source is None:
            return
        from halo_tui.workspace import shelf

        result = await self._try(shelf.take_in, self.app.session.store, source)
        if result:
            self.reload(result.slugs[0] if result.slugs else None)
            self.say(str(result), "error" if result.problems else "good")

    @work(group="profiles", description="export")
    async def action_export(self) -> None:
        """Ask for a path, and write the profile there without its secret."""
        row = self._usable()
        if row is None:
            return
        asked = Question(
            "Export, without the secret, to:", value=f"{row.slug}.toml",
            refuse=lambda text: _refuse_target(text, row.slug),
        )  # fmt: skip
        target = await self.ask(asked)
        if target is None:
            return
        from halo_tui.workspace import shelf

        path = await self._try(shelf.export, self.app.session.store, row.slug, target)
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


def _refuse_source(text: str) -> str | None:
    """Why nothing can be imported from a path."""
    if not text.strip():
        return "Type the path of a profile's file, or of a folder of them"
    path = Path(text.strip()).expanduser()
    return None if path.exists() else f"There is nothing at {path}"


def _refuse_target(text: str, slug: str) -> str | None:
    """Why a profile cannot be written to a path."""
    if not text.strip():
        return "Type the path of the file to write"
    path = Path(text.strip()).expanduser()
    if path.is_dir():
        path /= f"{slug}.toml"
    if path.exists():
        return f"There is already a file {path}; choose another name"
    return None if path.parent.is_dir() else f"There is no folder {path.parent}"
