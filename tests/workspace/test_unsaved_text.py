"""What is kept of a draft when the application is ended from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ui.connections import SECRET, write

from halo_tui.base import places
from halo_tui.profiles.secrets.references import Storage
from halo_tui.profiles.store import Store
from halo_tui.workspace import shelf
from halo_tui.workspace.drafts import unsaved_text
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.saving import load_draft


def acme() -> Draft:
    write("acme")
    return load_draft(Store(), "acme")


def kept_file() -> Path:
    return places.state_dir() / "unsaved" / "acme.json"


def test_what_was_changed_is_kept_and_offered_to_the_next_draft():
    form = acme()
    form.put("tenant", "typed")
    form.put("client_secret", SECRET[::-1])
    form.put("notes", "one\ntwo")
    unsaved_text.keep(form)
    assert unsaved_text.slugs() == ["acme"]
    found = unsaved_text.load("acme")
    assert found is not None
    assert set(found.values) == {"tenant", "client_secret", "notes"}
    after = load_draft(Store(), "acme")
    after.offers.add_kept(found.values)
    assert set(after.offers) == {"tenant", "client_secret", "notes"}
    for key in list(after.offers):
        after.offers.settle(key, accept=True)
    assert after.profile_values() == form.profile_values()


def test_the_file_is_private_and_nothing_else_is_there():
    form = acme()
    form.put("client_secret", SECRET[::-1])
    unsaved_text.keep(form)
    assert kept_file().stat().st_mode & 0o777 == 0o600
    assert kept_file().parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in kept_file().parent.iterdir()] == ["acme.json"]


def test_a_secret_for_the_keyring_is_in_no_file():
    form = acme()
    form.keep_secret_in(Storage.KEYRING)
    form.put("client_secret", "a new secret")
    unsaved_text.keep(form)
    assert "a new secret" not in kept_file().read_text("utf-8")
    found = unsaved_text.load("acme")
    assert found is not None
    assert "keyring" in found.withheld


def test_a_secret_in_a_file_that_others_can_read_is_not_used():
    form = acme()
    form.put("client_secret", SECRET[::-1])
    form.put("tenant", "typed")
    unsaved_text.keep(form)
    kept_file().chmod(0o644)
    found = unsaved_text.load("acme")
    assert found is not None
    assert dict(found.values) == {"tenant": "typed"}
    assert "others can read it" in found.withheld


def test_a_reference_in_the_place_of_a_secret_is_offered_as_one():
    form = acme()
    form.keep_secret_in(Storage.ENV)
    form.put("client_secret", "HALO_SECRET")
    unsaved_text.keep(form)
    after = load_draft(Store(), "acme")
    found = unsaved_text.load("acme")
    assert found is not None
    after.offers.add_kept(found.values)
    after.offers.settle("client_secret", accept=True)
    assert after.profile_values()["client_secret_ref"] == "env:HALO_SECRET"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff", b'{"schema": 2, "values": {"tenant": "x"}}',
        b'{"schema": 1, "values": []}', b'{"schema": 1, "values": {"tenant": 5, "else": "x"}}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_read_as_nothing(content: bytes):
    places.make_private(kept_file().parent)
    kept_file().write_bytes(content)
    assert unsaved_text.load("acme") is None


def test_an_odd_moment_harms_nothing():
    places.make_private(kept_file().parent)
    data = {"schema": 1, "at": "\x1b]52;", "values": {"tenant": "x"}}
    kept_file().write_text(json.dumps(data), "utf-8")
    found = unsaved_text.load("acme")
    assert found is not None
    assert found.at.isprintable()


def test_it_goes_with_its_profile_and_follows_its_name():
    form = acme()
    form.put("tenant", "typed")
    unsaved_text.keep(form)
    new = shelf.rename(Store(), "acme", "Other")
    assert unsaved_text.slugs() == [new]
    shelf.delete(Store(), new)
    assert unsaved_text.slugs() == []
