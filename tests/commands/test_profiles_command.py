"""`halo-tui profiles` from outside: what it prints, what it writes, how it ends."""

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from halo_tui import COMPLETION_VARIABLE
from halo_tui.base import places
from halo_tui.commands.profiles import command
from halo_tui.guide import progress
from halo_tui.profiles.store import Store

SECRET = "0f1e2d3c-1111-2222-3333-444455556666-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
ID = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
FULL = (
    "--client-id", ID, "--secret-stdin", "--tenant", "acme",
    "--resource-server", "https://acme.halopsa.com/api",
    "--authorization-server", "https://acme.halopsa.com/auth/",
)  # fmt: skip


def run(*arguments, stdin=None):
    return CliRunner().invoke(command, arguments, input=stdin)


@pytest.fixture
def acme():
    assert run("add", "acme", "--name", "Acme production", *FULL, stdin=SECRET).exit_code == 0
    return "acme"


def test_an_empty_list_says_how_to_begin():
    result = run("list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "profiles add" in result.stderr


def test_a_profile_that_is_complete_is_added_without_a_word_of_warning(acme):
    stored = Store().load(acme)
    assert stored.profile.name == "Acme production"
    assert stored.profile.client_secret.get_secret_value() == SECRET
    assert stored.path.stat().st_mode & 0o777 == 0o600


def test_a_half_filled_profile_is_saved_with_warnings():
    result = run("add", "Acme GmbH", "--resource-server", "acme.halopsa.com/api")
    assert result.exit_code == 0
    assert "Resource Server is not a plain address" in result.stderr
    assert Store().load("acme-gmbh").profile.resource_server == "acme.halopsa.com/api"


def test_on_premise_the_tenant_is_what_gradient_wants():
    run("add", "acme", "--hosting", "on-premise")
    assert Store().load("acme").profile.tenant == "Not set"


def test_values_are_changed_one_by_one(acme):
    assert run("set", acme, "--tenant", "other", "--ca-file", "root.pem").exit_code == 0
    profile = Store().load(acme).profile
    assert (profile.tenant, profile.client_id) == ("other", ID)
    assert profile.ca_file == Path.cwd() / "root.pem"


def test_a_reference_takes_the_place_of_the_secret(acme):
    assert run("set", acme, "--secret-ref", "env:HALO_SECRET").exit_code == 0
    assert SECRET not in Store().load(acme).path.read_text("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("add",),
        ("add", "acme"),
        ("add", "x", "--hosting", "cloud"),
        ("add", "x", "--secret-ref", SECRET),
        ("add", "x", "--secret-ref", "env:A", "--secret-stdin"),
        ("add", "x", "--client-secret", SECRET),
        ("set", "acme"),
        ("set", "nobody", "--tenant", "x"),
        ("show", "../acme"),
        ("show", "nobody"),
        ("rename", "nobody", "x"),
        ("duplicate", "acme", "acme"),
        ("delete", "acme"),
        ("delete", "--yes", "acme", "nobody"),
        ("export", "nobody"),
        ("import", "/nowhere.toml"),
        ("path", "nobody"),
    ],
)
def test_what_cannot_be_done_ends_with_2_and_changes_nothing(acme, arguments):
    before = {path.name: path.read_bytes() for path in Store().folder.glob("*.toml")}
    result = run(*arguments, stdin=SECRET)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert {path.name: path.read_bytes() for path in Store().folder.glob("*.toml")} == before


@pytest.mark.parametrize("stdin", [b"", b"\n", b"\xff\xfe", b"x" * 70_000])
def test_a_secret_that_is_none_is_refused(stdin):
    result = run("add", "acme", "--secret-stdin", stdin=stdin)
    assert result.exit_code == 2
    assert Store().slugs() == []


@pytest.mark.parametrize("arguments", [("show", "acme"), ("show", "acme", "--json"), ("list",),
                                       ("list", "--json"), ("export", "acme")])  # fmt: skip
def test_nothing_prints_the_secret(acme, arguments):
    result = run(*arguments)
    assert result.exit_code == 0
    assert SECRET not in result.output


@pytest.mark.parametrize("option", ["--client-id", "--tenant", "--resource-server", "--notes"])
def test_a_secret_in_another_field_is_not_printed_either(option):
    run("add", "acme", option, SECRET)
    for arguments in (("show", "acme"), ("show", "acme", "--json")):
        assert SECRET not in run(*arguments).output


def test_show_says_where_the_secret_is_and_what_is_wrong(acme):
    run("set", acme, "--tenant", "", "--secret-ref", 'cmd:["pass", "show", "halo/acme"]')
    shown = json.loads(run("show", acme, "--json").stdout)
    assert shown["secret"].startswith("cmd: pass")
    assert [problem["code"] for problem in shown["problems"]] == ["fields.tenant.missing"]


def test_the_list_names_a_broken_file_and_works_on(acme):
    (Store().folder / "broken.toml").write_text('name = "x\n', "utf-8")
    rows = json.loads(run("list", "--json").stdout)
    assert [row["slug"] for row in rows] == ["acme", "broken"]
    assert rows[0]["problem"] is None
    assert "line 1" in rows[1]["problem"]


def test_terminal_codes_in_a_file_do_not_reach_the_terminal():
    run("add", "acme", "--tenant", "\x1b]52;c;aGk=\x07", "--notes", "\x9b31m\u202e")
    for arguments in (("show", "acme"), ("list",)):
        assert not set(run(*arguments).output) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_renaming_takes_the_checklist_along(acme):
    progress.save(acme, {"prepare.psa"})
    assert run("rename", acme, "Beta & Söhne").stdout == "Renamed acme to beta-sohne\n"
    assert progress.load("beta-sohne") == {"prepare.psa"}


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_renaming_on_a_full_disk_changes_nothing_at_all(acme):
    progress.save(acme, {"prepare.psa"})
    runs = places.make_private(places.state_dir() / "history" / acme)
    (runs / "20261123T120000.000000Z.jsonl").write_text("{}\n", "utf-8")
    before = contents(places.config_dir()) | contents(places.state_dir())
    ended = subprocess.run(
        [sys.executable, "-m", "halo_tui", "profiles", "rename", acme, "Beta"],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )  # fmt: skip
    assert (ended.returncode, "Not saved" in ended.stderr) == (2, True)
    assert contents(places.config_dir()) | contents(places.state_dir()) == before


def test_renaming_whose_checklist_cannot_move_changes_nothing_at_all(acme, monkeypatch):
    progress.save(acme, {"prepare.psa"})
    history = places.make_private(places.state_dir() / "history" / acme)
    (history / "20261123T120000.000000Z.jsonl").write_text("{}\n", "utf-8")
    before = contents(places.config_dir()) | contents(places.state_dir())

    def refuse(*_):
        raise OSError(errno.EIO, "the disk reports an error")

    monkeypatch.setattr(progress, "rename", refuse)
    assert run("rename", acme, "Beta").exit_code == 2
    assert contents(places.config_dir()) | contents(places.state_dir()) == before


def test_a_new_profile_inherits_nothing_from_a_deleted_one(acme):
    progress.save(acme, {"prepare.psa"})
    run("delete", acme, "--yes")
    run("add", acme)
    assert progress.load(acme) == set()


def test_export_and_import_carry_all_but_the_secret(acme, tmp_path):
    exported = tmp_path / "copy.toml"
    assert run("export", acme, "-o", str(exported)).exit_code == 0
    assert exported.stat().st_mode & 0o777 == 0o600
    assert run("export", acme, "-o", str(exported)).exit_code == 2
    assert run("import", str(exported)).stdout == "Imported copy\n"
    before, after = Store().load(acme).profile, Store().load("copy").profile
    assert after == before.changed(client_secret=None)


def test_a_folder_is_imported_whole_and_what_cannot_be_is_named(tmp_path):
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "a.toml").write_text('name = "A"\n', "utf-8")
    (folder / "b.toml").write_text("", "utf-8")
    (folder / "c.toml").write_text('name = "C"\nclient_secret_ref = \'cmd:["x"]\'\n', "utf-8")
    result = run("import", str(folder))
    assert result.exit_code == 2
    assert "b.toml: it is empty" in result.stderr
    assert "runs a command" in result.stderr
    assert Store().slugs() == ["a", "c"]


def test_all_profiles_travel_in_one_document(acme, monkeypatch, tmp_path):
    run("add", "beta", "--notes", "two\nlines")
    document = run("export", "--all").stdout
    assert SECRET not in document
    monkeypatch.setenv("HALO_TUI_CONFIG_DIR", str(tmp_path / "elsewhere"))
    assert run("import", "-", stdin=document).stdout == "Imported acme-production\nImported beta\n"
    assert Store().load("beta").profile.notes == "two\nlines"


def test_a_csv_file_is_imported_row_by_row_and_what_cannot_be_is_named(tmp_path):
    file = tmp_path / "customers.csv"
    file.write_text(f"Name,Hosting,Client Secret\nA,hosted,{SECRET}\nB,moon,\n", "utf-8")
    result = run("import", str(file))
    assert (result.exit_code, Store().slugs()) == (2, ["a"])
    assert "row 3: the hosting 'moon'" in result.stderr
    assert "still holds the secret" in result.stderr and SECRET not in result.output


def test_an_import_says_that_a_secret_is_missing_and_a_name_taken(acme, tmp_path):
    file = tmp_path / "more.csv"
    name = Store().load(acme).profile.name
    file.write_text(f"Name,Tenant\n{name},acme\nBeta,beta\n", "utf-8")
    assert run("import", str(file)).stderr == (
        f"! 2 of 2 have no secret yet\n! 2 profiles are called {name} now\n"
    )


def test_nothing_is_to_be_deleted_where_no_file_was_imported():
    result = run("import", "-", stdin=f'name = "Beta"\nclient_secret = "{SECRET}"\n')
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_name_is_for_a_file_that_has_none(tmp_path):
    for name, text in {"own": 'name = "Own"\n', "none": 'tenant = "acme"\n'}.items():
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
        run("import", str(tmp_path / f"{name}.toml"), "--name", "Given")
    names = [Store().load(slug).profile.name for slug in ("own", "none")]
    assert names == ["Own", "Given"]


def test_the_environment_becomes_a_profile(monkeypatch):
    monkeypatch.setenv("HALO_TENANT", "acme")
    monkeypatch.setenv("HALO_CLIENT_ID", ID)
    assert run("import", "--env", "--name", "Acme").exit_code == 0
    assert Store().load("acme").profile.client_id == ID


def test_curl_needs_what_the_request_needs(profile_file):
    profile_file("bare", {"name": "Bare", "tenant": "bare"})
    result = run("export", "bare", "--as", "curl")
    assert result.exit_code == 2 and not result.stdout
    assert "Authorization Server and Client ID" in result.stderr


def test_curl_gets_the_secret_from_a_variable(acme):
    shown = run("export", acme, "--as", "curl").stdout
    assert SECRET not in shown and '"client_secret=$HALO_CLIENT_SECRET"' in shown
    assert "https://acme.halopsa.com/auth/token?tenant=acme" in shown


def test_paths_are_printed_bare(acme):
    assert run("path").stdout == f"{places.profiles_dir()}\n"
    assert run("path", acme).stdout == f"{places.profiles_dir() / 'acme.toml'}\n"


def test_deleting_removes_every_trace(acme):
    run("set", acme, "--tenant", "other")
    assert run("delete", acme, "--yes").stdout == "Deleted acme\n"
    rest = [path for path in places.config_dir().rglob("*") if path.is_file()]
    assert not any(SECRET in path.read_text("utf-8") for path in rest)


def test_names_are_completed_by_the_shell(acme):
    environment = {
        **os.environ, COMPLETION_VARIABLE: "bash_complete", "COMP_CWORD": "3",
        "COMP_WORDS": "halo-tui profiles show a",
    }  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-m", "halo_tui"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "plain,acme" in result.stdout
