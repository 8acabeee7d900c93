"""The same faults for halo-tui, gh and rclone: what becomes of their output and their files.

Wants root (for a small disk), and `strace`, `gh` and `rclone` from Debian. Prints a table for
`docs/abuse.md`. Usage: `python tests/bench/abuse.py`.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HARM = "a\x1b]52;c;aGFybQ==\x07b"
CALLS = (
    "write", "pwrite64", "fsync", "ftruncate", "rename", "renameat", "renameat2", "link", "linkat",
    "unlink", "unlinkat", "fchmod", "fchmodat",
)  # fmt: skip
"""The calls of the system at which a save is killed, as far as the kernel knows them."""
MOST_KILLS = 40
LONG = "n" * 6000
"""A value that needs more room than the file has."""
SESSIONS, EDITS = 3, 10
HALO = [sys.executable, "-m", "halo_tui"]
PROFILE = """schema = 1
name = "Acme"
hosting = "hosted"
resource_server = "https://a.test/api"
authorization_server = "https://a.test/auth/"
tenant = "old"
client_id = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
client_secret = "old-secret-7731-of-acme"
"""
GH = "version: 1\neditor: old\naliases:\n    co: pr checkout\n"
RCLONE = "[acme]\ntype = webdav\nurl = https://a.test\nuser = old\npass = c2VjcmV0LW9sZA\n"


@dataclass(frozen=True)
class Program:
    """One program: where its file is, how its values are listed and changed."""

    name: str
    version: str
    file: str
    content: str
    lists: list[str]
    change: Callable[[str], list[str]]
    """The command that changes one value to a text."""
    escape: str
    """The file with a control sequence in a value."""
    shows: list[str]
    environment: Callable[[Path], dict[str, str]]
    add: Callable[[int], list[str]]
    """The command that adds something, of which each session adds its own."""


def programs() -> Iterator[Program]:
    halo = Program(
        "halo-tui", _version([*HALO, "--version"]), "profiles/acme.toml", PROFILE,
        [*HALO, "profiles", "show", "acme"],
        lambda text: [*HALO, "profiles", "set", "acme", "--notes", text],
        PROFILE.replace('"old"', '"a\\u001b]52;c;aGFybQ==\\u0007b"'),
        [*HALO, "profiles", "show", "acme"],
        lambda home: {"HALO_TUI_CONFIG_DIR": str(home), "HALO_TUI_STATE_DIR": f"{home}/state"},
        lambda number: [*HALO, "profiles", "add", f"added{number}"],
    )  # fmt: skip
    gh = Program(
        "gh", _version(["gh", "--version"]), "config.yml", GH, ["gh", "config", "get", "editor"],
        lambda text: ["gh", "config", "set", "editor", text],
        GH.replace("old", '"a\\e]52;c;aGFybQ==\\ab"'), ["gh", "config", "get", "editor"],
        lambda home: {"GH_CONFIG_DIR": str(home), "HOME": str(home)},
        lambda number: ["gh", "alias", "set", f"added{number}", "pr list"],
    )  # fmt: skip
    rclone = Program(
        "rclone", _version(["rclone", "version"]), "rclone.conf", RCLONE,
        ["rclone", "config", "show"],
        lambda text: ["rclone", "config", "update", "acme", "user", text],
        RCLONE.replace("old", HARM), ["rclone", "config", "show"],
        lambda home: {"RCLONE_CONFIG": f"{home}/rclone.conf", "HOME": str(home)},
        lambda number: ["rclone", "config", "create", f"added{number}", "webdav", "url", "x"],
    )  # fmt: skip
    return iter((halo, gh, rclone))


def _version(command: list[str]) -> str:
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.search(r"v?\d+(?:\.\d+)+", text)[0].lstrip("v")  # type: ignore[index]


@contextmanager
def home_of(program: Program, content: str | None = None) -> Iterator[tuple[Path, Path]]:
    """A home with the program's file, and that file."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder), _write(program, Path(folder), content or program.content)


def _write(program: Program, home: Path, content: str) -> Path:
    path = home / program.file
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    path.chmod(0o600)
    return path


def environment(program: Program, home: Path) -> Mapping[str, str]:
    return {**os.environ, **program.environment(home)}


def lost_output(program: Program, spoil: Callable[[], int]) -> str:
    with home_of(program) as (home, _):
        output = spoil()
        ended = subprocess.run(
            program.lists, stdout=output, stderr=subprocess.PIPE, env=environment(program, home),
            check=False,
        )  # fmt: skip
        os.close(output)
    said = "says so" if ended.stderr.strip() else "says nothing"
    return f"status {ended.returncode}, {said}" if ended.returncode >= 0 else "SIGPIPE"


def _full() -> int:
    return os.open("/dev/full", os.O_WRONLY)


def _closed() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def escape(program: Program) -> str:
    with home_of(program, program.escape) as (home, _):
        ours, side = pty.openpty()
        subprocess.run(program.shows, stdout=side, stderr=side, env=environment(program, home),
                       check=False)  # fmt: skip
        os.close(side)
        written = b""
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:
            pass
        os.close(ours)
    return "obeyed: sets the clipboard" if b"\x1b]52;c;" in written else "shown, not obeyed"


def full_disk(program: Program) -> str:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", folder]
        subprocess.run(mount, check=True)
        try:
            path = _write(program, home, program.content)
            before = path.read_bytes()
            with (home / "filler").open("wb", buffering=0) as filler:
                _fill(filler.fileno())
            ended = subprocess.run(program.change(LONG), env=environment(program, home),
                                   capture_output=True, check=False)  # fmt: skip
            after = path.read_bytes() if path.exists() else b""
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    said = "says so" if ended.stderr.strip() else "says nothing"
    file = f"the file lost ({len(after)} bytes left)"
    if after == before:
        file = "the file as before"
    elif LONG.encode() in after:
        file = "the file changed"
    return f"status {ended.returncode}, {said}, {file}"


def _fill(handle: int) -> None:
    try:
        while os.write(handle, b"x" * 4096):
            pass
    except OSError:
        return


def kills(program: Program) -> str:
    """Kill it at each of the calls of a save in turn."""
    found: Counter[str] = Counter()
    for call in CALLS:
        for number in range(1, MOST_KILLS + 1):
            outcome = _killed(program, call, number)
            if outcome is None:
                break
            found[outcome] += 1
    total = sum(found.values())
    parts = [f"{count} {what}" for what, count in found.most_common()]
    return f"{total} kills, {', '.join(parts)}"


def _killed(program: Program, call: str, number: int) -> str | None:
    """What is left of the file; None where the save had no call of that number."""
    with home_of(program) as (home, path):
        inject = f"inject=?{call}:signal=SIGKILL:when={number}"
        trace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace=?{call}", "-e", inject]
        ended = subprocess.run(
            [*trace, *program.change("n")], env=environment(program, home), capture_output=True,
            check=False,
        )  # fmt: skip
        if ended.returncode not in (-9, 137):
            return None
        subprocess.run(program.lists, env=environment(program, home), capture_output=True,
                       check=False)  # fmt: skip
        text = path.read_text("utf-8", "replace") if path.exists() else ""
        left = [one.name for one in path.parent.iterdir() if one != path and _holds_more(one)]
    if len(text) < len(program.content) - 40:
        return "with the file lost"
    return "with a copy left over" if left else "with the file whole"


def _holds_more(path: Path) -> bool:
    """Whether a file is one more copy of the values: not a folder, a lock, the known backup."""
    return path.is_file() and path.stat().st_size > 0 and not path.name.endswith("~")


def sessions(program: Program) -> str:
    """Several sessions that edit at once; how many edits are there afterwards."""
    with home_of(program) as (home, path):
        where = environment(program, home)

        def edit(session: int) -> None:
            for number in range(EDITS):
                subprocess.run(program.add(session * 100 + number), env=where, check=False,
                               stdin=subprocess.DEVNULL, capture_output=True)  # fmt: skip

        with ThreadPoolExecutor(SESSIONS) as pool:
            list(pool.map(edit, range(SESSIONS)))
        texts = [one.read_text("utf-8", "replace") + one.name for one in path.parent.iterdir()
                 if one.is_file()]  # fmt: skip
    kept = {f"added{s * 100 + n}" for s in range(SESSIONS) for n in range(EDITS)}
    there = {name for name in kept if any(re.search(rf"\b{name}\b", text) for text in texts)}
    return f"{len(there)} of {len(kept)} kept"


FAULTS: Mapping[str, Callable[[Program], str]] = {
    "standard output is full (`/dev/full`)": lambda program: lost_output(program, _full),
    "standard output is a closed pipe": lambda program: lost_output(program, _closed),
    "a control sequence in a value that is listed": escape,
    "the disk is full while a value is changed": full_disk,
    "killed at each call of the system that changes a file": kills,
    f"{SESSIONS} sessions × {EDITS} additions at once": sessions,
}


def main() -> None:
    for tool in ("strace", "gh", "rclone"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is not installed")
    known = list(programs())
    print("| fault | " + " | ".join(f"{one.name} {one.version}" for one in known) + " |")
    print("|---" * (len(known) + 1) + "|")
    for fault, measure in FAULTS.items():
        print("| " + " | ".join([fault, *map(measure, known)]) + " |", flush=True)


if __name__ == "__main__":
    main()
