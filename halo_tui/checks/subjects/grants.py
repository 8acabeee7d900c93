"""What the token requests of a run have shown, for later checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from halo_tui.halo import scopes
from halo_tui.halo.token import Fault, Granted, Refused, TokenAnswer

if TYPE_CHECKING:
    from pydantic import SecretStr

_NOTHING: Final[Mapping[str, TokenAnswer | None]] = {}


class Ticked(Enum):
    """Whether a permission of the application is ticked."""

    YES = auto()
    AS_ASKED = auto()
    """A token was issued for it and lists no scopes, which means: as requested (RFC 6749 §5.1)."""
    NO = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class AllAnswer:
    """Halo's answer to a request for `all`, which lists every ticked permission."""

    answer: TokenAnswer | None
    """None if there was no answer."""

    @property
    def listed(self) -> frozenset[str] | None:
        """The ticked permissions, if the answer lists them."""
        return self.answer.listed if isinstance(self.answer, Granted) else None


@dataclass(frozen=True, slots=True)
class Grants:
    """The tokens of a run, for reading."""

    together: Granted | None = None
    """The token for all permissions that Gradient needs."""
    alone: Mapping[str, TokenAnswer | None] = field(default_factory=lambda: _NOTHING)
    """The answer to each permission that was requested alone; None if there was no answer."""

    @property
    def tokens(self) -> tuple[Granted, ...]:
        """Every token, the one for all permissions first."""
        singles = tuple(a for a in self.alone.values() if isinstance(a, Granted))
        return (self.together, *singles) if self.together else singles

    def token_for(self, *wanted: str) -> SecretStr | None:
        """Return a token with one of these permissions; earlier ones are preferred."""
        for scope in wanted:
            for granted in self.tokens:
                held = granted.requested if granted.listed is None else granted.listed
                if scope in held:
                    return granted.access_token
        return None

    @property
    def any_token(self) -> SecretStr | None:
        """Return a token for a request that needs no particular permission."""
        return self.tokens[0].access_token if self.tokens else None

    def check_that_refused(self, scope: str, everything: AllAnswer | None) -> str:
        """Return the check that explains the missing token; a ticked permission does not."""
        is_ticked = self.ticked(scope, everything) in {Ticked.YES, Ticked.AS_ASKED}
        return "oauth.token" if is_ticked else f"oauth.scope.{scope}"

    def ticked(self, scope: str, everything: AllAnswer | None) -> Ticked:
        """Return whether a permission is ticked, from all answers.

        Args:
            scope: the permission.
            everything: the answer to `all`, if there was one.
        """
        listed = everything.listed if everything else None
        if self.together:
            return _ticked_by_token(self.together, scope, listed)
        answer = self.alone.get(scope)
        if isinstance(answer, Granted):
            return _ticked_by_token(answer, scope, listed)
        if listed is not None and scope in listed:
            # Refused although it is ticked: if `all` is ticked, too, `all` is the reason of the
            # refusal.
            return Ticked.YES if scopes.ALL in listed else Ticked.UNKNOWN
        if isinstance(answer, Refused) and answer.fault is Fault.SCOPE_REFUSED:
            return Ticked.NO
        return Ticked.UNKNOWN


def _ticked_by_token(granted: Granted, scope: str, listed: frozenset[str] | None) -> Ticked:
    if granted.listed is not None:
        return Ticked.YES if scope in granted.listed else Ticked.NO
    if listed is None or scopes.ALL in listed:
        return Ticked.AS_ASKED
    return Ticked.YES if scope in listed else Ticked.NO
