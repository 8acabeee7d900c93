"""`halo-tui profiles`: commands for profiles; a secret is never an argument and never shown."""

from __future__ import annotations

import click

from halo_tui.commands.lazy import Entry, LazyGroup

_COMMANDS = {
    "list": Entry("listing:list_profiles", "List all profiles."),
    "show": Entry("listing:show", "Show one profile, and what is wrong with its values."),
    "path": Entry("listing:path", "Print where a profile's file is, or the folder."),
    "add": Entry("values:add", "Make a profile."),
    "set": Entry("values:set_values", "Change values of a profile."),
    "rename": Entry("moving:rename", "Give a profile and its history another name."),
    "duplicate": Entry("moving:duplicate", "Copy a profile with its secret."),
    "delete": Entry("moving:delete", "Delete profiles for good."),
    "import": Entry("exchange:import_profiles", "Take profiles over from elsewhere."),
    "export": Entry("exchange:export", "Write a profile as TOML, without its secret."),
}


@click.group(cls=LazyGroup, package=__name__, entries=_COMMANDS)
def command() -> None:
    """List, add, change, move and remove profiles.

    \b
    Examples:
      halo-tui profiles list
      halo-tui profiles add acme --hosting hosted --tenant acme
      halo-tui profiles set acme --secret-stdin < secret.txt
    """
