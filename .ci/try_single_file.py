"""Tries the single file as a jump host would run it: `try_single_file.py FILE`.

With nothing of this repository, no environment variables, no internet, and each Python found here:
its version, a check of its own sandbox, and the first picture of the application on a terminal.
Needs nothing but the standard library.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14")
VALUES = {
    "hosting", "resource_server", "authorization_server", "tenant", "client_id", "client_secret",
    "ca_file",
}  # fmt: skip
PATIENCE = 120


def pythons() -> Iterator[str]:
    """Those on the path, and those that pyenv keeps beside it."""
    kept = Path.home() / ".pyenv" / "versions"
    for name in PYTHONS:
        places = [shutil.which(name), *sorted(map(str, kept.glob(f"*/bin/{name}")))]
        usable = (place for place in places if place and runs(place))
        first = next(usable, None)
        if first:
            yield first


def runs(python: str) -> bool:
    """Whether it is a Python, and not the stand-in of a manager of versions."""
    return not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode


def loopback_up() -> None:
    """Give a network namespace of its own what every machine has."""
    with socket.socket() as any_socket:
        request = struct.pack("16sH14x", b"lo", 0x1 | 0x40)  # IFF_UP | IFF_RUNNING
        try:
            fcntl.ioctl(any_socket, 0x8914, request)  # SIOCSIFFLAGS
        except PermissionError:
            return  # not one of our own: it is up


def try_commands(command: list[str], env: dict[str, str], home: str) -> None:
    """The version, and a healthy verdict of the file's own sandbox."""
    version = subprocess.run(
        [*command, "--version"], env=env, cwd=home, capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("halo-tui "), version
    with subprocess.Popen(
        [*command, "sandbox", "--json"], env=env, cwd=home, stdout=subprocess.PIPE, text=True
    ) as sandbox:
        try:
            assert sandbox.stdout is not None
            played = json.loads(sandbox.stdout.readline())
            values = {f"HALO_{key.upper()}": text for key, text in played["values"].items()
                      if key in VALUES}  # fmt: skip
            check = subprocess.run(
                [*command, "check", "--env"], env={**env, **played["environment"], **values},
                cwd=home, capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            sandbox.terminate()
    assert check.returncode == 0, (check.stdout, check.stderr)
    assert "READY" in check.stdout, check.stdout


def try_screen(command: list[str], env: dict[str, str], home: str) -> None:
    """The application on a terminal, until it has drawn the names of its screens."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(home)
        os.execve(command[0], [*command, "demo"], {**env, "TERM": "xterm-256color"})
    fcntl.ioctl(terminal, 0x5414, struct.pack("HHHH", 24, 80, 0, 0))  # TIOCSWINSZ
    drawn, end = b"", time.monotonic() + PATIENCE
    try:
        while b"Checklist" not in drawn:
            assert time.monotonic() < end, drawn[-2000:]
            if select.select([terminal], [], [], 1)[0]:
                drawn += os.read(terminal, 65536)
        os.write(terminal, b"\x11")  # ctrl+q
        while os.waitpid(process, os.WNOHANG) == (0, 0):
            assert time.monotonic() < end, "it does not end"
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    os.read(terminal, 65536)
                except OSError:
                    break
    finally:
        os.close(terminal)


def main(file: str) -> None:
    """Try it with each Python, and once as it is."""
    found = list(pythons())
    assert found, "no Python that it is for is here"
    loopback_up()
    whole = str(Path(file).resolve())
    for command in ([whole], *([python, whole] for python in found)):
        with tempfile.TemporaryDirectory() as home:
            env = {"HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
            if len(command) == 1:
                env["PATH"] = f"{Path(found[0]).parent}:{env['PATH']}"
            try_commands(command, env, home)
            try_screen(command, env, home)
        print(f"tried: {' '.join(command)}")


if __name__ == "__main__":
    main(sys.argv[1])
