"""The completion in real shells, and the manual page in the programs that show it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from terminal.driver import Terminal

pytestmark = pytest.mark.peer

FOLDER = Path(sys.executable).parent
TYPED = [
    ("halo-tui che", "check"),
    ("halo-tui profiles dup", "duplicate"),
    ("halo-tui check ac", "acme"),
    ("halo-tui report ac", "acme"),
    ("halo-tui history ac", "acme"),
    ("halo-tui handover ac", "acme"),
    ("halo-tui --profile ac", "acme"),
    ("halo-tui guide --profile ac", "acme"),
    ("halo-tui profiles delete ac", "acme"),
    ("halo-tui profiles export ac", "acme"),
    ("halo-tui check acme --only tls.ch", "tls.chain"),
    ("halo-tui demo --scenario chain-incomp", "chain-incomplete"),
    ("halo-tui sandbox --scenario wrong-sec", "wrong-secret"),
    ("halo-tui report acme --for fire", "firewall"),
]
BASH = """
eval "$(halo-tui completion bash)"
COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
compopt() { :; }
_halo_tui_completion halo-tui
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { :; }
compadd() { local name=${@[-1]}; print -l -- ${(P)name}; }
_describe() { local name=${@[-2]}; print -l -- ${(P)name}; }
eval "$(halo-tui completion zsh)"
words=(${=1}); CURRENT=${#words}
_halo_tui_completion
"""
FISH = """
halo-tui completion fish | source
complete --do-complete $argv[1]
"""
SHELLS = {
    "bash": ["bash", "--norc", "-c", BASH, "bash"],
    "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
    "fish": ["fish", "--no-config", "-c", FISH],
}


def environment(home: Path) -> dict[str, str]:
    """This one, with the program on the path."""
    return {**os.environ, "HOME": str(home), "PATH": f"{FOLDER}:{os.environ['PATH']}"}


@pytest.mark.parametrize(("typed", "meant"), TYPED)
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes(shell: str, typed: str, meant: str, acme: str, home: Path) -> None:
    result = subprocess.run(
        [*SHELLS[shell], typed], env=environment(home), capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    offered = [line.split("\t")[0].split(":")[0] for line in result.stdout.splitlines()]
    assert meant in offered, result


def test_bash_completes_a_word_with_a_colon(acme: str, home: Path) -> None:
    command = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(command, {**environment(home), "PS1": "> "}) as bash:
        bash.type('eval "$(halo-tui completion bash)"\r')
        bash.type(f"halo-tui check {acme} --only oauth.scope.edit:con\t")
        bash.wait_for("oauth.scope.edit:contracts")
        assert "edit:oauth" not in bash.text


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual page as a file."""
    file = tmp_path_factory.mktemp("man") / "halo-tui.1"
    made = subprocess.run([FOLDER / "halo-tui", "man"], capture_output=True, check=True)
    file.write_bytes(made.stdout)
    return file


def test_man_shows_the_page_without_a_warning(page: Path) -> None:
    result = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", page], capture_output=True, text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}, timeout=60, check=True,
    )  # fmt: skip
    assert result.stderr == "" and "halo-tui check" in result.stdout


def test_mandoc_finds_no_fault_in_the_page(page: Path) -> None:
    result = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stdout) == (0, "")
