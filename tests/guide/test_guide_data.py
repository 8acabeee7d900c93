"""The guide's data: complete, consistent, and every line of the published guide carried out."""

from __future__ import annotations

import ipaddress
import re

from cases import for_each

from halo_tui.checks.plan import IDS
from halo_tui.guide.model import BOTH, Step, load_guide, step_proven_by
from halo_tui.halo.scopes import REQUIRED
from halo_tui.profiles.schema import GRADIENT_FIELDS

GUIDE = load_guide()
STEPS = {step.id: step for step in GUIDE.steps}
HOSTINGS = ("hosted", "on-premise")

each_step = for_each(GUIDE.steps)
each_check = for_each(IDS)

PUBLISHED = {
    "minimum requirements: fully chained certificate": ["prepare.chain"],
    "minimum requirements: latest stable version": ["prepare.version"],
    "minimum requirements: addresses for the firewall": ["prepare.allow_list"],
    "note: Tenant is Not set on-premise": ["values.tenant", "gradient.enter"],
    "note: all permissions make it fail": ["permissions.not_all"],
    "select HaloPSA, Next, gather the items": ["prepare.psa"],
    "log in to HaloPSA": ["prepare.log_in"],
    "Configuration > Integrations > HaloPSA API > View Applications": ["application.open"],
    "New in the top right": ["application.new"],
    "Application Name Gradient MSP": ["application.name"],
    "Authentication Method, record ID and secret": [
        "application.method",
        "application.credentials",
    ],
    "Login Type Agent": ["application.login_type"],
    "select an agent with a role": ["application.agent"],
    "Customers Access Level": ["role.customers"],
    "Invoices Access Level": ["role.invoices"],
    "Customer Agreement Access Level": ["role.contracts"],
    "Products Access Level": ["role.items"],
    "keep a record of ID and secret": ["application.credentials"],
    "Save": ["application.save"],
    "Permissions: read customers": ["permissions.customers"],
    "Permissions: read and edit contracts": ["permissions.contracts"],
    "Permissions: read and edit items": ["permissions.items"],
    "Permissions: read and edit invoices": ["permissions.invoices"],
    "Feature Access for Clients Access Level": ["agent.feature_access"],
    "save the API application": ["permissions.save"],
    "Configuration > Integrations > HaloPSA API": ["values.open"],
    "record Resource Server, Authorization Server, Tenant": [
        "values.resource_server",
        "values.authorization_server",
        "values.tenant",
    ],
    "the five values into Gradient": ["gradient.enter"],
    "Save and Test": ["gradient.save_and_test"],
    "warning: final slash": ["values.authorization_server", "gradient.enter"],
    "connected": ["after.pending", "after.sync", "after.wrong_psa"],
    "newest version: create a role called Gradient": ["role.create", "role.save"],
    "newest version: create an API-only agent": ["agent.create"],
}
"""Each line of the published guide, and the steps that carry it out."""

SAID = {
    "prepare.chain": r"every intermediate",
    "prepare.version": r"latest stable",
    "prepare.allow_list": r"Ask Gradient's support \(",
    "application.new": r"New \(top right\)",
    "application.name": r"Gradient MSP",
    "application.method": r"Client ID and Secret \(Services\).*copy them after Save",
    "application.login_type": r"Agent",
    "role.create": r"Gradient.*press Save",
    "role.save": r"Tickets Access Level Read and Modify.*psa-data-access",
    "agent.create": (
        r"Username: Gradient.*API-only agent.*No Default Team.*Default Working Hours"
        r".*no licence and cannot log in"
    ),
    "prepare.psa": r"support@meetgradient\.com.*Synthesize.*Reconcile",
    "gradient.save_and_test": r"https://support\.meetgradient\.com/tickets",
    "application.credentials": r"choice of the login type, can change",
    "role.customers": r"Customers Access Level.*Read Only",
    "role.invoices": r"Invoices Access Level.*Read and Modify.*Read, Create and Modify",
    "role.contracts": r"Customer Agreement Access Level.*Read and Modify.*Client Contracts",
    "role.items": r"Products Access Level.*Read and Modify.*Items",
    "permissions.not_all": r"authentication fail.*Gradient is the exception",
    "agent.feature_access": r"Clients Access Level",
    "values.resource_server": r"without https:// or /api",
    "values.authorization_server": r"forward slash.*https://domain\.halopsa\.com/auth/",
    "values.tenant": r"Not set",
    "gradient.enter": (
        r"Client ID, Client Secret, Resource Server, Authorization Server and Tenant.*Not set"
        r".*Synthesize.*Reconcile"
    ),
    "after.pending": r"pending as long as",
    "after.sync": r"10 to 30 minutes",
    "after.wrong_psa": r"cannot be undone.*close the account",
}
"""Facts that a step must tell."""


def words(step: Step) -> str:
    """All that a step says."""
    told = [
        step.title,
        *step.where,
        step.value,
        step.do,
        step.why,
        step.note,
        step.on_premise,
        step.optional,
        step.warning,
    ]
    return " ".join([*told, *step.synonyms, *(drift.says for drift in step.drift)])


def test_ids_are_unique():
    assert len(STEPS) == len(GUIDE.steps)


@each_step
def test_a_step_belongs_to_a_section(step):
    assert step.section in {section.id for section in GUIDE.sections}


def test_sections_follow_each_other_in_the_order_of_the_steps():
    order = list(dict.fromkeys(step.section for step in GUIDE.steps))
    assert order == [section.id for section in GUIDE.sections]


def test_the_steps_of_a_section_stand_together():
    told = [step.id for _, steps in GUIDE.by_section(None) for step in steps]
    assert told == [step.id for step in GUIDE.steps]


@each_step
def test_a_step_is_proven_or_asks_to_confirm(step):
    assert bool(step.proven_by) != step.confirm


@each_step
def test_a_step_names_checks_of_the_plan(step):
    assert {*step.proven_by, *step.informed_by} <= set(IDS)


@each_step
def test_a_step_says_where_to_click_and_why(step):
    assert step.where
    assert step.why or step.do


@each_step
def test_a_title_fits_a_line_of_the_tree(step):
    assert len(step.title) <= 45


@each_step
def test_texts_have_no_leftover_spacing(step):
    assert not re.search(r"\s\s|\n|^\s|\s$", "|".join([step.do, step.why, step.note]))


@each_step
def test_a_step_is_for_a_known_hosting(step):
    assert step.hosting in (BOTH, "on-premise")


@each_step
def test_a_link_is_a_path(step):
    assert re.fullmatch(r"(/[a-z/]*)?", step.link)


@each_step
def test_a_value_asks_only_for_what_may_be_shown(step):
    fields = {"resource_server", "authorization_server", "tenant"}
    assert set(re.findall(r"\{(\w+)\}", step.value)) <= fields


@for_each(PUBLISHED)
def test_a_line_of_the_published_guide_has_its_steps(line):
    assert set(PUBLISHED[line]) <= set(STEPS)


def test_only_these_steps_are_not_in_the_published_guide():
    carried_out = {step for steps in PUBLISHED.values() for step in steps}
    assert set(STEPS) - carried_out == {"role.all_clients", "agent.active", "values.test"}


@for_each(SAID)
def test_a_step_tells_its_facts(step_id):
    assert re.search(SAID[step_id], words(STEPS[step_id]))


def test_on_premise_requirements_are_for_on_premise_only():
    alone = [step.id for step in GUIDE.steps if not step.applies_to("hosted")]
    assert alone == ["prepare.chain", "prepare.version"]


def test_both_published_sets_of_addresses_are_there():
    printed = {address for entry in GUIDE.allow_lists for address in entry.addresses}
    assert {"3.19.3.152", "3.19.4.238", "3.23.117.12", "3.138.54"} <= printed


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def test_a_printed_address_that_is_none_carries_a_note():
    for entry in GUIDE.allow_lists:
        assert entry.note or all(map(_is_address, entry.addresses))


def test_the_step_on_the_firewall_shows_every_published_set():
    said = " ".join(drift.says for drift in STEPS["prepare.allow_list"].drift)
    assert all(address in said for entry in GUIDE.allow_lists for address in entry.addresses)


def test_the_step_on_the_firewall_prints_no_set_as_the_truth():
    step = STEPS["prepare.allow_list"]
    assert not re.search(r"\d+\.\d+\.\d+", " ".join([step.value, step.do, step.note, step.why]))


def test_the_secret_is_asked_for_after_the_login_type_and_after_save():
    order = list(STEPS)
    places = [order.index(f"application.{name}") for name in ("login_type", "save", "credentials")]
    assert places == sorted(places)


@for_each(["role", "permissions"])
def test_a_page_is_saved_before_it_is_left(page):
    order = [step.id for step in GUIDE.steps if step.section == page]
    assert order[-1] == f"{page}.save"


def test_role_and_agent_are_there_before_the_application_asks_for_them():
    order = list(STEPS)
    places = [order.index(step) for step in ("role.save", "agent.create", "application.agent")]
    assert places == sorted(places)


def test_steps_have_the_same_number_whatever_the_hosting():
    for _, steps in GUIDE.by_section(None):
        alone = [step.applies_to("hosted") for step in steps]
        assert alone == sorted(alone, reverse=True)


def test_each_step_has_a_number_of_its_own():
    numbers = [GUIDE.number_of(step) for step in GUIDE.steps]
    assert (numbers[0], len(set(numbers))) == ("1.1", len(GUIDE.steps))


def test_what_is_published_names_a_page_that_says_so():
    pages = {source.id for source in GUIDE.sources}
    assert {GUIDE.support.source, *(entry.source for entry in GUIDE.allow_lists)} <= pages


def test_nobody_is_sent_to_gradients_support_without_its_address():
    for step in GUIDE.steps:
        sent = re.search(r"(?:ask|by) Gradient's support", words(step), re.IGNORECASE)
        assert not sent or "support (" in words(step), step.id


def test_each_permission_that_gradient_needs_is_told_once():
    told = [scope for step in GUIDE.steps for scope in step.value.split() if ":" in scope]
    assert sorted(told) == sorted(REQUIRED)


@for_each(IDS, HOSTINGS)
def test_a_finding_of_every_check_leads_to_a_step_that_applies(check_id, hosting):
    step_id = step_proven_by(check_id, hosting=hosting)
    assert STEPS[step_id].applies_to(hosting)


def test_a_check_that_does_not_exist_leads_nowhere():
    assert step_proven_by("coffee.hot", hosting="hosted") is None


@each_check
def test_a_check_matters_to_some_step(check_id):
    mattering = {check for step in GUIDE.steps for check in (*step.proven_by, *step.informed_by)}
    assert check_id in mattering


@each_step
def test_the_shape_of_a_typed_value_proves_no_step(step):
    assert not [check for check in step.proven_by if check.startswith("fields.")]


@each_step
def test_a_step_fills_a_field_that_a_profile_has(step):
    assert step.field in ("", *GRADIENT_FIELDS)


@each_step
def test_drift_is_told_to_somebody_who_knows_no_version_of_the_guide(step):
    assert all("Gradient's guide" in drift.says for drift in step.drift)


@for_each(GUIDE.homes)
def test_homes_are_steps_that_exist(pattern):
    homes = [
        home.replace("{field}", field)
        for home in GUIDE.homes[pattern].values()
        for field in ("resource_server", "authorization_server")
    ]
    assert set(homes) <= set(STEPS)


def test_a_finding_of_a_server_leads_to_the_step_of_its_address():
    found = [
        step_proven_by("network.dns", hosting="hosted", field=f"{name}_server")
        for name in ("resource", "authorization")
    ]
    assert found == ["values.resource_server", "values.authorization_server"]
