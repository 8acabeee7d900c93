"""Arguments and options of several commands, with their completion in a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from click.core import Parameter

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST: Final = 7 * 86400


def seconds(ctx: click.Context, param: Parameter, value: str | None) -> float | None:
    """Convert a duration such as `90s`, `15m`, `2h` to seconds; the callback of an option.

    Raises:
        click.BadParameter: it is not a duration, or is too short or too long.
    """
    if value is None:
        return None
    text = value.strip().lower()
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _UNITS else (text, "s")
    try:
        found = float(number) * _UNITS[unit]
    except ValueError:
        found = 0.0
    if not 1 <= found <= _LONGEST:
        raise click.BadParameter("say 90s, 15m or 2h: from a second to a week")
    return found


def refuse_together(ctx: click.Context, first: str, *others: str) -> None:
    """Refuse an option beside another one that would make it mean nothing.

    Args:
        ctx: the call.
        first: the name of the option's parameter.
        others: the names of the parameters that must not be given with it.

    Raises:
        click.UsageError: they were given together.
    """
    words = _given(ctx)
    for other in others:
        if first in words and other in words:
            raise click.UsageError(f"{words[first]} and {words[other]} exclude each other.")


def require(ctx: click.Context, option: str, needed: str) -> None:
    """Refuse an option that has a meaning only with another one.

    Args:
        ctx: the call.
        option: the name of the option's parameter.
        needed: the option that it needs, as it is typed.

    Raises:
        click.UsageError: the other one was not given.
    """
    words = _given(ctx)
    if option in words and needed not in words.values():
        raise click.UsageError(f"{words[option]} has a meaning only with {needed}.")


def _given(ctx: click.Context) -> dict[str, str]:
    """Return how each parameter is typed that was given on the command line."""
    return {
        param.name: max(param.opts, key=len)
        for param in ctx.command.params
        if param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    }


def complete_profiles(ctx: click.Context, param: Parameter, typed: str) -> list[str]:
    """Return the profiles that begin with the typed text; none if they cannot be read."""
    from halo_tui.profiles.errors import ProfileError
    from halo_tui.profiles.slugs import is_usable
    from halo_tui.profiles.store import Store

    try:
        return [name for name in Store().slugs() if name.startswith(typed) and is_usable(name)]
    except (OSError, ProfileError):
        return []


def complete_checks(ctx: click.Context, param: Parameter, typed: str) -> list[str]:
    """Return the checks that begin with the typed text."""
    from halo_tui.checks.plan import IDS

    return [check_id for check_id in IDS if check_id.startswith(typed)]


def complete_scenarios(ctx: click.Context, param: Parameter, typed: str) -> list[str]:
    """Return the sandbox's scenarios that begin with the typed text."""
    from halo_tui.sandbox.scenarios import load_scenarios

    return [name for name in load_scenarios() if name.startswith(typed)]


name_argument = click.argument("name", metavar="NAME", shell_complete=complete_profiles)
names_argument = click.argument(
    "names", nargs=-1, metavar="NAME…", shell_complete=complete_profiles
)
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
mouse_option = click.option(
    "--mouse/--no-mouse", default=None, help="Whether the application uses the mouse (it does)."
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Into this new file."
)
force_option = click.option(
    "-f", "--force", is_flag=True, help="Replace the file of --output if it exists."
)
timeout_option = click.option(
    "--timeout", type=click.FloatRange(0.1, 300), metavar="SECONDS",
    help="Time for each step on the network (10).",
)  # fmt: skip
aia_option = click.option(
    "--no-aia", is_flag=True,
    help="Do not fetch a missing certificate from where its issuer offers it.",
)  # fmt: skip
only_option = click.option(
    "--only", multiple=True, metavar="ID", shell_complete=complete_checks,
    help="Run this check and what it needs; may be given several times.",
)  # fmt: skip
scenario_option = click.option(
    "--scenario", default="healthy-hosted", metavar="NAME", shell_complete=complete_scenarios,
    help="What to play; `halo-tui sandbox --list` names them all.",
)  # fmt: skip
