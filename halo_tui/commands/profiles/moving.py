"""`halo-tui profiles rename`, `duplicate` and `delete`."""

from __future__ import annotations

import sys

import click

from halo_tui.commands.options import complete_profiles, name_argument
from halo_tui.commands.output import UsageProblem, gated, say
from halo_tui.commands.running import usage_problems
from halo_tui.profiles.store import Store
from halo_tui.workspace import shelf


@click.command()
@name_argument
@click.argument("new_name", metavar="NEW_NAME")
def rename(name: str, new_name: str) -> None:
    """Give a profile, its history and its checklist another name; all of them, or none.

    \b
    Examples:
      halo-tui profiles rename acme "Acme production"
    """
    with usage_problems():
        slug = shelf.rename(Store(), name, new_name)
    say(f"Renamed {name} to {slug}")


@click.command()
@name_argument
@click.argument("new_name", required=False, metavar="[NEW_NAME]")
def duplicate(name: str, new_name: str | None) -> None:
    """Copy a profile with its secret.

    \b
    Examples:
      halo-tui profiles duplicate acme "Acme staging"
    """
    with usage_problems():
        slug = shelf.duplicate(Store(), name, new_name)
    say(f"Copied {name} to {slug}")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…", shell_complete=complete_profiles)
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(names: tuple[str, ...], yes: bool) -> None:
    """Delete profiles for good, with their secrets, history and checklist.

    \b
    Examples:
      halo-tui profiles delete acme
      halo-tui profiles delete acme globex --yes
    """
    store = Store()
    with usage_problems():
        known = store.slugs()
        for name in names:
            if name not in known:
                store.load(name)
    if not yes:
        _demand_consent(names)
    for name in names:
        with usage_problems():
            shelf.delete_for_good(store, name)
        say(f"Deleted {name}")


def _demand_consent(names: tuple[str, ...]) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("Deleting cannot be undone: add --yes")
    if not click.confirm(gated(f"Delete {', '.join(names)} for good?")):
        raise UsageProblem("Nothing was deleted")
