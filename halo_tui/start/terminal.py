"""Checks and prepares the terminal before the application starts."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper

_NO_TERMINAL = """\
halo-tui needs a terminal on standard input, output and error (it paints on the last), and at
least one of them is something else here.

  over SSH            ssh -t HOST halo-tui
  in a script         halo-tui check NAME --json
  as plain text       halo-tui guide · halo-tui profiles list · halo-tui report NAME
"""


def has_terminal() -> bool:
    """Whether input and output are a terminal; if not, print which command to use instead."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if all(stream.isatty() for stream in streams):
        return True
    from halo_tui.commands.output import say  # late: it imports click

    say(_NO_TERMINAL, nl=False, err=not sys.stdout.isatty())
    return False


def asks_for_ascii(environment: Mapping[str, str]) -> bool:
    """Whether somebody chose the POSIX locale, which has ASCII characters only.

    In that locale Python assumes UTF-8 and sets LC_CTYPE itself (PEP 538, PEP 540). If no locale is
    set at all, as on many servers, Python's assumption is usually right.
    """
    whole, signs, rest = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    named_by_python = signs in ("C.UTF-8", "C.utf8", "UTF-8")
    return (whole or ("" if named_by_python else signs) or rest) in ("C", "POSIX")


def prepare_terminal(*, ascii_only: bool = False) -> None:
    """Change what must be changed before Textual is imported.

    Args:
        ascii_only: whether a setting asks for ASCII characters only.
    """
    gc.disable()  # until the first frame: imported modules stay in memory anyway
    for name in ("TEXTUAL", "TEXTUAL_LOG"):
        # Textual's own log records every key and every paste, which includes secrets.
        os.environ.pop(name, None)
    if os.environ.get("SSH_CONNECTION"):
        # An arrow key's bytes may arrive separately; Textual waits this long (ms) after Escape.
        os.environ.setdefault("ESCDELAY", "300")
    encoding = "ascii" if ascii_only or asks_for_ascii(os.environ) else sys.stderr.encoding
    if encoding.lower().replace("-", "") != "utf8":
        from halo_tui.base.lookalikes import draw_with

        # Textual paints on standard error; a character that it cannot encode would crash it.
        assert isinstance(sys.stderr, TextIOWrapper)
        draw_with(sys.stderr, encoding)
