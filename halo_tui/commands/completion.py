"""`halo-tui completion`: the script that lets a shell complete commands, profiles, checks."""

from __future__ import annotations

import click

from halo_tui import COMPLETION_VARIABLE
from halo_tui.commands.output import emit

_PROGRAM = "halo-tui"
_WHOLE_WORDS = """
_halo_tui_whole_words() {
    # bash splits words at colons, which the ids of checks contain.
    local line=${COMP_LINE:0:COMP_POINT} words before
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    local COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1))
    _halo_tui_completion "$1"
    local word=${words[COMP_CWORD]}
    if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then
        before=${word%"${word##*:}"}
        COMPREPLY=("${COMPREPLY[@]#"$before"}")
    fi
}
complete -o nosort -F _halo_tui_whole_words halo-tui
"""
"""What follows click's script for bash."""


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, profiles, checks and scenarios in a shell.

    \b
    Examples:
      halo-tui completion bash > ~/.halo-tui.bash    # . it in ~/.bashrc
      halo-tui completion zsh > ~/.zfunc/_halo-tui
      halo-tui completion fish > ~/.config/fish/completions/halo-tui.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    completion = kind(ctx.find_root().command, {}, _PROGRAM, COMPLETION_VARIABLE)
    # Not `source()`: it calls bash for its version first, and complains about old versions.
    script = completion.source_template % completion.source_vars()
    emit((script + (_WHOLE_WORDS if shell == "bash" else "")).encode("utf-8"))
