"""`halo-tui profiles`: commands for profiles; a secret is never an argument and never shown."""

from __future__ import annotations

import click

from halo_tui.commands.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "list": LazyCommand("listing:list_profiles", "List all profiles."),
    "show": LazyCommand("listing:show", "Show one profile, and what is wrong with its values."),
    "path": LazyCommand("listing:path", "Print where a profile's file is, or the folder."),
    "add": LazyCommand("values:add", "Make a profile."),
    "set": LazyCommand("values:set_values", "Change values of a profile."),
    "rename": LazyCommand("moving:rename", "Give a profile and its history another name."),
    "duplicate": LazyCommand("moving:duplicate", "Copy a profile with its secret."),
    "delete": LazyCommand("moving:delete", "Delete profiles for good."),
    "import": LazyCommand("exchange:import_profiles", "Take profiles over from elsewhere."),
    "export": LazyCommand("exchange:export", "Write a profile as TOML, without its secret."),
}

_OTHER_WORDS = {
    "ls": "list", "new": "add", "create": "add", "edit": "set", "rm": "delete", "remove": "delete",
    "move": "rename", "mv": "rename", "copy": "duplicate", "cp": "duplicate", "help": "--help",
}  # fmt: skip


@click.group(cls=LazyGroup, package=__name__, entries=COMMANDS, other_words=_OTHER_WORDS)
def command() -> None:
    """List, add, change, move and remove profiles.

    \b
    Examples:
      halo-tui profiles list
      halo-tui profiles add acme --hosting hosted --tenant acme
      halo-tui profiles set acme --secret-stdin < secret.txt
    """
