"""Every command that there is, and every option of it, as calls: from click's own tree of them.

A command that is new is called at once; an option or argument of a name that nobody knew before
wants a value in `VALUES`.
"""

from __future__ import annotations

import os
import pty
import select
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import click
from warm import SHUT, Warm

from halo_tui.cli import main

Call = tuple[str, ...]

_PATIENCE: Final = 1.0
"""Seconds after which a silent program is taken to wait for somebody."""
WITH: Final[dict[str, Call]] = {
    "--until-ready": ("--for", "1s"),
    "--every": ("--until-ready", "--for", "1s"),
}
"""What keeps an option from taking a quarter of an hour."""

ENDLESS: Final = {("sandbox",), ("demo",)}
"""What runs until somebody ends it; `demo` is the application itself."""

VALUES: Final = {
    "name": "acme", "names": "acme", "slug": "acme", "new_name": "Acme again",
    "display_name": "Acme", "address": "https://127.0.0.1:1", "paths": "IMPORT", "only":
    "fields.tenant", "jobs": "2", "patience": "2s", "pause": "1s", "junit": "OUT/junit.xml",
    "prometheus": "OUT/halo.prom", "timeout": "1", "ca_file": "OUT/root.pem", "scenario":
    "healthy-hosted", "port": "0", "resource_server": "https://a.test/api",
    "authorization_server": "https://a.test/auth/", "tenant": "acme", "client_id":
    "c9534241-dde9-4d04-9d45-32b1fbff22ed", "notes": "A note", "secret_ref": "env:ACME_SECRET",
    "output": "OUT/output", "number": "1",
}  # fmt: skip
"""By the names of options and arguments; `IMPORT` and `OUT` are folders of the test."""


def commands() -> dict[Call, click.Command]:
    """All that can be called, by its words."""

    def walk(command: click.Command, words: Call) -> Iterator[tuple[Call, click.Command]]:
        if not isinstance(command, click.Group):
            yield words, command
            return
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from walk(inner, (*words, name))

    return dict(walk(main, ()))


def base_calls(words: Call, command: click.Command) -> list[Call]:
    """A command with no more than it needs, once for each of the choices that it wants."""
    calls: list[Call] = [words]
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            calls = [(*call, value) for call in calls for value in _values(parameter)]
    return calls


def calls_of(words: Call, command: click.Command) -> list[Call]:
    """A command's calls: with nothing, and with each option by itself."""
    calls = base_calls(words, command)
    first = calls[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            option = parameter.opts[0]
            if parameter.is_flag:
                calls.append((*first, option, *WITH.get(option, ())))
            else:
                more = WITH.get(option, ())
                calls += [(*first, option, value, *more) for value in _values(parameter)]
    return calls


def _values(parameter: click.Parameter) -> Sequence[str]:
    if isinstance(parameter.type, click.Choice):
        return [str(choice) for choice in parameter.type.choices]
    assert parameter.name in VALUES, f"{parameter.opts} wants a value in VALUES"
    return [VALUES[parameter.name]]


def placed(call: Call, import_folder: Path, out: Path) -> list[str]:
    """A call with the folders of a test in it."""
    return [
        str(import_folder) if word == "IMPORT" else word.replace("OUT/", f"{out}/", 1)
        for word in call
    ]


def run(call: Sequence[str], program: Sequence[str] = ("-m", "halo_tui")) -> bytes:
    """All that a call writes to a terminal; what asks is answered with `y`, what stays is ended."""
    ours, side = pty.openpty()
    process = Warm([*program, *call], (side, side, side))
    os.close(side)
    written = b""
    try:
        while process.poll() is None or select.select([ours], [], [], 0)[0]:
            if select.select([ours], [], [], _PATIENCE)[0]:
                written += os.read(ours, 65536)
            elif written and tuple(call[:1]) in ENDLESS:
                process.send_signal(signal.SIGINT)
            else:
                os.write(ours, b"y\n")
    except OSError:  # the other end is closed
        process.wait(timeout=60)
    finally:
        os.close(ours)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
    return written


def statuses(call: Sequence[str], spoil: Callable[[], int]) -> tuple[int, bytes]:
    """How a call ends whose standard output is spoilt, and what it says on standard error."""
    output = spoil()
    with TemporaryFile() as said, Path(os.devnull).open("rb") as nothing:
        process = Warm(["-m", "halo_tui", *call], (nothing.fileno(), output, said.fileno()))
        if output != SHUT:
            os.close(output)
        status = process.wait(timeout=60)
        said.seek(0)
        return status, said.read()
