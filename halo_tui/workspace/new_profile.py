"""What a text for a new profile holds: its name, or the address where the user logs in to Halo."""

from __future__ import annotations

from typing import Final, NamedTuple

from halo_tui.workspace.probing import LogInAddressError, log_in_origin

_SCHEME: Final = "://"
_DOTS_OF_A_HOST: Final = 2
"""A name such as "Acme Inc." or "v1.2" has fewer, or blanks."""


class NewProfile(NamedTuple):
    """A new profile's name and log-in address."""

    name: str
    log_in: str = ""
    """Empty if only a name was typed."""


def read(text: str) -> NewProfile:
    """Return what was typed; a profile that begins with an address is named by its host."""
    typed = text.strip()
    host = typed.partition("/")[0]
    is_host = host.strip(".").count(".") >= _DOTS_OF_A_HOST and len(typed.split()) == 1
    if _SCHEME not in typed and not is_host:
        return NewProfile(typed)
    try:
        return NewProfile(log_in_origin(typed).host, typed)
    except LogInAddressError:
        return NewProfile(typed)
