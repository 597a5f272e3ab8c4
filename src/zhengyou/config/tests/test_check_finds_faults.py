"""What `zhengyou check` must find."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.world import NOW, World
from zhengyou.audit import actions as audit
from zhengyou.census.importing import storing
from zhengyou.config import checking
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.organisations.queries import tree
from zhengyou.scoping import Scope

WHY = "the test breaks it on purpose"


def organisations() -> Any:
    return PartyOrganisation.objects.across_all(because=WHY)


def test_the_cast_is_whole(world: World) -> None:
    assert checking.findings() == []


def test_a_path_that_does_not_follow_its_superior(world: World) -> None:
    organisations().filter(pk=world.organisation["branch"].pk).update(path="0009")
    assert tree.findings() == ["党组织的路径与上级不符：1 个（豫宛精密铸造有限公司党支部）"]


def test_a_circle(world: World) -> None:
    top, below = world.organisation["city_committee"], world.organisation["county_committee"]
    organisations().filter(pk=top.pk).update(superior=below)
    OrganisationLink.objects.across_all(because=WHY).filter(organisation=top).update(superior=below)
    assert any("绕成了圈：4 个" in sentence for sentence in tree.findings())


def test_a_link_that_says_otherwise(world: World) -> None:
    links = OrganisationLink.objects.across_all(because=WHY)
    links.filter(organisation=world.organisation["branch"]).update(
        superior=world.organisation["city_committee"]
    )
    assert tree.findings() == ["党组织现在的隶属记录与上级不符：1 个（豫宛精密铸造有限公司党支部）"]


def test_a_place_that_says_otherwise(world: World) -> None:
    organisations().filter(pk=world.organisation["branch"].pk).update(place=world.place["411303"].path)
    assert tree.findings() == [
        "党组织所在地的路径与区划不符：1 个（豫宛精密铸造有限公司党支部）",
        "任职所在地的路径与区划不符：1 个（郑书记）",
    ]


def test_another_key(world: World, settings: Any) -> None:
    settings.FIELD_KEY = "another key altogether"
    assert any("书记电话读不出来" in sentence for sentence in checking.findings())


def test_a_file_sealed_with_another_key(world: World, settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS_DIR = tmp_path
    settings.DATA_DIR = tmp_path
    (tmp_path / "old.xlsx").write_bytes(b"of an earlier version")
    sealed, _sha256 = storing.keep(io.BytesIO(b"a workbook"))
    assert checking.files() == []
    assert storing.path_of(sealed).exists()
    settings.FIELD_KEY = "another key altogether"
    assert any("上传的文件读不出来" in sentence for sentence in checking.files())


def let_the_log_be_changed() -> None:
    """Takes away what the database guards the log with, as somebody with its password might."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def test_a_log_that_was_changed(world: World) -> None:
    audit.record("test", by=Scope.operator(), at=NOW)
    audit.seal(at=NOW)
    let_the_log_be_changed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET action = 'other'")
    assert any("审计日志" in sentence for sentence in checking.findings())


def test_the_command_prints_what_is_wrong_and_fails(world: World) -> None:
    organisations().filter(pk=world.organisation["branch"].pk).update(path="0009")
    out = io.StringIO()
    with pytest.raises(CommandError, match="发现 1 处问题"):
        call_command("check", "--json", stdout=out)
    assert len(json.loads(out.getvalue())["findings"]) == 1
