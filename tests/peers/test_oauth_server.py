"""The OAuth part against a server that is not ours: npm's oidc-provider, over TLS."""

from __future__ import annotations

import datetime
import ipaddress
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from halo_tui.cli import main

pytestmark = pytest.mark.peer

HERE = Path(__file__).parent
SEVEN = (
    "read:customers read:contracts edit:contracts read:items edit:items read:invoices edit:invoices"
)
FULL = "c9534241-dde9-4d04-9d45-32b1fbff22ed"
SHORT = "0b0f7a3d-4a77-45d8-8f2f-50b8c6f1a001"
OTHER_GRANT = "1c1f7a3d-4a77-45d8-8f2f-50b8c6f1a002"
SECRET = "5b1f7f0e-2a52-4f0e-8c43-0c1f6dd3f3a1-91f0c8d2-77a1-4b6e-9a55-6a2e3d1c0b9f"


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: str, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    is_root = name == issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=90))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if not is_root:
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(signer, hashes.SHA256())


def _client(client_id: str, scope: str, grant: str) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "client_secret": SECRET,
        "grant_types": [grant],
        "redirect_uris": ["https://localhost/back"] if grant == "authorization_code" else [],
        "response_types": ["code"] if grant == "authorization_code" else [],
        "token_endpoint_auth_method": "client_secret_post",
        "scope": scope,
    }


@dataclass(frozen=True)
class Peer:
    port: int
    ca_file: Path


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    folder = tmp_path_factory.mktemp("oidc")
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Peer Root", root_key, "Peer Root", root_key)
    leaf = _certificate("localhost", leaf_key, "Peer Root", root_key)
    pem = serialization.Encoding.PEM
    key_bytes = leaf_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(key_bytes)
    (folder / "chain.pem").write_bytes(leaf.public_bytes(pem))
    (folder / "root.pem").write_bytes(root.public_bytes(pem))
    clients = [
        _client(FULL, SEVEN, "client_credentials"),
        _client(SHORT, SEVEN.replace(" edit:invoices", ""), "client_credentials"),
        _client(OTHER_GRANT, SEVEN, "authorization_code"),
    ]
    (folder / "clients.json").write_text(json.dumps(clients))
    files = [str(folder / name) for name in ("key.pem", "chain.pem", "clients.json")]
    process = subprocess.Popen(
        ["node", "oidc.mjs", *files],
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        assert process.stderr is not None
        pytest.fail(process.stderr.read())
    yield Peer(int(line), folder / "root.pem")
    process.kill()
    process.wait()


Check = Callable[..., dict[str, Any]]


@pytest.fixture
def codes(peer: Peer, profile_file: Callable[..., Path]) -> Callable[..., dict[str, str]]:
    """Runs the OAuth checks with an application's ID and secret; the code of each check."""

    def run(client_id: str, secret: str = SECRET) -> dict[str, str]:
        base = f"https://localhost:{peer.port}"
        values = {
            "name": "Peer",
            "hosting": "hosted",
            "resource_server": f"{base}/api",
            "authorization_server": f"{base}/auth/",
            "tenant": "peer",
            "client_id": client_id,
            "client_secret": secret,
            "ca_file": str(peer.ca_file),
        }
        profile_file("peer", values)
        only = [f"--only=oauth.scope.{scope}" for scope in SEVEN.split()]
        result = CliRunner().invoke(main, ["check", "peer", "--json", *only])
        assert secret not in result.output
        events = [json.loads(line) for line in result.output.splitlines()]
        return {e["check"]: e["code"] for e in events if e["event"] == "check_finished"}

    return run


def test_seven_scopes_are_granted(codes: Callable[..., dict[str, str]]) -> None:
    found = codes(FULL)
    scopes = {check: code for check, code in found.items() if check.startswith("oauth.scope")}
    assert found["oauth.token"] == "oauth.token.ok"
    assert scopes == {f"oauth.scope.{s}": f"oauth.scope.{s}.ok" for s in SEVEN.split()}


def test_the_one_missing_scope_is_named(codes: Callable[..., dict[str, str]]) -> None:
    found = codes(SHORT)
    missing = [check for check, code in found.items() if code.endswith(".not_granted")]
    assert missing == ["oauth.scope.edit:invoices"]


def test_a_wrong_secret_is_a_matter_of_the_credentials(
    codes: Callable[..., dict[str, str]],
) -> None:
    wrong = SECRET.replace("5b1f", "6c2e")
    assert codes(FULL, wrong)["oauth.token"] in {
        "oauth.token.wrong_secret",
        "oauth.token.invalid_client",
    }


def test_an_unknown_client_is_a_matter_of_the_credentials(
    codes: Callable[..., dict[str, str]],
) -> None:
    assert codes("99999999-dde9-4d04-9d45-32b1fbff22ed")["oauth.token"] in {
        "oauth.token.unknown_client",
        "oauth.token.invalid_client",
    }


def test_another_grant_is_no_matter_of_scopes(codes: Callable[..., dict[str, str]]) -> None:
    """This server calls it `invalid_request`, as it does many things, and only its words tell."""
    found = codes(OTHER_GRANT)
    assert found["oauth.token"] == "oauth.token.refused"
    assert not [code for code in found.values() if code.endswith(".not_granted")]
