"""The campaign pack and the register of questions."""

from pathlib import Path

import pytest

from zhengyou import standards
from zhengyou.standards import StandardError

PACK = standards.load_pack("chuangxian-zhengyou")


def test_the_pack_names_the_four_roles_and_phases_in_order() -> None:
    assert [role.code for role in PACK.roles] == ["growth", "service", "cohesion", "harmony"]
    starts = [phase.starts_month for phase in PACK.phases]
    assert starts == sorted(starts)
    assert PACK.phases[-1].ends_month == PACK.months


def test_the_pack_uses_editions_that_exist() -> None:
    for name, edition in PACK.standards.items():
        assert edition in {one.id for one in standards.editions(name)}
    assert set(PACK.org_kinds) <= set(standards.load_enums()["org_kind"].codes)


def test_a_missing_pack_is_named() -> None:
    with pytest.raises(StandardError, match=r"nothing/campaign\.toml: expected this file"):
        standards.load_pack("nothing")


def test_a_phase_outside_the_campaign_is_refused(tmp_path: Path) -> None:
    source = standards.data_root().parent / "packs/chuangxian-zhengyou/campaign.toml"
    (tmp_path / "long").mkdir()
    spoilt = source.read_text(encoding="utf-8").replace("ends_month = 30", "ends_month = 31")
    (tmp_path / "long/campaign.toml").write_text(spoilt, encoding="utf-8")
    with pytest.raises(StandardError, match="expected last to lie within the 30 months"):
        standards.load_pack("long", root=tmp_path)


def test_questions_do_not_repeat_the_fields() -> None:
    ids = [question.id for question in standards.load_questions()]
    assert len(ids) == len(set(ids))
    fields = {f"unit.{field.key}" for field in standards.load_unit_fields().fields}
    fields |= {f"member.{field.key}" for field in standards.load_member_fields().fields}
    assert fields.isdisjoint(ids)
