"""`halo-tui log`: the recorded errors of this program, and the file that holds them."""

from __future__ import annotations

import click

from halo_tui.base import faultlog
from halo_tui.base.writing import reason_of
from halo_tui.commands.output import UsageProblem, say


@click.command()
@click.option("--path", "only_path", is_flag=True, help="Print where the log is, and nothing else.")
def command(only_path: bool) -> None:
    """Print the log: faults of halo-tui itself, to pass on to its maintainers.

    It holds no secret. Only this user can read it, and the oldest entries go when it grows.

    \b
    Examples:
      halo-tui log
      halo-tui log --path
    """
    if only_path:
        say(faultlog.path())
        return
    try:
        text = faultlog.read()
    except OSError as problem:
        raise UsageProblem(f"{faultlog.path()} cannot be read: {reason_of(problem)}") from None
    say(text.rstrip() or f"Nothing has been logged. The log would be {faultlog.path()}")
