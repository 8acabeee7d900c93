"""The trusted roots, and the strict TLS context of all connections.

The checks predict what Gradient's servers see. Roots therefore come from certifi or the profile's
own file, never from the trust store of this machine.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from halo_tui.base.tomlfile import UnreadableFileError, read_bytes
from halo_tui.halo.channel import record_messages

_NO_CHECK_TIME: Final = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME; the ssl module has no name for it."""

_LIMIT: Final = 4 * 1024 * 1024
"""The maximum size in bytes of a file of roots; all public roots together are 300 KB."""


class Trust:
    """A set of trusted roots that makes TLS contexts."""

    def __init__(self, ca_file: Path | None = None) -> None:
        """Read the roots, which takes about 30 ms.

        Args:
            ca_file: trusted roots (PEM) instead of the public ones.
        """
        self.ca_file = ca_file
        self.problem = ""
        """Why the file cannot be used, for people; then nothing is trusted."""
        self._own_roots = self._read_own_roots()
        self.strict = self.context()

    def context(self, *, chain_only: bool = False, extra: Sequence[bytes] = ()) -> ssl.SSLContext:
        """Return a context that verifies the server.

        Args:
            chain_only: verify only that the chain ends in a trusted root, but not the name, the
                dates or the strength of keys.
            extra: intermediate certificates in DER to add. A self-signed one would become a
                trusted root, so never pass one.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.hostname_checks_common_name = False
        # Set by default from Python 3.13 on; one would trust an intermediate, the other refuses
        # roots that every browser takes.
        context.verify_flags &= ~(ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT)
        if chain_only:
            context.check_hostname = False
            context.verify_flags |= _NO_CHECK_TIME
            context.set_ciphers("ALL:@SECLEVEL=0")
        self._load_roots(context)
        if extra:
            context.load_verify_locations(cadata=b"".join(extra))
        record_messages(context)
        return context

    def _load_roots(self, context: ssl.SSLContext) -> None:
        import certifi

        if self.ca_file is None:
            context.load_verify_locations(cafile=certifi.where())
        elif not self.problem:
            try:
                context.load_verify_locations(cadata=self._own_roots)
            except (ValueError, ssl.SSLError):
                self.problem = "it holds no certificate in PEM form"

    def _read_own_roots(self) -> str:
        """Read the file once; OpenSSL would wait for a pipe, and read a device without an end."""
        if self.ca_file is None:
            return ""
        try:
            data, _ = read_bytes(self.ca_file, limit=_LIMIT)
        except UnreadableFileError as problem:
            self.problem = problem.why
            return ""
        return data.decode("ascii", "ignore")  # comments may be in any encoding


@cache
def _public() -> Trust:
    return Trust()


def trust_of(ca_file: Path | None) -> Trust:
    """Return the roots for a profile; the public ones are read once for each process."""
    return Trust(ca_file) if ca_file else _public()
