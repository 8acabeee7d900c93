"""The causes as data: their conditions exist, each is played, and what they say is whole."""

from __future__ import annotations

import re

from cases import for_each

from halo_tui.checks.diagnosis import facts, findings
from halo_tui.checks.diagnosis.causes import all_causes
from halo_tui.checks.diagnosis.patterns import matches
from halo_tui.checks.plan import IDS
from halo_tui.guide.model import load_guide
from halo_tui.profiles.schema import GRADIENT_FIELDS
from halo_tui.sandbox.scenarios import load_scenarios

CAUSES = all_causes()
PLAYED = {scenario.cause for scenario in load_scenarios().values() if scenario.cause}
MADE_BY_HAND = {"captive_portal_http", "another_device_answers"}
"""Causes whose world the sandbox does not play; see test_conclusions."""


def is_code(pattern: str) -> bool:
    """Whether some check can end with a code that a pattern stands for."""
    reasons = {code.rpartition(".")[2] for code in findings.all_findings()}
    codes = (f"{check}.{reason}" for check in IDS for reason in reasons)
    return any(matches(pattern, code) for code in codes)


@for_each(CAUSES)
def test_conditions_name_facts_or_codes(cause):
    data = CAUSES[cause]
    for condition in (*data.needs, *data.speaks_for, *data.rules_out):
        name = condition.lstrip("!")
        assert is_code(name) if "." in name else name in facts.names(), condition


EVIDENCE = {"status", "came", "error", "description", "again_status"}
"""What the results that causes show in hold themselves."""


@for_each(CAUSES)
def test_sentences_name_facts_or_evidence(cause):
    data = CAUSES[cause]
    texts = (data.name, data.means, data.decides, *data.cure)
    named = {name for text in texts for name in re.findall(r"{(\w+)}", text)}
    assert named <= facts.names() | EVIDENCE


@for_each(CAUSES)
def test_what_it_explains_exists(cause):
    for pattern in (*CAUSES[cause].explains, *CAUSES[cause].shows):
        assert is_code(pattern), pattern


@for_each(CAUSES)
def test_it_says_what_happened_what_to_do_and_what_decides(cause):
    data = CAUSES[cause]
    assert data.needs
    assert data.means
    assert data.cure
    assert data.decides
    assert data.step in {"", *(step.id for step in load_guide().steps)}
    assert data.field in {"", *GRADIENT_FIELDS}


def test_each_cause_is_played():
    assert set(CAUSES) == PLAYED | MADE_BY_HAND


@for_each(CAUSES)
def test_no_words_of_a_cure_need_this_application(cause):
    text = " ".join([CAUSES[cause].decides, *CAUSES[cause].cure])
    assert not any(word in text for word in ("Credentials screen", "Hand-over", "F8", "F7"))
