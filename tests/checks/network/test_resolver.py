"""The resolver: the hosts file first, and no look-up that anybody has to wait for."""

from __future__ import annotations

import asyncio
import socket
import threading
import time

import pytest

from halo_tui.halo.resolve import MOST_ADDRESSES, NameNotFoundError, NoResolverError, Resolver


@pytest.fixture
def hosts(tmp_path):
    def write(text: str) -> Resolver:
        path = tmp_path / "hosts"
        path.write_text(text)
        return Resolver(path)

    return write


@pytest.fixture
def system(monkeypatch):
    """Plays the system's look-up."""

    def play(answer):
        def getaddrinfo(host, port, *_, **__):
            result = answer(host) if callable(answer) else answer
            if isinstance(result, Exception):
                raise result
            return [(2, 1, 6, "", (address, port)) for address in result]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return play


async def test_the_hosts_file_outranks_the_system(hosts, system):
    system(["8.8.8.8"])
    resolver = hosts("# rehearsal\n127.0.0.1 acme.test other.test # here\n127.0.0.2\tACME.test\n")
    assert await resolver.lookup("acme.test", 443) == ["127.0.0.1", "127.0.0.2"]
    assert await resolver.lookup("Other.Test", 443) == ["127.0.0.1"]
    assert await resolver.lookup("third.test", 443) == ["8.8.8.8"]


@pytest.mark.parametrize("line", ["", "\0", "acme.test", "1.2.3 acme.test", "not-a-word acme.test"])
async def test_lines_that_are_none_are_passed_over(hosts, system, line):
    system(["8.8.8.8"])
    assert await hosts(f"{line}\n").lookup("acme.test", 443) == ["8.8.8.8"]


async def test_failures_can_be_rehearsed(hosts):
    resolver = hosts("not-found a.test\nno-resolver b.test\ntimeout c.test\n")
    with pytest.raises(NameNotFoundError):
        await resolver.lookup("a.test", 443)
    with pytest.raises(NoResolverError):
        await resolver.lookup("b.test", 443)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await resolver.lookup("c.test", 443)


async def test_a_hosts_file_that_is_gone_is_said_to_be_so(tmp_path):
    with pytest.raises(NoResolverError, match="cannot be read"):
        await Resolver(tmp_path / "none").lookup("acme.test", 443)


@pytest.mark.parametrize("host", ["192.0.2.1", "::1", "2001:db8::1"])
async def test_an_address_is_its_own_answer(system, host):
    system(AssertionError("asked"))
    assert await Resolver().lookup(host, 443) == [host]


@pytest.mark.parametrize("host", ["localhost", "acme.localhost", "LOCALHOST."])
async def test_names_for_this_machine_are_not_asked_for(system, host):
    system(AssertionError("asked"))
    assert await Resolver().lookup(host, 443) == ["127.0.0.1", "::1"]


async def test_an_address_counts_once_and_there_are_not_endlessly_many(system):
    system([f"8.8.{number % 40}.8" for number in range(100)])
    found = await Resolver().lookup("acme.test", 443)
    assert len(found) == len(set(found)) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), NameNotFoundError),
        (socket.gaierror(socket.EAI_NODATA, "x"), NameNotFoundError),
        (socket.gaierror(socket.EAI_AGAIN, "x"), NoResolverError),
        (socket.gaierror(socket.EAI_FAIL, "x"), NoResolverError),
        (OSError(24, "too many open files"), NoResolverError),
        (UnicodeError("label too long"), NameNotFoundError),
    ],
)
async def test_the_systems_answers_are_told_apart(system, problem, expected):
    system(problem)
    with pytest.raises(expected):
        await Resolver().lookup("acme.test", 443)


async def test_an_answer_is_kept_for_the_run(system):
    asked: list[str] = []
    system(lambda host: asked.append(host) or ["8.8.8.8"])
    resolver = Resolver()
    await resolver.lookup("acme.test", 443)
    await resolver.lookup("acme.test", 443)
    assert asked == ["acme.test"]


def test_a_look_up_that_hangs_holds_up_neither_the_deadline_nor_the_end(system):
    over = threading.Event()
    system(lambda host: over.wait(20) and [])

    async def main() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await Resolver().lookup("acme.test", 443)

    began = time.monotonic()
    asyncio.run(main())
    assert time.monotonic() - began < 10
    over.set()
