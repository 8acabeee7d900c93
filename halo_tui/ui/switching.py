"""Switches between profiles and, in the demo, between scenarios."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from halo_tui.profiles.store import Summary
    from halo_tui.ui.host import Host
    from halo_tui.ui.navigation import Navigation
    from halo_tui.ui.runs import Runs
    from halo_tui.ui.unsaved import Unsaved


class ProfileSwitch:
    """Opens profiles; one is open at a time."""

    def __init__(self, host: Host, runs: Runs, unsaved: Unsaved) -> None:
        """Make it for an application."""
        self._host = host
        self._runs = runs
        self._unsaved = unsaved

    def open(self, summary: Summary | None) -> None:
        """Open a profile, or reload the open one; None closes it."""
        self._runs.forget()
        self._host.session.open(summary)
        self._host.connection_signal.publish(None)

    def others(self, current: str | None) -> list[Summary]:
        """Return the other readable profiles, sorted by name, starting after the current one.

        Args:
            current: the slug of the current profile.
        """
        from halo_tui.profiles.errors import ProfileError

        try:
            found = [each for each in self._host.session.store.summaries() if each.is_readable]
        except ProfileError:
            return []
        found.sort(key=lambda each: (each.name.casefold(), each.slug))
        slugs = [each.slug for each in found]
        place = slugs.index(current) if current in slugs else -1
        return [*found[place + 1 :], *found[: max(place, 0)]]

    def open_next(self, current: str | None) -> None:
        """Open the next profile in the list."""
        following = next(iter(self.others(current)), None)
        if following is None:
            self._host.say("There is no other profile")
        else:
            self.switch_to(following.slug)

    def switch_to(self, slug: str) -> None:
        """Open another profile without leaving this screen; ask about unsaved credentials first."""
        self._host.run_worker(
            self._switch_to(slug), group="profile", description="switch", exclusive=True
        )

    async def _switch_to(self, slug: str) -> None:
        summary = next((each for each in self.others(None) if each.slug == slug), None)
        is_open = slug == self._host.session.slug
        if summary is not None and (is_open or await self._unsaved.may_drop()):
            self.open(summary)
            self._host.say(f"Now {summary.name}")


class Rehearsing:
    """Switches the demo's sandbox to another scenario."""

    def __init__(
        self, host: Host, runs: Runs, switch: ProfileSwitch, navigation: Navigation
    ) -> None:
        """Make it for an application."""
        self._host = host
        self._runs = runs
        self._switch = switch
        self._navigation = navigation

    def play(self, scenario: str) -> None:
        """Switch the sandbox to a scenario, and test again."""
        self._host.run_worker(self._play(scenario), group="run", description="rehearse")

    async def switch_to(self, scenario: str, slug: str | None = None) -> None:
        """Switch the sandbox to a scenario, and open a profile.

        Args:
            scenario: the name of the scenario.
            slug: the profile; by default, or if it is gone, the one with the scenario's values.
        """
        session = self._host.session
        assert session.rehearsal is not None
        await asyncio.to_thread(session.rehearsal.play, scenario)
        own = session.rehearsal.slug
        wanted = slug if slug in session.store.slugs() else own
        self._switch.open(session.store.summary(wanted or own))

    async def _play(self, scenario: str) -> None:
        await self.switch_to(scenario, self._host.session.slug)
        self._navigation.go("test")
        self._host.say(f"The sandbox now plays {scenario!r}", "good")
        self._runs.start()
