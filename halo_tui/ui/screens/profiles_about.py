"""The words of the list of profiles: the welcome, and what is told of the selected one."""

from __future__ import annotations

from textual.content import Content

from halo_tui.ui.profile_rows import Row

WELCOME = """\
There is no profile yet. A profile holds the values of one
connection between HaloPSA and Gradient MSP.

[b]n[/b]  makes a profile: paste the address where you log in to
   Halo, and Halo itself tells most of the other values

[b]i[/b]  imports a profile's file, or a folder of them

[b]ctrl+q[/b] and then [b]halo-tui demo[/b] tries everything on a bundled
   sandbox, without a Halo and without an account\
"""

_TO_MEND = "Mend it in an editor, or x deletes it; the other profiles work on"


def about(row: Row) -> Content:
    """What the lines below the table say of a profile."""
    if row.problem:
        lines = [Content.styled(row.problem, "$text-error")]
        lines += [] if row.usable else [Content.styled(_TO_MEND, "$text-muted")]
        return Content("\n").join(lines)
    if row.last is None:
        return Content.styled("Not tested yet: enter opens it, t tests all", "$text-muted")
    return _last_told(row)


def _last_told(row: Row) -> Content:
    from halo_tui.checks.results import Results
    from halo_tui.report import history

    assert row.last is not None
    told = f"{row.glyph.word}, {row.when}"
    if row.last.root_cause:
        cause = Results.of(history.load(row.last.path)).root_cause
        told = f"{told}: {cause.summary if cause else row.last.root_cause}"
    return Content(told)
