"""The program as processes of its own that need not import it: forks of one that has.

Each is a process with its own session, environment, standard streams and ending, as if a shell had
started it; only the second of importing is spared, which hundreds of calls would each take.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

_IMPORTED_LATE: Final = ("anyio", "h11", "httpcore", "httpx", "pydantic", "sniffio")
"""What the program imports within a function, or has imported for it."""
_NEVER: Final = ("halo_tui.__main__", "halo_tui.sandbox.pytest_plugin")
SHUT: Final = -1
"""A standard stream that is not open."""
_LIMIT: Final = 1 << 20
"""Bytes of a request: the call and its environment."""


class Warm:
    """A process that has been forked; `subprocess.Popen` as far as tests want it."""

    def __init__(
        self,
        call: Sequence[str],
        streams: tuple[int, int, int],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start a program.

        Args:
            call: `-m MODULE` or the path of a script, and its arguments.
            streams: its standard input, output and error; `SHUT` for one that it does not have. A
                terminal as its input becomes its controlling terminal.
            environment: its variables; None for those of this process. What Python itself reads as
                it starts has no effect.
        """
        self._line, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        variables = dict(os.environ if environment is None else environment)
        asked = {"call": [*call], "folder": str(Path.cwd()), "environment": variables}
        numbers = [number for number, stream in enumerate(streams) if stream != SHUT]
        request = json.dumps({**asked, "streams": numbers})
        handles = [theirs.fileno(), *(streams[number] for number in numbers)]
        socket.send_fds(_server(), [request.encode()], handles)
        theirs.close()
        self.pid = int(self._line.recv(32))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The status of the process that has ended; None while it runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """The status of the process, once it has ended."""
        status = self._ended(timeout)
        if status is None:
            raise subprocess.TimeoutExpired("a call", timeout)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._line.settimeout(timeout)
            with contextlib.suppress(BlockingIOError, TimeoutError):
                self.returncode = int(self._line.recv(32))
                self._line.close()
        return self.returncode


@cache
def _server() -> socket.socket:
    """The line to a process that forks; it ends with this one."""
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, __file__, str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        env={**os.environ, "PYTHONPATH": str(Path(import_module("halo_tui").__path__[0]).parent)},
    )  # fmt: skip
    theirs.close()

    def stop() -> None:
        ours.close()
        process.wait()

    atexit.register(stop)
    return ours


def serve(line: socket.socket) -> list[str]:
    """Fork for each request; returns in the new process alone, with its call."""
    package = import_module("halo_tui")
    below = (module.name for module in walk_packages(package.__path__, f"{package.__name__}."))
    for name in (*_IMPORTED_LATE, *below):
        if name not in _NEVER:
            import_module(name)
    gc.collect()
    gc.freeze()  # what all forks share is neither looked through nor torn down by each of them
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who watches over a process is not waited for
    while True:
        request, handles, *_ = socket.recv_fds(line, _LIMIT, 4)
        if not request:
            os._exit(0)
        if os.fork() == 0:
            line.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            if (pid := os.fork()) == 0:
                return _begin(json.loads(request), handles)
            _watch(pid, handles)
        for handle in handles:
            os.close(handle)


def _watch(pid: int, handles: Sequence[int]) -> None:
    """Say the number of a process, wait for it, and say how it ended."""
    for stream in handles[1:]:
        os.close(stream)
    line = socket.socket(fileno=handles[0])
    with contextlib.suppress(OSError):  # nobody listens any more
        line.send(str(pid).encode())
        line.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
    os._exit(0)


def _begin(request: dict[str, Any], handles: Sequence[int]) -> list[str]:
    """Make this process one of its own; its call."""
    os.setsid()
    os.closerange(0, 3)
    for number, stream in zip(request["streams"], handles[1:], strict=True):
        os.dup2(stream, number)
    for handle in handles:
        os.close(handle)
    if os.isatty(0):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for number, (name, mode) in enumerate({"stdin": "r", "stdout": "w", "stderr": "w"}.items()):
        is_open = number in request["streams"]
        opened = os.fdopen(number, mode, closefd=False) if is_open else None
        setattr(sys, name, opened)
        setattr(sys, f"__{name}__", opened)
    return list(request["call"])


def run(call: Sequence[str]) -> None:
    """Run what Python would run that had been started with these arguments."""
    if call[0] == "-m":
        sys.argv = [call[0], *call[2:]]
        runpy.run_module(call[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [*call]
        sys.path.insert(0, str(Path(call[0]).parent))
        runpy.run_path(call[0], run_name="__main__")


def end(status: int) -> None:
    """End as Python does, but do not tear down the modules, which takes twice as long as a call.

    If something cannot be written, this returns, and Python ends the process and says so.
    """
    threading._shutdown()  # waits for threads and pools
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return
    os._exit(status)


if __name__ == "__main__":
    call = serve(socket.socket(fileno=int(sys.argv[1])))
    try:
        run(call)
    except SystemExit as ending:
        if ending.code is None or isinstance(ending.code, int):
            end((ending.code or 0) & 0xFF)
        raise
    end(0)
