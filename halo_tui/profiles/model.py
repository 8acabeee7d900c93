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
    """One connection, as its file holds it.

    Every text loads, also a wrong one: `halo_tui.profiles.rules.judging` judges it. Keys that
    this version does not know are kept.
    """

    model_config = ConfigDict(
        extra="allow", frozen=True, hide_input_in_errors=True, validate_default=False
    )

    name: str
    """What a person calls the connection."""
    hosting: Hosting = Hosting.HOSTED
    resource_server: str = ""
    authorization_server: str = ""
    tenant: str = ""
    """Handed to Gradient; sent to Halo only when hosted."""
    client_id: str = ""
    client_secret: Annotated[SecretStr | None, BeforeValidator(_none_for_empty)] = None
    """The secret itself, when it lives in the profile's file."""
    client_secret_ref: Annotated[str | None, BeforeValidator(_none_for_empty)] = None
    """Where the secret lives instead: `env:`, `file:`, `cmd:` or `keyring:`."""
    ca_file: Annotated[Path | None, BeforeValidator(_none_for_empty)] = None
    """Root certificates (PEM) to trust instead of the public ones."""
    notes: str = ""

    _withheld: str = PrivateAttr("")

    @property
    def secret_withheld(self) -> str:
        """Why the secret that is in the file is not used; empty when it is."""
        return self._withheld

    def without_secret(self, why: str) -> Profile:
        """A copy that keeps its secret back, and says why."""
        copy = self.changed(client_secret=None)
        copy._withheld = why
        return copy

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Only what can never be a secret: people paste secrets into any field."""
        yield "name", self.name
        yield "hosting", str(self.hosting)

    def values(self) -> dict[str, str]:
        """Every field as the plain text that a form holds; the secret is in clear."""
        return {key: _plain_text(getattr(self, key)) for key in KEYS}

    def changed(self, **values: object) -> Profile:
        """A copy with other values, validated like a file's.

        Raises:
            pydantic.ValidationError: a value is not of its field's type.
        """
        own = {name: getattr(self, name) for name in type(self).model_fields}
        copy = type(self).model_validate({**own, **(self.model_extra or {}), **values})
        if copy.client_secret is None and copy.client_secret_ref is None:
            copy._withheld = self._withheld
        return copy


def _plain_text(value: str | Path | SecretStr | None) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
