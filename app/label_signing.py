"""Signing the code of a label, and telling whether a signature fits it (Ed25519, RFC 8032).

Keys and signatures stand in codes as base64url without padding (RFC 4648, section 5). Of each there
is one way of writing only: another one, which a lenient reader would take for the same, does not
fit. The package that reckons is imported when it is first needed.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from typing import Protocol

PUBLIC_LENGTH, SIGNATURE_LENGTH = 43, 86
_FINGERPRINT = 32


class Key(Protocol):
    """What signs labels: `public` is what tells whether a signature is its own."""

    @property
    def public(self) -> str:
        """The public key, 43 signs of base64url."""

    def sign(self, text: str) -> str:
        """Return the signature of a text, 86 signs of base64url."""


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key: its 32 bytes, which nothing ever shows."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> str:
        """The public key of it."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return written(key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the signature of a text; the same text has the same one."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return written(Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode()))


@dataclass(frozen=True, slots=True)
class TrialKey:
    """What stands in for a key on a label that is only tried for its room: it signs nothing.

    Its signs take at least as much room in a code as those of any key: small and capital letters
    in turn, which no mode of a DataMatrix writes in less than one byte each.
    """

    @property
    def public(self) -> str:
        """Signs in the place of a public key."""
        return _filling(PUBLIC_LENGTH)

    def sign(self, _text: str) -> str:
        """Return signs in the place of a signature."""
        return _filling(SIGNATURE_LENGTH)


def fits(public: str, signature: str, text: str) -> bool:
    """Return whether a signature of a text is that of the key; any other text has another one."""
    key, signed = _read(public), _read(signature)
    if key is None or signed is None or len(key) != 32 or len(signed) != 64:
        return False
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signed, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: str) -> str:
    """Return what people compare of a public key: 32 signs in groups of four.

    It is the first half of the key's SHA-256, as hex; another key with the same would take 2 to
    the 128th tries.
    """
    digest = hashlib.sha256(_read(public) or public.encode()).hexdigest()[:_FINGERPRINT].upper()
    return " ".join(digest[at : at + 4] for at in range(0, _FINGERPRINT, 4))


def written(data: bytes) -> str:
    """Return bytes as they stand in a code."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _read(text: str) -> bytes | None:
    """Return the bytes of a text, None for one that is not written just as `written` does."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if written(data) == text else None


def _filling(length: int) -> str:
    return ("aZ" * length)[:length]
