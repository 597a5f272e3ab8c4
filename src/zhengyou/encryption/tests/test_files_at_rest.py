"""Files are sealed piece by piece, and a sealed file that was touched is refused."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest

from zhengyou.encryption import Unreadable
from zhengyou.encryption.files import seal, unseal

PIECE = 1024 * 1024
HEAD = 13


@pytest.fixture(params=["aes-256-gcm", "sm4-gcm"])
def cipher(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.FIELD_CIPHER = request.param
    return str(request.param)


def sealed(*chunks: bytes) -> bytes:
    target = io.BytesIO()
    seal(chunks, target)
    return target.getvalue()


def opened(stored: bytes) -> bytes:
    return b"".join(unseal(io.BytesIO(stored)))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_comes_back(cipher: str, size: int) -> None:
    data = os.urandom(size)
    assert opened(sealed(data)) == data


def test_it_matters_not_in_what_chunks_it_came() -> None:
    data = os.urandom(2 * PIECE + 5)
    assert opened(sealed(*(data[at : at + 70_001] for at in range(0, len(data), 70_001)))) == data


def test_nothing_of_it_can_be_read(cipher: str) -> None:
    assert "身份证号 411302".encode() not in sealed("身份证号 411302".encode() * 1000)


def test_a_changed_byte_is_noticed(cipher: str) -> None:
    stored = bytearray(sealed(b"x" * 1000))
    stored[HEAD + 10] ^= 1
    with pytest.raises(Unreadable):
        opened(bytes(stored))


def test_a_missing_end_is_noticed(cipher: str) -> None:
    stored = sealed(b"x" * (2 * PIECE))
    with pytest.raises(Unreadable):
        opened(stored[: HEAD + PIECE + 16])


def test_pieces_in_another_order_are_noticed(cipher: str) -> None:
    stored = sealed(os.urandom(2 * PIECE) + b"end")
    one, two = stored[HEAD : HEAD + PIECE + 16], stored[HEAD + PIECE + 16 : HEAD + 2 * (PIECE + 16)]
    with pytest.raises(Unreadable):
        opened(stored[:HEAD] + two + one + stored[HEAD + 2 * (PIECE + 16) :])


def test_another_key_opens_nothing(cipher: str, settings: Any) -> None:
    stored = sealed(b"roll")
    settings.FIELD_KEY = "another " + settings.FIELD_KEY
    with pytest.raises(Unreadable):
        opened(stored)


def test_a_file_that_is_none_of_ours_is_refused() -> None:
    for other in (b"", b"PK\x03\x04", b"ZYF1x12345678"):
        with pytest.raises(Unreadable):
            opened(other)
