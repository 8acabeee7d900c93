"""The command line: each command's module is imported when the command is called."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "check": "Run the checks of one profile, or of all, without a screen.",
    "demo": "Try everything on a bundled sandbox Halo; nothing of yours is touched.",
    "guide": "Print the connection checklist as plain text.",
    "profiles": "List, add, change, move and remove profiles.",
    "report": "Run the checks and print a report to pass on.",
    "sandbox": "Serve the sandbox Halo alone, for rehearsing and for tests.",
}

_EPILOG = """\b
Examples:
  halo-tui                                open the terminal application
  halo-tui demo                           try it, with no account
  halo-tui demo --scenario all-ticked     rehearse a failure
  halo-tui profiles add --name "Acme" --resource-server https://acme.halopsa.com/api
  halo-tui check acme                     test a connection, a line a check
  halo-tui check --all --json             the same for scripts

\b
Shell completion (bash; zsh and fish alike):
  eval "$(_HALO_TUI_COMPLETE=bash_source halo-tui)"
"""


class LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        folder = "start" if cmd_name == "demo" else "commands"
        command: click.Command = import_module(f"halo_tui.{folder}.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"halo-tui {version('halo-tui')}")
        ctx.exit()


def _complete_profile(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    from halo_tui.commands.running import profile_names

    return [name for name in profile_names() if name.startswith(typed)]


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--profile", metavar="NAME", shell_complete=_complete_profile, help="Open this profile."
)
@click.option("--mouse", is_flag=True, help="Let the application use the mouse.")
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version,
    help="Print the version.",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, profile: str | None, mouse: bool) -> None:
    """Set up, test and explain the API connection between HaloPSA and Gradient MSP.

    Without a command it opens the terminal application.
    """
    if ctx.invoked_subcommand is None:
        from halo_tui.start.application import open_application

        ctx.exit(open_application(profile, mouse=mouse))
    elif profile is not None:
        raise click.UsageError("--profile goes without a command; commands take the name itself.")
