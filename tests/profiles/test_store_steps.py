"""Every change of a profile, with the disk failing or the machine dying at each of its steps."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from failing_disk import at_each_step, contents, failing, killed
from pydantic import SecretStr

from halo_tui.base import writing
from halo_tui.profiles.model import Profile
from halo_tui.profiles.store import Store

OLD = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
NEW = "99999999-8888-7777-6666-555544443333-12121212-3434-4565-8787-909090909090"


def edit(store: Store, **values: object) -> None:
    stored = store.load("acme")
    store.save(stored, stored.profile.changed(**values))


CHANGES: dict[str, Callable[[Store], object]] = {
    "new secret": lambda store: edit(store, client_secret=NEW),
    "secret elsewhere": lambda store: edit(store, client_secret=None, client_secret_ref="env:X"),
    "notes": lambda store: edit(store, notes="call them"),
    "rename": lambda store: store.rename("acme", "Contoso"),
    "duplicate": lambda store: store.duplicate("acme", "Contoso"),
    "delete": lambda store: store.delete("acme"),
    "create": lambda store: store.create(
        Profile(name="Contoso", notes="new", client_secret=SecretStr(NEW))
    ),
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "profiles")


@pytest.fixture
def begin(store: Store) -> Callable[[], None]:
    """Makes the folder with one profile, and its previous version."""
    store.create(Profile(name="Acme", client_secret=SecretStr(OLD)))
    edit(store, tenant="acme")
    kept = store.folder.with_name("kept")
    shutil.copytree(store.folder, kept)

    def start_anew() -> None:
        shutil.rmtree(store.folder)
        shutil.copytree(kept, store.folder)

    return start_anew


def secrets_in(store: Store) -> dict[str, set[str]]:
    """The secrets in each file."""
    found = contents(store.folder).items()
    return {name: {s for s in (OLD, NEW) if s.encode() in content} for name, content in found}


def state_of(store: Store) -> dict[str, tuple[str, str, str]]:
    """What the profiles hold that the changes change."""
    profiles = {slug: store.load(slug).profile.values() for slug in store.slugs()}
    return {
        slug: (values["name"], values["client_secret"], values["notes"])
        for slug, values in profiles.items()
    }


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_kill_at_any_step_leaves_whole_files_and_no_secret_beside_them(store, begin, change):
    for _ in at_each_step(lambda: change(store), killed, begin):
        writing.sweep(store.folder)  # as the next start does
        state = state_of(store)
        for name, secrets in secrets_in(store).items():
            slug = name.removesuffix("~").removesuffix(".toml")
            assert secrets <= ({state[slug][1]} if slug in state else set()), name
        assert "acme" in state or "contoso" in state or change is CHANGES["delete"]
        for slug in store.slugs():
            store.delete(slug)
        assert not any(secrets_in(store).values())


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full", "broken"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_disk_that_fails_at_any_step_does_all_or_nothing_and_says_which(
    store, begin, change, error
):
    begin()
    before = state_of(store)
    change(store)
    after = state_of(store)
    outcomes = {0: [after], 2: [before], 3: [after]}
    for status in at_each_step(lambda: change(store), failing(error), begin):
        assert state_of(store) in outcomes[status]
        writing.sweep(store.folder)
        assert not [name for name in contents(store.folder) if name.startswith(writing.TEMPORARY)]


def test_a_profile_behind_a_link_is_as_safe(store, begin, tmp_path):
    elsewhere = tmp_path / "elsewhere"

    def begin_with_link() -> None:
        begin()
        shutil.rmtree(elsewhere, ignore_errors=True)
        elsewhere.mkdir()
        (store.folder / "acme.toml").rename(elsewhere / "real.toml")
        (store.folder / "acme.toml").symlink_to(elsewhere / "real.toml")

    for _ in at_each_step(lambda: edit(store, client_secret=NEW), killed, begin_with_link):
        writing.sweep(store.folder)
        assert set(contents(elsewhere)) <= {"real.toml", "real.toml~"}
        assert state_of(store)["acme"][1] in (OLD, NEW)
