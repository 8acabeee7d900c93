"""Text from outside: every place where it enters, and every place from which a terminal hears it.

Where it enters, the function makes it harmless itself, or is in `ENTRANCES` with the reason why it
need not. A terminal is written to by the places in `WRITERS` alone. An entry that fits nothing any
more fails too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from product_code import modules, nodes

GATES = {"harmless", "shown_values", "gated", "reveal", "masked", "text_of"}

READS = {
    "read_text", "read_bytes", "scandir", "listdir", "iterdir", "glob", "rglob", "readlink",
    "getenv", "getpwuid", "gethostname", "getpass", "prompt", "Popen", "check_output",
    "get_password", "open_connection", "create_connection", "getaddrinfo", "recv",
    "get_unverified_chain", "getpeercert", "load_pem_x509_certificates",
    "load_der_x509_certificate",
}  # fmt: skip
"""Calls that bring text from outside, by the last part of their names."""
WHOLE_READS = {"open", "input", "os.open", "os.fdopen", "subprocess.run", "path.open"}
"""Calls that do, by their whole names."""
NAMES = {"os.environ", "os.environb", "sys.argv", "sys.stdin"}
"""What holds text from outside."""

EXACT = "a value that is used as it is; what is shown of it is gated where it is shown"
LATER = "bytes or names for other functions, each of which gates what it shows"
CHOICE = "compared with what is known, never shown"
WRITING = "no text comes in: it is a handle to write with"
SAID = "shown by `commands.output` alone, which gates"
SECRET = "a secret, which is never shown"

ENTRANCES = {
    "__main__.py:_has_usual_width": CHOICE,
    "__main__.py:_open_closed_streams": "no text comes in: what it opens is empty",
    "__main__.py:main": CHOICE,
    "__main__.py:_run": CHOICE,
    "base/faultlog.py:append": WRITING,
    "base/faultlog.py:read": "what `append` wrote, masked; " + SAID,
    "base/places.py:config_dir": EXACT,
    "base/places.py:state_dir": EXACT,
    "base/tomlfile.py:read_bytes": LATER,
    "base/writing.py:Staged.create": LATER,
    "base/writing.py:_create_without_links": WRITING,
    "base/writing.py:_remove_leftover": WRITING,
    "base/writing.py:_remove_leftovers": CHOICE,
    "base/writing.py:_sync_folder": WRITING,
    "base/writing.py:staged": WRITING,
    "checks/subjects/network.py:_connect": "no text comes in: it is handed on for the handshake",
    "commands/check.py:_from_environment": EXACT,
    "commands/doctor.py:_network": SAID,
    "commands/doctor.py:_place": SAID,
    "commands/doctor.py:_terminal": SAID,
    "commands/manual.py:_date": CHOICE,
    "commands/output.py:_discard_output": WRITING,
    "commands/profiles/exchange.py:_import": SAID,
    "commands/profiles/exchange.py:import_profiles": SAID,
    "commands/profiles/values.py:_read_secret": SECRET,
    "guide/progress.py:load": CHOICE,
    "halo/aia.py:_connect": LATER,
    "halo/certificates.py:_parse_bundle": LATER,
    "halo/certificates.py:read": LATER,
    "halo/channel.py:TlsChannel.chain": LATER,
    "halo/proxy.py:proxy_for": LATER,
    "halo/resolve.py:_getaddrinfo": "numbers",
    "halo/tls.py:Endpoint.open": LATER,
    "halo/trust.py:Trust._read_own_roots": "certificates for OpenSSL, never shown",
    "profiles/fingerprint.py:_key": "hashed, never shown",
    "profiles/listing.py:ProfileList.slugs": LATER,
    "profiles/secrets/keyrings.py:prove.round_trip": SECRET,
    "profiles/secrets/keyrings.py:read": SECRET,
    "profiles/store.py:Store.delete": "put back as it was, never shown",
    "profiles/store.py:Store.import_file": LATER,
    "profiles/store.py:Store.load": LATER,
    "settings.py:load_settings": CHOICE,
    "settings.py:source_of": CHOICE,
    "start/demo.py:DemoRehearsal._use_values": WRITING,
    "start/demo.py:_demo": CHOICE,
    "start/demo.py:_settings": CHOICE,
    "start/terminal.py:has_terminal": CHOICE,
    "start/terminal.py:prepare_terminal": CHOICE,
    "ui/kit/driver.py:_write_into_nothing": WRITING,
    "ui/kit/theme.py:fitting_theme": CHOICE,
    "ui/profiles/demo.py:_own_command": "run, never shown",
    "ui/profiles/demo.py:open_demo": "no output is read",
    "workspace/drafts/unsaved_text.py:load": "offered in the form, which shows it by `reveal`",
    "workspace/drafts/unsaved_text.py:slugs": CHOICE,
    "workspace/history.py:_lines": "read by `recording`, which gates",
    "workspace/last_run.py:run_files": CHOICE,
    "workspace/last_run.py:latest": "read by `foreign`, which gates",
    "workspace/importing.py:_read": LATER,
    "workspace/last_opened.py:load": CHOICE,
    "workspace/file_states.py:file_states": CHOICE,
}

WRITERS = {
    "__main__.py:_has_usual_width": "asks for the width",
    "__main__.py:_is_answered": "the version, and the product's own help",
    "__main__.py:main": "what `crash.describe` says is gated and masked",
    "base/crash.py:install.hook": "what `describe` says is gated and masked",
    "base/faultlog.py:append": "a file: what is written there is gated and masked",
    "commands/doctor.py:_terminal": "asks for the encoding",
    "commands/output.py:_discard_output": "nothing is written",
    "commands/output.py:emit": "exact bytes for a program; a terminal gets them gated",
    "commands/output.py:reveal_secret": "the secret, gated by `reveal`",
    "commands/output.py:say": "gated",
    "commands/output.py:show_progress": "gated",
    "commands/profiles/moving.py:_demand_consent": "gated",
    "commands/profiles/values.py:_read_secret": "a label of the product",
    "start/terminal.py:has_terminal": "asks whether it is a terminal",
    "start/terminal.py:prepare_terminal": "sets how it is encoded",
    "ui/kit/lean_app.py:LeanApp.end_with_fault": "what `crash.describe` says is gated and masked",
}
"""Beside the application's frames, all of whose cells pass `ui/kit/last_gate`."""

PARSERS = {"Static", "Label", "Button", "Line"}
"""Widgets that read text as markup unless they are asked not to; `Line` asks for that itself."""
WIDGETS = {"Input", "Static", "Tree"}
"""Widgets of Textual that the product uses. Before another is: does it read text as markup?"""


def sources() -> Iterator[str]:
    # The sandbox is a server of our own; it is shown by commands, which gate, and by the demo.
    yield from (path for path in modules() if not path.startswith("sandbox/"))


@cache
def functions() -> dict[str, list[ast.AST]]:
    """The nodes of every function, method and module, without those of the functions in it."""
    found: dict[str, list[ast.AST]] = {}

    def walk(node: ast.AST, name: str) -> None:
        found.setdefault(name, [])
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                outer = name.rpartition(":")[2]
                walk(child, f"{name}.{child.name}" if outer else f"{name}{child.name}")
            elif isinstance(child, ast.ClassDef):
                walk(child, f"{name}{child.name}")
            else:
                found[name].append(child)
                walk(child, name)

    for path in sources():
        walk(modules()[path], f"{path}:")
    return found


def called(node: ast.AST) -> str:
    """The whole name of what is called; nothing for a node that is no call."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def last(name: str) -> str:
    return name.rpartition(".")[2]


def brings(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) in NAMES
    name = called(node)
    return name in WHOLE_READS or last(name) in READS


def is_of_the_product(inside: list[ast.AST]) -> bool:
    """Whether a function reads the files that are delivered with the product."""
    return any(called(node) == "files" for node in inside)


def writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return ast.unparse(node) in {
            "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "self._driver",
            "app._driver", "self._exit_renderables",
        }  # fmt: skip
    name = called(node)
    is_printing = name in {"print", "input", "Console", "os.write", "warnings.warn"}
    of = ("click.echo", "click.secho", "click.confirm", "click.prompt", "logging.", "traceback.p")
    return is_printing or name.startswith(of) or name.endswith(".console.print")


def test_text_from_outside_is_gated_where_it_enters_or_there_is_a_reason() -> None:
    ungated = {
        name
        for name, inside in functions().items()
        if any(map(brings, inside)) and not is_of_the_product(inside)
        if not any(last(called(node)) in GATES for node in inside)
    }
    new, stale = ungated - set(ENTRANCES), set(ENTRANCES) - ungated
    assert not new, f"make what comes in harmless there, or say in ENTRANCES why not: {new}"
    assert not stale, f"no longer true: {stale}"


def test_few_places_write_to_a_terminal_and_each_gates() -> None:
    assert {name for name, inside in functions().items() if any(map(writes, inside))} == set(
        WRITERS
    )


def test_no_widget_reads_text_as_markup() -> None:
    found = []
    for path in (path for path in sources() if path.startswith("ui/")):
        for node in nodes(path):
            if why := markup_in(node):
                found.append(f"{path}:{getattr(node, 'lineno', 0)}: {why}")
    assert found == []


def markup_in(node: ast.AST) -> str:
    """Why a piece of code may read text as markup; nothing where it does not."""
    if isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
        return ", ".join(sorted({each.name for each in node.names} - WIDGETS))
    if isinstance(node, ast.ClassDef) and {*map(ast.unparse, node.bases)} & PARSERS - {"Line"}:
        return "" if "super().__init__" in ast.unparse(node) and is_plain(node) else node.name
    if isinstance(node, ast.Assign) and last(ast.unparse(node.targets[0])).startswith("border_"):
        return "" if isinstance(node.value, ast.Constant) else "a border's text"
    name = last(called(node))
    if name in {"from_markup", "notify", "log", "render_markup"}:
        return name
    return name if name in PARSERS - {"Line"} and not is_plain(node) else ""


def is_plain(node: ast.AST) -> bool:
    """Whether a widget is made with `markup=False`, or a class of one makes itself so."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    made = [each for each in calls if isinstance(node, ast.Call) or "__init__" in called(each)]
    arguments = [word for each in made for word in each.keywords]
    return any(word.arg == "markup" and ast.unparse(word.value) == "False" for word in arguments)
