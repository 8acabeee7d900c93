"""`halo-tui man`: the manual page, generated from the help of the commands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from halo_tui import __version__
from halo_tui.commands.output import STATUSES, emit

_DESCRIPTION = (
    "Sets up, tests and explains the API connection between HaloPSA and Gradient MSP. Without a"
    " command it opens the terminal application."
)


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Print the manual page in the format of man(7).

    \b
    Examples:
      halo-tui man | man -l -
      halo-tui man > /usr/local/share/man/man1/halo-tui.1
    """
    emit(("\n".join(_lines(ctx.find_root())) + "\n").encode("utf-8"))


def _lines(root: click.Context) -> Iterator[str]:
    yield f'.TH HALO\\-TUI 1 "{_date()}" "halo\\-tui {__version__}" "User Commands"'
    yield from (".SH NAME", "halo\\-tui \\- test the connection between HaloPSA and Gradient MSP")
    yield from (".SH SYNOPSIS", ".B halo\\-tui", "[OPTIONS] [COMMAND] [ARGS]...")
    yield from (".SH DESCRIPTION", _escaped(_DESCRIPTION), ".SH OPTIONS")
    yield from _options(root.command, root)
    yield ".SH COMMANDS"
    yield from _commands(root)
    yield ".SH EXIT STATUS"
    for status, meaning in STATUSES.items():
        yield from (".TP", f".B {status}", _escaped(meaning))
    yield from (".SH FILES", ".TP", ".I $HALO_TUI_CONFIG_DIR/profiles/NAME.toml")
    yield "One connection; by default in the platform's folder for configuration."
    yield from (".TP", ".I $HALO_TUI_STATE_DIR", "Progress, history and log.")


def _commands(ctx: click.Context) -> Iterator[str]:
    group = ctx.command
    assert isinstance(group, click.Group)
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        assert command is not None
        inner = click.Context(command, parent=ctx, info_name=name)
        pieces = " ".join(command.collect_usage_pieces(inner))
        yield f".SS {_escaped(f'{inner.command_path} {pieces}')}"
        yield from _help(command)
        yield from _options(command, inner)
        if isinstance(command, click.Group):
            yield from _commands(inner)


def _help(command: click.Command) -> Iterator[str]:
    for number, paragraph in enumerate((command.help or "").split("\n\n")):
        lines = paragraph.strip("\n").split("\n")
        if number:
            yield ".PP"
        if lines[0].strip() == "\b":
            yield from (".nf", *map(_escaped, lines[1:]), ".fi")
        else:
            yield _escaped(" ".join(line.strip() for line in lines))


def _options(command: click.Command, ctx: click.Context) -> Iterator[str]:
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record:
            yield from (".TP", f".B {_escaped(record[0])}", _escaped(record[1]) or "\\&")


def _date() -> str:
    """Return today's date, or the one in `SOURCE_DATE_EPOCH`, for reproducible builds."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    at = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return f"{at:%Y-%m-%d}"


def _escaped(text: str) -> str:
    """Return a text in which roff interprets nothing."""
    plain = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain
