"""`halo-tui profiles`: profiles without a screen; a secret is neither an argument nor shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import click

from halo_tui.base import writing
from halo_tui.base.text import harmless
from halo_tui.commands.running import UsageProblem, load_profile, profile_names
from halo_tui.profiles import documents
from halo_tui.profiles.errors import ProfileError
from halo_tui.profiles.rules import shapes
from halo_tui.profiles.schema import (
    FIELD_INFO,
    GRADIENT_FIELDS,
    KEYS,
    ROWS,
    Hosting,
    label_of,
)
from halo_tui.profiles.secrets import references
from halo_tui.profiles.slugs import is_usable
from halo_tui.profiles.store import Store

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile
    from halo_tui.profiles.store import Stored

_Value: TypeAlias = str | bool | Path | None
_Command = TypeVar("_Command", bound=Callable[..., Any])

_SHOWN: Final = [key for key in KEYS if key in FIELD_INFO and key != "name"]
"""The fields below the name; where the secret is kept stands in its own line."""
_SECRET_LIMIT: Final = 64 * 1024


def _complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    return [name for name in profile_names() if name.startswith(typed)]


_name = click.argument("name", shell_complete=_complete)
_json = click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")


def _values(command: _Command) -> _Command:
    """The options that `add` and `set` share."""
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


@click.group()
def command() -> None:
    """List, add, change, move and remove profiles."""


@command.command("list")
@_json
def list_profiles(as_json: bool) -> None:
    """List all profiles, with what is wrong with a file."""
    with _problems():
        summaries = Store().summaries()
    if as_json:
        members = ("slug", "name", "hosting", "resource_server", "problem")
        rows = [{key: getattr(summary, key) for key in members} for summary in summaries]
        click.echo(json.dumps(rows))
        return
    if not summaries:
        click.echo("There are no profiles yet. Make one with: halo-tui profiles add NAME", err=True)
    width = max((len(summary.slug) for summary in summaries), default=0)
    for summary in summaries:
        about = "" if not summary.hosting else f"{summary.hosting:<10}  {summary.resource_server}"
        click.echo(f"{summary.slug:<{width}}  {summary.name}  {about}".rstrip())
        if summary.problem:
            click.echo(f"{'':<{width}}  ! {summary.problem}")


@command.command()
@_name
@_json
def show(name: str, as_json: bool) -> None:
    """Show one profile, and what is wrong with its values; the secret stays hidden."""
    stored = load_profile(name)
    values = _shown_values(stored.profile)
    problems = [
        {"field": field, "code": code, "status": status, "summary": summary}
        for field, code, status, summary in _judged(stored.profile)
    ]
    if as_json:
        values["secret"] = values.pop("client_secret")
        about = {"slug": stored.slug, "name": harmless(stored.profile.name), **values}
        click.echo(json.dumps({**about, "problems": problems}))
        return
    click.echo(f"{harmless(stored.profile.name)}  ({stored.slug})")
    for key in _SHOWN:
        if values[key]:
            click.echo(f"  {label_of(key):<21}{values[key]}")
    for problem in problems:
        click.echo(f"  ! {label_of(problem['field'])}: {problem['summary']}")


@command.command()
@click.argument("name", required=False)
@_values
def add(name: str | None, display_name: str | None, **given: _Value) -> None:
    """Make a profile. NAME is what later commands call it; values may be filled in later."""
    from halo_tui.profiles.model import Profile

    title = display_name or name
    if not title or not title.strip():
        raise click.UsageError("Give the profile a name: halo-tui profiles add NAME")
    with _problems():
        slug = name if name and is_usable(name) else None
        profile = Profile(name=title)
        stored = Store().create(profile.changed(**_changes(profile, given)), slug)
    _forget_the_past(stored.slug)
    click.echo(f"Added {stored.slug} ({harmless(str(stored.path))})")
    _warn(stored)


@command.command("set")
@_name
@_values
def set_values(name: str, display_name: str | None, **given: _Value) -> None:
    """Change values of a profile; an empty text clears one."""
    stored = load_profile(name)
    with _problems():
        changes = _changes(stored.profile, given)
        if display_name is not None:
            changes["name"] = display_name
        if not changes:
            raise click.UsageError("Say what to change, such as --tenant TEXT")
        stored = Store().save(stored, stored.profile.changed(**changes))
    click.echo(f"Saved {stored.slug}")
    _warn(stored)


@command.command()
@_name
@click.argument("new_name")
def rename(name: str, new_name: str) -> None:
    """Give a profile, its history and its checklist another name."""
    from halo_tui.guide import progress
    from halo_tui.workspace import history

    with _problems():
        stored = Store().rename(name, new_name)
    if stored.slug != name:
        with suppress(OSError):
            history.rename(name, stored.slug)
            progress.rename(name, stored.slug)
    click.echo(f"Renamed {name} to {stored.slug}")


@command.command()
@_name
@click.argument("new_name", required=False)
def duplicate(name: str, new_name: str | None) -> None:
    """Copy a profile with its secret."""
    with _problems():
        stored = Store().duplicate(name, new_name)
    _forget_the_past(stored.slug)
    click.echo(f"Copied {name} to {stored.slug}")


@command.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…", shell_complete=_complete)
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(names: tuple[str, ...], yes: bool) -> None:
    """Delete profiles for good, with their secrets, history and checklist."""
    store = Store()
    with _problems():
        known = store.slugs()
        for name in names:
            if name not in known:
                store.load(name)
    if not yes:
        _demand_consent(names)
    for name in names:
        with _problems():
            store.delete(name)
        _forget_the_past(name)
        click.echo(f"Deleted {name}")


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def import_profiles(paths: tuple[Path, ...]) -> None:
    """Take profiles' files over from elsewhere: single files, or all in a folder."""
    failed = False
    for path in paths:
        sources = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not sources:
            click.echo(f"There is no .toml file in {harmless(str(path))}", err=True)
        failed = failed or not sources
        for source in sources:
            failed = not _imported(source) or failed
    if failed:
        raise click.exceptions.Exit(2)


@command.command()
@_name
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Into this new file.")
def export(name: str, output: Path | None) -> None:
    """Write a profile as TOML, without its secret; a reference to one stays."""
    with _problems():
        text = Store().export(name)
    if output is None:
        lines = text.count("\n") + 1
        is_seen = sys.stdout.isatty()
        click.echo(harmless(text, limit=2000, lines=lines) if is_seen else text, nl=is_seen)
        return
    try:
        writing.create(output, text.encode())
    except OSError as problem:
        why = writing.reason_of(problem)
        raise UsageProblem(f"Not exported to {harmless(str(output))}: {why}") from None


@command.command()
@click.argument("name", required=False, shell_complete=_complete)
def path(name: str | None) -> None:
    """Print where a profile's file is, or the folder of all."""
    store = Store()
    with _problems():
        click.echo(store.folder if name is None else load_profile(name).path)


@contextmanager
def _problems() -> Iterator[None]:
    """Errors of the profiles as messages with exit status 2."""
    try:
        yield
    except ProfileError as problem:
        raise UsageProblem(str(problem)) from None


def _changes(profile: Profile, given: Mapping[str, _Value]) -> dict[str, object]:
    """What was given on the command line and on standard input, as a profile's values."""
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
        return str(click.prompt("Client Secret", hide_input=True))
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


def _shown_values(profile: Profile) -> dict[str, str]:
    """The values for a screen: the place of the secret instead of it, and no secret elsewhere."""
    from halo_tui.profiles.secrets import resolving

    values = {key: profile.values()[key] for key in _SHOWN}
    for key in ("resource_server", "authorization_server"):
        values[key] = documents.without_credentials(values[key])
    values["client_secret"] = resolving.where(profile)
    return {
        key: "(not shown: it looks like a secret)"
        if shapes.is_secret(shapes.clean(value))
        else harmless(value)
        for key, value in values.items()
    }


def _judged(profile: Profile) -> Iterator[tuple[str, str, str, str]]:
    """The worst problem of each field: the field, the code, its status and its title."""
    from halo_tui.checks.diagnosis import findings
    from halo_tui.profiles.rules.judging import judge

    for field in GRADIENT_FIELDS:
        is_withheld = field == "client_secret" and profile.secret_withheld
        for problem in [] if is_withheld else judge(field, profile.values())[:1]:
            code = f"fields.{field}.{problem.reason}"
            found = findings.finding(code)
            title = findings.fill(found.title, problem.evidence)
            yield field, code, str(found.status), title


def _warn(stored: Stored) -> None:
    for field, _, _, summary in _judged(stored.profile):
        click.echo(f"! {label_of(field)}: {summary}", err=True)


def _imported(source: Path) -> bool:
    store = Store()
    try:
        stored = store.import_file(source)
    except ProfileError as problem:
        click.echo(f"Not imported: {problem}", err=True)
        return False
    _forget_the_past(stored.slug)
    click.echo(f"Imported {stored.slug}")
    reference = stored.profile.client_secret_ref or ""
    if reference.startswith("cmd:"):
        click.echo(f"! {stored.slug} runs a command to get its secret: look at it", err=True)
    elif stored.profile.client_secret:
        click.echo(f"! {harmless(str(source))} still holds the secret: delete it", err=True)
    return True


def _demand_consent(names: tuple[str, ...]) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("Deleting cannot be undone: add --yes")
    if not click.confirm(f"Delete {', '.join(names)} for good?"):
        raise UsageProblem("Nothing was deleted")


def _forget_the_past(slug: str) -> None:
    """A new profile does not inherit what a deleted one of its name has left."""
    from halo_tui.guide import progress
    from halo_tui.workspace import history

    with suppress(OSError):
        history.forget(slug)
        progress.forget(slug)
