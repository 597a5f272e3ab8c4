"""What is personal never stands in the database in plain text, and is found all the same."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tests.world import World
from zhengyou.census.models import Member
from zhengyou.encryption import blind_index, decrypt, encrypt, mask_id_number, mask_name, mask_phone
from zhengyou.encryption.cipher import Unreadable

ID_NUMBER = "41130219800101001X"


@given(st.text())
def test_what_is_encrypted_is_read_again(text: str) -> None:
    assert decrypt(encrypt(text)) == text


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_both_ciphers_work_and_each_reads_the_others_texts(settings: Settings, cipher: str) -> None:
    settings.FIELD_CIPHER = cipher
    stored = encrypt(ID_NUMBER)
    assert ID_NUMBER not in stored
    settings.FIELD_CIPHER = "aes-256-gcm" if cipher == "sm4-gcm" else "sm4-gcm"
    assert decrypt(stored) == ID_NUMBER


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_a_changed_text_is_refused_not_misread(settings: Settings, cipher: str) -> None:
    settings.FIELD_CIPHER = cipher
    stored = encrypt(ID_NUMBER)
    spoiled = stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:]
    with pytest.raises(Unreadable):
        decrypt(spoiled)
    with pytest.raises(Unreadable):
        decrypt("in plain text")


def test_another_key_reads_nothing(settings: Settings) -> None:
    stored, index = encrypt(ID_NUMBER), blind_index(ID_NUMBER, purpose="id_number_index")
    settings.FIELD_KEY = "another"
    with pytest.raises(Unreadable):
        decrypt(stored)
    assert blind_index(ID_NUMBER, purpose="id_number_index") != index


def test_the_same_text_is_written_differently_each_time_but_found_by_its_index() -> None:
    assert encrypt(ID_NUMBER) != encrypt(ID_NUMBER)
    index = blind_index(ID_NUMBER, purpose="id_number_index")
    assert index == blind_index(ID_NUMBER.lower(), purpose="id_number_index")
    assert index != blind_index(ID_NUMBER, purpose="phone_index")


def test_the_column_holds_ciphertext_only(world: World) -> None:
    member = world.member["li"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM census_member WHERE id = %s", [member.pk])
        stored = str(cursor.fetchone())
    assert ID_NUMBER not in stored
    assert "13600000003" not in stored
    again = Member.objects.within(world.scope("secretary")).get(pk=member.pk)
    assert again.id_number.open() == ID_NUMBER
    assert str(again.id_number) != ID_NUMBER
    assert again.id_number_index == blind_index(ID_NUMBER, purpose="id_number_index")


def test_looking_up_by_plain_text_is_refused_rather_than_silently_empty(world: World) -> None:
    with pytest.raises(ValueError, match="blind index"):
        Member.objects.within(world.scope("secretary")).filter(id_number=ID_NUMBER).exists()


def test_masks_keep_only_what_tells_two_apart() -> None:
    assert mask_name("王小明") == "王**"
    assert mask_name("喆") == "喆"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("63512345") == "******45"
    assert mask_id_number(ID_NUMBER) == "411302********001X"
    assert mask_id_number("123") == "***"
