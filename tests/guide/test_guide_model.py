"""What a step's state, value and link come to."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halo_tui.guide.model import Step, StepState, link_for, load_guide, state_of, value_for

STATUSES = ("pass", "warn", "fail", "skip", "unknown")
CHECKS = ("a.one", "a.two", "b.three")

steps = st.builds(
    Step,
    id=st.just("some.step"),
    section=st.just("some"),
    title=st.just("Do it"),
    hosting=st.sampled_from(["both", "on-premise"]),
    proven_by=st.lists(st.sampled_from(CHECKS), unique=True).map(tuple),
    informed_by=st.lists(st.sampled_from(CHECKS), unique=True).map(tuple),
)
latests = st.dictionaries(st.sampled_from(CHECKS), st.sampled_from(STATUSES))
ticks = st.sets(st.sampled_from(["some.step", "other.step"]))


@given(steps, ticks, latests)
def test_a_failure_that_is_about_the_step_disproves_it_whatever_is_ticked(step, ticked, latest):
    about = {"some.step": "fail"}
    assert state_of(step, ticked, latest, verdicts=about) is StepState.CONTRADICTED


@given(steps, ticks, latests)
def test_failures_that_are_about_something_else_disprove_nothing(step, ticked, latest):
    about = {"other.step": "fail"}
    assert state_of(step, ticked, latest, verdicts=about) is not StepState.CONTRADICTED


@given(steps, ticks, latests)
def test_proven_means_that_every_proving_check_holds(step, ticked, latest):
    holds = [latest.get(check) in {"pass", "warn"} for check in step.proven_by]
    proven = bool(holds) and all(holds)
    assert (state_of(step, ticked, latest) is StepState.PROVEN) == proven


@given(steps, ticks, latests)
def test_a_warning_that_is_about_the_step_keeps_it_from_being_proven(step, ticked, latest):
    about = {"some.step": "warn"}
    assert state_of(step, ticked, latest, verdicts=about) is not StepState.PROVEN


@given(steps, latests, st.sampled_from([{}, {"some.step": "warn"}]))
def test_what_no_check_decides_the_tick_decides(step, latest, about):
    state = state_of(step, set(), latest, verdicts=about)
    if state is not StepState.PROVEN:
        assert state in {StepState.TODO, StepState.UNKNOWN}
        assert state_of(step, {"some.step"}, latest, verdicts=about) is StepState.DONE


@given(steps, latests)
def test_not_known_is_what_a_test_has_looked_at_in_vain(step, latest):
    in_vain = any(latest.get(check) in {"fail", "skip", "unknown"} for check in step.proven_by)
    assert (state_of(step, set(), latest) is StepState.UNKNOWN) == in_vain


@given(steps, ticks, latests, st.sampled_from(CHECKS), st.sampled_from(STATUSES))
def test_a_check_that_does_not_prove_changes_nothing(step, ticked, latest, check, status):
    if check not in step.proven_by:
        changed = {**latest, check: status}
        assert state_of(step, ticked, changed) is state_of(step, ticked, latest)


@given(steps, ticks, latests)
def test_a_step_for_on_premise_does_not_apply_when_hosted(step, ticked, latest):
    state = state_of(step, ticked, latest, hosting="hosted")
    assert (state is StepState.NOT_APPLICABLE) == (step.hosting == "on-premise")


def test_a_literal_value_is_copied_as_it_is():
    assert value_for(load_guide().step("application.name"), {}) == "Gradient MSP"


def test_a_value_comes_from_the_profile():
    values = {"tenant": "acme"}
    assert value_for(load_guide().step("values.tenant"), values) == "acme"


def test_a_value_that_the_profile_lacks_is_empty():
    assert value_for(load_guide().step("values.tenant"), {"tenant": ""}) == ""


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://acme.halopsa.com/api", "https://acme.halopsa.com"),
        ("https://halo.acme.test:8443/api/", "https://halo.acme.test:8443"),
        ("https://[2001:db8::1]/api", "https://[2001:db8::1]"),
    ],
)
def test_a_link_leads_to_this_instance(address, origin):
    step = load_guide().step("values.open")
    assert link_for(step, address) == f"{origin}/config/integrations/api"


@pytest.mark.parametrize(
    "address",
    [
        "", "acme", "acme.halopsa.com/api", "https://", "https://a:b/", "ftp://a/", "https://a:99999",
        "https://a\x1b]52;c;x\x07/api", "https://a\u202eb/api", "https://a b/api", "https://[::1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_opened_makes_no_link(address):
    assert link_for(load_guide().step("values.open"), address) is None


def test_a_step_without_a_page_has_no_link():
    step = load_guide().step("after.sync")
    assert link_for(step, "https://acme.halopsa.com/api") is None


def test_an_unknown_step_is_an_error():
    with pytest.raises(KeyError):
        load_guide().step("no.such")


def test_hosted_has_no_steps_for_on_premise():
    ids = {step.id for step in load_guide().steps_for("hosted")}
    assert "prepare.chain" not in ids


def test_the_guide_needs_no_heavy_module():
    script = (
        "import sys, halo_tui.guide.model as m, halo_tui.guide.progress; m.load_guide();"
        "print({'pydantic', 'httpx', 'textual', 'cryptography'} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout == "set()\n"
