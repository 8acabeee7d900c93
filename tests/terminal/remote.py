"""An OpenSSH server of our own on loopback, and what a client needs to reach it."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_CONFIG: Final = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host
AuthorizedKeysFile {home}/client.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
AcceptEnv LANG COLORTERM
PrintMotd no
"""
_PRIVILEGE_SEPARATION: Final = Path("/run/sshd")
"""Debian's sshd, started by root, wants this folder to be there."""


class SshServer:
    """Runs sshd with keys, port and configuration of its own."""

    def __init__(self, home: Path) -> None:
        """Make the keys and the configuration in a folder of its own."""
        self.home = home
        home.mkdir(mode=0o700)
        for name in ("host", "client"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name)]
            subprocess.run(command, check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        (home / "config").write_text(_CONFIG.format(port=self.port, home=home), "utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if os.getuid() == 0:
            _PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
        sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
        assert sshd, "sshd is not installed: run .ci/peers"
        command = [sshd, "-D", "-e", "-f", str(self.home / "config")]
        with (self.home / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stderr=log)
        self._wait_until_it_answers()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(10)

    def client(self, command: Sequence[str], *, options: Sequence[str] = ("-tt",)) -> list[str]:
        """The command that runs another over there, in a terminal."""
        known = self.home / "known_hosts"
        return [
            "ssh", *options, "-F", "none", "-i", str(self.home / "client"), "-p", str(self.port),
            "-o", f"UserKnownHostsFile={known}", "-o", "StrictHostKeyChecking=accept-new",
            "-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-o", "SendEnv=LANG COLORTERM",
            f"{getpass.getuser()}@127.0.0.1", shlex.join(command),
        ]  # fmt: skip

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
                if line.recv(4) == b"SSH-":
                    return
            time.sleep(0.02)
        raise AssertionError((self.home / "log").read_text("utf-8"))
