"""A compositor that renders only what is seen; it uses private names of Textual as `inner` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from textual._compositor import Compositor
from textual.geometry import Region

if TYPE_CHECKING:
    from textual.strip import Strip


class LeanCompositor(Compositor):
    """Renders a line of a widget only if the line is wanted and its cells are visible.

    Textual renders all lines of all widgets near a changed line, also of those that are covered:
    for one line of a tree those of each container around it and of the panes beside it.
    """

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """Render the wanted lines, from the front to the back.

        Args:
            crop: the region that surrounds all changes.
            is_rendered_line: whether a line of the screen is wanted.

        Returns:
            For each line of the screen, its pieces by their first column. Pieces outside of the
            wanted lines, or behind a widget that fills the whole region, are None.
        """
        pieces: list[dict[int, Strip | None]] = [dict.fromkeys(cuts[:-1]) for cuts in self.cuts]
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            left, right = seen.column_span
            first, last = seen.intersection(crop).line_span
            open_lines = [
                y
                for y in range(first, last)
                if is_rendered_line(y)
                if any(left <= x < right and piece is None for x, piece in pieces[y].items())
            ]
            if open_lines:
                top = open_lines[0]
                lines = Region(left, top, seen.width, open_lines[-1] + 1 - top)
                strips = widget.render_lines(lines.translate(-region.offset))
                for y, strip in zip(lines.line_range, strips, strict=False):
                    if y in open_lines:
                        _fill(pieces[y], strip, left, right)
            if seen.contains_region(crop):
                break
        return cast("Sequence[Mapping[int, Strip]]", pieces)


def _fill(pieces: dict[int, Strip | None], strip: Strip, left: int, right: int) -> None:
    """Put a widget's strip, from a column to another, into the pieces that are still None.

    A strip may be too short: until a widget is told its new size, it renders the size before.
    """
    own = [x for x in pieces if left <= x < right]
    parts = strip.divide([end - left for end in (*own[1:], right)])
    for x, part in zip(own, parts, strict=False):
        if pieces[x] is None:
            pieces[x] = part
