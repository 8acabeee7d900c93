"""`halo-tui doctor`: what halo-tui uses on this machine, and where it comes from; no secret."""

from __future__ import annotations

import json
import os
import platform
import shutil
import ssl
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from halo_tui.base import places
from halo_tui.commands.options import json_option
from halo_tui.commands.output import say

_WRONG: Final = 1
_OTHERS: Final = 0o077
_TERMINAL: Final = (
    "TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "SSH_CONNECTION", "TMUX", "STY",
)  # fmt: skip
_PACKAGES: Final = ("halo-tui", "textual", "httpx", "cryptography", "click")


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One line of the output."""

    group: str
    what: str
    text: str
    wrong: bool = False
    """Whether it is a problem."""


@click.command()
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show what halo-tui would use here, and from where: versions, files, roots, proxies, terminal.

    Nothing is sent anywhere; no secret is shown. Exit status: 0 all is well, 1 something is wrong.

    \b
    Examples:
      halo-tui doctor
      halo-tui doctor --json
    """
    facts = list(_facts())
    if as_json:
        members = ("group", "what", "text", "wrong")
        say(json.dumps([{name: getattr(fact, name) for name in members} for fact in facts]))
    else:
        _write_lines(facts)
    ctx.exit(_WRONG if any(fact.wrong for fact in facts) else 0)


def _write_lines(facts: list[DoctorLine]) -> None:
    group = ""
    for fact in facts:
        if fact.group != group:
            group = fact.group
            say(group)
        say(f"  {'! ' if fact.wrong else '  '}{fact.what:<21} {fact.text}")


def _facts() -> Iterator[DoctorLine]:
    yield from _versions()
    yield from _files()
    yield from _settings()
    yield from _network()
    yield from _secrets()
    yield from _terminal()


def _versions() -> Iterator[DoctorLine]:
    from importlib.metadata import PackageNotFoundError, version

    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            yield DoctorLine("Versions", package, version(package))
    yield DoctorLine("Versions", "Python", f"{platform.python_version()} ({sys.executable})")
    yield DoctorLine("Versions", "TLS library", ssl.OPENSSL_VERSION)
    yield DoctorLine("Versions", "System", f"{platform.system()} {platform.release()}")


def _files() -> Iterator[DoctorLine]:
    yield _place("Configuration", places.config_dir(), "HALO_TUI_CONFIG_DIR")
    yield _place("State", places.state_dir(), "HALO_TUI_STATE_DIR")
    from halo_tui.profiles.errors import ProfileError
    from halo_tui.profiles.store import Store

    try:
        summaries = Store().summaries()
    except ProfileError as problem:
        yield DoctorLine("Files", "Profiles", str(problem), wrong=True)
        return
    yield DoctorLine("Files", "Profiles", f"{len(summaries)} in {places.profiles_dir()}")
    for summary in summaries:
        if summary.problem:
            yield DoctorLine("Files", summary.slug, summary.problem, wrong=True)


def _place(what: str, folder: Path, variable: str) -> DoctorLine:
    origin = f" (from {variable})" if os.environ.get(variable) else ""
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except FileNotFoundError:
        return DoctorLine("Files", what, f"{folder}{origin}, not made yet")
    except OSError as problem:
        return DoctorLine("Files", what, f"{folder}{origin}: {problem.strerror}", wrong=True)
    free = shutil.disk_usage(folder).free
    if mode & _OTHERS:
        return DoctorLine("Files", what, f"{folder}{origin}: others may enter it (mode {mode:04o})")
    return DoctorLine(
        "Files", what, f"{folder}{origin}, {free // 1024**2} MiB free", wrong=not free
    )


def _settings() -> Iterator[DoctorLine]:
    from halo_tui.settings import SettingsError, load_settings, source_of

    try:
        settings = load_settings()
    except SettingsError as problem:
        for one in problem.problems:
            yield DoctorLine("Settings", one.source, one.why, wrong=True)
        return
    for name in settings.__slots__:
        value = getattr(settings, name)
        yield DoctorLine(
            "Settings", name, f"{'none' if value is None else value} ({source_of(name)})"
        )


def _network() -> Iterator[DoctorLine]:
    import certifi

    from halo_tui.halo.origin import origin_of
    from halo_tui.halo.proxy import proxy_for

    roots = Path(certifi.where())
    count = roots.read_bytes().count(b"BEGIN CERTIFICATE") if roots.is_file() else 0
    yield DoctorLine("Network", "Trusted roots", f"{count} in {roots}", wrong=not count)
    for scheme in ("https", "http"):
        proxy = proxy_for(origin_of(f"{scheme}://halo.example"))
        if proxy is None:
            yield DoctorLine("Network", f"Proxy for {scheme}", "none")
        else:
            why = f": {proxy.problem}" if proxy.problem else ""
            text = f"{proxy.shown}, from {proxy.variable}{why}"
            yield DoctorLine("Network", f"Proxy for {scheme}", text, wrong=bool(why))
    excepted = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    yield DoctorLine("Network", "Without proxy", excepted or "none")


def _secrets() -> Iterator[DoctorLine]:
    from halo_tui.profiles.secrets import keyrings

    try:
        keyrings.prove()
    except keyrings.KeyringError as problem:
        yield DoctorLine("Secrets", "Keyring", f"not usable: {problem}")
    else:
        yield DoctorLine("Secrets", "Keyring", "stores and gives back")


def _terminal() -> Iterator[DoctorLine]:
    streams = {"input": sys.stdin, "output": sys.stdout, "error": sys.stderr}
    others = [name for name, stream in streams.items() if not stream.isatty()]
    ends = f"no: not standard {' and standard '.join(others)}" if others else "yes"
    yield DoctorLine("Terminal", "At both ends", ends)
    size = shutil.get_terminal_size()
    yield DoctorLine("Terminal", "Size", f"{size.columns} x {size.lines}")
    yield DoctorLine("Terminal", "Encoding", str(sys.stdout.encoding))
    for name in _TERMINAL:
        if name in os.environ:
            yield DoctorLine("Terminal", name, os.environ[name] or "(empty)")
