"""AES-256-GCM or SM4-GCM by setting; a text says itself which of the two it was written with.

Format: `a1:` or `s1:` + base64(nonce 12 bytes + ciphertext + tag 16 bytes). Keys are derived from ZHENGYOU_FIELD_KEY by HKDF,
one for each purpose, so that the index key is never the cipher key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12
_TAG = 16


class Unreadable(Exception):
    """A stored text cannot be decrypted: another key, or it was changed."""


@cache
def _key(purpose: str, length: int, master: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=b"zhengyou", info=purpose.encode()).derive(
        master.encode()
    )


def key_for(purpose: str, length: int) -> bytes:
    """The key of a purpose, `length` bytes, made of the installation's own."""
    return _key(purpose, length, settings.FIELD_KEY)


@cache
def _aes(master: str) -> AESGCM:
    return AESGCM(_key("field-aes", 32, master))


def encrypt(text: str) -> str:
    """The text encrypted with the cipher that the settings name. The empty text stays empty (unknown)."""
    return encrypt_all([text])[0]


def encrypt_all(texts: Sequence[str]) -> list[str]:
    """Many texts, each with a nonce of its own: the same as one by one, at half the price."""
    nonces = os.urandom(_NONCE * len(texts))
    seal = _sealing()
    return [
        seal(nonces[start : start + _NONCE], text) if text else ""
        for start, text in zip(range(0, len(nonces), _NONCE), texts, strict=True)
    ]


def _sealing() -> Callable[[bytes, str], str]:
    """What makes a stored text of a nonce and a text, with the cipher that the settings name."""
    if settings.FIELD_CIPHER == "sm4-gcm":
        key = algorithms.SM4(_key("field-sm4", 16, settings.FIELD_KEY))

        def seal_sm4(nonce: bytes, text: str) -> str:
            encryptor = Cipher(key, modes.GCM(nonce)).encryptor()
            sealed = encryptor.update(text.encode()) + encryptor.finalize() + encryptor.tag
            return "s1:" + base64.b64encode(nonce + sealed).decode()

        return seal_sm4
    aes = _aes(settings.FIELD_KEY)
    return lambda nonce, text: (
        "a1:" + b2a_base64(nonce + aes.encrypt(nonce, text.encode(), None), newline=False).decode()
    )


def decrypt(stored: str) -> str:
    """The text behind a stored one. Raises Unreadable when the key is another or the text was changed."""
    if not stored:
        return ""
    try:
        raw = base64.b64decode(stored[3:], validate=True)
        nonce, sealed = raw[:_NONCE], raw[_NONCE:]
        if stored.startswith("a1:"):
            return _aes(settings.FIELD_KEY).decrypt(nonce, sealed, None).decode()
        if stored.startswith("s1:"):
            body, tag = sealed[:-_TAG], sealed[-_TAG:]
            key = _key("field-sm4", 16, settings.FIELD_KEY)
            decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
            return (decryptor.update(body) + decryptor.finalize()).decode()
    except Exception as error:
        raise Unreadable("stored text cannot be decrypted") from error
    raise Unreadable("stored text has no known format")


def blind_index(text: str, *, purpose: str) -> str:
    """A keyed fingerprint (32 hex digits) by which equal texts are found without decrypting; '' for ''."""
    return blind_indexes([text], purpose=purpose)[0]


def blind_indexes(texts: Iterable[str], *, purpose: str) -> list[str]:
    """The fingerprints of many texts."""
    key = _key(f"index-{purpose}", 32, settings.FIELD_KEY)
    return [
        hmac.digest(key, text.strip().upper().encode(), hashlib.sha256)[:16].hex() if text else ""
        for text in texts
    ]
