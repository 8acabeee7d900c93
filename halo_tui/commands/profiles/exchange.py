"""Profiles from and to elsewhere: `import`, `export`."""

from __future__ import annotations

from pathlib import Path

import click

from halo_tui.commands.options import name_argument
from halo_tui.commands.output import BAD_USAGE, emit, say
from halo_tui.commands.running import usage_problems
from halo_tui.profiles.store import Store
from halo_tui.workspace import shelf


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.pass_context
def import_profiles(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Take profiles' files over from elsewhere: single files, or all in a folder.

    \b
    Examples:
      halo-tui profiles import acme.toml
      halo-tui profiles import ./profiles
    """
    store = Store()
    problems: list[str] = []
    for path in paths:
        with usage_problems():
            result = shelf.take_in(store, path)
        for slug in result.slugs:
            say(f"Imported {slug}")
        for warning in result.warnings:
            say(f"! {warning}", err=True)
        problems += result.problems
    for problem in problems:
        say(f"Not imported: {problem}", err=True)
    if problems:
        ctx.exit(BAD_USAGE)


@click.command()
@name_argument
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Into this new file."
)
def export(name: str, output: Path | None) -> None:
    """Write a profile as TOML, without its secret; a reference to one stays.

    \b
    Examples:
      halo-tui profiles export acme
      halo-tui profiles export acme -o acme.toml
    """
    with usage_problems():
        if output is None:
            emit(Store().export(name).encode("utf-8"))
        else:
            shelf.export(Store(), name, output)
