"""The store on disks that are full, locked, read-only or pulled away in the middle of a write."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import time
import tomllib

import pytest
from pydantic import SecretStr
from warm import SHUT, Warm

from halo_tui.profiles import files
from halo_tui.profiles.errors import BrokenProfileError, BusyError, NotSavedError, ProfileError
from halo_tui.profiles.model import Profile
from halo_tui.profiles.store import Store

SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
NOBODY = 65534


def call(*command):
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "profiles")


@pytest.fixture
def acme(store):
    return store.create(Profile(name="Acme", tenant="acme", client_secret=SecretStr(SECRET)))


@contextlib.contextmanager
def mounted(folder, *options):
    call("mount", *options, str(folder))
    try:
        yield
    finally:
        call("umount", str(folder))


def assert_not_saved(store, stored, why):
    content = stored.path.read_bytes()
    with pytest.raises(NotSavedError, match=why):
        store.save(stored, stored.profile.changed(notes="n" * 50_000))
    assert stored.path.read_bytes() == content
    assert [path.name for path in store.folder.glob(".halo-tui-tmp-*")] == []


def test_a_full_disk_keeps_the_old_file(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", "size=64k,mode=700", "none"):
        store = Store(folder)
        stored = store.create(Profile(name="Acme", client_secret=SecretStr(SECRET)))
        (folder / "filler").write_bytes(b"x" * 36 * 1024)
        assert_not_saved(store, stored, "the disk is full")


def test_a_file_system_that_is_read_only_is_read_and_not_written(store, acme):
    with mounted(store.folder, "--bind", str(store.folder)):
        call("mount", "-o", "remount,ro,bind", str(store.folder))
        assert store.load("acme").profile == acme.profile
        assert_not_saved(store, acme, "mounted read-only")
        with pytest.raises(NotSavedError, match="mounted read-only"):
            store.delete("acme")


@contextlib.contextmanager
def immutable(path):
    call("chattr", "+i", str(path))
    try:
        yield
    finally:
        call("chattr", "-i", str(path))


def test_an_immutable_file_is_left_alone(tmp_path):
    store = Store(tmp_path)
    stored = store.create(Profile(name="Acme"))
    with immutable(stored.path):
        assert_not_saved(store, stored, "protected against changes")
        with pytest.raises(NotSavedError):
            store.delete("acme")


def test_a_limit_on_the_size_of_files_keeps_the_old_one(store, acme):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        assert_not_saved(store, acme, "a file of that size")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


AS_NOBODY = """
import sys
from pathlib import Path
from halo_tui.profiles.errors import ProfileError
from halo_tui.profiles.store import Store
store = Store(Path(sys.argv[1]))
try:
    print(store.summaries()[0].problem)
    stored = store.load("acme")
    print("loaded", stored.profile.client_secret is None, stored.profile.secret_withheld)
    store.save(stored, stored.profile.changed(tenant="x"))
except ProfileError as problem:
    print(type(problem).__name__, problem)
"""


def as_nobody(folder):
    drop = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    result = subprocess.run(
        [*drop, sys.executable, "-c", AS_NOBODY, str(folder)],
        capture_output=True, text=True, check=False, cwd="/",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert result.stderr == ""
    return result.stdout


@pytest.fixture
def shared():
    """A folder that another user can get to, which pytest's own is not."""
    import shutil
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def another_user():
    """Needs another user who may run this very interpreter: it may lie in root's own folder."""
    probe = subprocess.run(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
         sys.executable, "-c", "import pydantic"],
        capture_output=True, check=False, cwd="/",
    )  # fmt: skip
    if probe.returncode != 0:
        pytest.skip("no other user may run this interpreter")


@pytest.mark.usefixtures("another_user")
def test_another_users_file_that_is_closed_is_named(shared):
    Store(shared).create(Profile(name="Acme", client_secret=SecretStr(SECRET)))
    assert "not allowed to read it" in as_nobody(shared)


@pytest.mark.usefixtures("another_user")
def test_another_users_secret_is_not_used_and_his_file_not_written(shared):
    stored = Store(shared).create(Profile(name="Acme", client_secret=SecretStr(SECRET)))
    stored.path.chmod(0o644)
    said = as_nobody(shared)
    assert "loaded True" in said
    assert "belongs to the user root" in said
    assert "NotSavedError" in said


def test_a_secret_in_a_file_of_another_user_is_withheld(store, acme):
    os.chown(acme.path, NOBODY, NOBODY)
    stored = store.load("acme")
    assert stored.profile.client_secret is None
    assert "belongs to" in stored.profile.secret_withheld
    assert not stored.exposure.repairable


def test_saving_as_root_leaves_the_file_to_its_owner(store, acme):
    os.chown(acme.path, NOBODY, NOBODY)
    stored = store.load("acme")
    store.save(stored, stored.profile.changed(tenant="new"))
    assert acme.path.stat().st_uid == NOBODY


def test_a_disk_without_rights_gets_no_secret(store, monkeypatch):
    real = os.fstat
    monkeypatch.setattr(files.os, "fstat", lambda handle: os.stat_result(
        (real(handle).st_mode | 0o077, *real(handle)[1:])))  # fmt: skip
    with pytest.raises(NotSavedError, match=r"on / |on /\w+.*reference"):
        store.create(Profile(name="Acme", client_secret=SecretStr(SECRET)))
    assert store.slugs() == []
    assert store.create(Profile(name="Acme", client_secret_ref="env:X")).slug == "acme"


@pytest.mark.parametrize("step", ["fsync", "replace", "link", "unlink", "fchown"])
def test_a_disk_that_fails_at_any_step_leaves_the_old_or_the_new_file(store, acme, step):
    code = (
        "import sys; from pathlib import Path; from halo_tui.profiles.store import Store;"
        "from halo_tui.profiles.errors import ProfileError; s = Store(Path(sys.argv[1]));"
        "a = s.load('acme'); import filelock, tomli_w, tempfile\n"
        "real = getattr(__import__('os'), sys.argv[2])\n"
        "count = [0]\n"
        "def fail(*args, **more):\n"
        "    count[0] += 1\n"
        "    if count[0] == int(sys.argv[3]): raise OSError(5, 'Input/output error')\n"
        "    return real(*args, **more)\n"
        "setattr(__import__('os'), sys.argv[2], fail)\n"
        "try: s.save(a, a.profile.changed(tenant='new'))\n"
        "except ProfileError as problem: print('refused', problem)\n"
    )
    for occurrence in ("1", "2"):
        result = subprocess.run(
            [sys.executable, "-c", code, str(store.folder), step, occurrence],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.stderr == ""
        tenant = tomllib.loads(acme.path.read_text("utf-8"))["tenant"]
        assert tenant in ("acme", "new")


WRITER = """
import sys
from pathlib import Path
from halo_tui.profiles.store import Store
store = Store(Path(sys.argv[1]))
field, number = sys.argv[2], 0
print("ready", flush=True)
while number != int(sys.argv[3]):
    number += 1
    stored = store.load("acme")
    store.save(stored, stored.profile.changed(**{field: f"{field} {number} " + "x" * 20_000}))
"""


@pytest.fixture
def writer(tmp_path_factory):
    """Starts a process that saves the profile so many times; -1 for without end."""
    script = tmp_path_factory.mktemp("writer") / "writer.py"
    script.write_text(WRITER, "utf-8")

    def start(store, field, times):
        said, says = os.pipe()
        process = Warm([str(script), str(store.folder), field, str(times)], (SHUT, says, SHUT))
        os.close(says)
        assert os.read(said, 8) == b"ready\n"
        os.close(said)
        return process

    return start


def test_a_kill_at_any_moment_leaves_a_whole_file(store, acme, writer):
    for number in range(12):
        process = writer(store, "notes", -1)
        time.sleep(0.01 + number * 0.004)
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        assert store.load("acme").profile.client_secret.get_secret_value() == SECRET
    for empty in store.folder.glob(".halo-tui-tmp-*"):
        if not empty.stat().st_size:  # killed before the first byte: removed once it is old
            os.utime(empty, (0, 0))
    store.save(store.load("acme"), acme.profile.changed(tenant="after"))
    assert list(store.folder.glob(".halo-tui-tmp-*")) == []


def test_writers_at_the_same_time_lose_nothing(store, acme, writer):
    fields = ("notes", "tenant", "client_id")
    for process in [writer(store, field, 15) for field in fields]:
        assert process.wait(60) == 0
    profile = store.load("acme").profile
    assert [getattr(profile, field).split(" x")[0] for field in fields] == [
        f"{field} 15" for field in fields
    ]
    assert sorted(path.name for path in store.folder.iterdir()) == [
        ".lock", "acme.toml", "acme.toml~",
    ]  # fmt: skip


def test_a_link_to_a_file_with_the_longest_of_names_can_be_saved(store, acme, tmp_path):
    real = tmp_path / ("n" * 255)
    acme.path.rename(real)
    acme.path.symlink_to(real)
    for changes in ({"tenant": "new"}, {"client_secret": "another secret"}):
        stored = store.load("acme")
        store.save(stored, stored.profile.changed(**changes))
    assert acme.path.is_symlink()
    assert store.load("acme").profile.tenant == "new"


def test_a_rename_on_a_full_disk_changes_nothing(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    with mounted(folder, "-t", "tmpfs", "-o", "size=64k,mode=700", "none"):
        store = Store(folder)
        store.create(Profile(name="Acme", notes="n" * 20_000, client_secret=SecretStr(SECRET)))
        (folder / "filler").write_bytes(b"x" * 36 * 1024)
        with pytest.raises(NotSavedError, match="the disk is full"):
            store.rename("acme", "Contoso")
        assert [(s.slug, s.name) for s in store.summaries()] == [("acme", "Acme")]


def test_a_lock_that_is_held_is_not_waited_for_for_ever(store, acme):
    with files.locked(store.folder):
        code = (
            "import sys; from pathlib import Path; from halo_tui.profiles import files;"
            "from halo_tui.profiles.errors import BusyError\n"
            "try:\n    with files.locked(Path(sys.argv[1]), seconds=0.2): print('taken')\n"
            "except BusyError as problem: print(problem)\n"
        )
        said = subprocess.run(
            [sys.executable, "-c", code, str(store.folder)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    assert "another halo-tui has been writing" in said
    assert issubclass(BusyError, NotSavedError)


def test_a_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "profiles").write_text("", "utf-8")
    store = Store(tmp_path / "profiles")
    with pytest.raises(BrokenProfileError, match="not a folder"):
        store.summaries()
    with pytest.raises(NotSavedError):
        store.create(Profile(name="Acme"))


def test_every_error_is_of_one_family():
    assert issubclass(NotSavedError, ProfileError)
