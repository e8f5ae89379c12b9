"""How agent and collector know one another: a token, and for https whom to trust and who we are.

grpc writes to stderr where a handshake fails or a file is wrong, which an agent must not: so the
standard library's TLS tries first, and grpc follows once that went well.
"""

from __future__ import annotations

import pkgutil
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl

_THIS_MACHINE = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750, b64token
_MAX_TOKEN = 4096
_MAX_FILE_BYTES = 1 << 20  # a system's list of authorities is 0.2 MiB


class CredentialsError(Exception):
    """They cannot be read or do not convince; the message names no file."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, and paths of files, read anew at each call; an empty text stands for none."""

    token: str = ""
    token_file: str = ""  # holds it, with white space around it or none; instead of the token
    ca: str = ""  # certificates that are trusted instead of grpc's roots
    certificate: str = ""  # our own chain; goes with the key
    key: str = ""

    def token_for(self, collector: str) -> str:
        """The token as it is now, where this URL may be shown it: never in clear on a network.

        Raises `CredentialsError`.
        """
        return self._current_token() if _may_be_told_the_token(collector) else ""

    def withholds_token_from(self, collector: str) -> bool:
        """Whether there is a token that this URL may not be shown."""
        return bool(self.token or self.token_file) and not _may_be_told_the_token(collector)

    def _current_token(self) -> str:
        if not self.token_file:
            return self.token
        if self.token:
            raise CredentialsError("token and token_file exclude one another: both are set")
        held = (_read("token_file", self.token_file) or b"").decode("latin-1").strip()
        if not is_token(held):
            raise CredentialsError("the file of the setting token_file holds no token")
        return held

    def pem(self) -> dict[str, bytes | None]:
        """The arguments of ``grpc.ssl_channel_credentials``. Raises `CredentialsError`."""
        if bool(self.certificate) != bool(self.key):
            missing = "key" if self.certificate else "certificate"
            raise CredentialsError(f"certificate and key go together: {missing} is not set")
        return {
            "root_certificates": _read("ca", self.ca),
            "private_key": _read("key", self.key),
            "certificate_chain": _read("certificate", self.certificate),
        }

    def try_handshake(self, collector: str, seconds: float) -> None:
        """Connects to a https:// URL, shakes hands, and hangs up. Raises `CredentialsError`."""
        import socket  # noqa: PLC0415 -- late: https only
        import ssl  # noqa: PLC0415

        url = urlsplit(collector)
        context = self._context()
        try:
            with (
                socket.create_connection((url.hostname or "", url.port or 443), seconds) as plain,
                context.wrap_socket(plain, server_hostname=url.hostname),
            ):
                pass
        except ssl.SSLCertVerificationError as error:
            raise CredentialsError(error.verify_message) from None
        except OSError as error:
            why = error.reason if isinstance(error, ssl.SSLError) else error.strerror
            raise CredentialsError(why or type(error).__name__) from None

    def _context(self) -> ssl.SSLContext:
        import ssl  # noqa: PLC0415

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.set_alpn_protocols(["h2"])
        roots = self.pem()["root_certificates"] or _roots_of_grpc()
        try:
            context.load_verify_locations(cadata=roots.decode("ascii"))
            if self.certificate:  # without a password it would ask at the terminal
                context.load_cert_chain(self.certificate, self.key, password="")
        except (OSError, ValueError):  # SSLError is an OSError
            raise CredentialsError("ca, certificate or key is no PEM file of its kind") from None
        return context


def is_token(text: str) -> bool:
    """Whether it can be shown as a bearer token."""
    return len(text) <= _MAX_TOKEN and _TOKEN.fullmatch(text) is not None


def _may_be_told_the_token(collector: str) -> bool:
    url = urlsplit(collector)
    here = _THIS_MACHINE.fullmatch(url.hostname or "")
    return url.scheme == "https" or here is not None


def _roots_of_grpc() -> bytes:
    return pkgutil.get_data("grpc._cython", "_credentials/roots.pem") or b""


def _read(setting: str, file: str) -> bytes | None:
    if not file:
        return None
    try:
        if not Path(file).is_file():  # to open a pipe would wait for its other end
            raise OSError
        with Path(file).open("rb") as opened:
            held = opened.read(_MAX_FILE_BYTES + 1)
    except OSError:
        raise CredentialsError(f"the file of the setting {setting} cannot be read") from None
    if len(held) > _MAX_FILE_BYTES:
        longer = f"is longer than {_MAX_FILE_BYTES} bytes"
        raise CredentialsError(f"the file of the setting {setting} {longer}")
    return held
