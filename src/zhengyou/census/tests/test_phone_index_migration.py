"""Units that were there before their telephone numbers had an index get one, and lose nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhengyou.encryption import blind_index, encrypt
from zhengyou.encryption.fields import Sealed

BEFORE = [("census", "0007_issue_sentences")]
AFTER = [("census", "0008_phone_index")]
HELD = {
    "两家之一": "王芳 138-1234-5678",
    "两家之二": "李四13812345678",
    "只有姓名": "王芳",
    "没有填": "",
    "另一把密钥": "",
}


def _at(targets: list[tuple[str, str]]) -> Any:
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def _fill(apps: Any) -> None:
    place = apps.get_model("organisations", "Territory")._rows.create(
        code="411302", name="宛城区", level="county", path="0000", valid_from=date(2000, 1, 1)
    )
    units = apps.get_model("census", "Unit")._rows
    for name, contact in HELD.items():
        units.create(name=name, territory=place, path="0000", contact_phone=contact)
    units.filter(name="另一把密钥").update(contact_phone=Sealed(encrypt("王芳")[:-8] + "AAAAAAA="))


@pytest.mark.django_db(transaction=True)
def test_the_numbers_of_units_that_are_there_are_indexed() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # of all packages: others build on it
    try:
        _fill(_at(BEFORE))
        units = _at(AFTER).get_model("census", "Unit")._rows
        index = blind_index("13812345678", purpose="phone_number_index")
        assert dict(units.values_list("name", "phone_number_index")) == {
            "两家之一": index,
            "两家之二": index,
            "只有姓名": "",
            "没有填": "",
            "另一把密钥": "",
        }
        assert units.get(name="两家之一").contact_phone.open() == HELD["两家之一"]
        assert _at(BEFORE).get_model("census", "Unit")._rows.count() == len(HELD)
    finally:
        _at(latest)
