"""History that this version did not write: read as far as it goes, never in the way."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from foreign_runs import CASES, leave
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.cli import main
from halo_tui.report.render import FORMATS, render
from halo_tui.workspace import history, last_run, recording
from halo_tui.workspace.checklist import step_evidence

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    | st.sampled_from(["tls.chain", "tls.chain.incomplete", "fail", "pass", "not_ready", "you"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
EVENTS = st.fixed_dictionaries(
    {"event": st.sampled_from([*recording._KINDS, "run_paused"])},
    optional=dict.fromkeys(recording._TYPES, VALUES),
)


@pytest.mark.parametrize("case", CASES)
def test_it_opens_and_is_reported(case):
    path = leave(case)
    kept = history.runs("acme")
    assert last_run.latest("acme") is not None or not kept
    events = history.load(path)
    step_evidence(Results.of(events))
    history.changes(events, history.load(path))
    for form in FORMATS:
        assert render(events, form)


def test_what_this_version_does_not_know_is_kept_under_its_own_name():
    events = history.load(leave("unknown things"))
    found = {event.check: event for event in events if isinstance(event, CheckFinished)}
    assert found["quantum.entangled"].code == "quantum.entangled.apart"
    assert found["oauth.token"].status is Status.UNKNOWN
    for form in ("text", "markdown", "html"):
        report = render(events, form)
        assert "quantum.entangled" in report and "made_of_gold" in report


def test_a_verdict_of_another_version_is_undecided():
    assert [run.verdict for run in history.runs("acme")] == []
    leave("wrong types")
    assert {run.verdict for run in history.runs("acme")} <= {Verdict.UNDECIDED}


def test_nothing_in_it_drives_a_terminal():
    events = history.load(leave("escapes"))
    text = render(events, "text") + repr(events)
    assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}


@given(st.lists(EVENTS, max_size=6))
def test_no_events_break_what_is_made_of_them(events):
    parsed = [recording.parse(json.dumps(event)) for event in events]
    known = [event for event in parsed if event is not None]
    step_evidence(Results.of(known))
    render(known, "text")
    recording.dump(known)


@given(
    st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda raw: raw.decode("latin1")))
)
def test_no_line_breaks_the_reader(line):
    recording.parse(line)


@pytest.mark.parametrize("case", ["unknown things", "wrong types", "cut off", "escapes"])
@pytest.mark.parametrize("arguments", [("guide", "--profile", "acme"), ("profiles", "list")])
def test_every_command_goes_on(acme, case, arguments):
    leave(case)
    result = CliRunner().invoke(main, arguments, prog_name="halo-tui")
    assert result.exit_code == 0 and "\x1b" not in result.output
