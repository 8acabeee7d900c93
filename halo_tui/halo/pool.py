"""The open connections to one origin."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from halo_tui.halo.connection import Connection
from halo_tui.halo.errors import HttpError
from halo_tui.halo.request import Request

_FRESH: Final = 5.0
"""Seconds for which an unused connection counts as new."""


class Pool:
    """Connections that wait for a request, and those that are being opened beforehand."""

    def __init__(self) -> None:
        self._idle: list[Connection] = []
        self._opening: list[asyncio.Task[Connection]] = []

    def keep(self, connection: Connection) -> None:
        """Keep a connection for the next request, if it can take one."""
        if connection.can_go_on:
            self._idle.append(connection)
        else:
            connection.close()

    def open(self, opening: Coroutine[Any, Any, Connection]) -> None:
        """Open a connection beforehand; one that fails is forgotten."""
        task = asyncio.create_task(opening)
        self._opening.append(task)
        task.add_done_callback(self._opened)

    async def take(self, request: Request) -> Connection | None:
        """A connection for a request; None if there is none to be had.

        What must not be sent twice gets a new one only: one that was used before may have been
        closed by the server meanwhile, which shows only when the request is on its way.
        """
        found = self._of_idle(request)
        if found or not self._opening:
            return found
        task = self._opening.pop(0)
        try:
            return await asyncio.shield(task)
        except HttpError:
            return None
        except asyncio.CancelledError:
            self._opening.append(task)
            if task.done():
                self._opened(task)
            raise

    async def close(self) -> None:
        """End all of them."""
        opening, self._opening = self._opening, []
        for task in opening:
            task.cancel()
        for ended in await asyncio.gather(*opening, return_exceptions=True):
            if isinstance(ended, Connection):
                ended.close()
        while self._idle:
            self._idle.pop().close()

    def _of_idle(self, request: Request) -> Connection | None:
        if request.can_be_repeated:
            fitting = sorted(self._idle, key=lambda one: one.is_unused)
        else:
            fitting = [one for one in self._idle if one.is_unused and one.age < _FRESH]
        for connection in fitting[:1]:
            self._idle.remove(connection)
            return connection
        return None

    def _opened(self, task: asyncio.Task[Connection]) -> None:
        if task not in self._opening:  # somebody waits for it
            return
        self._opening.remove(task)
        if not task.cancelled() and task.exception() is None:
            self.keep(task.result())
