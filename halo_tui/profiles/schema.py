"""The fields of the credentials form: their names, what to type, and where Halo shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LOG_IN: Final = "log_in"
"""The address where a person logs in; asked for, never saved."""

LINE_BREAK: Final = " ⏎ "
"""Stands for a line break in the one line that the notes have."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One line of the form."""

    key: str
    label: str
    hint: str
    """What to type, in a few words; stands in the field while it is empty."""
    where: str
    """The page of Halo that shows it; empty where none does."""
    what: str
    """What it is for, and what to look out for."""
    short: str = ""
    """The label where there is little room; empty where it is short enough."""
    folded: bool = False
    """Whether it is shown only when asked for, or when it holds something."""


_API_PAGE: Final = "Configuration > Integrations > HaloPSA API"
_APPLICATION: Final = "HaloPSA API > View Applications > Gradient MSP"

FIELD_INFO: Final = {
    info.key: info
    for info in (
        FieldInfo(
            "name", "Name", "what you call this connection", "",
            "For the list of profiles and for reports. It means nothing to Halo.",
        ),
        FieldInfo(
            LOG_IN, "Log-in address", "paste it: enter fills in the rest",
            "Your browser's address bar, when you log in to Halo",
            "Halo tells anybody its addresses, tenant and hosting; no secret is sent.",
        ),
        FieldInfo(
            "hosting", "Hosting", "", "",
            "Hosted: in Halo's cloud. On-premise: you, or somebody for you, run the server. "
            "Space switches.",
        ),
        FieldInfo(
            "resource_server", "Resource Server", "such as https://acme.halopsa.com/api",
            f"{_API_PAGE}, Resource Server",
            "The address of the API; it ends in /api.",
        ),
        FieldInfo(
            "authorization_server", "Authorization Server",
            "such as https://acme.halopsa.com/auth/",
            f"{_API_PAGE}, Authorisation Server",
            "It issues the tokens. Gradient wants a / at its end, which Halo's page may leave out.",
            short="Auth. Server",
        ),
        FieldInfo(
            "tenant", "Tenant", "one word, from Halo's API page",
            f"{_API_PAGE}, Tenant",
            "Hosted instances have one. On-premise, Gradient is given \"Not set\".",
        ),
        FieldInfo(
            "client_id", "Client ID", "copy it after saving in Halo",
            f"{_APPLICATION}, Details",
            "Copy it after you chose the login type and saved: both can change it.",
        ),
        FieldInfo(
            "client_secret", "Client Secret", "shown once, when it is generated",
            f"{_APPLICATION}, Details",
            "Lost or cut off? Generate a new one there, copy it whole, save.",
        ),
        FieldInfo(
            "ca_file", "Root certificate", "path of a PEM file",
            "",
            "Trusted instead of the public ones. Gradient does not have it: there a private "
            "certificate fails all the same.",
            folded=True,
        ),
        FieldInfo(
            "notes", "Notes", "anything you want to remember", "",
            "For you alone; kept in the profile's file and left out of reports.",
            folded=True,
        ),
    )
}  # fmt: skip
"""Every line of the form, in its order."""

FOLD: Final = "More"
FOLD_ABOUT: Final = (
    "A root certificate of your own, where no public authority vouches for Halo's; and notes. "
    "Enter shows both."
)
"""What the line that hides the folded fields says of itself."""

ON_PREMISE_TENANT: Final = "what Gradient asks for on-premise; never sent to Halo"
