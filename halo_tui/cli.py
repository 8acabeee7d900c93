"""The command line. A command's module is imported only when the command is called."""

from __future__ import annotations

import click

from halo_tui import __version__
from halo_tui.commands.lazy import LazyCommand, LazyGroup
from halo_tui.commands.options import complete_profiles, mouse_option
from halo_tui.commands.output import say
from halo_tui.commands.profiles import COMMANDS

_COMMANDS = {
    "check": LazyCommand("commands.check:command", "Run the checks without a screen."),
    "completion": LazyCommand(
        "commands.completion:command", "Print the completion script of a shell."
    ),
    "demo": LazyCommand("start.demo:command", "Try everything on a bundled sandbox Halo."),
    "doctor": LazyCommand(
        "commands.doctor:command", "Show what would be used here, and from where."
    ),
    "guide": LazyCommand("commands.guide:command", "Print the connection checklist as plain text."),
    "handover": LazyCommand(
        "commands.handover:command", "Print the five values to enter in Gradient."
    ),
    "history": LazyCommand("commands.history:command", "List the runs that are kept of a profile."),
    "log": LazyCommand("commands.log:command", "Print the faults of halo-tui that were noted."),
    "man": LazyCommand("commands.manual:command", "Print the manual page."),
    "probe": LazyCommand(
        "commands.probe:command", "Look at a Halo's address, with no credentials."
    ),
    "profiles": LazyCommand(
        "commands.profiles:command",
        "List, add, change, move and remove profiles.",
        tuple(COMMANDS),
    ),
    "report": LazyCommand(
        "commands.report:command", "Run the checks and print a report to pass on."
    ),
    "sandbox": LazyCommand("commands.sandbox:command", "Serve the sandbox Halo alone."),
}

_OTHER_WORDS = {
    "test": "check", "run": "check", "ping": "probe", "ls": "profiles list", "new": "profiles add",
    "edit": "profiles set", "rm": "profiles delete", "remove": "profiles delete",
    "tour": "demo --tour", "logs": "log", "help": "--help", "version": "--version",
}  # fmt: skip

_EPILOG = """\b
Examples:
  halo-tui                                open the terminal application
  halo-tui demo                           try it, with no account
  halo-tui demo --scenario all-ticked     rehearse a failure
  halo-tui probe acme.halopsa.com         look at a Halo, with no credentials
  halo-tui profiles import acme.toml      take a profile over
  halo-tui check acme                     test a connection, a line a check
  halo-tui check --all --json             the same for scripts
  halo-tui report acme -o acme.html       a report to pass on

\b
Shell completion (bash; zsh and fish alike):
  eval "$(halo-tui completion bash)"
"""


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        say(f"halo-tui {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    package="halo_tui",
    entries=_COMMANDS,
    other_words=_OTHER_WORDS,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND] [ARGS]...",  # as click says since 8.3
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--profile", metavar="NAME", shell_complete=complete_profiles, help="Open this profile."
)
@mouse_option
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version,
    help="Print the version.",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, profile: str | None, mouse: bool | None) -> None:
    """Set up, test and explain the API connection between HaloPSA and Gradient MSP.

    Without a command it opens the terminal application.
    """
    if ctx.invoked_subcommand is None:
        from halo_tui.start.application import open_application

        ctx.exit(open_application(profile, mouse=mouse))
    elif profile is not None:
        raise click.UsageError("--profile goes without a command; commands take the name itself.")
