"""`halo-tui profiles import` and `export`."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from halo_tui.commands.options import complete_profiles, force_option, output_option, require
from halo_tui.commands.output import BAD_USAGE, UsageProblem, emit, say
from halo_tui.commands.running import load_profile, usage_problems
from halo_tui.profiles.store import Store
from halo_tui.workspace import importing, shelf

if TYPE_CHECKING:
    from collections import Counter

    from halo_tui.profiles.model import Profile


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH|-]…")
@click.option("--name", default="", metavar="TEXT", help="For a profile that does not say its own.")
@click.option("--env", is_flag=True, help="Of HALO_CLIENT_ID and the like in the environment.")
@click.pass_context
def import_profiles(ctx: click.Context, paths: tuple[Path, ...], name: str, env: bool) -> None:
    """Take profiles over: TOML files, folders of them, CSV, standard input, the environment.

    CSV has a profile a row; its first line names the fields, as in a profile's file or as Gradient
    does. Standard input (-) is TOML, CSV, or lines such as "Client ID: …" and HALO_TENANT=acme.

    \b
    Examples:
      halo-tui profiles import acme.toml
      halo-tui profiles import ./profiles customers.csv
      ssh other halo-tui profiles export --all | halo-tui profiles import -
      halo-tui profiles import --env --name acme
    """
    if not paths and not env:
        raise click.UsageError("Say what to import: files, folders, - for standard input, or --env")
    store = Store()
    problems: list[str] = []
    with usage_problems():
        taken = shelf.names_in_use(store)
    for path in paths:
        with usage_problems():
            problems += _write_result(_import(store, path, name, taken))
    if env:
        lines = importing.from_environment(os.environ)
        data = "".join(f"{key}={value}\n" for key, value in lines.items()).encode()
        with usage_problems():
            problems += _write_result(
                shelf.import_data(store, data, "the environment", name, taken)
            )
    if problems:
        ctx.exit(BAD_USAGE)


@click.command()
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete_profiles)
@click.option("--all", "every", is_flag=True, help="Every profile, in one document.")
@click.option(
    "--as", "form", type=click.Choice(["toml", "curl"]), default="toml", show_default=True,
    help="A profile's file, or the request for a token as a curl command.",
)  # fmt: skip
@output_option
@force_option
@click.pass_context
def export(
    ctx: click.Context, name: str | None, every: bool, form: str, output: Path | None, force: bool
) -> None:
    """Write profiles as TOML, without their secrets; a reference to one stays.

    \b
    Examples:
      halo-tui profiles export acme
      halo-tui profiles export acme -o acme.toml
      halo-tui profiles export --all > profiles.toml
      halo-tui profiles export acme --as curl
    """
    if (name is None) is not every:
        raise click.UsageError("Give one name, or --all.")
    require(ctx, "force", "--output")
    if form == "curl":
        if name is None or output is not None:
            raise click.UsageError("--as curl goes with one name, to standard output.")
        say(_curl(load_profile(name).profile))
        return
    store = Store()
    with usage_problems():
        if output is not None and name is not None:
            shelf.export(store, name, output, replace=force)
            return
        text = shelf.export_all(store) if name is None else store.export(name)
        if output is None:
            emit(text.encode("utf-8"))
        else:
            shelf.write_export(output, text, replace=force)


def _import(store: Store, path: Path, name: str, taken: Counter[str]) -> shelf.Imported:
    if str(path) != "-":
        return shelf.import_from(store, path, name, taken)
    data = sys.stdin.buffer.read(importing.LIMIT + 1)
    if len(data) > importing.LIMIT:
        raise UsageProblem("More came on standard input than profiles can be")
    return shelf.import_data(store, data, "standard input", name, taken)


def _write_result(result: shelf.Imported) -> list[str]:
    for slug in result.slugs:
        say(f"Imported {slug}")
    for warning in result.warnings:
        say(f"! {warning}", err=True)
    for problem in result.problems:
        say(f"Not imported: {problem}", err=True)
    return result.problems


def _curl(profile: Profile) -> str:
    """Return the token request as a curl command; the shell inserts the secret from a variable.

    Raises:
        UsageProblem: the profile lacks a value that the request needs.
    """
    from pydantic import SecretStr

    from halo_tui.halo.scopes import REQUIRED
    from halo_tui.halo.token import tenant_to_send, token_request
    from halo_tui.profiles.schema import BY_KEY, Hosting

    missing = [
        BY_KEY[key].label
        for key in ("authorization_server", "client_id")
        if not getattr(profile, key)
    ]
    if missing:
        raise UsageProblem(f"The request needs what the profile lacks: {' and '.join(missing)}")
    tenant = tenant_to_send(profile.tenant, hosted=profile.hosting is Hosting.HOSTED)
    request = token_request(
        profile.authorization_server,
        client_id=profile.client_id,
        client_secret=SecretStr(""),
        scope=REQUIRED,
        tenant=tenant,
    )
    root = f" --cacert {shlex.quote(str(profile.ca_file))}" if profile.ca_file else ""
    lines = [f"curl --silent --show-error{root} {shlex.quote(request.url)}"]
    for key, value in request.form.items():
        is_secret = isinstance(value, SecretStr)
        text = f'"{key}=$HALO_CLIENT_SECRET"' if is_secret else shlex.quote(f"{key}={value}")
        lines.append(f"  --data-urlencode {text}")
    return " \\\n".join(lines)
