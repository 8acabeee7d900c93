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
    """What to type, in a few words."""
    about: str
    """Where to find it, and what it is for."""
    folded: bool = False
    """Whether it is shown only when asked for, or when it holds something."""


_API_PAGE: Final = "Configuration > Integrations > HaloPSA API"
_APPLICATION: Final = "HaloPSA API > View Applications > Gradient MSP"

FIELD_INFO: Final = {
    info.key: info
    for info in (
        FieldInfo(
            LOG_IN, "Log-in address", "where you log in; enter asks Halo for the rest",
            "Paste what your browser shows when you log in to Halo. Halo tells anybody its "
            "addresses, tenant and hosting: no secret is needed, and none is sent.",
        ),
        FieldInfo(
            "name", "Name", "what you call this connection",
            "For the list of profiles and for reports. It means nothing to Halo.",
        ),
        FieldInfo(
            "hosting", "Hosting", "",
            "Hosted: in Halo's cloud. On-premise: you, or somebody for you, run the server. "
            "Space switches.",
        ),
        FieldInfo(
            "resource_server", "Resource Server", "such as https://acme.halopsa.com/api",
            f"{_API_PAGE}: Resource Server. The address of the API, which ends in /api.",
        ),
        FieldInfo(
            "authorization_server", "Authorization Server",
            "such as https://acme.halopsa.com/auth/",
            f"{_API_PAGE}: Authorisation Server. It issues the tokens; Gradient wants a / at its "
            "end, which Halo's page may leave out.",
        ),
        FieldInfo(
            "tenant", "Tenant", "the one word that Halo's API page shows",
            f"{_API_PAGE}: Tenant. Only hosted instances have one; on-premise, \"Not set\" is "
            "handed to Gradient and never sent to Halo.",
        ),
        FieldInfo(
            "client_id", "Client ID", "copy it after Save: saving can change it",
            f"{_APPLICATION}, Details. Copy it after you have chosen the login type and saved: "
            "either can change it.",
        ),
        FieldInfo(
            "client_secret", "Client Secret", "shown by Halo only once, when it is generated",
            f"{_APPLICATION}, Details. Lost or cut off? Generate a new one, copy it whole, Save.",
        ),
        FieldInfo(
            "ca_file", "Root certificate", "a PEM file, only for a private root on-premise",
            "Trust the roots in this file instead of the public ones. Gradient does not have it: "
            "there a private certificate fails regardless.",
            folded=True,
        ),
        FieldInfo(
            "notes", "Notes", "anything you want to remember",
            "For you alone; kept in the profile's file and left out of reports.",
            folded=True,
        ),
    )
}  # fmt: skip
"""Every line of the form, in its order."""

ON_PREMISE_TENANT: Final = "what Gradient asks for on-premise; never sent to Halo"
