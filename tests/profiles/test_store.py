"""The store through its doors: what is written is what is read, whoever else writes."""

import json
import os
import subprocess
import sys
import time
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from halo_tui.base.text import REDACTED, redact
from halo_tui.profiles import documents
from halo_tui.profiles.errors import (
    BrokenProfileError,
    ConflictError,
    NameTakenError,
    NotSavedError,
    ReadOnlyProfileError,
    UnknownProfileError,
)
from halo_tui.profiles.model import Profile
from halo_tui.profiles.schema import KEYS
from halo_tui.profiles.shown import shown_values
from halo_tui.profiles.slugs import is_usable, slug_of
from halo_tui.profiles.store import Store

SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "config" / "profiles")


@pytest.fixture
def acme(store):
    return store.create(Profile(name="Acme", tenant="acme", client_secret=SecretStr(SECRET)))


def secret_of(stored):
    secret = stored.profile.client_secret
    return secret.get_secret_value() if secret else None


def mode_of(path):
    return path.stat().st_mode & 0o777


def test_files_and_folders_are_private(store, acme):
    assert [mode_of(path) for path in (acme.path, store.folder, store.folder.parent)] == [
        0o600, 0o700, 0o700,
    ]  # fmt: skip


def test_a_profile_comes_back_as_it_was_put(store, acme):
    assert store.load("acme").profile == acme.profile
    assert store.load("acme").revision == acme.revision


def test_shown_values_are_those_of_the_profile(store, acme):
    store.save(acme, acme.profile.changed(notes=f"the secret is {SECRET}"))
    values = store.load("acme").profile.values()
    assert store.shown("acme") == shown_values(values)
    assert SECRET not in json.dumps(store.shown("acme"))


def test_shown_values_register_the_secret(store, acme):
    code = (
        "import sys; from pathlib import Path; from halo_tui.base.text import redact\n"
        "from halo_tui.profiles.store import Store\n"
        "Store(Path(sys.argv[1])).shown('acme')\n"
        f"print(redact({SECRET!r}), 'pydantic' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, store.folder], text=True, capture_output=True, check=True
    )
    assert ended.stdout == f"{REDACTED} False\n"


def test_values_of_no_profile_are_not_shown(store):
    with pytest.raises(UnknownProfileError):
        store.shown("acme")


def test_loading_teaches_the_redactor(store, acme):
    store.load("acme")
    assert redact(f"<{SECRET}>") == f"<{REDACTED}>"


def test_no_repr_holds_the_secret(store, acme):
    texts = map(repr, (acme, acme.profile, store.delete("acme")))
    assert not any(SECRET in text for text in texts)


@settings(suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=20)))
def test_any_text_is_kept_or_refused_whole(tmp_path_factory, values):
    store = Store(tmp_path_factory.mktemp("any"))
    values.pop("hosting", None)
    values.pop("ca_file", None)
    profile = Profile(name="x").changed(**values)
    try:
        stored = store.create(profile)
    except NotSavedError:
        assert store.slugs() == []
        return
    assert store.load(stored.slug).profile.values() == profile.values()


unknown = st.recursive(
    st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=6), inner, max_size=3),
    ),
    max_leaves=6,
)


@settings(suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.text(min_size=1, max_size=12), unknown, max_size=4))
def test_unknown_keys_survive_every_rewrite(tmp_path_factory, extra):
    extra = {key: value for key, value in extra.items() if key not in (*KEYS, "schema")}
    store = Store(tmp_path_factory.mktemp("unknown"))
    document = {"schema": 1, "name": "Acme", **extra}
    try:
        (store.folder / "acme.toml").write_bytes(documents.dump(document))
    except NotSavedError:
        return
    stored = store.load("acme")
    store.save(stored, stored.profile.changed(tenant="new"))
    store.rename("acme", "Beta")
    store.duplicate("beta", "Gamma")
    after = tomllib.loads((store.folder / "gamma.toml").read_text("utf-8"))
    kept = {key: after[key] for key in extra}
    assert json.dumps(kept, sort_keys=True) == json.dumps(extra, sort_keys=True)


def test_the_previous_version_is_kept_beside_it(store, acme):
    store.save(acme, acme.profile.changed(tenant="new"))
    previous = store.folder / "acme.toml~"
    assert tomllib.loads(previous.read_text("utf-8"))["tenant"] == "acme"
    assert mode_of(previous) == 0o600
    assert store.slugs() == ["acme"]


def test_a_secret_that_moved_elsewhere_leaves_nothing_behind(store, acme):
    store.save(acme, acme.profile.changed(client_secret=None, client_secret_ref="env:X"))
    texts = [path.read_text("utf-8") for path in store.folder.iterdir()]
    assert not any(SECRET in text for text in texts)


def test_a_link_stays_a_link(store, acme, tmp_path):
    real = tmp_path / "dotfiles" / "acme.toml"
    real.parent.mkdir()
    acme.path.rename(real)
    acme.path.symlink_to(real)
    store.save(store.load("acme"), acme.profile.changed(tenant="new"))
    assert acme.path.is_symlink()
    assert tomllib.loads(real.read_text("utf-8"))["tenant"] == "new"


def test_changes_to_different_fields_are_joined(store, acme):
    store.save(acme, acme.profile.changed(notes="theirs"))
    mine = store.save(acme, acme.profile.changed(tenant="mine"))
    assert (mine.profile.notes, mine.profile.tenant) == ("theirs", "mine")


def test_the_same_change_on_both_sides_is_no_conflict(store, acme):
    store.save(acme, acme.profile.changed(tenant="same"))
    assert store.save(acme, acme.profile.changed(tenant="same")).profile.tenant == "same"


def test_different_changes_to_one_field_are_a_conflict(store, acme):
    theirs = store.save(acme, acme.profile.changed(tenant="theirs", notes="n"))
    with pytest.raises(ConflictError) as caught:
        store.save(acme, acme.profile.changed(tenant="mine"))
    assert caught.value.fields == ("tenant",)
    assert store.load("acme").revision == theirs.revision
    again = caught.value.theirs
    settled = store.save(again, again.profile.changed(tenant="mine"))
    assert (settled.profile.tenant, settled.profile.notes) == ("mine", "n")


def test_a_conflict_does_not_repeat_a_secret(store, acme):
    store.save(acme, acme.profile.changed(client_secret="theirs-theirs"))
    with pytest.raises(ConflictError) as caught:
        store.save(acme, acme.profile.changed(client_secret="mine-mine-mine"))
    assert "theirs-theirs" not in str(caught.value)
    assert "mine-mine" not in str(caught.value)


def test_an_edit_by_hand_is_not_overwritten(store, acme):
    acme.path.write_text(acme.path.read_text("utf-8") + 'colour = "red"\n', "utf-8")
    store.save(acme, acme.profile.changed(tenant="new"))
    assert tomllib.loads(acme.path.read_text("utf-8"))["colour"] == "red"


def test_saving_a_profile_that_is_gone_says_so(store, acme):
    store.delete("acme")
    with pytest.raises(NotSavedError, match="deleted in the meantime"):
        store.save(acme, acme.profile.changed(tenant="new"))


def test_a_newer_format_is_read_and_never_written(store, acme):
    acme.path.write_text('schema = 2\nname = "Acme"\nfuture = [1]\n', "utf-8")
    content = acme.path.read_bytes()
    stored = store.load("acme")
    assert "newer version" in stored.read_only
    for change in (
        lambda: store.save(stored, stored.profile.changed(tenant="x")),
        lambda: store.rename("acme", "Beta"),
        lambda: store.duplicate("acme"),
    ):
        with pytest.raises(ReadOnlyProfileError):
            change()
    assert acme.path.read_bytes() == content


def test_deleting_is_undone_byte_by_byte(store, acme):
    content = acme.path.read_bytes()
    deleted = store.delete("acme")
    assert not list(store.folder.glob("acme*"))
    store.restore(deleted)
    assert acme.path.read_bytes() == content
    assert mode_of(acme.path) == 0o600


def test_undoing_does_not_overwrite_a_new_profile(store, acme):
    deleted = store.delete("acme")
    store.create(Profile(name="Acme", tenant="new"))
    with pytest.raises(NameTakenError):
        store.restore(deleted)
    assert store.load("acme").profile.tenant == "new"


def test_deleting_a_link_leaves_what_it_leads_to(store, acme, tmp_path):
    real = tmp_path / "real.toml"
    acme.path.rename(real)
    acme.path.symlink_to(real)
    deleted = store.delete("acme")
    assert real.exists()
    store.restore(deleted)
    assert acme.path.readlink() == real


def test_names_that_are_taken_are_refused(store, acme):
    store.create(Profile(name="Beta"))
    for change in (
        lambda: store.create(Profile(name="ACME")),
        lambda: store.rename("beta", "acme"),
        lambda: store.duplicate("beta", "Acme"),
        lambda: store.import_file(acme.path),
    ):
        with pytest.raises(NameTakenError):
            change()
    assert store.load("acme").revision == acme.revision


@pytest.mark.parametrize(
    ("one", "other", "slugs"),
    [
        ("Acme", "Acme!", ["acme", "acme-2"]),
        ("東京", "大阪", ["profile", "profile-2"]),
        (f"{'Northwind ' * 9}one", f"{'Northwind ' * 9}two", None),
    ],
)
def test_names_that_differ_in_no_letter_of_a_file_name_have_files_of_their_own(
    store, one, other, slugs
):
    made = [store.create(Profile(name=name)).slug for name in (one, other)]
    assert slugs in (None, made)
    assert {summary.name for summary in store.summaries()} == {one, other}
    assert store.rename(made[1], f"{other} ").slug == made[1]


def test_a_name_that_is_taken_is_told_as_it_is_written(store, acme):
    with pytest.raises(NameTakenError, match="a profile 'Acme';"):
        store.create(Profile(name="ACME"))


def test_free_names_are_counted_on(store, acme):
    assert store.duplicate("acme").slug == "acme-copy"
    assert store.duplicate("acme").slug == "acme-copy-2"


def test_a_rename_takes_the_file_and_keeps_the_secret(store, acme):
    renamed = store.rename("acme", "Beta Übung")
    assert (renamed.slug, renamed.profile.name) == ("beta-ubung", "Beta Übung")
    assert secret_of(renamed) == SECRET
    assert store.slugs() == ["beta-ubung"]


@pytest.mark.parametrize(
    "slug", ["../acme", "/etc/passwd", "a/b", ".acme", "", "a" * 65, "a\nb", "con", "ac\0me"]
)
def test_no_name_leads_out_of_the_folder(store, acme, slug):
    for ask in (store.load, store.delete, store.export, store.path_of):
        with pytest.raises(UnknownProfileError):
            ask(slug)


@given(st.text())
def test_every_name_gives_a_usable_slug(name):
    assert is_usable(slug_of(name))
    assert slug_of(slug_of(name)) == slug_of(name)


def test_a_slip_in_a_name_is_helped(store, acme):
    with pytest.raises(UnknownProfileError, match="Did you mean acme"):
        store.load("acne")


BROKEN = {
    "empty": (b"", "it is empty"),
    "not-toml": (b'name = "x"\nhosting = \n', "line 2, column 11"),
    "not-text": (b'name = "\xff"\n', "line 1, column 9: it is not text in UTF-8"),
    "twice": (b'name = "x"\nname = "y"\n', "line 2, column 11: it is not TOML: the same key"),
    "wrong-type": (b'name = "x"\n\ntenant = 5\n', "line 3: tenant has to be text"),
    "wrong-hosting": (b'hosting = "cloud"\n', 'line 1: hosting has to be "hosted"'),
    "wrong-schema": (b'schema = "1"\n', "line 1: schema has to be a number"),
    "nested": (b"a = " + b"[" * 5000 + b"]" * 5000, "nested too deeply"),
    "long-number": (b"a = " + b"9" * 5000, "a value that cannot be read"),
    "huge": (b"#" * 300_000, "larger than 256 KiB"),
}


@pytest.mark.parametrize("slug", BROKEN)
def test_a_broken_file_is_named_with_the_place_and_left_alone(store, acme, slug):
    content, why = BROKEN[slug]
    path = store.folder / f"{slug}.toml"
    path.write_bytes(content)
    with pytest.raises(BrokenProfileError) as caught:
        store.load(slug)
    assert why in str(caught.value)
    assert path.read_bytes() == content
    problems = {summary.slug: summary.problem for summary in store.summaries()}
    assert why in problems[slug]
    assert problems["acme"] is None


def test_things_that_are_no_files_are_named(store, acme):
    (store.folder / "folder.toml").mkdir()
    os.mkfifo(store.folder / "pipe.toml")
    (store.folder / "dangling.toml").symlink_to("nowhere")
    (store.folder / "circle.toml").symlink_to("circle.toml")
    (store.folder / "bad name.toml").write_text("", "utf-8")
    problems = {summary.slug: summary.problem for summary in store.summaries()}
    assert problems.pop("acme") is None
    assert all(problems.values())
    assert len(problems) == 5


def test_a_broken_profile_can_be_deleted_and_brought_back(store, acme):
    acme.path.write_bytes(b"\xff")
    store.restore(store.delete("acme"))
    assert acme.path.read_bytes() == b"\xff"


def test_a_byte_order_mark_is_let_pass(store, acme):
    acme.path.write_bytes(b"\xef\xbb\xbf" + acme.path.read_bytes().replace(b"\n", b"\r\n"))
    assert store.load("acme").profile == acme.profile


def test_a_folder_that_does_not_exist_holds_no_profiles(tmp_path):
    assert Store(tmp_path / "nowhere").summaries() == []
    assert not (tmp_path / "nowhere").exists()


def test_a_summary_hides_credentials_in_an_address(store):
    store.create(Profile(name="Acme", resource_server="https://me:hunter2@acme.halopsa.com/api"))
    assert "hunter2" not in repr(store.summaries())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_may_read_is_withheld_until_it_is_repaired(store, acme, mode):
    acme.path.chmod(mode)
    exposed = store.load("acme")
    assert secret_of(exposed) is None
    assert f"{mode:04o}" in exposed.profile.secret_withheld
    assert store.summaries()[0].problem
    assert secret_of(store.make_private("acme")) == SECRET
    assert mode_of(acme.path) == 0o600


def test_a_file_without_a_secret_may_be_open(store):
    stored = store.create(Profile(name="Acme", client_secret_ref="env:X"))
    stored.path.chmod(0o644)
    assert store.load("acme").exposure is None


def test_saving_an_exposed_profile_keeps_its_secret(store, acme):
    acme.path.chmod(0o644)
    exposed = store.load("acme")
    saved = store.save(exposed, exposed.profile.changed(tenant="new"))
    assert secret_of(saved) == SECRET
    assert mode_of(acme.path) == 0o600


def test_a_reference_takes_the_place_of_a_withheld_secret(store, acme):
    acme.path.chmod(0o644)
    exposed = store.load("acme")
    store.save(exposed, exposed.profile.changed(client_secret_ref="env:X"))
    assert "client_secret" not in tomllib.loads(acme.path.read_text("utf-8"))


def test_hundreds_of_profiles_are_listed_quickly(store, acme):
    for number in range(300):
        (store.folder / f"p{number}.toml").write_bytes(acme.path.read_bytes())
        (store.folder / f"p{number}.toml").chmod(0o600)
    start = time.perf_counter()
    assert len(store.summaries()) == 301
    assert time.perf_counter() - start < 1
