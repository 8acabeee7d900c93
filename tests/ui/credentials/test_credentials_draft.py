"""The draft behind the credentials form: what it judges, offers, fixes, keeps and saves."""

from __future__ import annotations

from pathlib import Path

import pytest
from connections import ACME, SECRET, write

from halo_tui.checks.events import CheckFinished
from halo_tui.checks.verdicts import Status
from halo_tui.profiles.errors import ConflictError, NotSavedError
from halo_tui.profiles.secrets.references import Storage, from_typed, to_typed
from halo_tui.profiles.store import Store
from halo_tui.ui.credentials.hints import describe_folded, stray_digit
from halo_tui.workspace.drafts.difference import difference, in_view
from halo_tui.workspace.drafts.draft import Draft
from halo_tui.workspace.drafts.saving import load_draft, make_private, save_as_new, save_draft
from halo_tui.workspace.drafts.secret_storage import short_path
from halo_tui.workspace.probing import LogInAddressError, log_in_origin

NEW = {"name": "New", "hosting": "hosted"}


def draft(**values: str) -> Draft:
    return Draft("acme", {**NEW, **values}, "~/acme.toml")


def acme() -> Draft:
    write("acme")
    return load_draft(Store(), "acme")


def test_an_empty_field_is_not_wrong_until_somebody_holds_the_form_for_finished():
    form = draft()
    assert form.notes.of("client_id").tone == "hint"
    form.touch_all()
    assert form.notes.of("client_id").tone == "error"


def test_a_place_for_the_secret_is_not_wrong_before_something_is_typed():
    form = draft(client_secret=SECRET)
    form.keep_secret_in(Storage.ENV)
    assert form.notes.of("client_secret").tone == "hint"
    assert "variable" in form.hint("client_secret")


def test_a_problem_is_told_with_its_fix_and_one_key_fixes_it():
    form = draft(authorization_server="https://acme.halopsa.com/auth")
    note = form.notes.of("authorization_server")
    assert (note.tone, note.offer) == ("error", "https://acme.halopsa.com/auth/")
    assert form.problems.fix("authorization_server")
    assert form.text("authorization_server") == "https://acme.halopsa.com/auth/"
    assert form.notes.of("authorization_server").tone != "error"


def test_no_line_ever_shows_the_secret():
    form = draft()
    for text in (SECRET, f"{SECRET} ", f"\u200b{SECRET}", "4be0e0a8-6d1c-4f4c-9a55-2f0f6f1a7c31"):
        form.put("client_secret", text)
        form.offers.propose({"client_secret": SECRET[::-1]}, "pasted", ask=True)
        lines = [repr(form.notes.of("client_secret"))]
        form.offers.settle("client_secret", accept=False)
        lines.append(repr(form.notes.of("client_secret")))
        assert not any(text.strip() in line or SECRET[::-1] in line for line in lines)


def test_what_halo_says_fills_empty_fields_and_is_marked():
    form = draft()
    filled = form.offers.propose(
        {"tenant": "acme", "resource_server": "https://a.example/api"}, "Halo"
    )
    assert filled == ["tenant", "resource_server"]
    assert form.source("tenant") == "Halo"
    form.put("tenant", "acme2")
    assert form.source("tenant") == ""


def test_what_was_typed_is_never_overwritten_without_showing_both():
    form = draft(tenant="mine")
    form.offers.propose({"tenant": "theirs"}, "Halo")
    assert form.text("tenant") == "mine"
    note = form.notes.of("tenant")
    assert (note.text, note.aside) == ("theirs", "Halo")
    form.offers.settle("tenant", accept=True)
    assert form.text("tenant") == "theirs"


def test_a_declined_offer_leaves_the_field_as_it_was():
    form = draft(tenant="mine")
    form.offers.propose({"tenant": "theirs"}, "Halo")
    form.offers.settle("tenant", accept=False)
    assert (form.text("tenant"), form.is_changed) == ("mine", False)


def test_on_premise_fills_the_tenant_in_and_hosted_takes_it_out_again():
    form = draft()
    form.put("hosting", "on-premise")
    assert form.text("tenant") == "Not set"
    assert "never sent to Halo" in form.notes.of("tenant").text
    form.put("hosting", "hosted")
    assert (form.text("tenant"), form.notes.of("tenant").tone) == ("", "hint")


def test_line_breaks_in_notes_survive_the_one_line_they_are_edited_in():
    form = draft(notes="first\nsecond")
    assert "\n" not in form.text("notes")
    assert not form.is_changed
    form.put("notes", form.text("notes") + "!")
    assert form.profile_values()["notes"] == "first\nsecond!"


def test_revert_takes_everything_back():
    form = draft(tenant="acme")
    form.put("tenant", "other")
    form.keep_secret_in(Storage.ENV)
    form.put("client_secret", "NAME")
    form.revert()
    assert (form.is_changed, form.text("tenant"), form.secret.storage) == (
        False,
        "acme",
        Storage.PROFILE,
    )


@pytest.mark.parametrize(
    ("storage", "typed", "saved"),
    [
        (Storage.ENV, "HALO_SECRET", "env:HALO_SECRET"),
        (Storage.FILE, "/run/secret", "file:/run/secret"),
        (Storage.CMD, "pass show 'my halo'", 'cmd:["pass", "show", "my halo"]'),
        (Storage.CMD, '["pass"]', 'cmd:["pass"]'),
    ],
)
def test_a_reference_is_typed_as_people_write_it(storage: Storage, typed: str, saved: str):
    form = draft(client_secret=SECRET)
    form.keep_secret_in(storage)
    form.put("client_secret", typed)
    values = form.profile_values()
    assert (values["client_secret_ref"], values["client_secret"]) == (saved, "")


def test_a_saved_reference_is_not_changed_by_looking_at_it():
    for reference in ('cmd:["pass",  "show"]', "keyring:entry", "env:A", "odd"):
        form = draft(client_secret_ref=reference)
        assert form.profile_values()["client_secret_ref"] == reference
        assert not form.is_changed


def test_choosing_another_place_and_back_loses_no_secret():
    form = draft(client_secret=SECRET)
    form.keep_secret_in(Storage.FILE)
    form.keep_secret_in(Storage.PROFILE)
    assert (form.text("client_secret"), form.is_changed) == (SECRET, False)


def test_the_place_of_the_secret_is_said_before_it_is_saved():
    form = draft()
    form.put("client_secret", SECRET)
    note = "goes into ~/acme.toml, readable only by you"
    assert form.notes.of("client_secret").text == note


def test_a_command_line_comes_back_as_it_was_typed():
    assert to_typed(from_typed(Storage.CMD, "pass show 'my halo'")) == (
        Storage.CMD,
        "pass show 'my halo'",
    )


@pytest.mark.parametrize(
    ("pasted", "origin"),
    [
        ("https://acme.halopsa.com/dashboard?tab=1#top", "https://acme.halopsa.com"),
        ("acme.halopsa.com", "https://acme.halopsa.com"),
        ("http://acme.halopsa.com:80/", "https://acme.halopsa.com"),
        (" https://HALO.example:8443/login\n", "https://halo.example:8443"),
    ],
)
def test_the_server_is_found_in_whatever_the_browser_shows(pasted: str, origin: str):
    assert str(log_in_origin(pasted)) == origin


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "not an address",
        "https://halo.example@evil.test",
        "https://a.example:99999",
        "ftp://a.b",
    ],
)
def test_nothing_is_asked_at_an_address_with_more_than_one_meaning(pasted: str):
    with pytest.raises(LogInAddressError):
        log_in_origin(pasted)


def test_saving_writes_the_file_and_settles_the_draft():
    form = acme()
    form.put("tenant", "other")
    save_draft(Store(), form)
    assert not form.is_changed
    assert Store().load("acme").profile.tenant == "other"


def test_what_somebody_else_saved_in_another_field_comes_along():
    form = acme()
    write("acme", notes="theirs")
    form.put("tenant", "mine")
    save_draft(Store(), form)
    assert (form.text("notes"), form.is_changed) == ("theirs", False)
    assert Store().load("acme").profile.tenant == "mine"


def test_the_same_field_changed_by_both_is_offered_and_nothing_is_written():
    form = acme()
    write("acme", {**ACME, "tenant": "theirs", "notes": "theirs"})
    form.put("tenant", "mine")
    with pytest.raises(ConflictError):
        save_draft(Store(), form)
    note = form.notes.of("tenant")
    assert (note.text, note.aside) == ("theirs", "saved meanwhile")
    assert form.text("notes") == "theirs"
    assert Store().load("acme").profile.tenant == "theirs"


@pytest.mark.parametrize(("accept", "kept"), [(True, "theirs"), (False, "mine")])
def test_a_settled_conflict_is_saved_as_it_was_settled(accept: bool, kept: str):
    form = acme()
    write("acme", tenant="theirs")
    form.put("tenant", "mine")
    with pytest.raises(ConflictError):
        save_draft(Store(), form)
    form.offers.settle("tenant", accept=accept)
    save_draft(Store(), form)
    assert Store().load("acme").profile.tenant == kept


def test_a_place_of_the_secret_chosen_elsewhere_can_be_accepted():
    form = acme()
    other = {key: value for key, value in ACME.items() if key != "client_secret"}
    write("acme", {**other, "client_secret_ref": "env:THEIRS"})
    form.keep_secret_in(Storage.ENV)
    form.put("client_secret", "MINE")
    with pytest.raises(ConflictError):
        save_draft(Store(), form)
    form.offers.settle("client_secret", accept=True)
    assert form.profile_values()["client_secret_ref"] == "env:THEIRS"


def test_an_edit_whose_profile_was_deleted_can_be_saved_as_a_new_one():
    form = acme()
    store = Store()
    store.delete("acme")
    form.put("tenant", "mine")
    with pytest.raises(NotSavedError):
        save_draft(store, form)
    slug = save_as_new(store, form)
    assert store.load(slug).profile.tenant == "mine"
    assert (form.slug, form.is_changed) == (slug, False)


def test_a_secret_withheld_from_an_open_file_is_said_and_can_be_taken_back():
    path = write("acme")
    path.chmod(0o644)
    form = load_draft(Store(), "acme")
    assert "others can read it" in form.notes.of("client_secret").text
    make_private(Store(), form)
    assert (form.text("client_secret"), form.is_changed) == (SECRET, False)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_secret_for_the_keyring_is_not_written_to_the_file(monkeypatch: pytest.MonkeyPatch):
    kept: dict[str, str] = {}
    monkeypatch.setattr("halo_tui.profiles.secrets.keyrings.write", kept.__setitem__)
    form = acme()
    form.keep_secret_in(Storage.KEYRING)
    form.put("client_secret", "a new secret")
    save_draft(Store(), form)
    assert kept == {ACME["client_id"]: "a new secret"}
    text = Path(Store().path_of("acme")).read_text("utf-8")
    assert "a new secret" not in text
    assert 'client_secret_ref = "keyring:"' in text
    assert not form.is_changed


def test_a_keyring_that_refuses_leaves_file_and_draft_alone(monkeypatch: pytest.MonkeyPatch):
    from halo_tui.profiles.secrets.keyrings import KeyringError

    def refuse(entry: str, secret: str) -> None:
        raise KeyringError("the keyring is locked")

    monkeypatch.setattr("halo_tui.profiles.secrets.keyrings.write", refuse)
    form = acme()
    form.keep_secret_in(Storage.KEYRING)
    form.put("client_secret", "a new secret")
    with pytest.raises(NotSavedError, match="locked"):
        save_draft(Store(), form)
    assert form.text("client_secret") == "a new secret"
    assert Store().load("acme").profile.client_secret is not None


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("~/.config/halo-tui/profiles/contoso.toml", "~/…/contoso.toml"),
        ("/etc/a/contoso.toml", "/etc/a/contoso.toml"),
        ("~/a/b/northwind-services-and-branches-of-it.toml", "~/…/northwind-services-….toml"),
    ],
)
def test_a_long_path_is_cut_in_its_middle_and_in_no_word(path: str, short: str):
    assert short_path(path) == short


@pytest.mark.parametrize(
    ("mine", "theirs", "parts"),
    [
        ("acme", "Acme", (["a"], ["A"])),
        ("https://acme.x/auth/", "https://acme-msp.x/auth", (["/"], ["-msp"])),
        ("acme", "acme2", ([], ["2"])),
        ("same", "same", ([], [])),
        ("a1b2c3d4e", "a5b6c7d8e", (["1b2c3d4"], ["5b6c7d8"])),
    ],
)
def test_of_two_values_the_parts_are_marked_that_differ(
    mine: str, theirs: str, parts: tuple[list[str], list[str]]
):
    found = difference(mine, theirs)
    assert [mine[slice(*span)] for span in found.mine] == parts[0]
    assert [theirs[slice(*span)] for span in found.theirs] == parts[1]


def test_a_difference_far_behind_is_brought_into_view():
    shown, spans = in_view("https://a-very-long-name.halopsa.com/auth/", ((37, 41),), 20)
    assert len(shown[: spans[0][1]]) <= 20
    assert shown[slice(*spans[0])] == "auth"


def test_of_two_secrets_no_part_is_marked():
    form = draft(client_secret=SECRET)
    form.offers.propose({"client_secret": SECRET[::-1]}, "pasted")
    assert form.offers.differing("client_secret") is None


@pytest.mark.parametrize(
    ("before", "after", "digit"),
    [
        ("acme", "acme3", "3"), ("acme", "ac5me", "5"), ("acme", "acme9", ""), ("", "3", ""),
        ("acme", "acmex", ""), ("acme", "acme34", ""), ("https://x", "https://x3", ""),
    ],
)  # fmt: skip
def test_a_digit_in_a_right_value_may_have_been_meant_for_the_screens(
    before: str, after: str, digit: str
):
    assert stray_digit(draft(tenant=before), "tenant", after) == digit


def test_the_folded_fields_say_what_they_hold():
    assert describe_folded(draft()) == "root certificate, notes"
    form = draft(ca_file="/etc/ssl/private-authority/root.pem", notes="mine")
    assert describe_folded(form) == "root certificate: /…/root.pem · notes: mine"


def test_a_path_with_a_tilde_is_saved_as_programs_need_it():
    form = draft()
    form.put("ca_file", " ~/root.pem")
    assert form.profile_values()["ca_file"] == str(Path.home() / "root.pem")
    assert not draft(ca_file="~/root.pem").is_changed


def test_one_key_fixes_the_field_with_the_cursor_or_the_first_that_it_can():
    form = draft(tenant="acme ", authorization_server="https://acme.halopsa.com/auth")
    assert form.problems.fixable("tenant") == "tenant"
    assert form.problems.fixable("client_id") == "authorization_server"
    assert draft().problems.fixable("client_id") is None


def test_a_value_that_the_last_test_failed_at_is_marked_until_it_changes():
    form = draft(client_secret=SECRET)
    form.notes.refused = CheckFinished(
        check="oauth.token", target=None, status=Status.FAIL, code="oauth.token.wrong_secret",
        summary="Halo refuses the Client Secret", field="client_secret",
    )  # fmt: skip
    note = form.notes.of("client_secret")
    assert (note.tone, note.text) == ("error", "Halo refuses the Client Secret")
    form.put("client_secret", f"6{SECRET[1:]}")
    assert form.notes.of("client_secret").tone == "hint"
