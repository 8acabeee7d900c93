"""`halo-tui profiles add` and `set`; a secret comes from standard input or is a reference."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import click

from halo_tui.commands.options import name_argument
from halo_tui.commands.output import UsageProblem, say
from halo_tui.commands.profiles.listing import warn
from halo_tui.commands.running import load_profile, usage_problems
from halo_tui.profiles.schema import NOT_SET, ROWS, Hosting, label_of
from halo_tui.profiles.secrets import references
from halo_tui.profiles.slugs import is_usable
from halo_tui.profiles.store import Store
from halo_tui.workspace import shelf

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

_Value: TypeAlias = str | bool | Path | None
_Command = TypeVar("_Command", bound=Callable[..., Any])

_SECRET_LIMIT: Final = 64 * 1024
"""Bytes."""


def _values(command: _Command) -> _Command:
    """Add the options that `add` and `set` share."""
    plain = [
        click.option(
            f"--{row.key.replace('_', '-')}",
            metavar=row.option,
            help=row.option_help or None,
            type=click.Path(path_type=Path) if row.option == "PATH" else str,
        )
        for row in ROWS
        if row.option
    ]
    options = (
        click.option("--name", "display_name", metavar="TEXT", help="What to call it in lists."),
        click.option("--hosting", type=click.Choice([*map(str, Hosting)])),
        *plain,
        click.option("--secret-stdin", is_flag=True, help="Read the secret from standard input."),
        click.option(
            "--secret-ref", metavar="REF",
            help=f"Where the secret is kept: {references.FORMS} (with --secret-stdin, it is put"
            " there).",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@_values
def add(name: str | None, display_name: str | None, **given: _Value) -> None:
    """Make a profile. NAME is what later commands call it; values may be filled in later.

    \b
    Examples:
      halo-tui profiles add acme --resource-server https://acme.halopsa.com/api
      halo-tui profiles add acme --client-id ID --secret-stdin < secret.txt
      halo-tui profiles add acme --secret-ref 'cmd:["pass", "show", "halo/acme"]'
    """
    from halo_tui.profiles.model import Profile

    title = display_name or name
    if not title or not title.strip():
        raise click.UsageError("Give the profile a name: halo-tui profiles add NAME")
    with usage_problems():
        slug = name if name and is_usable(name) else None
        profile = Profile(name=title)
        profile = profile.changed(**_changes(profile, given))
        if profile.hosting == Hosting.ON_PREMISE and given["tenant"] is None:
            profile = profile.changed(tenant=NOT_SET)
        stored = shelf.add(Store(), profile, slug)
    say(f"Added {stored.slug} ({stored.path})")
    warn(stored)


@click.command("set")
@name_argument
@_values
def set_values(name: str, display_name: str | None, **given: _Value) -> None:
    """Change values of a profile; an empty text clears one.

    \b
    Examples:
      halo-tui profiles set acme --tenant acme --notes ""
      halo-tui profiles set acme --secret-stdin < secret.txt
    """
    stored = load_profile(name)
    with usage_problems():
        changes = _changes(stored.profile, given)
        if display_name is not None:
            changes["name"] = display_name
        if not changes:
            raise click.UsageError("Say what to change, such as --tenant TEXT")
        stored = Store().save(stored, stored.profile.changed(**changes))
    say(f"Saved {stored.slug}")
    warn(stored)


def _changes(profile: Profile, given: Mapping[str, _Value]) -> dict[str, object]:
    """Return the profile's values that were given on the command line and on standard input."""
    changes: dict[str, object] = {
        key: value
        for key, value in given.items()
        if value is not None and not key.startswith("secret_")
    }
    if isinstance(given["ca_file"], Path):
        path = given["ca_file"].expanduser()
        changes["ca_file"] = "" if path == Path() else path.absolute()
    reference = given["secret_ref"]
    secret = None
    storage = _storage_of(str(reference)) if reference else None
    if given["secret_stdin"]:
        if storage not in (None, references.Storage.KEYRING):
            raise click.UsageError("--secret-stdin goes with no --secret-ref but keyring:")
        secret = _read_secret()
    if secret and reference:
        client_id = str(changes.get("client_id", profile.client_id))
        _put_into_keyring(references.parse(str(reference)).name or client_id, secret)
    if reference is not None:
        return {**changes, "client_secret_ref": reference, "client_secret": ""}
    if secret:
        return {**changes, "client_secret_ref": "", "client_secret": secret}
    return changes


def _storage_of(reference: str) -> references.Storage:
    try:
        return references.parse(reference).storage
    except references.MalformedReferenceError as problem:
        raise click.UsageError(f"--secret-ref: {problem}") from None


def _read_secret() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(label_of("client_secret"), hide_input=True))
    data = sys.stdin.buffer.read(_SECRET_LIMIT + 1)
    try:
        text = data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise UsageProblem("What came on standard input is not text in UTF-8") from None
    if not text or len(data) > _SECRET_LIMIT:
        raise UsageProblem("No secret came on standard input, or far too long a one")
    return text


def _put_into_keyring(entry: str, secret: str) -> None:
    from halo_tui.profiles.secrets import keyrings

    if not entry:
        raise click.UsageError("keyring: needs --client-id, under which the secret is kept")
    try:
        keyrings.prove()
        keyrings.write(entry, secret)
    except keyrings.KeyringError as problem:
        raise UsageProblem(f"Not saved: {problem}") from None
