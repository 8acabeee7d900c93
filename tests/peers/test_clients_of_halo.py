"""Other people's clients of Halo against the sandbox: PyPI's two, and the request code of n8n."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from halo_tui.halo.scopes import KNOWN
from halo_tui.sandbox.scenarios import load_scenarios, read_scenarios
from halo_tui.sandbox.server import Sandbox

pytestmark = pytest.mark.peer

HERE = Path(__file__).parent
PYTHON = str(HERE / ".venv" / "bin" / "python")
PEERS = {
    "halopsa": [PYTHON, "with_halopsa.py"],
    "haloitsm": [PYTHON, "with_haloitsm.py"],
    "n8n": ["node", "with_n8n.cjs"],
}
SCOPE_OF_N8N = "admin edit:tickets edit:customers"
"""What the node asks for."""

WRONG = "00000000-0000-0000-0000-000000000000-00000000-0000-0000-0000-000000000000"
WORDS_FOR_WRONG_SECRET = {
    "halopsa": "Make sure your client ID and secret are correct",
    "haloitsm": "HaloAuthenticationError",
    "n8n": "401",
}
WORDS_FOR_MISSING_SCOPE = {
    "halopsa": "PermissionError",
    "haloitsm": "403",
    "n8n": "You don't have permissions to get tickets",
}

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def ask(sandbox: Sandbox) -> Ask:
    """Has a client do its work at a Halo with every permission ticked, but those `without`."""

    def begin(peer: str, hosting: str, *, without: str = "", **changes: str) -> dict[str, Any]:
        ticked = [
            scope
            for scope in KNOWN
            if not scope.startswith("all") and not scope.endswith(f":{without}")
        ]
        table = (
            f'[tried]\ntitle = "t"\ncodes = ["oauth.token.ok"]\nverdict = "ready"\n'
            f'base = "healthy-{hosting}"\ninstance.application.scopes = {json.dumps(ticked)}\n'
            f'instance.tenant_on_premise = "ignored"\n'
        )
        sandbox.play(read_scenarios(table, load_scenarios())["tried"])
        values = sandbox.values
        task = {
            "port": sandbox.port, "hosting": hosting, "scope": SCOPE_OF_N8N,
            "tenant": "northwind" if hosting == "hosted" else "",
            "ca_file": values["ca_file"], "client_id": values["client_id"],
            "client_secret": values["client_secret"], **changes,
        }  # fmt: skip
        done = subprocess.run(
            PEERS[peer], input=json.dumps(task), capture_output=True, text=True,
            cwd=HERE, timeout=60, check=False,
        )  # fmt: skip
        assert done.stdout, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return begin


@pytest.mark.parametrize("hosting", ["hosted", "on-premise"])
@pytest.mark.parametrize("peer", PEERS)
def test_it_reads_every_page_a_search_and_a_single_record(
    ask: Ask, peer: str, hosting: str
) -> None:
    result = ask(peer, hosting)
    assert "error" not in result
    assert result["ids"] == list(range(2001, 2231))
    assert result["total"] == 230
    assert [row["name"] for row in result["found"]] == ["Copperline Brewing"]
    assert result["one"]["id"] in {12, 103}
    assert result.get("agents", 3) == 3


@pytest.mark.parametrize("hosting", ["hosted", "on-premise"])
@pytest.mark.parametrize("peer", PEERS)
def test_it_is_told_of_a_wrong_secret(ask: Ask, peer: str, hosting: str) -> None:
    assert WORDS_FOR_WRONG_SECRET[peer] in ask(peer, hosting, client_secret=WRONG)["error"]


@pytest.mark.parametrize("hosting", ["hosted", "on-premise"])
@pytest.mark.parametrize("peer", PEERS)
def test_it_is_told_of_a_missing_permission(ask: Ask, peer: str, hosting: str) -> None:
    # The node asks for what it needs by name, and is refused the token if that is not ticked.
    changes = {"scope": "admin edit:customers"} if peer == "n8n" else {}
    result = ask(peer, hosting, without="tickets", **changes)
    assert WORDS_FOR_MISSING_SCOPE[peer] in result["error"]
