"""What the token requests of a run found out, for the checks after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from halo_tui.halo import scopes
from halo_tui.halo.token import Answer, Fault, Granted, Refused

if TYPE_CHECKING:
    from pydantic import SecretStr

_NOTHING: Final[Mapping[str, Answer | None]] = {}


class Ticked(Enum):
    """Whether a permission of the application is ticked."""

    YES = auto()
    AS_ASKED = auto()
    """A token was issued for it and lists no scopes: then it has what was asked for
    (RFC 6749 §5.1)."""
    NO = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class AllAnswer:
    """What Halo answered to the permission `all`, which lists everything that is ticked."""

    answer: Answer | None
    """None where there was no answer."""

    @property
    def listed(self) -> frozenset[str] | None:
        """What is ticked, if the answer says so."""
        return self.answer.listed if isinstance(self.answer, Granted) else None


@dataclass(frozen=True, slots=True)
class Grants:
    """The tokens that a run may read with."""

    together: Granted | None = None
    """The token for all permissions that Gradient needs."""
    alone: Mapping[str, Answer | None] = field(default_factory=lambda: _NOTHING)
    """The answer to each permission that was asked for alone; None where there was none."""

    @property
    def tokens(self) -> tuple[Granted, ...]:
        """Every token, the one for all first."""
        singles = tuple(a for a in self.alone.values() if isinstance(a, Granted))
        return (self.together, *singles) if self.together else singles

    def token_for(self, *wanted: str) -> SecretStr | None:
        """A token that holds one of these permissions, the first preferred."""
        for scope in wanted:
            for granted in self.tokens:
                held = granted.asked if granted.listed is None else granted.listed
                if scope in held:
                    return granted.access_token
        return None

    @property
    def any_token(self) -> SecretStr | None:
        """A token for what needs no permission of its own."""
        return self.tokens[0].access_token if self.tokens else None

    def check_that_refused(self, scope: str, everything: AllAnswer | None) -> str:
        """The check to blame for the lack of a token: a permission that is ticked is not it."""
        is_ticked = self.ticked(scope, everything) in {Ticked.YES, Ticked.AS_ASKED}
        return "oauth.token" if is_ticked else f"oauth.scope.{scope}"

    def ticked(self, scope: str, everything: AllAnswer | None) -> Ticked:
        """Whether a permission is ticked, from all that was answered.

        Args:
            scope: the permission.
            everything: the answer to `all`, if there was one.
        """
        listed = everything.listed if everything else None
        if self.together:
            return _by_token(self.together, scope, listed)
        answer = self.alone.get(scope)
        if isinstance(answer, Granted):
            return _by_token(answer, scope, listed)
        if listed is not None and scope in listed:
            # Refused although it is ticked: with `all` ticked as well, that is what refuses it.
            return Ticked.YES if scopes.ALL in listed else Ticked.UNKNOWN
        if isinstance(answer, Refused) and answer.fault is Fault.SCOPE_REFUSED:
            return Ticked.NO
        return Ticked.UNKNOWN


def _by_token(granted: Granted, scope: str, listed: frozenset[str] | None) -> Ticked:
    if granted.listed is not None:
        return Ticked.YES if scope in granted.listed else Ticked.NO
    if listed is None or scopes.ALL in listed:
        return Ticked.AS_ASKED
    return Ticked.YES if scope in listed else Ticked.NO
