"""What a connection is: the values that Gradient needs, and how to reach and trust the server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PrivateAttr, SecretStr

from halo_tui.profiles.schema import KEYS, Hosting


def _none_for_empty(value: object) -> object:
    return None if value == "" else value


class Profile(BaseModel):
    """One connection, with the values of its file.

    Every text is accepted, also a wrong one: `halo_tui.profiles.rules.problems` checks the values.
    Keys that this version does not know are kept.
    """

    model_config = ConfigDict(
        extra="allow", frozen=True, hide_input_in_errors=True, validate_default=False
    )

    name: str
    """The name that the user gave to the connection."""
    hosting: Hosting = Hosting.HOSTED
    resource_server: str = ""
    authorization_server: str = ""
    tenant: str = ""
    """Given to Gradient; sent to Halo only if Halo hosts the instance."""
    client_id: str = ""
    client_secret: Annotated[SecretStr | None, BeforeValidator(_none_for_empty)] = None
    """The secret itself, if it is stored in the profile's file."""
    client_secret_ref: Annotated[str | None, BeforeValidator(_none_for_empty)] = None
    """Where the secret is stored instead: `env:`, `file:`, `cmd:` or `keyring:`."""
    ca_file: Annotated[Path | None, BeforeValidator(_none_for_empty)] = None
    """Root certificates (PEM) to trust instead of the public ones."""
    notes: str = ""

    _withheld: str = PrivateAttr("")

    @property
    def secret_withheld(self) -> str:
        """Why the secret in the file is not used; empty if it is used."""
        return self._withheld

    def without_secret(self, why: str) -> Profile:
        """Return a copy that does not give out its secret, with the reason."""
        copy = self.changed(client_secret=None)
        copy._withheld = why
        return copy

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Only fields that can never hold a secret: users paste secrets into any text field."""
        yield "name", self.name
        yield "hosting", str(self.hosting)

    def values(self) -> dict[str, str]:
        """Return every field as plain text, as a form holds it; the secret is in clear text."""
        return {key: _plain_text(getattr(self, key)) for key in KEYS}

    def changed(self, **values: object) -> Profile:
        """Return a copy with other values, validated as when a file is read.

        Raises:
            pydantic.ValidationError: a value has the wrong type.
        """
        own = {name: getattr(self, name) for name in type(self).model_fields}
        copy = type(self).model_validate({**own, **(self.model_extra or {}), **values})
        if copy.client_secret is None and copy.client_secret_ref is None:
            copy._withheld = self._withheld
        return copy


def _plain_text(value: str | Path | SecretStr | None) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
