"""What a run says of the steps: one cause, not every step that hangs on the same check."""

from __future__ import annotations

import pytest

from halo_tui.checks.events import CheckFinished, RunStarted
from halo_tui.checks.results import Results
from halo_tui.checks.verdicts import Status
from halo_tui.guide.model import Step, StepState, load_guide, state_of
from halo_tui.workspace.checklist import TEST, Checklist, StepEvidence, step_evidence

GUIDE = load_guide()
ITEMS_REFUSED = [
    ("oauth.token", "scope_refused", Status.FAIL, "permissions.save"),
    ("oauth.scope.read:items", "not_granted", Status.FAIL, "permissions.items"),
    ("oauth.scope.edit:items", "ok", Status.PASS, None),
    ("access.items", "forbidden", Status.FAIL, "role.items"),
    ("agent.identity", "blocked", Status.SKIP, None),
]


def results(*told: tuple[str, str, Status, str | None]) -> Results:
    found = Results()
    found.add(RunStarted(profile="acme", at="2026-11-20T10:00:00Z", checks=[]))
    for check, reason, status, step in told:
        found.add(
            CheckFinished(
                check=check, target=None, status=status, code=f"{check}.{reason}", summary=reason,
                step=step,
            )
        )  # fmt: skip
    return found


def states(said):
    return {
        step.id: state_of(step, set(), said.statuses, verdicts=said.verdicts, hosting="hosted")
        for step in GUIDE.steps
    }


def test_only_the_step_of_the_root_cause_is_disproved():
    found = states(step_evidence(results(*ITEMS_REFUSED)))
    wrong = [step for step, state in found.items() if state is StepState.CONTRADICTED]
    assert wrong == ["permissions.items"]


def test_steps_that_hang_on_the_same_check_are_not_known():
    found = states(step_evidence(results(*ITEMS_REFUSED)))
    hanging = {found[step] for step in ("application.method", "application.credentials")}
    assert hanging == {StepState.UNKNOWN}


def test_the_step_of_the_test_is_not_proven_while_anything_fails():
    step = GUIDE.step("values.test")
    passed = [(check, "ok", Status.PASS, None) for check in step.proven_by]
    too_low = ("role.items", "too_low", Status.FAIL, "role.items")
    said = [step_evidence(results(*passed, *more)) for more in ([], [too_low])]
    assert [states(each)[step.id] for each in said] == [StepState.PROVEN, StepState.UNKNOWN]


@pytest.mark.parametrize(
    ("step", "wrong"), [("values.resource_server", []), ("prepare.chain", ["prepare.chain"])]
)
def test_the_fault_of_somebody_else_makes_no_value_wrong(step, wrong):
    found = Results()
    found.add(
        CheckFinished(
            check="tls.chain", target=None, status=Status.FAIL, code="tls.chain.incomplete",
            summary="The chain is incomplete", step=step, who="web_server",
        )
    )  # fmt: skip
    shown = step_evidence(found)
    assert [name for name, status in shown.verdicts.items() if status == "fail"] == wrong
    assert shown.reasons[TEST].check == "tls.chain"


def test_the_test_itself_is_never_a_wrong_step():
    found = results(("oauth.token", "server_error", Status.FAIL, TEST))
    assert states(step_evidence(found))[TEST] is StepState.UNKNOWN


def test_a_warning_that_the_agent_sees_a_part_keeps_the_step_from_being_proven():
    told = ("role.all_clients", "restricted", Status.WARN, "role.all_clients")
    assert states(step_evidence(results(told)))["role.all_clients"] is StepState.UNKNOWN


def test_a_warning_of_a_check_that_proves_nothing_doubts_nothing():
    shape = ("fields.client_id", "not_a_guid", Status.WARN, "application.credentials")
    said = step_evidence(results(shape, ("oauth.token", "ok", Status.PASS, None)))
    assert states(said)["application.credentials"] is StepState.PROVEN


def test_a_failure_of_the_run_before_stands_until_its_check_has_ended_again():
    before = results(("agent.identity", "disabled", Status.FAIL, "agent.active"))
    under_way = [results(), results(("agent.identity", "ok", Status.PASS, None))]
    found = [states(step_evidence(run, before))["agent.active"] for run in under_way]
    assert found == [StepState.CONTRADICTED, StepState.PROVEN]


def test_the_result_that_disproves_a_step_is_at_hand():
    said = step_evidence(results(*ITEMS_REFUSED))
    assert said.reasons["permissions.items"].check == "oauth.scope.read:items"


def test_codes_of_another_version_explain_nothing():
    told = [("role.items", "gone", Status.FAIL, "role.items")]
    told.append(("role.invoices", "gone", Status.FAIL, "role.invoices"))
    assert set(step_evidence(results(*told)).reasons) >= {"role.items", "role.invoices"}


PROVEN = {check: "pass" for step in GUIDE.steps for check in step.proven_by}
TO_CONFIRM = {step.id for step in GUIDE.steps if step.confirm}
"""What only a person can tell."""


def after_a_run(*ticked: str, verdicts: dict[str, str] | None = None, **others: str) -> Checklist:
    """The checklist after a run that proves everything but some checks, by their ids with `_`."""
    unproven = {check.replace("_", ".", 1): status for check, status in others.items()}
    return Checklist(
        ticked=set(ticked), evidence=StepEvidence({**PROVEN, **unproven}, verdicts or {})
    )


def id_of(step: Step | None) -> str | None:
    return step.id if step else None


def test_after_a_test_that_passes_giving_the_values_to_gradient_is_next():
    checklist = after_a_run()
    assert id_of(checklist.next_step()) == "gradient.enter"
    assert checklist.awaits_hand_over


def test_what_no_test_can_prove_stays_open_after_it_and_comes_last():
    checklist = after_a_run()
    step = GUIDE.step("prepare.psa")
    assert checklist.state(step) is StepState.TODO
    assert not checklist.is_done_before_test()
    assert id_of(checklist.step_after("after.wrong_psa")) == "prepare.psa"


def test_from_what_is_proven_the_next_step_is_the_hand_over():
    assert id_of(after_a_run().step_after("role.customers")) == "gradient.enter"


def test_everything_before_the_test_can_be_done():
    assert after_a_run("prepare.psa", "prepare.allow_list").is_done_before_test()


def test_before_a_test_the_first_step_is_next_and_nothing_awaits_the_hand_over():
    checklist = Checklist()
    assert id_of(checklist.next_step()) == "prepare.psa"
    assert not checklist.awaits_hand_over


def test_what_a_run_shows_to_be_wrong_comes_before_the_hand_over():
    checklist = after_a_run(verdicts={"role.items": "fail"})
    assert id_of(checklist.next_step()) == "role.items"
    assert not checklist.awaits_hand_over


def test_a_failed_test_does_not_lead_to_the_hand_over():
    checklist = after_a_run(verdicts={TEST: "warn"}, oauth_token="fail")
    assert id_of(checklist.next_step()) == "prepare.psa"


def test_once_gradient_has_the_values_nothing_awaits_the_hand_over():
    checklist = after_a_run("gradient.enter", "gradient.save_and_test")
    assert id_of(checklist.next_step()) == "after.pending"
    assert not checklist.awaits_hand_over


def test_nothing_follows_where_all_is_done():
    assert after_a_run(*TO_CONFIRM).step_after("prepare.psa") is None
