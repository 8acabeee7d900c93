"""From the draft to the disk and the keyring, and what to do when somebody else was quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles.errors import ConflictError, NotSavedError
from halo_tui.workspace.drafts.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from halo_tui.profiles.store import Store, Stored, Summary


def load_draft(store: Store, slug: str) -> Draft:
    """The draft of a profile as it is saved; blocks for a moment.

    Raises:
        ProfileError: its file cannot be used.
    """
    stored = store.load(slug)
    draft = Draft(slug, stored.profile.values(), _shown_path(stored))
    draft.stored = stored
    return draft


def save_draft(store: Store, draft: Draft) -> None:
    """Save a draft whole, or not at all; blocks for a moment.

    What somebody else has changed meanwhile in other fields comes into the draft. Where the same
    field differs, the draft offers both values; saving again then keeps what is in the draft.

    Raises:
        ConflictError: there are offers to settle; nothing is written.
        ProfileError: it is not saved; the draft is as it was.
    """
    stored = draft.stored
    assert stored is not None
    _put_into_keyring(draft)
    sent = draft.profile_values()
    try:
        new = store.save(stored, stored.profile.changed(**sent))
    except ConflictError as conflict:
        _rebase(draft, conflict)
        raise
    _saved(draft, sent, new)


def save_as_new(store: Store, draft: Draft) -> str:
    """Save a draft whose profile is gone as a profile of its own; returns its name.

    Raises:
        ProfileError: it is not saved; the draft is as it was.
    """
    stored = draft.stored
    assert stored is not None
    sent = draft.profile_values()
    new = store.create(stored.profile.changed(**{**sent, "name": store.free_name(sent["name"])}))
    draft.slug = new.slug
    draft.path = _shown_path(new)
    _saved(draft, sent, new)
    return new.slug


def make_private(store: Store, draft: Draft) -> None:
    """Take the profile's file from other users; its secret comes into the draft.

    Raises:
        ProfileError: the file is another user's, or its file system knows no rights.
    """
    draft.stored = store.make_private(draft.slug)
    saved = draft.stored.profile.values()
    draft.saved["client_secret"] = saved["client_secret"]
    draft.take("client_secret", saved["client_secret"])


def summary_of(store: Store, slug: str) -> Summary | None:
    """The line of a profile in the list as it is now; None for one that is gone."""
    return store.summary(slug) if store.state(slug) else None


def _saved(draft: Draft, sent: Mapping[str, str], new: Stored) -> None:
    """Take over what came along from others; what was typed while saving stays unsaved."""
    saved = new.profile.values()
    now = draft.profile_values()
    draft.stored = new
    draft.mark_saved(saved)
    for key, text in saved.items():
        if now[key] == sent[key] != text:
            draft.take(key, text)


def _put_into_keyring(draft: Draft) -> None:
    """Before the file says that the secret is there."""
    if not draft.secret.for_keyring:
        return
    from halo_tui.profiles.secrets import keyrings, references

    values = draft.profile_values()
    entry = references.parse(values["client_secret_ref"]).name or values["client_id"]
    if not entry:
        raise NotSavedError("Not saved: the keyring files the secret under the Client ID. Enter it")
    try:
        keyrings.write(entry, draft.secret.for_keyring)
    except keyrings.KeyringError as problem:
        raise NotSavedError(f"Not saved: {problem}") from None


def _rebase(draft: Draft, conflict: ConflictError) -> None:
    """Go on from what the file holds now, with what was changed here on top of it."""
    theirs = conflict.theirs.profile.values()
    mine = draft.profile_values()
    before = draft.saved
    for key, text in theirs.items():
        if text != before.get(key, "") and mine[key] == before.get(key, ""):
            draft.take(key, text)
    draft.stored = conflict.theirs
    draft.saved = theirs
    for key in conflict.fields:
        draft.offers.add_conflict(key, theirs[key])


def _shown_path(stored: Stored) -> str:
    from pathlib import Path

    from halo_tui.base.text import harmless

    path, home = str(stored.path), str(Path.home())
    return harmless(f"~{path.removeprefix(home)}" if path.startswith(f"{home}/") else path)
