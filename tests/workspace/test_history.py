"""The history of runs: what is kept comes back, and broken files harm nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.base import places, text
from halo_tui.checks.events import Cause, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.workspace import history, last_run, recording

AT = "2026-11-23T20:23:45Z"


def finished(check="tls.chain", status=Status.PASS, target=None, **members):
    code = f"{check}.ok" if status is Status.PASS else f"{check}.bad"
    given_members = {"code": code, "summary": "as told", **members}
    return CheckFinished(check=check, target=target, status=status, **given_members)


def run(*results, verdict=Verdict.READY, checks=IDS, root_cause=None):
    began = RunStarted(profile="acme", at=AT, checks=list(checks))
    ended = RunFinished(
        profile="acme", verdict=verdict, root_cause=root_cause, counts={"pass": 3}, requests=7,
        ms=900,
    )  # fmt: skip
    return [began, *results, ended]


def test_a_run_comes_back_as_it_was():
    events = run(
        CheckStarted(check="tls.chain", target="https://acme.test"),
        finished(
            status=Status.FAIL, cure=["Do this."], step="prepare.chain", ms=12, means="It means",
            evidence={"missing": "Änother CA", "list": [1, {"a": None}]},
            causes=[Cause("this", True), Cause("that")], next_step="Look",
        ),
        finished("tls.certificate", blocked_by="tls.handshake", status=Status.SKIP),
    )  # fmt: skip
    kept = history.record("acme", events)
    assert history.load(kept.path) == events


@pytest.mark.parametrize("is_fresh", [True, False])
def test_the_root_cause_is_told_in_a_sentence(is_fresh):
    other = finished("tls.chain", status=Status.FAIL, code="tls.chain.bad", summary="no root")
    cause = finished("oauth.token", status=Status.FAIL, code="oauth.token.bad", summary="refused")
    ended = run(other, cause, verdict=Verdict.NOT_READY, root_cause="oauth.token.bad")
    kept = history.record("acme", ended)
    if not is_fresh:
        kept.path.with_name("last.json").write_text('{"path": "x", "cause": 1}', "utf-8")
    assert last_run.latest("acme").cause == "refused"


@pytest.mark.parametrize("is_fresh", [True, False])
@pytest.mark.parametrize(("verdict", "kept"), [("ready", "unseen"), ("undecided", "")])
def test_the_first_warning_of_a_run_that_is_ready_is_kept(is_fresh, verdict, kept):
    first = finished("billing.agreements", status=Status.WARN, code="x.y.first", summary="unseen")
    other = finished("tls.certificate", status=Status.WARN, code="x.y.other", summary="soon over")
    recorded = history.record("acme", run(first, other, verdict=Verdict(verdict)))
    if not is_fresh:
        recorded.path.with_name("last.json").write_text("{", "utf-8")
    assert last_run.latest("acme").warning == kept


def test_only_the_user_may_read_it():
    kept = history.record("acme", run())
    modes = [path.stat().st_mode & 0o777 for path in (kept.path, kept.path.parent)]
    assert modes == [places.FILE_MODE, places.FOLDER_MODE]


def test_a_learnt_secret_is_not_written():
    text.learn_secret("hunter2-hunter2")
    kept = history.record("acme", run(finished(evidence={"said": "hunter2-hunter2"})))
    assert b"hunter2" not in kept.path.read_bytes()


def test_the_latest_run_is_the_last_recorded():
    history.record("acme", run())
    history.record("acme", run(verdict=Verdict.NOT_READY, root_cause="tls.chain.incomplete"))
    latest = last_run.latest("acme")
    assert (latest.verdict, latest.root_cause, latest.at) == (
        Verdict.NOT_READY,
        "tls.chain.incomplete",
        AT,
    )


def test_the_latest_equals_its_entry_among_the_runs():
    history.record("acme", run(finished("tls.certificate", evidence={"days_left": 12})))
    assert history.runs("acme") == [last_run.latest("acme")]


def test_a_run_of_some_checks_is_not_the_connections_latest_verdict():
    whole = history.record("acme", run(verdict=Verdict.NOT_READY))
    history.record("acme", run(checks=["tls.chain"]))
    assert last_run.latest("acme") == whole


def test_a_run_of_some_checks_is_still_kept():
    history.record("acme", run(checks=["tls.chain"]))
    assert [kept.complete for kept in history.runs("acme")] == [False]


def test_the_soonest_certificate_counts():
    kept = history.record(
        "acme",
        run(
            finished("tls.certificate", target="https://a.test", evidence={"days_left": 80}),
            finished("tls.certificate", target="https://b.test", evidence={"days_left": 9}),
        ),
    )
    assert kept.certificate_days_left == 9


def test_a_run_that_has_not_ended_is_not_kept():
    assert history.record("acme", run()[:-1]) is None
    assert history.runs("acme") == []


def test_only_so_many_are_kept_and_the_newest_stay():
    kept = [history.record("acme", run(), keep=3) for _ in range(5)]
    assert [one.path for one in history.runs("acme")] == [one.path for one in kept[:1:-1]]


def test_the_latest_whole_run_outlives_newer_runs_of_some_checks():
    whole = history.record("acme", run(finished()), keep=2)
    for _ in range(4):
        history.record("acme", run(checks=["tls.chain"]), keep=2)
    assert history.load(whole.path) == run(finished())


def test_recent_gives_the_newest_first():
    kept = [history.record("acme", run()) for _ in range(3)]
    assert [one.path for one in history.recent("acme", 2)] == [kept[2].path, kept[1].path]


def test_nothing_is_known_of_a_profile_without_runs():
    assert (last_run.latest("new"), history.runs("new"), history.recent("new", 2)) == (None, [], [])


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"at": 1}']
)
def test_a_broken_summary_is_read_from_the_run_instead(broken):
    kept = history.record("acme", run())
    kept.path.with_name("last.json").write_bytes(broken)
    assert last_run.latest("acme") == kept


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"\x00" * 99, b'{"event": "run_started"}\n', b"[" * 100_000]
)
def test_a_broken_run_is_left_out_and_the_others_stay(broken):
    first = history.record("acme", run())
    second = history.record("acme", run())
    second.path.write_bytes(broken)
    assert history.runs("acme") == [first]


def test_a_broken_line_is_left_out_and_the_others_stay():
    kept = history.record("acme", run(finished()))
    with kept.path.open("ab") as file:
        file.write(b'{"event": "check_finished", "check": 3}\nrubbish\n')
    assert len(history.load(kept.path)) == 3


def test_a_member_from_a_later_version_is_no_obstacle():
    line = json.loads(run()[0].as_json())
    assert recording.parse(json.dumps({**line, "colour": "blue"})) == run()[0]


def test_what_a_tampered_file_says_cannot_reach_the_terminal():
    line = finished(summary="a\x1b]52;c;x\x07b", evidence={"k\x1b": ["\u202e"]}).as_json()
    event = recording.parse(line)
    assert "\x1b" not in event.summary + repr(dict(event.evidence))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    st.sampled_from(run(finished(), CheckStarted(check="a", target=None))),
    st.dictionaries(st.sampled_from(sorted(recording._TYPES)), _JSON, max_size=4),
)
def test_a_line_of_any_types_is_an_event_or_nothing(event, members):
    line = json.dumps({**json.loads(event.as_json()), **members})
    assert recording.parse(line) is None or type(recording.parse(line)) is type(event)


def test_what_has_changed_between_two_runs():
    before = run(finished(status=Status.FAIL), finished("halo.instance"))
    after = run(finished(), finished("halo.instance"), finished("billing.recurring"))
    assert history.changes(before, after) == [
        history.Change("tls.chain", None, Status.FAIL, Status.PASS),
        history.Change("billing.recurring", None, None, Status.PASS),
    ]


def test_a_run_has_not_changed_against_itself():
    assert history.changes(run(finished()), run(finished())) == []


def test_a_renamed_profile_keeps_its_runs():
    history.record("old", run())
    history.record("new", run(verdict=Verdict.UNDECIDED))
    history.rename("old", "new")
    assert (last_run.latest("new").verdict, history.runs("old")) == (Verdict.READY, [])


def test_a_profile_without_runs_can_be_renamed():
    history.rename("old", "new")
    assert history.runs("new") == []


def test_a_forgotten_profile_has_no_runs():
    history.record("acme", run())
    history.forget("acme")
    assert last_run.latest("acme") is None


def test_forgetting_nothing_is_fine():
    history.forget("acme")
    assert history.runs("acme") == []
