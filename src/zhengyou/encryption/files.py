"""Files at rest: sealed piece by piece with the cipher that the settings name, so that none is held in memory whole.

Format: `ZYF1` + `a` or `s` (which cipher) + 8 bytes of chance, then pieces of up to 1 MiB, each followed by its tag of 16
bytes. A piece's nonce is those 8 bytes and its number; whether it is the last one is sealed with it, so that pieces cannot
be taken away, added or put into another order unnoticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from zhengyou.encryption.cipher import Unreadable, key_for

_MARK: Final = b"ZYF1"
_SALT: Final = 8
_TAG: Final = 16
_PIECE: Final = 1024 * 1024
_INNER, _LAST = b"inner", b"last"


def is_sealed(source: IO[bytes]) -> bool:
    """Whether a file begins with our mark."""
    return source.read(len(_MARK)) == _MARK


def is_unreadable(path: Path) -> bool:
    """Whether a file is sealed and its first piece cannot be opened."""
    with path.open("rb") as source:
        if not is_sealed(source):
            return False
        source.seek(0)
        try:
            next(unseal(source))
        except Unreadable:
            return True
        return False


def seal(chunks: Iterable[bytes], target: IO[bytes]) -> None:
    """Writes what the chunks hold, sealed."""
    cipher = b"s" if settings.FIELD_CIPHER == "sm4-gcm" else b"a"
    salt = os.urandom(_SALT)
    target.write(_MARK + cipher + salt)
    number = 0
    pending = b""
    for piece in _pieces(chunks):
        if number:
            target.write(_sealed(cipher, salt, number, pending, _INNER))
        pending, number = piece, number + 1
    target.write(_sealed(cipher, salt, max(number, 1), pending, _LAST))


def unseal(source: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a sealed file. Raises Unreadable for another key, a changed or a shortened file."""
    head = source.read(len(_MARK) + 1 + _SALT)
    cipher, salt = head[len(_MARK) : len(_MARK) + 1], head[len(_MARK) + 1 :]
    if not head.startswith(_MARK) or cipher not in (b"a", b"s") or len(salt) != _SALT:
        raise Unreadable("the file has no known format")
    number, piece = 1, source.read(_PIECE + _TAG)
    while True:
        following = source.read(_PIECE + _TAG)
        yield _opened(cipher, salt, number, piece, _INNER if following else _LAST)
        if not following:
            return
        number, piece = number + 1, following


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, the last one shorter."""
    kept = bytearray()
    for chunk in chunks:
        if not kept and len(chunk) == _PIECE:
            yield chunk  # as files are mostly read: nothing to copy
            continue
        kept += chunk
        while len(kept) >= _PIECE:
            yield bytes(kept[:_PIECE])
            del kept[:_PIECE]
    if kept:
        yield bytes(kept)


def _sealed(cipher: bytes, salt: bytes, number: int, piece: bytes, place: bytes) -> bytes:
    nonce = salt + number.to_bytes(4, "big")
    if cipher == b"a":
        return AESGCM(key_for("file-aes", 32)).encrypt(nonce, piece, place)
    encryptor = Cipher(algorithms.SM4(key_for("file-sm4", 16)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    return encryptor.update(piece) + encryptor.finalize() + encryptor.tag


def _opened(cipher: bytes, salt: bytes, number: int, sealed: bytes, place: bytes) -> bytes:
    nonce = salt + number.to_bytes(4, "big")
    try:
        if cipher == b"a":
            return AESGCM(key_for("file-aes", 32)).decrypt(nonce, sealed, place)
        body, tag = sealed[:-_TAG], sealed[-_TAG:]
        decryptor = Cipher(algorithms.SM4(key_for("file-sm4", 16)), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(place)
        return decryptor.update(body) + decryptor.finalize()
    except (InvalidTag, ValueError) as problem:
        raise Unreadable("the file was changed, or sealed with another key") from problem
