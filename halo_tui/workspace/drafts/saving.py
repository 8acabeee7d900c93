"""Saves a draft to the disk and the keyring, and resolves changes that were made elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from halo_tui.profiles import documents
from halo_tui.profiles.errors import ConflictError, NotSavedError
from halo_tui.workspace.drafts.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from halo_tui.profiles.store import Store, Stored, Summary


def load_draft(store: Store, slug: str) -> Draft:
    """Return the draft of a profile as it is saved; blocks.

    Raises:
        ProfileError: its file cannot be used.
    """
    stored = store.load(slug)
    document = {"name": slug, **stored.document}
    values = documents.values_of(document, withheld=stored.exposure is not None)
    draft = Draft(slug, values, _shown_path(stored))
    draft.stored = stored
    return draft


def save_draft(store: Store, draft: Draft) -> None:
    """Save a draft completely or not at all; blocks.

    Changes of other fields that were made elsewhere are copied into the draft. If the same field
    differs, the draft offers both values; saving again keeps the value of the draft.

    Raises:
        ConflictError: there are offers to settle; nothing was written.
        ProfileError: it could not be saved; the draft is unchanged.
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
    """Save a draft whose profile was deleted as a new profile; return its name.

    Raises:
        ProfileError: it could not be saved; the draft is unchanged.
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
    """Remove other users' access to the profile's file; its secret is then used in the draft.

    Raises:
        ProfileError: the file belongs to another user, or its file system has no permissions.
    """
    draft.stored = store.make_private(draft.slug)
    saved = draft.stored.profile.values()
    draft.saved["client_secret"] = saved["client_secret"]
    draft.take("client_secret", saved["client_secret"])


def summary_of(store: Store, slug: str) -> Summary | None:
    """Return the current line of a profile in the list; None if it was deleted."""
    return store.summary(slug) if store.state(slug) else None


def _saved(draft: Draft, sent: Mapping[str, str], new: Stored) -> None:
    """Copy changes that were made elsewhere; text that was typed during the save stays unsaved."""
    saved = new.profile.values()
    now = draft.profile_values()
    draft.stored = new
    draft.mark_saved(saved)
    for key, text in saved.items():
        if now[key] == sent[key] != text:
            draft.take(key, text)


def _put_into_keyring(draft: Draft) -> None:
    """Write the secret before the file refers to it."""
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
    """Apply the changes of the draft to the current content of the file."""
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
