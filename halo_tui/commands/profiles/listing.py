"""`halo-tui profiles list`, `show` and `path`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from halo_tui.base import places
from halo_tui.base.text import harmless
from halo_tui.commands.options import complete_profiles, json_option, name_argument
from halo_tui.commands.output import emit, say
from halo_tui.commands.running import load_profile, usage_problems
from halo_tui.profiles.schema import FIELD_INFO, GRADIENT_FIELDS, KEYS, label_of
from halo_tui.profiles.shown import shown_values
from halo_tui.profiles.store import Store

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile
    from halo_tui.profiles.records import Stored, Summary

_SHOWN: Final = [key for key in KEYS if key in FIELD_INFO and key != "name"]
"""The fields below the name; the place of the secret has a line of its own."""


@click.command()
@json_option
def list_profiles(as_json: bool) -> None:
    """List all profiles, with what is wrong with a file.

    \b
    Examples:
      halo-tui profiles list
      halo-tui profiles list --json
    """
    with usage_problems():
        summaries = Store().summaries(fingerprints=as_json)
    if as_json:
        say(json.dumps([_members(summary) for summary in summaries]))
        return
    if not summaries:
        say("There are no profiles yet. Make one with: halo-tui profiles add NAME", err=True)
    width = max((len(summary.slug) for summary in summaries), default=0)
    for summary in summaries:
        about = "" if not summary.hosting else f"{summary.hosting:<10}  {summary.resource_server}"
        say(f"{summary.slug:<{width}}  {summary.name}  {about}".rstrip())
        if summary.problem:
            say(f"{'':<{width}}  ! {summary.problem}")
        if last := _last(summary.slug):
            say(f"{'':<{width}}  {last}")


def _members(summary: Summary) -> dict[str, object]:
    from halo_tui.workspace import last_run

    last = last_run.latest(summary.slug)
    members = ("slug", "name", "hosting", "resource_server", "problem")
    return {
        **{key: getattr(summary, key) for key in members},
        "verdict": last.verdict if last else None,
        "at": last.at if last else None,
        "root_cause": last.root_cause if last else None,
        "cause": (last.cause or None) if last else None,
        "warning": (last.warning or None) if last else None,
        "certificate_days": last.certificate_days_left if last else None,
        "values_changed": not last.was_of(summary.fingerprint) if last else None,
    }


def _last(slug: str) -> str:
    """Return the last verdict, its time and its cause or warning; empty if there is no run."""
    if not (places.history_dir() / slug).exists():
        return ""  # without an import that takes a tenth of the whole time
    from halo_tui.workspace import last_run

    last = last_run.latest(slug)
    if last is None:
        return ""
    why = f": {last.cause}" if last.cause else ""
    if last.warning:
        why = f", with a warning: {last.warning}"
    return f"{last.verdict.replace('_', ' ')} at {last.at}{why}"


@click.command()
@name_argument
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one profile, and what is wrong with its values; the secret stays hidden.

    \b
    Examples:
      halo-tui profiles show acme
      halo-tui profiles show acme --json
    """
    stored = load_profile(name)
    values = _shown_values(stored.profile)
    problems = [
        {"field": field, "code": code, "status": status, "summary": summary}
        for field, code, status, summary in _problems(stored.profile)
    ]
    if as_json:
        values["secret"] = values.pop("client_secret")
        about = {"slug": stored.slug, "name": harmless(stored.profile.name), **values}
        say(json.dumps({**about, "problems": problems}))
        return
    say(f"{harmless(stored.profile.name)}  ({stored.slug})")
    for key in _SHOWN:
        if values[key]:
            say(f"  {label_of(key):<21}{values[key]}")
    for problem in problems:
        say(f"  ! {label_of(problem['field'])}: {problem['summary']}")


@click.command()
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete_profiles)
def path(name: str | None) -> None:
    """Print where a profile's file is, or the folder of all.

    \b
    Examples:
      halo-tui profiles path
      "$EDITOR" "$(halo-tui profiles path acme)"
    """
    found = Store().folder if name is None else load_profile(name).path
    emit(os.fsencode(found) + b"\n")


def warn(stored: Stored) -> None:
    """Write on standard error what is wrong with the values of a profile."""
    for field, _, _, summary in _problems(stored.profile):
        say(f"! {label_of(field)}: {summary}", err=True)


def _shown_values(profile: Profile) -> dict[str, str]:
    """Return the values for the screen, with the place of the secret instead of the secret."""
    from halo_tui.profiles.secrets import resolving

    values = shown_values(profile.values())
    return {key: values[key] for key in _SHOWN} | {"client_secret": resolving.where(profile)}


def _problems(profile: Profile) -> Iterator[tuple[str, str, str, str]]:
    """Yield the worst problem of each field: the field, the code, its status and its title."""
    from halo_tui.checks.diagnosis import findings
    from halo_tui.profiles.rules.problems import problems_of

    for field in GRADIENT_FIELDS:
        is_withheld = field == "client_secret" and profile.secret_withheld
        for problem in [] if is_withheld else problems_of(field, profile.values())[:1]:
            code = f"fields.{field}.{problem.reason}"
            found = findings.finding(code)
            title = findings.fill(found.title, problem.evidence)
            yield field, code, str(found.status), title
