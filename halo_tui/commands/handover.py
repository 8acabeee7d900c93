"""`halo-tui handover`: the five values in Gradient's order; the secret only on request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import click

from halo_tui.commands.options import json_option, name_argument
from halo_tui.commands.output import reveal_secret, say
from halo_tui.commands.running import load_profile, usage_problems

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile
    from halo_tui.report.handover import Value

_HIDDEN: Final = "(hidden; --show-secret prints it)"
_MISSING: Final = "(missing)"


@click.command()
@name_argument
@click.option("--show-secret", is_flag=True, help="Print the secret, too.")
@json_option
def command(name: str, show_secret: bool, as_json: bool) -> None:
    """Print the five values to enter in Gradient, in its order and exactly as it wants them.

    The secret is left out unless you ask for it. Whoever sees the terminal, or the file that it
    goes to, then has it.

    \b
    Examples:
      halo-tui handover acme
      halo-tui handover acme --show-secret
      halo-tui handover acme --json
    """
    from halo_tui.report.handover import handover

    profile = load_profile(name).profile
    values = handover({**profile.values(), "client_secret": _secret(profile, show_secret)})
    if as_json:
        members = {value.field: None if _is_hidden(value, show_secret) else value.text
                   for value in values}  # fmt: skip
        reveal_secret(json.dumps(members))
        return
    width = max(len(value.label) for value in values)
    for value in values:
        if _is_hidden(value, show_secret):
            has_one = profile.client_secret is not None or profile.client_secret_ref is not None
            say(f"{value.label:<{width}}  {_HIDDEN if has_one else _MISSING}")
        elif value.secret:
            reveal_secret(f"{value.label:<{width}}  {value.text}")
        else:
            say(f"{value.label:<{width}}  {value.text or _MISSING}")


def _is_hidden(value: Value, show_secret: bool) -> bool:
    return value.secret and not show_secret


def _secret(profile: Profile, wanted: bool) -> str:
    """Return the secret in clear text from its place; empty if it was not requested."""
    if not wanted:
        return ""
    from halo_tui.profiles.secrets import resolving

    with usage_problems():
        return resolving.resolve(profile).get_secret_value()
