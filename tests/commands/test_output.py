"""What commands write: never a byte that a terminal would obey, and one end for every failure."""

from __future__ import annotations

import ast
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from product_code import modules, nodes

RAW = "\x1b]52;c;aGk=\x07\x1b[31m\x9b2J\u202e"
OBEYED = [code.encode() for code in ("\x1b", "\x07", "\x9b", "\u202e")]


def call(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "halo_tui", *arguments], stderr=subprocess.PIPE, timeout=60,
        check=False, **{"stdout": subprocess.PIPE, **options},
    )  # fmt: skip


def on_a_terminal(*arguments: str) -> bytes:
    """All that a command writes to a terminal."""
    main, side = pty.openpty()
    ended = subprocess.Popen(
        [sys.executable, "-m", "halo_tui", *arguments], stdin=side, stdout=side, stderr=side
    )
    os.close(side)
    written = b""
    try:
        while piece := os.read(main, 65536):
            written += piece
    except OSError:  # the other end is closed
        pass
    ended.wait(timeout=30)
    os.close(main)
    return written


@pytest.fixture
def raw(profile_file: Callable[[str, dict[str, object]], Path]) -> Path:
    """A profile whose every text would drive a terminal."""
    return profile_file(
        "raw",
        {"name": f"A{RAW}", "tenant": RAW, "notes": RAW, "client_id": RAW,
         "resource_server": f"https://a{RAW}.example/api"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        ("guide", "--profile", "raw"),
        ("handover", "raw"),
        ("probe", RAW),
        ("profiles", "list"),
        ("profiles", "show", "raw"),
        ("profiles", "export", "raw"),
        ("profiles", "path", f"x{RAW}"),
        ("profiles", "delete", f"x{RAW}", "--yes"),
        ("check", "raw", "--only", "fields.tenant"),
        ("check", "raw", "--only", RAW),
        ("check", RAW),
        (RAW,),
        ("guide", "--hosting", RAW),
        ("--profile", RAW),
    ],
)
def test_nothing_from_outside_reaches_a_terminal(raw: Path, arguments: tuple[str, ...]) -> None:
    written = on_a_terminal(*arguments)
    assert written and not [code for code in OBEYED if code in written]


def test_names_of_files_do_not_reach_a_terminal(acme: str, raw: Path, tmp_path: Path) -> None:
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / f"b{RAW}.toml").write_text("", "utf-8")
    (folder / os.fsdecode(b"c\x9b\xff.toml")).write_text('name = "C"\n', "utf-8")
    raw.with_name(f"acm{RAW}.toml").write_text('name = "x"\n', "utf-8")
    for arguments in (
        ("profiles", "import", str(folder)),
        ("profiles", "list"),
        ("profiles", "show", "acm"),
        ("check", "--all", "--only", "fields.client_id"),
    ):
        written = on_a_terminal(*arguments)
        assert not [code for code in (b"\x1b", b"\x07", b"\xff", b"\xc2\x9b") if code in written]


def test_the_path_of_the_folder_is_harmless_on_a_terminal_and_exact_in_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = os.fsencode(tmp_path / "config") + b"\x1b]0;x\x07\xff"
    monkeypatch.setenv("HALO_TUI_CONFIG_DIR", os.fsdecode(home))
    assert call("profiles", "path").stdout == home + b"/profiles\n"
    assert b"\x1b" not in on_a_terminal("profiles", "path")


def test_a_command_writes_in_one_way_only() -> None:
    found = []
    for path in modules():
        if not path.startswith(("cli.py", "commands/", "start/")) or path == "commands/output.py":
            continue
        for node in nodes(path):
            written = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if written in ("print", "click.echo", "click.secho") or written.endswith("out.write"):
                found.append(f"{path}:{node.lineno}: {written}")
    assert found == []
