"""The texts of the Hand-over screen: readiness, values, firewall addresses and next steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from textual.content import Content

from halo_tui.base.text import harmless, reveal
from halo_tui.checks.diagnosis import findings
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.guide.model import load_guide
from halo_tui.profiles.rules.problems import problems_of
from halo_tui.profiles.schema import GRADIENT_FIELDS
from halo_tui.report.handover import Value, afterwards
from halo_tui.ui.handover.value_rows import ValueText
from halo_tui.ui.kit.glyphs import CHANGED, NEVER, STATUS, VERDICT, chip
from halo_tui.ui.kit.own_keys import key_of
from halo_tui.ui.widgets.chrome import action_hint
from halo_tui.ui.widgets.sheet import Entry

if TYPE_CHECKING:
    from halo_tui.ui.handover.secret import HeldSecret
    from halo_tui.ui.kit.actions import Action
    from halo_tui.ui.session import Session

MASK: Final = "•" * 12
_VALUE_LIMIT: Final = 2000
_MISSING: Final = Content.styled("missing", "$text-muted italic")
_ALLOW_LIST: Final = "gradient.allow_list"
_INTRO: Final = "In Gradient choose HaloPSA, then paste in this order:"
_SHORT_INTRO: Final = "In Gradient choose HaloPSA, then paste:"
_WITHOUT_PROFILE: Final = frozenset({"handover.find"})
_ADVICE: Final = {
    Verdict.READY: ("All that can be tested from here passed.", ""),
    Verdict.NOT_READY: ("Gradient cannot connect yet", "shows why"),
    Verdict.UNDECIDED: ("Not known yet: a test could not tell.", "shows what"),
    Verdict.PARTIAL: ("Only a part was tested", "tests all"),
}
"""For each verdict, its meaning and what the Test screen offers; empty if nothing more."""
_NO_PROFILE: Final = "No profile is open, so there is nothing to hand over yet:  "
_UNTESTED: Final = "Nobody knows whether these values work: "
_CHANGED: Final = "The values were changed after the last test, so nobody knows whether they work: "


def readiness(session: Session) -> Content:
    """Return a line that says whether the values can be expected to work.

    Args:
        session: the open profile and its results.
    """
    if session.summary is None:
        return Content(_NO_PROFILE) + action_hint("app.show_profiles", "opens one")
    if session.last is None or session.is_changed:
        glyph, means = (CHANGED, _CHANGED) if session.last else (NEVER, _UNTESTED)
        tests = action_hint("app.show_test", "tests them")
        return Content.assemble(chip(glyph), f"  {means}", tests)
    verdict = session.last.verdict
    means, more = _ADVICE[verdict]
    if verdict is Verdict.NOT_READY:
        cause = session.results.root_cause
        means += f": {cause.summary}." if cause else "."
    elif verdict is Verdict.READY and session.results.warnings:
        means = f"Passed from here, with a warning: {session.results.warnings[0].summary}."
        more = "shows it"
    glyph = VERDICT[verdict]
    hint = Content("  ") + action_hint("app.show_test", more) if more else Content("")
    return Content.assemble(chip(glyph), f"  {means}", hint)


def intro(copied: int, *, narrow: bool) -> Content:
    """Return the line above the values, with the number of those that were copied."""
    count = f"{copied} of {len(GRADIENT_FIELDS)} copied" if copied else ""
    return Content.assemble(_SHORT_INTRO if narrow else _INTRO, "  ", (count, "$text-success"))


def possible(actions: list[Action], session: Session) -> list[Action]:
    """Return the possible actions of a screen's; without a profile there is nothing to copy."""
    if session.slug is not None:
        return actions
    return [action for action in actions if action.id in _WITHOUT_PROFILE]


def row_of(value: Value, values: Mapping[str, str], *, copied: bool = False) -> ValueText:
    """Return the row of a value that is shown in plain text.

    Args:
        value: the value.
        values: all five values and the hosting, to check it against.
        copied: whether it was copied.
    """
    return ValueText(value.label, _shown(value), tuple(_problems(value.field, values)), copied)


def secret_row(
    value: Value,
    values: Mapping[str, str],
    secret: HeldSecret,
    *,
    shown: bool,
    copied: bool = False,
) -> ValueText:
    """Return the row of the secret, masked or in plain text.

    Args:
        value: the value.
        values: all five values and the hosting, to check it against.
        secret: the secret, or why it cannot be read.
        shown: whether it is shown in plain text.
        copied: whether it was copied.
    """
    if secret.problem:
        glyph = STATUS[Status.FAIL]
        why = secret.problem[:1].upper() + secret.problem[1:]
        problem = f"{glyph.sign} {why}: {_fixes()}"
        return ValueText(value.label, _MISSING, (Content.styled(problem, f"${glyph.colour}"),))
    if shown and value.text:
        return row_of(value, values, copied=copied)
    action = "shows it" if secret.is_known else "runs the command and shows it"
    text = Content.assemble(MASK, "  ", action_hint("handover.reveal", action))
    return ValueText(value.label, text, tuple(_problems(value.field, values)), copied)


def _shown(value: Value) -> Content:
    if not value.text:
        return _MISSING
    # `harmless` would redact the secret, which the user asked to see; `reveal` keeps it, and
    # makes invisible characters visible.
    text = reveal(value.text) if value.secret else harmless(value.text, limit=_VALUE_LIMIT)
    return Content.styled(text[:_VALUE_LIMIT], "bold")


def evidence_for_firewalls(results: Results) -> Iterator[Entry]:
    """Yield the addresses that a firewall must let through, and the servers that they reach."""
    evidence = next((r.evidence for r in results.of_check(_ALLOW_LIST)), {})
    published = evidence.get("published") or [
        {"revision": entry.revision, "addresses": entry.addresses, "note": entry.note}
        for entry in load_guide().allow_lists
    ]
    ask = f"{STATUS[Status.WARN].sign} Ask Gradient's support which addresses to let in"
    yield Entry("", Content.styled(ask, "$text-warning"))
    for number, entry in enumerate(published):
        yield Entry(" " if number else "Printed", _addresses(entry))
    for number, server in enumerate(evidence.get("servers") or []):
        yield Entry(" " if number else "To", Content(_server(server)))


def what_to_expect(results: Results) -> Iterator[Entry]:
    """Yield the steps after Save and Test in Gradient, with results of the last run about them."""
    for number, step in enumerate(afterwards(), start=1):
        text = step.warning or step.why or step.do
        title_and_text = Content.assemble((f"{step.title}. ", "bold"), text)
        yield Entry("", title_and_text, mark=Content.styled(f"{number}  ", "$text-muted"))
        for check in step.informed_by:
            for result in results.of_check(check):
                if result.status is Status.SKIP:
                    continue
                glyph = STATUS[result.status]
                found = Content.styled(f"{glyph.sign} {result.summary}", f"${glyph.colour}")
                yield Entry("", found, mark=Content("   "))


def _problems(field: str, values: Mapping[str, str]) -> Iterator[Content]:
    for problem in problems_of(field, values)[:1]:
        found = findings.finding(f"fields.{field}.{problem.reason}")
        glyph = STATUS[found.status]
        title = findings.fill(found.title, {"subject": field, **problem.evidence})
        text = f"{glyph.sign} {title}"
        if found.status is Status.FAIL:
            text += f": {_fixes()}"
        yield Content.styled(text, f"${glyph.colour}")


def _fixes() -> str:
    return f"{key_of('app.show_credentials')} to fix it"


def _addresses(entry: Mapping[str, Any]) -> Content:
    note = str(entry.get("note") or "")
    source = f"  in {entry.get('revision', '')}" + (f". {note}" if note else "")
    addresses = ", ".join(map(str, entry.get("addresses", ())))
    return Content.assemble((addresses, "bold"), (source, "$text-muted"))


def _server(server: Mapping[str, Any]) -> str:
    addresses = ", ".join(map(str, server.get("addresses") or ()))
    known = f" ({addresses})" if addresses else ""
    return f"{server.get('name', '')}{known}, port {server.get('port', '')}"
