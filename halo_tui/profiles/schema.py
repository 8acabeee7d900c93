"""The fields of a connection, one row each: the only source of their order, labels and kinds.

This module imports neither pydantic nor other rooms, because it is loaded before the first frame is
drawn. A new field needs a row here, an attribute of `model.Profile`, and a test.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

LOG_IN: Final = "log_in"
"""The address where users log in; entered for discovery, never saved."""

LINE_BREAK: Final = " ⏎ "
"""Replaces a line break where the notes are shown on one line."""

NOT_SET: Final = "Not set"
"""The tenant that Gradient expects for an on-premise instance; never sent to Halo."""

NOT_SET_MEANS: Final = "what Gradient asks for on-premise; never sent to Halo"


class Hosting(StrEnum):
    """Who runs the Halo server; the values are those of a profile's file."""

    HOSTED = "hosted"
    ON_PREMISE = "on-premise"

    @classmethod
    def of(cls, text: str | None) -> Hosting:
        """Return the hosting that a text names; hosted, the usual one, for any other text."""
        return cls.ON_PREMISE if text == cls.ON_PREMISE else cls.HOSTED


class FieldInfo(NamedTuple):
    """One field of a connection."""

    key: str
    """Its key in the profile's file."""
    label: str
    """The label on every screen; Gradient's own name if Gradient asks for the field."""
    hint: str = ""
    """What to type, in a few words; the placeholder of the empty field."""
    where: str = ""
    """The page of Halo that shows the value; empty if there is none."""
    about: str = ""
    """What the value is for, and what to look out for."""
    short: str = ""
    """A shorter label for narrow places; empty if the label itself is short."""
    gradient: int = 0
    """Its position among the values that Gradient asks for, from 1; 0 if Gradient does not ask for
    it."""
    hosting: Hosting | None = None
    """The only hosting for which Halo has this value; None for both."""
    secret: bool = False
    """Whether the value is hidden until the user asks for it."""
    saved: bool = True
    """Whether the value is saved in the profile's file."""
    optional: bool = False
    """Whether the file omits the key if the value is empty."""
    in_form: bool = True
    """Whether the credentials form has an own line for the field."""
    in_fingerprint: bool = True
    """Whether a new value makes it another connection, so that earlier results do not count."""
    opaque: bool = False
    """Whether a valid value can be a long run of letters and digits, like a secret."""
    folded: bool = False
    """Whether the form hides the field until the user opens it or it has a value."""
    option: str = ""
    """The name of its command-line option; empty if it has none of the usual form."""
    option_help: str = ""
    """The text of the option in `--help`."""

    def is_asked_of(self, hosting: str | None) -> bool:
        """Whether Halo has the value for a hosting; None means an unknown hosting."""
        return hosting is None or self.hosting in (None, hosting)


_API_PAGE: Final = "Configuration › Integrations › HaloPSA API"
_APPLICATION: Final = "HaloPSA API › View Applications › Gradient MSP"

ROWS: Final = (
    FieldInfo(
        "name", "Name",
        hint="what you call this connection",
        about="For the list of profiles and for reports. It means nothing to Halo.",
        in_fingerprint=False,
    ),
    FieldInfo(
        LOG_IN, "Log-in address",
        hint="paste it: enter fills in the rest",
        where="Your browser's address bar, when you log in to Halo",
        about="Halo tells anybody its addresses, tenant and hosting; no secret is sent.",
        saved=False, in_fingerprint=False,
    ),
    FieldInfo(
        "hosting", "Hosting",
        about="Hosted: in Halo's cloud. On-premise: you, or somebody for you, run the server. "
        "Space switches.",
    ),
    FieldInfo(
        "resource_server", "Resource Server",
        hint="such as https://acme.halopsa.com/api",
        where=f"{_API_PAGE}, Resource Server",
        about="The address of the API; it ends in /api.",
        gradient=3, opaque=True, option="URL", option_help="Ends in /api.",
    ),
    FieldInfo(
        "authorization_server", "Authorization Server",
        hint="such as https://acme.halopsa.com/auth/",
        where=f"{_API_PAGE}, Authorisation Server",
        about="It issues the tokens. Gradient wants a / at its end, which Halo's page may leave"
        " out.",
        short="Auth. Server",
        gradient=4, opaque=True, option="URL", option_help='Ends in "/".',
    ),
    FieldInfo(
        "tenant", "Tenant",
        hint="one word, from Halo's API page",
        where=f"{_API_PAGE}, Tenant",
        about=f'Hosted instances have one. On-premise, Gradient is given "{NOT_SET}".',
        hosting=Hosting.HOSTED,
        gradient=5, option="TEXT", option_help=f'On-premise: "{NOT_SET}".',
    ),
    FieldInfo(
        "client_id", "Client ID",
        hint="copy it after saving in Halo",
        where=f"{_APPLICATION}, Details",
        about="Copy it after you chose the login type and saved: both can change it.",
        gradient=1, opaque=True, option="ID",
    ),
    FieldInfo(
        "client_secret", "Client Secret",
        hint="shown once, when it is generated",
        where=f"{_APPLICATION}, Details",
        about="Lost or cut off? Generate a new one there, copy it whole, save.",
        gradient=2, secret=True, optional=True,
    ),
    FieldInfo(
        "client_secret_ref", "Client Secret",
        about="Where the secret is kept instead of in the profile's file.",
        optional=True, in_form=False,
    ),
    FieldInfo(
        "ca_file", "Root certificate",
        hint="path of a PEM file",
        about="Trusted instead of the public ones. Gradient does not have it: there a private "
        "certificate fails all the same.",
        optional=True, opaque=True, folded=True,
        option="PATH", option_help="Trust this root (PEM).",
    ),
    FieldInfo(
        "notes", "Notes",
        hint="anything you want to remember",
        about="For you alone; kept in the profile's file and left out of reports.",
        in_fingerprint=False, folded=True, option="TEXT",
    ),
)  # fmt: skip
"""Every field, in the order of the file and of the form."""

BY_KEY: Final = {row.key: row for row in ROWS}
FIELD_INFO: Final = {row.key: row for row in ROWS if row.in_form}
"""The fields with a line in the credentials form, in order."""


def _keys(wanted: Callable[[FieldInfo], object]) -> tuple[str, ...]:
    return tuple(row.key for row in ROWS if wanted(row))


KEYS: Final = _keys(lambda row: row.saved)
"""The keys of a profile's file that hold text, in the order of a new file."""
OPTIONAL: Final = frozenset(_keys(lambda row: row.optional))
FINGERPRINTED: Final = _keys(lambda row: row.in_fingerprint)
GRADIENT_FIELDS: Final = tuple(
    sorted(_keys(lambda row: row.gradient), key=lambda key: BY_KEY[key].gradient)
)
"""The five values that Gradient asks for, in its order."""

FOLD: Final = "More"
FOLD_ABOUT: Final = (
    "A root certificate of your own, where no public authority vouches for Halo's; and notes. "
    "Enter shows both."
)
"""The description of the line that hides the folded fields."""


def label_of(key: str) -> str:
    """Return the label of a field; the key in readable form if it has no row."""
    return BY_KEY[key].label if key in BY_KEY else key.replace("_", " ").capitalize()
