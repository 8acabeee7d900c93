"""Where a secret can live, and what is said when it cannot be had."""

import json
import os
import sys
import threading
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from halo_tui.base.text import REDACTED, redact
from halo_tui.profiles.errors import SecretUnreadableError
from halo_tui.profiles.model import Profile
from halo_tui.profiles.secrets import keyrings, resolving

SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
ID = "c9534241-dde9-4d04-9d45-32b1fbff22ed"


def kept(reference, **values):
    return Profile(name="Acme", client_id=ID, client_secret_ref=reference, **values)


def python(code):
    return "cmd:" + json.dumps([sys.executable, "-c", code])


def resolved(reference):
    return resolving.resolve(kept(reference)).get_secret_value()


def why_not(profile):
    with pytest.raises(SecretUnreadableError) as caught:
        resolving.resolve(profile)
    return str(caught.value)


def test_a_secret_in_the_profile_is_just_taken():
    profile = Profile(name="Acme", client_secret=SecretStr(SECRET))
    assert resolving.resolve(profile).get_secret_value() == SECRET


def test_what_is_resolved_is_known_to_the_redactor(monkeypatch):
    monkeypatch.setenv("HALO_SECRET", "resolved-from-somewhere-1")
    resolved("env:HALO_SECRET")
    assert redact("resolved-from-somewhere-1") == REDACTED


def test_neither_or_both_is_an_error():
    assert "no client secret" in why_not(Profile(name="Acme"))
    assert "both given" in why_not(kept("env:X", client_secret=SecretStr(SECRET)))


def test_a_withheld_secret_says_why():
    profile = Profile(name="Acme", client_secret=SecretStr(SECRET)).without_secret("mode 0644")
    assert why_not(profile) == "mode 0644"


def test_a_variable(monkeypatch):
    monkeypatch.setenv("HALO_SECRET", SECRET)
    assert resolved("env:HALO_SECRET") == SECRET


def test_a_variable_that_is_not_set_or_empty(monkeypatch):
    monkeypatch.setenv("HALO_EMPTY", "")
    assert "HALO_NOT is not set" in why_not(kept("env:HALO_NOT"))
    assert "is empty" in why_not(kept("env:HALO_EMPTY"))


@pytest.mark.parametrize(
    ("content", "secret"),
    [(f"{SECRET}\n", SECRET), (f"{SECRET}\r\n", SECRET), (SECRET, SECRET), ("a b\n\n", "a b\n")],
)
def test_a_file_loses_one_line_break(tmp_path, content, secret):
    path = tmp_path / "secret"
    path.write_bytes(content.encode())
    assert resolved(f"file:{path}") == secret


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "it is a folder"),
        (os.mkfifo, "it is a pipe"),
        (lambda path: path.write_bytes(b"\xff"), "not text in UTF-8"),
        (lambda path: path.write_bytes(b"\n"), "is empty"),
        (lambda path: path.write_bytes(b"x" * 70_000), "larger than 64 KiB"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, make, why):
    make(tmp_path / "secret")
    assert why in why_not(kept(f"file:{tmp_path / 'secret'}"))


def test_a_relative_path_is_refused():
    assert "has to begin with /" in why_not(kept("file:secret"))


def test_a_command_runs_without_a_shell_or_standard_input():
    code = "import sys; print(repr(sys.argv[1:]), sys.stdin.read() == '', end='')"
    reference = "cmd:" + json.dumps([sys.executable, "-c", code, "$HOME; echo", "*"])
    assert resolved(reference) == "['$HOME; echo', '*'] True"


def test_a_command_that_leaves_a_child_behind_is_not_waited_for():
    code = "import subprocess; subprocess.Popen(['sleep', '30']); print('the-secret')"
    start = time.monotonic()
    assert resolved(python(code)) == "the-secret"
    assert time.monotonic() - start < 15


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ('cmd:["/nowhere/prog"]', "cannot be started: it does not exist"),
        (python("raise SystemExit(3)"), "failed (exit status 3)"),
        (python("print('x' * 100000)"), "over 64 KiB"),
        (python("import os; os.write(1, b'\\xff')"), "not text in UTF-8"),
        (python("pass"), "is empty"),
        ("cmd:pass show", "a list in JSON"),
        ("vault:x", "a reference is written as"),
    ],
)
def test_a_command_that_gives_no_secret_says_why(reference, why):
    assert why in why_not(kept(reference))


def test_a_command_that_hangs_is_killed_with_its_children(monkeypatch, tmp_path):
    monkeypatch.setattr(resolving, "COMMAND_SECONDS", 0.5)
    pid = tmp_path / "pid"
    code = (
        "import subprocess, time;"
        f"open({str(pid)!r}, 'w').write(str(subprocess.Popen(['sleep', '60']).pid));"
        "time.sleep(60)"
    )
    start = time.monotonic()
    assert "did not end within" in why_not(kept(python(code)))
    assert time.monotonic() - start < 15
    deadline = time.monotonic() + 15
    while is_running(int(pid.read_text())):
        assert time.monotonic() < deadline


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_what_a_command_prints_is_in_no_error():
    code = f"import sys; print({SECRET!r}); print({SECRET!r}, file=sys.stderr); sys.exit(1)"
    profile = kept(python(code))
    assert SECRET not in why_not(profile)
    assert SECRET not in resolving.where(profile)


class Memory:
    """A backend in memory that passes for a real one."""

    def __init__(self):
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        del self.entries[service, username]


class Chainer:
    """What the library chooses where several backends are usable."""

    def __init__(self, *backends):
        self.backends = backends


@pytest.fixture
def use(monkeypatch):
    import keyring

    def choose(backend, module="keyring.backends.SecretService"):
        monkeypatch.setattr(Memory, "__module__", module)
        monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
        return backend

    return choose


def test_the_keyring_holds_the_secret_of_a_client_id(use):
    use(Memory())
    keyrings.prove()
    keyrings.write(ID, SECRET)
    assert resolved("keyring:") == SECRET
    keyrings.remove(ID)
    assert "no secret for" in why_not(kept("keyring:"))


def test_proving_the_keyring_leaves_nothing_in_it(use):
    memory = use(Memory())
    keyrings.prove()
    assert memory.entries == {}


def test_the_first_real_backend_of_several_is_used(use):
    memory = Memory()
    use(Chainer(object(), memory))
    keyrings.write("a", "b")
    assert list(memory.entries.values()) == ["b"]


@pytest.mark.parametrize("module", ["keyrings.alt.file", "keyring.backends.null", "__main__"])
def test_a_keyring_that_does_not_encrypt_is_refused(use, module):
    memory = use(Memory(), module)
    with pytest.raises(keyrings.KeyringError, match="no keyring on this machine"):
        keyrings.prove()
    assert memory.entries == {}


def test_a_keyring_that_forgets_is_not_offered(use, monkeypatch):
    use(Memory())
    monkeypatch.setattr(Memory, "get_password", lambda *_: "something else")
    with pytest.raises(keyrings.KeyringError, match="did not give back"):
        keyrings.prove()


def test_a_locked_keyring_says_so_and_repeats_nothing(use, monkeypatch):
    from keyring.errors import KeyringLocked

    def refuse(*arguments):
        raise KeyringLocked(str(arguments))

    use(Memory())
    monkeypatch.setattr(Memory, "set_password", refuse)
    with pytest.raises(keyrings.KeyringError, match="is locked") as caught:
        keyrings.write(ID, SECRET)
    assert SECRET not in str(caught.value)


def test_a_keyring_that_never_answers_holds_nobody_up(use, monkeypatch):
    never = threading.Event()
    use(Memory())
    monkeypatch.setattr(keyrings, "SECONDS", 0.2)
    monkeypatch.setattr(Memory, "get_password", lambda *_: never.wait())
    start = time.monotonic()
    assert "does not answer" in why_not(kept("keyring:"))
    assert time.monotonic() - start < 2


def test_without_a_client_id_the_keyring_has_no_entry():
    profile = Profile(name="Acme", client_secret_ref="keyring:")
    assert "needs the client ID" in why_not(profile)
