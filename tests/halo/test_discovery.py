"""What a Halo's anonymous answers tell, and what is said where they tell nothing."""

from __future__ import annotations

import json

import pytest

from halo_tui.halo.discovery import Discovery, discover
from halo_tui.halo.errors import ConnectFailedError, HttpError, TrustStoreError, UntrustedRootError
from halo_tui.halo.origin import Origin
from halo_tui.halo.reply import Reply

ORIGIN = Origin("acme.halopsa.com")
AUTH = {"auth_url": "https://acme.halopsa.com/auth", "tenant_id": "Acme"}
INFO = {
    "app_name": "Halo PSA", "app_version": "2.236.133", "auth_url": "https://acme.halopsa.com/auth",
    "portal_url": "https://acme.halopsa.com/portal/",
}  # fmt: skip


class Answers:
    """A client that answers from a table and keeps what was asked."""

    def __init__(self, **answers: Reply | HttpError) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    async def send(self, method: str, url: str) -> Reply:
        self.asked.append((method, url))
        answer = self.answers[url.rpartition("/")[2]]
        if isinstance(answer, HttpError):
            raise answer
        return answer


def page(record: object, status: int = 200, **headers: str) -> Reply:
    return Reply(status, headers, json.dumps(record).encode())


async def asked(authinfo: Reply | HttpError, info: Reply | HttpError) -> Discovery:
    return await discover(Answers(authinfo=authinfo, InstanceInfo=info), ORIGIN)


async def test_a_hosted_instance_tells_everything_but_id_and_secret():
    found = await asked(page(AUTH), page(INFO))
    assert found.values() == {
        "hosting": "hosted",
        "resource_server": "https://acme.halopsa.com/api",
        "authorization_server": "https://acme.halopsa.com/auth/",
        "tenant": "Acme",
    }
    assert found.version == "2.236.133"


async def test_an_instance_without_tenant_is_on_premise():
    found = await asked(page({"auth_url": AUTH["auth_url"]}), page(INFO))
    assert (found.hosting, found.tenant) == ("on-premise", None)


async def test_hosting_stays_open_where_only_an_address_is_told():
    found = await asked(page({"auth_url": AUTH["auth_url"]}), page({}, 404))
    assert (found.hosting, found.found) == (None, True)


@pytest.mark.parametrize("missing", [page({}, 404), ConnectFailedError("No connection")])
async def test_one_of_the_two_answers_is_enough(missing: Reply | HttpError):
    found = await asked(missing, page({**INFO, "tenant_id": "Acme"}))
    assert (found.tenant, found.authorization_server) == ("Acme", "https://acme.halopsa.com/auth/")


@pytest.mark.parametrize(
    "address", ["http://acme.halopsa.com/auth", "javascript:alert(1)", "https://[", "https://a/?x"]
)
async def test_an_authorization_server_that_may_not_be_used_is_not_offered(address: str):
    found = await asked(page({**AUTH, "auth_url": address}), page({}, 404))
    assert (found.authorization_server, found.tenant) == (None, "Acme")


async def test_a_page_that_is_no_halo_is_said_to_be_none():
    html = Reply(200, {"content-type": "text/html"}, b"<html>hello</html>")
    found = await asked(html, html)
    assert not found.found
    assert "not as a Halo does" in str(found.problem)


async def test_a_status_is_told():
    found = await asked(page({}, 503), page({}, 503))
    assert "503" in str(found.problem)


async def test_a_fault_is_told_in_its_own_words():
    found = await asked(ConnectFailedError("No connection to x"), ConnectFailedError("again"))
    assert found.problem == "No connection to x"


async def test_a_missing_and_an_unusable_root_are_told_from_other_faults():
    unknown = await asked(UntrustedRootError("No trusted connection"), page({}, 503))
    assert (unknown.needs_root, unknown.root_is_unusable) == (True, False)
    unusable = await asked(TrustStoreError("The root cannot be used"), page({}, 503))
    assert (unusable.needs_root, unusable.root_is_unusable) == (False, True)


async def test_a_redirect_to_another_address_is_named_and_not_followed():
    moved = page({}, 301, location="https://new.example/api/authinfo?token=1")
    client = Answers(authinfo=moved, InstanceInfo=moved)
    found = await discover(client, ORIGIN)
    assert found.moved_to == "https://new.example"
    assert {url.partition("/api/")[0] for _, url in client.asked} == {str(ORIGIN)}


@pytest.mark.parametrize("location", ["/login", "http://new.example/", "https://a@b.example/"])
async def test_a_redirect_to_nowhere_safe_is_not_offered(location: str):
    moved = page({}, 302, location=location)
    found = await asked(moved, moved)
    assert found.moved_to is None
