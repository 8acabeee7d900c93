"""The actions on whole profiles: create, rename, copy, delete, import, export."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from halo_tui.base.cells import cut_within
from halo_tui.base.text import harmless
from halo_tui.profiles.errors import ProfileError
from halo_tui.profiles.schema import LINE_BREAK, LOG_IN
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import Question

if TYPE_CHECKING:
    from halo_tui.profiles.store import Deleted
    from halo_tui.ui.dialogue import Dialogue
    from halo_tui.ui.frame import Frame
    from halo_tui.ui.profiles.board import ProfileBoard
    from halo_tui.ui.profiles.reader import ProfileReader
    from halo_tui.ui.profiles.rows import ProfileRow

Result = TypeVar("Result")

_NAME_IN_QUESTION: Final = 30
"""The maximum width of a name in a question, in cells."""
_NOTES_LIMIT: Final = 10_000
"""The maximum number of lines of notes, and of characters in each line."""


class ProfileActions:
    """Asks what is needed, changes the selected profile, and shows the result."""

    def __init__(
        self, app: Frame, dialogue: Dialogue, board: ProfileBoard, reader: ProfileReader
    ) -> None:
        """Make it for a board.

        Args:
            app: opens profiles and goes to other screens.
            dialogue: asks for names and paths, and shows the results.
            board: knows the selected profile.
            reader: reads the profiles again after a change.
        """
        self._app = app
        self._dialogue = dialogue
        self._board = board
        self._reader = reader
        self._deleted: tuple[str, Deleted] | None = None

    @property
    def can_undo(self) -> bool:
        """Whether a deleted profile can be restored."""
        return self._deleted is not None

    def start(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run one of these actions as a worker.

        Keys that are typed too early wait for its question, because the worker's group is known to
        `PressedKeys`.
        """
        self._board.run_worker(what(), group="profiles", description=what.__name__)

    async def open(self, slug: str) -> bool:
        """Open a profile, unless the user wants to keep unsaved changes of the open one.

        Returns:
            Whether the profile is open now.
        """
        app = self._app
        if slug == app.session.slug:
            return True
        if not await app.may_drop_draft():
            return False
        summary = await self._try(app.session.store.summary, slug)
        if summary is None or not summary.is_readable:
            self._dialogue.say(f"{slug} cannot be opened any more", "error")
            return False
        app.open_profile(summary)
        return True

    def open_and_go(self, mode: str) -> None:
        """Open the selected profile, then go to another screen."""

        async def open_and_go() -> None:
            row = self._board.selected
            if row is not None and not row.usable:
                self._dialogue.say(row.problem, "error")
            elif row is None and self._reader.rows.by_slug:
                self._dialogue.say(f"No profile is selected; {key_of('app.go_back')} shows all")
            elif row is None or await self.open(row.slug):
                self._app.go(mode)

        self.start(open_and_go)

    async def new(self) -> None:
        """Ask for a name or an address, create the profile, and go to its credentials."""
        from halo_tui.workspace import new_profile, shelf

        def refuse(text: str) -> str | None:
            return self._refuse_name(new_profile.read(text).name)

        asked = Question("Name or log-in address:", refuse=refuse)
        text = await self._dialogue.ask(asked)
        if text is None or not await self._app.may_drop_draft():
            return
        session, new = self._app.session, new_profile.read(text)
        ca_file = session.rehearsal.ca_file if session.rehearsal else ""
        slug = await self._try(shelf.create, session.store, new.name, ca_file)
        if slug and await self.open(slug):
            self._reader.reload(slug)
            await self._begin_with(slug, new.log_in)
            self._app.go("credentials")
            if new.log_in:
                self._app.say("enter asks Halo for the other values")

    async def _begin_with(self, slug: str, log_in: str) -> None:
        """Fill in the log-in address; the form then asks for the rest with one key."""
        from halo_tui.workspace.drafts.saving import load_draft

        draft = await self._try(load_draft, self._app.session.store, slug) if log_in else None
        if draft is not None:
            draft.put(LOG_IN, log_in)
            self._app.session.draft = draft

    async def rename(self) -> None:
        """Ask for another name, and rename the selected profile."""
        row = self._usable()
        if row is None or not await self._may_change(row):
            return
        name = await self._dialogue.ask(
            Question("New name:", value=row.name, refuse=lambda text: self._refuse_name(text, row))
        )
        if name is None or name.strip() == row.name:
            return
        from halo_tui.workspace import shelf

        was_open = row.slug == self._app.session.slug
        slug = await self._try(shelf.rename, self._app.session.store, row.slug, name)
        if slug:
            if was_open:
                await self._open_again(slug)
            self._reader.reload(slug)
            self._dialogue.say(f"Renamed to {name.strip()}", "good")

    async def _open_again(self, slug: str) -> None:
        """Open the renamed profile, which was open under its old name."""
        summary = await self._try(self._app.session.store.summary, slug)
        self._app.open_profile(summary if summary and summary.is_readable else None)

    async def _may_change(self, row: ProfileRow) -> bool:
        """Return whether a profile may be renamed; asks about unsaved changes, which are lost."""
        return row.slug != self._app.session.slug or await self._app.may_drop_draft()

    def _refuse_name(self, text: str, own: ProfileRow | None = None) -> str | None:
        """Return why a profile cannot have this name; None if it can."""
        name = text.strip()
        if not name:
            return "A profile needs a name"
        rows = self._reader.rows.by_slug.values()
        others = (row.name for row in rows if own is None or row.slug != own.slug)
        taken = next((other for other in others if other.casefold() == name.casefold()), None)
        return f"There is already a profile {taken!r}; choose another name" if taken else None

    async def duplicate(self) -> None:
        """Ask for a name, and copy the profile together with its secret."""
        row = self._usable()
        if row is None:
            return
        from halo_tui.workspace import shelf

        store = self._app.session.store
        free = await self._try(store.free_name, f"{row.name} copy")
        question = Question(
            "Copy, with its secret, as:", value=free or "", refuse=self._refuse_name
        )
        name = await self._dialogue.ask(question)
        if name is None:
            return
        slug = await self._try(shelf.duplicate, store, row.slug, name)
        if slug:
            self._reader.reload(slug)
            self._dialogue.say(f"Copied to {name.strip()}", "good")

    async def delete(self) -> None:
        """Ask, then delete the profile; it can be restored until the program ends."""
        row = self._board.selected
        if row is None:
            return
        asked = f"Delete {cut_within(row.name, _NAME_IN_QUESTION)}?"
        if await self._dialogue.ask(Question(asked, {"y": "delete", "n": "keep"})) != "y":
            return
        from halo_tui.workspace import shelf

        session = self._app.session
        deleted = await self._try(shelf.delete, session.store, row.slug)
        if deleted is None:
            return
        self._deleted = row.name, deleted
        if row.slug == session.slug:
            session.draft = None
            session.open(None)
        self._reader.reload(self._neighbour(row))
        self._dialogue.say(f"Deleted {row.name}; {key_of('profiles.undo')} brings it back")

    def _neighbour(self, row: ProfileRow) -> str | None:
        """Return the profile to select after a deletion: the next one, or else the previous."""
        slugs = [other.slug for other in self._reader.rows.in_order()]
        place = slugs.index(row.slug) if row.slug in slugs else 0
        left = slugs[place + 1 :] or slugs[:place][-1:]
        return left[0] if left else None

    async def undo(self) -> None:
        """Restore the profile that was deleted last."""
        if self._deleted is None:
            self._dialogue.say("Nothing was deleted")
            return
        from halo_tui.workspace import shelf

        name, deleted = self._deleted
        if await self._succeeds(shelf.restore, self._app.session.store, deleted):
            self._deleted = None
            self._reader.reload(deleted.slug)
            self._dialogue.say(f"{name} is back", "good")

    async def notes(self) -> None:
        """Let the user edit the notes of the selected profile, in one line."""
        row = self._usable()
        if row is None:
            return
        from halo_tui.workspace import shelf

        store = self._app.session.store
        notes = await self._try(shelf.notes_of, store, row.slug)
        if notes is None:
            return
        value = harmless(notes, limit=_NOTES_LIMIT, lines=_NOTES_LIMIT).replace("\n", LINE_BREAK)
        text = await self._dialogue.ask(Question("Notes:", value=value, replaces=False))
        if text is not None and text != value:
            new = text.replace(LINE_BREAK, "\n")
            if await self._succeeds(shelf.annotate, store, row.slug, new):
                self._reader.reload()
                self._dialogue.say("Notes saved", "good")

    async def import_file(self) -> None:
        """Ask for a file or a folder, and import its profiles."""
        source = await self._dialogue.ask(Question("Import file or folder:", refuse=_refuse_source))
        if source is None:
            return
        from halo_tui.workspace import shelf

        result = await self._try(shelf.import_from, self._app.session.store, source)
        if result:
            self._reader.reload(result.slugs[0] if result.slugs else None)
            tone = "error" if result.problems else "" if result.warnings else "good"
            self._dialogue.say(str(result), tone)

    async def export(self) -> None:
        """Ask for a path, and write the profile to it without its secret."""
        row = self._usable()
        if row is None:
            return
        asked = Question(
            "Export, without the secret, to:", value=f"{row.slug}.toml",
            refuse=lambda text: _refuse_target(text, row.slug),
        )  # fmt: skip
        target = await self._dialogue.ask(asked)
        if target is None:
            return
        from halo_tui.workspace import shelf

        path = await self._try(shelf.export, self._app.session.store, row.slug, target)
        if path:
            self._dialogue.say(
                f"Exported to {harmless(str(path))}; the secret is not in it", "good"
            )

    def _usable(self) -> ProfileRow | None:
        """Return the selected profile; None, and an error on screen, if its file cannot be read."""
        row = self._board.selected
        if row is not None and not row.usable:
            self._dialogue.say(row.problem, "error")
            return None
        return row

    async def _try(self, call: Callable[..., Result], *args: object) -> Result | None:
        """Call a blocking function on a thread; show a `ProfileError` and return None."""
        try:
            return await asyncio.to_thread(call, *args)
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
            return None

    async def _succeeds(self, call: Callable[..., object], *args: object) -> bool:
        try:
            await asyncio.to_thread(call, *args)
        except ProfileError as problem:
            self._dialogue.say(str(problem), "error")
            return False
        return True


def _refuse_source(text: str) -> str | None:
    """Return why nothing can be imported from a path; None if something can."""
    if not text.strip():
        return "Type the path of a profile's file, or of a folder of them"
    path = Path(text.strip()).expanduser()
    return None if path.exists() else f"There is nothing at {harmless(str(path))}"


def _refuse_target(text: str, slug: str) -> str | None:
    """Return why a profile cannot be written to a path; None if it can."""
    if not text.strip():
        return "Type the path of the file to write"
    path = Path(text.strip()).expanduser()
    if path.is_dir():
        path /= f"{slug}.toml"
    if path.exists():
        return f"There is already a file {harmless(str(path))}; choose another name"
    return None if path.parent.is_dir() else f"There is no folder {harmless(str(path.parent))}"
