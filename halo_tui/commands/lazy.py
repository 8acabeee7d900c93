"""Groups of commands that show names and summaries without importing the commands."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

import click

from halo_tui.commands.output import end, lost_output


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """One command of a group."""

    target: str
    """`module:attribute`, below the package of the group."""
    summary: str
    """One line of the group's help."""
    commands: tuple[str, ...] = ()
    """The names of its own commands, if it is a group."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called; `output.end` determines its status."""

    def __init__(
        self,
        *args: Any,
        package: str,
        entries: Mapping[str, LazyCommand],
        other_words: Mapping[str, str] = MappingProxyType({}),
        **others: Any,
    ) -> None:
        """Set the commands of the group.

        Args:
            args: passed to click.
            package: the package with the modules of the commands.
            entries: the commands by name.
            other_words: what is typed instead of a command, with what was meant.
            others: passed to click.
        """
        super().__init__(*args, **others)
        self._package = package
        self._entries = entries
        self._other_words = other_words

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the help."""
        return list(self._entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command of this name."""
        entry = self._entries.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command: click.Command = getattr(import_module(f"{self._package}.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the called command; for an unknown name, suggest similar ones."""
        if args and not args[0].startswith("-") and args[0] not in self._entries:
            hint = did_you_mean(args[0], self._meanings())
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def _meanings(self) -> Mapping[str, str]:
        """Return every word that may be typed, with the command that it means."""
        words = {name: name for name in self._entries}
        for name, entry in self._entries.items():
            words |= {word: f"{name} {word}" for word in entry.commands if word not in words}
        return {**words, **self._other_words}

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self._entries.items()])

    def make_context(self, *args: Any, **others: Any) -> click.Context:
        """Parse the arguments; `--help` writes its text here."""
        with lost_output():
            return super().make_context(*args, **others)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command."""
        with lost_output():
            return super().invoke(ctx)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **others: Any,
    ) -> Any:
        """Parse the arguments, call the command, and end this process with its status."""
        call = partial(super().main, args, prog_name, complete_var, standalone_mode=False, **others)
        return sys.exit(end(call)) if standalone_mode else call()


def did_you_mean(text: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """Return a question with similar names, with a blank before it; empty if there are none.

    Args:
        text: what was typed.
        known: the names; of a mapping, its values are suggested, the exact one alone.
    """
    from difflib import get_close_matches

    close = get_close_matches(text, list(known), n=3)
    if isinstance(known, Mapping):
        close = [known[text]] if text in known else [known[word] for word in close]
    return f" Did you mean {' or '.join(dict.fromkeys(close))}?" if close else ""
