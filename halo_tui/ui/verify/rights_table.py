"""The table of rights: what the application and the agent may do, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content

from halo_tui.checks.matrix import AccessRight, matrix
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status
from halo_tui.ui.kit.glyphs import STATUS
from halo_tui.ui.verify.check_details import GAP
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry

RIGHT: Final = {
    True: STATUS[Status.PASS],
    False: STATUS[Status.FAIL],
    None: STATUS[Status.UNKNOWN],
}
"""The sign of a right: granted, missing or unknown."""


def rights_details(results: Results) -> Iterator[Entry]:
    """Yield the table of rights, and the key that leaves it."""
    yield from rights_lines(results)
    yield GAP
    back = action_hint("app.go_back", "back to the checks")
    yield Entry("", action_hint("test.matrix", "or") + Content(" ") + back)


def rights_lines(results: Results) -> Iterator[Entry]:
    """Yield the table of the rights of the application and of the agent."""
    rows = matrix(results.finished.values())
    yield Entry("", Content("A right works where the application and the agent both have it."))
    yield GAP
    heads = f"{'':<18}{'application':<13}{'agent':<8}works"
    yield Entry("", Content.styled(heads, "$text-muted"))
    for row in rows:
        yield Entry("", _matrix_row(row))
    yield GAP
    yield from _shortfalls(rows)
    levels = dict.fromkeys((row.label, row.level_name) for row in rows)
    for label, level in levels:
        yield Entry("", Content.assemble((f"{label}: ", "$text-muted"), level or "not reported"))


def _matrix_row(row: AccessRight) -> Content:
    name = f"{row.resource.capitalize():<11}{row.right:<7}"
    if not row.needed:
        return Content.styled(f"{name}Gradient does not need it", "$text-muted")
    pieces: list[tuple[str, str]] = [(name, "")]
    for value, width in ((row.application, 13), (row.agent, 8), (row.result, 5)):
        glyph = RIGHT[value]
        pieces.append((f"{glyph.sign:<{width}}", f"${glyph.colour}"))
    return Content.assemble(*pieces)


def _shortfalls(rows: Iterable[AccessRight]) -> Iterator[Entry]:
    for row in rows:
        if row.needed and row.where:
            title = f"{row.resource.capitalize()} {row.right}: "
            yield Entry("", Content.assemble((title, "bold"), row.where))
            yield GAP
