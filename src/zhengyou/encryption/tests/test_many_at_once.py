"""Many texts encrypted at once rest as each by itself."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from zhengyou.encryption import blind_index, blind_indexes, decrypt, encrypt_all

TEXTS = ["13800000000", "", "王小明 0377-123", "13800000000", "𠮷" * 300]


@pytest.mark.parametrize("cipher", ["aes-gcm", "sm4-gcm"])
def test_each_text_has_a_nonce_of_its_own_and_can_be_read(settings: Any, cipher: str) -> None:
    settings.FIELD_CIPHER = cipher
    stored = encrypt_all(TEXTS)
    assert list(map(decrypt, stored)) == TEXTS
    assert stored[1] == ""
    nonces = {base64.b64decode(text[3:])[:12] for text in stored if text}
    assert len(nonces) == 4, "equal texts must not rest alike"


def test_indexes_are_those_of_single_texts() -> None:
    assert blind_indexes(TEXTS, purpose="phone_index") == [
        blind_index(text, purpose="phone_index") for text in TEXTS
    ]


def test_nothing_to_encrypt_is_nothing() -> None:
    assert encrypt_all([]) == blind_indexes([], purpose="phone_index") == []
