"""What `halo-tui --help` prints on a line of 80 cells, ready made: click takes longer to load.

A test holds that it is what click makes of the commands.
"""

from __future__ import annotations

HELP = """\
Usage: halo-tui [OPTIONS] [COMMAND] [ARGS]...

  Set up, test and explain the API connection between HaloPSA and Gradient
  MSP.

  Without a command it opens the terminal application.

Options:
  --profile NAME        Open this profile.
  --mouse / --no-mouse  Whether the application uses the mouse (it does).
  --version             Print the version.
  -h, --help            Show this message and exit.

Commands:
  check       Run the checks without a screen.
  completion  Print the completion script of a shell.
  demo        Try everything on a bundled sandbox Halo.
  doctor      Show what would be used here, and from where.
  guide       Print the connection checklist as plain text.
  handover    Print the five values to enter in Gradient.
  history     List the runs that are kept of a profile.
  log         Print the faults of halo-tui that were noted.
  man         Print the manual page.
  probe       Look at a Halo's address, with no credentials.
  profiles    List, add, change, move and remove profiles.
  report      Run the checks and print a report to pass on.
  sandbox     Serve the sandbox Halo alone.

  Examples:
    halo-tui                                open the terminal application
    halo-tui demo                           try it, with no account
    halo-tui demo --scenario all-ticked     rehearse a failure
    halo-tui probe acme.halopsa.com         look at a Halo, with no credentials
    halo-tui profiles import acme.toml      take a profile over
    halo-tui check acme                     test a connection, a line a check
    halo-tui check --all --json             the same for scripts
    halo-tui report acme -o acme.html       a report to pass on

  Shell completion (bash; zsh and fish alike):
    eval "$(halo-tui completion bash)"
"""
