"""What a field is for and where Halo shows it, or what is wrong with it and how it is mended."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from halo_tui.text import is_invisible, reveal
from halo_tui.ui.credentials_fields import FieldInfo
from halo_tui.ui.credentials_form import SECRET, Draft
from halo_tui.ui.secret_storage import PLACES


class FieldAbout(Static):
    """The lines that explain the field under the cursor."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._shown = ""

    def show(self, info: FieldInfo, draft: Draft) -> None:
        """Explain a field, as it stands."""
        text = told(info, draft)
        if text != self._shown:
            self._shown = text
            self.update(Content(text))


def told(info: FieldInfo, draft: Draft) -> str:
    """The explanation: of what is wrong if anything is, otherwise of the field."""
    problem = draft.problem(info.key)
    if problem is None:
        return f"{info.label}: {info.about}"
    from halo_tui.checks import findings

    found = findings.finding(f"fields.{info.key}.{problem.reason}")
    evidence = {"subject": info.key, "stored": PLACES[draft.storage], **problem.evidence}
    parts = [findings.fill(text, evidence) for text in (found.means, *found.cure)]
    value = draft.text(info.key)
    if info.key != SECRET and any(map(is_invisible, value)):
        parts.insert(0, f"It holds: {reveal(value[:200])}")
    if info.key == SECRET and value:
        parts.insert(0, f"Where it is kept: {draft.storage_told}.")
    return "\n".join(parts)
