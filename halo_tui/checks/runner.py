"""Runs the checks of the plan concurrently, on a thread and an event loop of their own.

A terminal that stops reading blocks the event loop of the screen. A run has its own loop, so that
its deadlines are met all the same.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from halo_tui.checks.context import Context, Job, Options, Outcome
from halo_tui.checks.diagnosis import findings
from halo_tui.checks.diagnosis.conclusions import diagnose
from halo_tui.checks.diagnosis.facts import Facts
from halo_tui.checks.diagnosis.patterns import matches
from halo_tui.checks.events import AnyEvent, CheckFinished, CheckStarted, RunFinished, RunStarted
from halo_tui.checks.plan import BY_ID, NO_ORIGIN, PLAN, Check, Per, path_after, select
from halo_tui.checks.results import is_complete, verdict_of
from halo_tui.checks.verdicts import Status, Verdict
from halo_tui.checks.wording import EndedCheck, result_of
from halo_tui.halo.origin import Origin, origin_of

if TYPE_CHECKING:
    from halo_tui.profiles.model import Profile

EventSink = Callable[[AnyEvent], None]

_STEPS_ON_THE_LONGEST_PATH = 9
"""Consecutive network steps: the time limit of a run is this number times the limit of one step."""

_HOLDS = frozenset({Status.PASS, Status.WARN})


class Run:
    """One run of the checks for one profile."""

    def __init__(self, slug: str, profile: Profile, options: Options, publish: EventSink) -> None:
        """Prepare a run; `start` begins it.

        Args:
            slug: the profile's name on the command line.
            profile: the connection to check.
            options: the options of the run.
            publish: called for every event, on the run's thread; it must not block.

        Raises:
            UnknownCheckError: `options.only` names a check that does not exist.
        """
        self.slug = slug
        self.cancelled = False
        self.fault: Exception | None = None
        """The exception that ended the run early; it is an error of this program."""
        self.profile = profile
        """The connection that is checked."""
        self._options = options
        self._publish = publish
        self._checks = select(options.only)
        self._thread = threading.Thread(target=self._main, name=f"run {slug}", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the run; events follow."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop within a second; unfinished checks end as cancelled. Any thread may call it."""
        with self._lock:
            self.cancelled = True
            if self._loop and self._task and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._task.cancel)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end; return whether the run has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _main(self) -> None:
        asyncio.run(self.run())

    async def run(self) -> None:
        """Run in the caller's event loop, instead of `start`; only `cancel` ends it early."""
        try:
            await self._run()
        except Exception as fault:
            self.fault = fault
            self._publish(
                RunFinished(
                    profile=self.slug, verdict=Verdict.UNDECIDED, root_cause=None,
                    counts={}, requests=0, ms=0,
                )
            )  # fmt: skip

    async def _run(self) -> None:
        from halo_tui.halo.http import Client
        from halo_tui.halo.resolve import Resolver

        resolver = Resolver(self._options.hosts_file)
        ca_file = self.profile.ca_file
        async with Client(
            ca_file=ca_file, timeout=self._options.timeout, resolver=resolver
        ) as http:
            context = Context(self.profile, self._options, http, resolver)
            progress = _Progress(self.slug, self._checks, context, self._publish)
            with self._lock:
                self._loop = asyncio.get_running_loop()
                self._task = asyncio.create_task(progress.run())
                if self.cancelled:
                    self._task.cancel()
            await asyncio.wait({self._task})
            await context.end_shared()
            with self._lock:
                self._loop = None
            if not self._task.cancelled():
                self._task.result()
            progress.finish(stopped=self.cancelled)


@dataclass(slots=True)
class _Node:
    check: Check
    target: Origin | None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    started: float | None = None
    ended: EndedCheck | None = None
    result: CheckFinished | None = None
    is_published: bool = False

    @property
    def holds(self) -> bool:
        if self.result is None:
            return False
        if self.result.status is Status.FAIL:
            return not findings.finding(self.result.code).blocks
        return self.result.status in _HOLDS


def _longest_path_first(node: _Node) -> int:
    """Sort what most checks wait for to the front: the first to ask gets the first connection."""
    return -path_after(node.check.id)


class _Progress:
    """The state of one run in progress."""

    def __init__(
        self, slug: str, checks: Iterable[Check], context: Context, publish: EventSink
    ) -> None:
        self._slug = slug
        self._checks = tuple(checks)
        self._context = context
        self._publish = publish
        self._began = time.monotonic()
        self._nodes: list[_Node] = []

    async def run(self) -> None:
        """Run all checks, within the time limit of the run."""
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        ids = [check.id for check in self._checks]
        self._publish(RunStarted(profile=self._slug, at=at, checks=ids))
        fields = [_Node(check, None) for check in self._checks if check.group == "fields"]
        self._nodes += fields
        limit = self._context.options.timeout * _STEPS_ON_THE_LONGEST_PATH
        self._context.deadline = time.monotonic() + limit
        try:
            async with asyncio.timeout(limit):
                async with asyncio.TaskGroup() as group:
                    for node in fields:
                        group.create_task(self._run_node(node))
                self._nodes += self._spread([c for c in self._checks if c.group != "fields"])
                async with asyncio.TaskGroup() as group:
                    for node in sorted(self._nodes[len(fields) :], key=_longest_path_first):
                        group.create_task(self._run_node(node))
        except TimeoutError:
            self._end_the_rest("timeout", {"seconds": round(limit)})

    def finish(self, *, stopped: bool) -> None:
        """End unfinished checks, and publish the end of the run.

        Args:
            stopped: whether the run was cancelled.
        """
        if len(self._nodes) < len(self._checks):
            known = {node.check.id for node in self._nodes}
            self._nodes += self._spread([c for c in self._checks if c.id not in known])
        self._end_the_rest("cancelled", {})
        diagnosis = diagnose(self._results)
        results = [diagnosis.applied_to(result) for result in self._results]
        is_whole = not stopped and len(self._checks) == len(PLAN)
        verdict = verdict_of(results)
        codes = [one.code for one in diagnosis.conclusions]
        self._publish(
            RunFinished(
                profile=self._slug,
                verdict=verdict if is_whole or verdict is Verdict.NOT_READY else Verdict.PARTIAL,
                root_cause=next(iter(codes), None),
                causes=codes,
                complete=is_whole and is_complete(results),
                diagnosis=list(diagnosis.conclusions),
                counts=dict(Counter(str(result.status) for result in results)),
                requests=self._context.http.requests,
                ms=self._elapsed(),
            )
        )

    @property
    def _results(self) -> list[CheckFinished]:
        return [node.result for node in self._nodes if node.result]

    def _spread(self, checks: Iterable[Check]) -> list[_Node]:
        """Return a node for each check and target; the target is None without an origin."""
        origins = {
            Per.RESOURCE_SERVER: self._origin("resource_server"),
            Per.AUTHORIZATION_SERVER: self._origin("authorization_server"),
        }
        distinct: list[Origin | None] = list(
            dict.fromkeys(origin for origin in origins.values() if origin)
        )
        nodes: list[_Node] = []
        for check in checks:
            if check.per is Per.ORIGIN:
                nodes += [_Node(check, origin) for origin in distinct or [None]]
            else:
                nodes.append(_Node(check, origins.get(check.per)))
        return nodes

    def _origin(self, name: str) -> Origin | None:
        if self._context.reasons.get(f"fields.{name}") in NO_ORIGIN:
            return None
        try:
            return origin_of(getattr(self._context.profile, name))
        except ValueError:
            return None

    async def _run_node(self, node: _Node) -> None:
        await self._all_done([*node.check.needs, *node.check.after], node.target)
        blocker = self._blocker(node)
        if blocker:
            self._end(node, Outcome.blocked(blocker))
            return
        node.started = time.monotonic()
        target = str(node.target) if node.target else None
        self._publish(CheckStarted(check=node.check.id, target=target))
        try:
            outcome = await node.check.load()(self._context, Job(node.check.id, node.target))
        except Exception as problem:
            outcome = Outcome("unexpected", {"problem": type(problem).__name__})
        self._end(node, outcome)

    async def _all_done(self, ids: Iterable[str], target: Origin | None) -> None:
        for needed in ids:
            for node in self._those_of(needed, target):
                await node.done.wait()

    def _those_of(self, check_id: str, target: Origin | None) -> list[_Node]:
        """Return the nodes of a check that concern one at `target`."""
        nodes = [node for node in self._nodes if node.check.id == check_id]
        if target is not None and BY_ID[check_id].per is Per.ORIGIN:
            return [node for node in nodes if node.target == target]
        return nodes

    def _blocker(self, node: _Node) -> str | None:
        for needed in node.check.needs:
            for other in self._those_of(needed, node.target):
                if not other.holds and other.result:
                    return needed
        if node.check.per is not Per.RUN and node.target is None:
            return self._missing_address(node.check)
        return None

    def _first_blocker(self, check_id: str) -> str:
        """Return the check that kept `check_id` itself from running; `check_id` if none did."""
        for node in self._nodes:
            if node.check.id == check_id and node.result and node.result.blocked_by:
                return node.result.blocked_by
        return check_id

    def _blocker_in_run(self, check: Check, blocked_by: str) -> str:
        """Return the blocking check; another one if this run does not include it."""
        if not any(node.check.id == blocked_by for node in self._nodes):
            blocked_by = [*check.needs, *check.after][-1]
        return self._first_blocker(blocked_by)

    def _missing_address(self, check: Check) -> str:
        if check.per is Per.AUTHORIZATION_SERVER:
            return "fields.authorization_server"
        return "fields.resource_server"

    def _end_the_rest(self, reason: str, evidence: dict[str, object]) -> None:
        for node in self._nodes:
            if node.result is None:
                self._end(node, Outcome(reason, evidence))

    def _end(self, node: _Node, outcome: Outcome) -> None:
        if outcome.blocked_by:
            outcome = Outcome.blocked(self._blocker_in_run(node.check, outcome.blocked_by))
        started = node.started if node.started is not None else time.monotonic()
        node.ended = EndedCheck(
            node.check, node.target, outcome, self._address_of(node),
            started_ms=round((started - self._began) * 1000),
            ms=round((time.monotonic() - started) * 1000),
        )  # fmt: skip
        node.result = result_of(node.ended, self._context.profile.hosting, {})
        if not outcome.blocked_by:
            passed_elsewhere = outcome.reason == "ok" and node.check.id in self._context.reasons
            if not passed_elsewhere:
                self._context.reasons[node.check.id] = outcome.reason
        node.done.set()
        self._publish_settled()

    def _publish_settled(self) -> None:
        """Publish each result as soon as no running check can change its meaning."""
        waiting = [node for node in self._nodes if node.result and not node.is_published]
        for node in waiting:
            if self._is_settled(node):
                node.is_published = True
                self._publish(self._in_words(node))
        if any(node.is_published for node in waiting):
            self._publish_settled()

    def _is_settled(self, node: _Node) -> bool:
        assert node.result is not None
        if node.result.status is Status.PASS:
            return True
        if node.result.status is Status.SKIP:
            blockers = [n for n in self._nodes if n.check.id == node.result.blocked_by]
            return all(blocker.is_published for blocker in blockers)
        return all(
            other.result is not None
            for other in self._nodes
            if any(matches(pattern, other.check.id) for pattern in node.check.published_after)
        )

    def _in_words(self, node: _Node) -> CheckFinished:
        """Return the result of a check with its words, based on everything that is known so far."""
        assert node.ended is not None
        assert node.result is not None
        if node.result.status is Status.PASS:
            return node.result
        facts = Facts(self._results)
        node.result = result_of(node.ended, self._context.profile.hosting, facts)
        return diagnose(self._results).applied_to(node.result)

    def _address_of(self, node: _Node) -> str:
        """Return the profile field that holds the address of the checked server."""
        is_resource = node.target == self._origin("resource_server")
        return "resource_server" if is_resource else "authorization_server"

    def _elapsed(self) -> int:
        return round((time.monotonic() - self._began) * 1000)
