"""`halo-tui probe`: what an address reveals without a profile and without credentials."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from halo_tui.base.cells import wrap
from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Status
from halo_tui.commands.options import json_option, timeout_option
from halo_tui.commands.output import UsageProblem, say
from halo_tui.commands.running import load_options, usable_settings, usage_problems
from halo_tui.commands.words import STATUS_WORDS
from halo_tui.profiles.schema import label_of
from halo_tui.workspace import probing
from halo_tui.workspace.batch import ProfileEvent, follow

if TYPE_CHECKING:
    from halo_tui.halo.discovery import Discovery
    from halo_tui.halo.origin import Origin
    from halo_tui.profiles.model import Profile

_READY: Final = 0
_NO_HALO: Final = 1
_NOT_KNOWN: Final = "Whether this is a Halo is not known: put right first what failed above."
_NOT_NAMED: Final = "(Halo does not tell it: look at its API page)"
_INDENT: Final = " " * 11
_VALUES: Final = ("hosting", "resource_server", "authorization_server", "tenant")


@click.command()
@click.argument("address", metavar="ADDRESS")
@click.option(
    "--ca-file", type=click.Path(path_type=Path), metavar="PATH", help="Trust this root (PEM)."
)
@timeout_option
@json_option
@click.option("--save", "name", metavar="NAME", help="Make a profile of what is found.")
@click.pass_context
def command(
    ctx: click.Context,
    address: str,
    ca_file: Path | None,
    timeout: float | None,
    as_json: bool,
    name: str | None,
) -> None:
    """Look at the address where you log in to Halo: no profile, no credentials.

    Names, connection, certificate, whether it is a Halo, its version, and the addresses and the
    tenant as Gradient wants them.

    Exit status: 0 a Halo that others can reach, 1 something is wrong, 2 bad usage.

    \b
    Examples:
      halo-tui probe acme.halopsa.com
      halo-tui probe https://psa.example.com --json
      halo-tui probe acme.halopsa.com --save acme
    """
    try:
        origin = probing.log_in_origin(address)
    except probing.LogInAddressError as problem:
        raise UsageProblem(str(problem)) from None
    root = str(ca_file.expanduser().absolute()) if ca_file else ""
    found = asyncio.run(probing.ask_halo(usable_settings(), origin, root))
    profile = probing.profile_of(origin, found, name=name or origin.host, ca_file=root)
    results = _check(profile, timeout)
    named = probing.offerable_answers(found, origin, profile.hosting)
    if as_json:
        _write_json(origin, found, results, named)
    else:
        _write_text(origin, found, results, profile.values())
        for clause in named.refused:
            say(f"Not taken over: {clause}")
    if name is not None and found.found:
        _save(profile, name)
    failed = any(result.status is Status.FAIL for result in results)
    ctx.exit(_READY if found.found and not failed else _NO_HALO)


def _check(profile: Profile, timeout: float | None) -> list[CheckFinished]:
    options = load_options(timeout=timeout, only=probing.CHECKS)
    events = [
        item.event
        for item in follow({"probe": profile}, options, keep=None)
        if isinstance(item, ProfileEvent)
    ]
    return [
        event
        for event in events
        if isinstance(event, CheckFinished) and event.check in probing.CHECKS
    ]


def _write_json(
    origin: Origin, found: Discovery, results: list[CheckFinished], named: probing.OfferableAnswers
) -> None:
    report = {
        "address": str(origin),
        "halo": found.found,
        "version": found.version,
        "ring": found.ring,
        **{key: named.values.get(key) for key in _VALUES},
        "not_taken_over": list(named.refused),
        "moved_to": found.moved_to,
        "problem": found.problem,
        "checks": [json.loads(result.as_json()) for result in results],
    }
    say(json.dumps(report))


def _write_text(
    origin: Origin, found: Discovery, results: list[CheckFinished], values: Mapping[str, str]
) -> None:
    say(f"{origin}: no credentials are sent")
    for result in results:
        say(f"  {STATUS_WORDS[result.status]:<7}  {result.check:<16}  {result.summary}")
        if result.status is Status.FAIL and result.means:
            for line in wrap(result.means, first=_INDENT):
                say(line)
    if found.moved_to:
        say(f"\nIt redirects to {found.moved_to}: probe that address.")
    if not found.found:
        has_failed = any(result.status is Status.FAIL for result in results)
        why = f"No Halo: {found.problem or 'nothing that Halo says was found here'}"
        say(f"\n{_NOT_KNOWN if has_failed else why}")
        return
    version = f"Halo {found.version}" if found.version else "A Halo that does not tell its version"
    say(f"\n{version}{f', release ring {found.ring}' if found.ring else ''}")
    say("As Gradient wants it:")
    for key in _VALUES:
        say(f"  {label_of(key):<22}{values[key] or _NOT_NAMED}")


def _save(profile: Profile, name: str) -> None:
    from halo_tui.profiles.slugs import is_usable
    from halo_tui.profiles.store import Store
    from halo_tui.workspace import shelf

    with usage_problems():
        stored = shelf.add(Store(), profile, name if is_usable(name) else None)
    say(f"\nSaved as {stored.slug}; the Client ID and the secret are still to come.", err=True)
