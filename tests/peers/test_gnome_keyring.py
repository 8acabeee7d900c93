"""`keyring:` against a real keyring: GNOME's, unlocked, locked, and one that never answers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from profile_files import HEALTHY

from halo_tui.base import places

pytestmark = pytest.mark.peer

SECRET = str(HEALTHY["client_secret"])
ADD = (
    "{python} -m halo_tui profiles add acme --client-id {client_id} --resource-server {server}"
    " --secret-ref keyring: --secret-stdin"
)
SHOW = "{python} -m halo_tui handover acme --show-secret"
UNLOCKED = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null\n"
LOCK = """{python} -c '
import secretstorage
secretstorage.get_default_collection(secretstorage.dbus_init()).lock()'
"""
SILENT = """{python} -c '
import jeepney, jeepney.io.blocking as io
bus = io.open_dbus_connection(bus="SESSION")
call = jeepney.new_method_call(
    jeepney.DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus"),
    "RequestName", "su", ("org.freedesktop.secrets", 0))
bus.send_and_get_reply(call)
print("ready", flush=True)
while True: bus.receive()' | (read ready; touch "$HOME/ready"; cat) &
while [ ! -e "$HOME/ready" ]; do sleep 0.05; done
"""


@pytest.fixture
def in_session(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs lines of a shell in a session bus, and a home, of their own."""
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    (tmp_path / ".cache").mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DBUS_")},
        "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(run), "SECRET": SECRET,
    }  # fmt: skip
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        environment.pop(name, None)

    def call(*lines: str) -> subprocess.CompletedProcess[str]:
        script = "\n".join(lines).format(
            python=sys.executable, client_id=HEALTHY["client_id"], server=HEALTHY["resource_server"]
        )
        return subprocess.run(
            ["dbus-run-session", "--", "bash", "-c", script],
            capture_output=True, text=True, check=False, timeout=60, env=environment,
        )  # fmt: skip

    return call


def add() -> str:
    return f'printf %s "$SECRET" | {ADD}'


def test_an_unlocked_keyring_keeps_the_secret_and_gives_it_back(in_session) -> None:
    done = in_session(UNLOCKED, add(), SHOW)
    assert (done.returncode, SECRET in done.stdout) == (0, True), done.stderr
    files = [path for path in places.profiles_dir().iterdir() if path.is_file()]
    assert not [path for path in files if SECRET in path.read_text("utf-8", "replace")]


@pytest.mark.parametrize(
    ("keyring", "why"),
    [
        (UNLOCKED + LOCK, "the keyring is locked"),
        (SILENT, "does not answer within 3 seconds"),
    ],
    ids=["locked", "silent"],
)
def test_a_keyring_that_gives_nothing_says_why_and_nothing_is_saved(
    in_session, keyring: str, why: str
) -> None:
    start = time.monotonic()
    done = in_session(keyring, add())
    assert why in done.stderr
    assert done.returncode == 2
    assert not places.profiles_dir().exists() or not list(places.profiles_dir().glob("*.toml*"))
    assert SECRET not in done.stdout + done.stderr
    assert time.monotonic() - start < 20


REFER = "{python} -m halo_tui profiles add acme --client-id {client_id} --secret-ref keyring:"


@pytest.mark.parametrize(
    "lines", [(UNLOCKED, add(), LOCK), (SILENT, REFER)], ids=["locked", "silent"]
)
def test_a_secret_that_cannot_be_had_is_no_crash(in_session, lines: tuple[str, ...]) -> None:
    done = in_session(*lines, SHOW)
    assert done.returncode == 2, done.stdout
    assert "keyring" in done.stderr
    assert SECRET not in done.stdout + done.stderr
