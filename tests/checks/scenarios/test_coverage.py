"""The data agree with each other: codes, findings, scenarios, guide."""

from __future__ import annotations

import re

from cases import for_each

from halo_tui.checks.diagnosis import findings
from halo_tui.checks.plan import IDS
from halo_tui.checks.verdicts import Status
from halo_tui.checks.wording import LONGEST_SUMMARY
from halo_tui.guide.model import load_guide, step_proven_by
from halo_tui.profiles.schema import GRADIENT_FIELDS
from halo_tui.sandbox.scenarios import load_scenarios

GENERAL = {"*.unexpected", "*.cancelled", "*.timeout"}
"""Codes that any check may end with; they have no scenario of their own."""
FINDINGS = findings.all_findings()
PLAYED = {code for scenario in load_scenarios().values() for code in scenario.codes}
STEPS = {step.id for step in load_guide().steps}


def checks_of(code: str) -> list[str]:
    """The checks that can end with a code or pattern."""
    wanted = code.rpartition(".")[0].split(".")
    if code in GENERAL:
        return list(IDS)
    return [
        check
        for check in IDS
        if len(check.split(".")) == len(wanted)
        and all(w in ("*", g) for w, g in zip(wanted, check.split("."), strict=True))
    ]


@for_each(FINDINGS)
def test_finding_belongs_to_a_check(code: str) -> None:
    assert checks_of(code)


REASONS = sorted(code for code in FINDINGS if code not in GENERAL and not code.endswith(".ok"))


@for_each(REASONS)
def test_finding_is_played(code: str) -> None:
    reason = code.rpartition(".")[2]
    assert {f"{check}.{reason}" for check in checks_of(code)} & PLAYED


@for_each(sorted(PLAYED))
def test_played_code_has_a_finding(code: str) -> None:
    assert findings.finding(code)


@for_each(IDS)
def test_check_can_pass(check: str) -> None:
    never_known_from_here = check == "gradient.allow_list"
    assert never_known_from_here or findings.finding(f"{check}.ok").status is Status.PASS


TROUBLE = sorted(code for code, found in FINDINGS.items() if found.status is not Status.PASS)


@for_each(TROUBLE)
def test_trouble_says_what_to_do(code: str) -> None:
    found = FINDINGS[code]
    assert found.means
    assert found.causes
    assert found.cure


@for_each(TROUBLE)
def test_trouble_leads_to_a_step_or_a_field(code: str) -> None:
    found = FINDINGS[code]
    steps = {
        found.step or step_proven_by(check, hosting=hosting)
        for check in checks_of(code)
        for hosting in ("hosted", "on-premise")
    }
    assert found.field or None not in steps
    assert {step for step in steps if step} <= STEPS
    assert found.field in {"", "@target", "ca_file", "hosting", *GRADIENT_FIELDS}


HALO_WORDS = re.compile(r"\b(Authoris\w+|GUIDs?|API key|Client id|client ID|tennant)\b")


@for_each(TROUBLE)
def test_trouble_is_told_in_halos_words(code: str) -> None:
    found = FINDINGS[code]
    texts = [
        found.title,
        found.means,
        found.next_step,
        *(c.text for c in (*found.causes, *found.cure)),
    ]
    mentions_halos_spelling = code == "fields.authorization_server.missing"
    assert mentions_halos_spelling or not HALO_WORDS.search(" ".join(texts))
    assert len(found.title) <= LONGEST_SUMMARY


def test_halos_own_spelling_is_mentioned_once() -> None:
    cures = [line.text for found in FINDINGS.values() for line in found.cure]
    assert len([line for line in cures if "Authorisation" in line]) == 1
