"""How content is hidden and committed to: salt, SHA-256, AES-GCM under a key of its own. Pure."""

import secrets
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recoup.lib.hashing import sha256_hex

SALT_BYTES = 16
_NONCE_BYTES = 12
_PLAIN, _DEFLATED = b"\x00", b"\x01"
_WORTH_DEFLATING = 256


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes with their media type: a note, a message as sent, a file."""

    data: bytes
    media_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Salted:
    """Content with the salt that makes its commitment impossible to guess."""

    content: Content
    salt: bytes

    @property
    def commitment(self) -> str:
        """SHA-256 of salt and bytes, in hex."""
        return sha256_hex(self.salt, self.content.data)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is stored of a payload, and, apart from it, its wrapped key."""

    nonce: bytes
    ciphertext: bytes
    wrapped_key: bytes


def salted(content: Content) -> Salted:
    """The content with a fresh salt."""
    return Salted(content, secrets.token_bytes(SALT_BYTES))


def seal(what: Salted, commitment: str, owner: str, master_key: bytes) -> Sealed:
    """Encrypts under a fresh key, which is wrapped under the master key. The salt lies inside.

    Owner, commitment and media type are authenticated with it, so a row cannot be moved or relabelled.
    """
    data, form = what.content.data, _PLAIN
    if len(data) >= _WORTH_DEFLATING:
        deflated = zlib.compress(data, level=1)  # mail is mostly encoded PDFs: more effort gains nothing
        if len(deflated) < len(data):
            data, form = deflated, _DEFLATED
    key, nonce, wrap_nonce = (secrets.token_bytes(n) for n in (32, _NONCE_BYTES, _NONCE_BYTES))
    label = _label(commitment, owner, what.content.media_type)
    return Sealed(
        nonce=nonce,
        ciphertext=AESGCM(key).encrypt(nonce, what.salt + form + data, label),
        wrapped_key=wrap_nonce + AESGCM(master_key).encrypt(wrap_nonce, key, commitment.encode()),
    )


def unseal(stored: Sealed, commitment: str, owner: str, media_type: str, master_key: bytes) -> Salted:
    """The content with its salt. Raises ValueError when key, bytes or labels are not those of the sealing."""
    try:
        key = AESGCM(master_key).decrypt(
            stored.wrapped_key[:_NONCE_BYTES], stored.wrapped_key[_NONCE_BYTES:], commitment.encode()
        )
    except (InvalidTag, ValueError) as odd:
        raise ValueError("its key cannot be unwrapped with this home's master key") from odd
    try:
        clear = AESGCM(key).decrypt(stored.nonce, stored.ciphertext, _label(commitment, owner, media_type))
    except (InvalidTag, ValueError) as odd:
        raise ValueError("the stored bytes or labels were changed") from odd
    salt, form, data = clear[:SALT_BYTES], clear[SALT_BYTES : SALT_BYTES + 1], clear[SALT_BYTES + 1 :]
    found = Salted(Content(zlib.decompress(data) if form == _DEFLATED else data, media_type), salt)
    if found.commitment != commitment:
        raise ValueError("the content does not match its commitment")
    return found


def _label(commitment: str, owner: str, media_type: str) -> bytes:
    return "\n".join((commitment, owner, media_type)).encode()
