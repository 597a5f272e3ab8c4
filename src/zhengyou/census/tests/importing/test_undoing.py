"""An import is taken back whole, until something depends on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.world import NOW
from zhengyou.audit.models import Event
from zhengyou.census.actions import imports
from zhengyou.census.importing import undoing
from zhengyou.census.importing.undoing import Undone
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Member, RegisterEntry, Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, id_number
from zhengyou.changes.models import Change, Outbox
from zhengyou.coverage.models import FoundingStep
from zhengyou.encryption import blind_index
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.scoping import OutsideScope, Scope
from zhengyou.web.errors import Conflict, Forbidden, Refused

OPERATOR = Scope.operator()
NEW = {
    "name": "甲公司", "uscc": code(1), "has_org": "是", "form": "单独", "org_name": "甲支部", "parent_org": "汉冶街道党工委",
    "secretary": "张三", "secretary_phone": "13800000001", "township": "汉冶街道",
}  # fmt: skip
CHANGED = {
    "name": "豫宛精密铸造有限公司", "uscc": "91411302MA0000001Q", "employees": 150, "township": "汉冶街道",
    "contact_phone": "新联系人 13700000009", "has_org": "是", "org_name": "豫宛精密铸造有限公司党支部",
    "secretary": "新书记", "secretary_phone": "13900000009", "parent_org": "汉冶街道党工委",
    "reg_status": "停业", "industry_code": "C13", "revenue": 5000,
}  # fmt: skip


def undo(batch: ImportBatch, by: Scope = OPERATOR) -> Undone:
    return imports.undo(batch=batch, by=by, at=NOW + timedelta(hours=1))


def facts() -> list[Any]:
    """All facts, without versions and the round in which members were seen last."""
    kept: list[Any] = []
    for model in (Unit, Member, PartyOrganisation):
        left_out = {
            "version",
            "last_round_id",
            "election_due",
            "secretary_phone",
            "contact_phone",
            "phone",
            "id_number",
            "path",
        }
        columns = [one.attname for one in model._meta.concrete_fields if one.attname not in left_out]
        kept.append(sorted(map(str, model.objects.across_all(because=BECAUSE).values_list(*columns))))
    lines = PartyOrganisation.objects.across_all(because=BECAUSE).values_list(
        "name", "superior__name", "path"
    )
    kept.append([(name, superior, len(path)) for name, superior, path in lines.order_by("name")])
    return kept


def test_what_was_created_goes_and_what_was_changed_comes_back(lab: Lab) -> None:
    before = facts()
    batch, _ = lab.run([NEW, CHANGED])
    assert facts() != before
    undone = undo(batch)
    assert facts() == before
    assert (undone.restored, undone.removed) == (2, 3)
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == (ImportState.UNDONE, NOW + timedelta(hours=1))
    assert lab.unit("豫宛精密铸造有限公司").contact_phone.open() == "韩业主 13700000002"
    number = blind_index("13700000002", purpose="phone_number_index")
    assert lab.unit("豫宛精密铸造有限公司").phone_number_index == number
    assert lab.organisation("豫宛精密铸造有限公司党支部").secretary_phone.open() == "13800000001"


def test_paths_of_the_line_are_whole_again(lab: Lab) -> None:
    batch, _ = lab.run([CHANGED])
    undo(batch)
    for one in PartyOrganisation.objects.across_all(because=BECAUSE).select_related("superior"):
        above = one.superior.path if one.superior else ""
        assert one.path.startswith(above)
        assert len(one.path) == len(above) + 4
        assert (
            OrganisationLink.objects.across_all(because=BECAUSE).get(organisation=one, valid_to=None).superior
            == one.superior
        )


def test_undoing_is_history_outbox_and_audit(lab: Lab) -> None:
    batch, _ = lab.run([CHANGED])
    Outbox.objects.across_all(because=BECAUSE).delete()
    undo(batch)
    rows = (
        Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk, field="employees").order_by("id")
    )
    assert [(row.old, row.new) for row in rows] == [("120", "150"), ("150", "120")]
    assert Outbox.objects.across_all(because=BECAUSE).filter(subject_kind="unit").exists()
    assert Event.objects.across_all(because=BECAUSE).get(action="import.undone").detail["restored"] == 2


def test_derived_facts_follow_back(lab: Lab) -> None:
    batch, _ = lab.run([CHANGED])
    assert lab.unit("豫宛精密铸造有限公司").size_class == "small"
    undo(batch)
    assert lab.unit("豫宛精密铸造有限公司").size_class == ""


def test_members_come_and_go(lab: Lab) -> None:
    before = facts()
    rows = [
        {"name": "新党员", "id_number": id_number(5), "branch": "豫宛精密铸造有限公司党支部"},
        {"name": "李党员", "id_number": "41130219800101001X", "unit": "宛城小吃店", "phone": "13100000000"},
    ]
    batch, _ = lab.run(rows, kind="members")
    undo(batch)
    assert facts() == before


def test_twice_is_a_conflict(lab: Lab) -> None:
    batch, _ = lab.run([NEW])
    undo(batch)
    with pytest.raises(Conflict, match="已经撤销"):
        undo(batch)


def test_a_later_change_of_the_same_field_forbids(lab: Lab) -> None:
    batch, _ = lab.run([CHANGED])
    lab.run([{**CHANGED, "employees": 160}])
    with pytest.raises(Refused, match=r"1 家单位.*豫宛精密铸造有限公司"):
        undo(batch)
    batch.refresh_from_db()
    assert batch.state == ImportState.COMMITTED


def test_a_later_change_of_another_field_stays(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "豫宛精密铸造有限公司", "employees": 150, "surveyed_on": "2026-11-01"}])
    lab.run([{"name": "豫宛精密铸造有限公司", "owner_name": "赵业主", "surveyed_on": "2026-11-01"}])
    undo(batch)
    unit = lab.unit("豫宛精密铸造有限公司")
    assert (unit.employees, unit.owner_name) == (120, "赵业主")


def test_later_imports_may_be_undone_first(lab: Lab) -> None:
    before = facts()
    first, _ = lab.run([CHANGED])
    second, _ = lab.run([{**CHANGED, "employees": 160}])
    undo(second)
    undo(first)
    assert facts() == before


def test_members_of_a_new_branch_forbid(lab: Lab) -> None:
    batch, _ = lab.run([NEW])
    lab.run([{"name": "新党员", "branch": "甲支部", "unit": "甲公司"}], kind="members")
    with pytest.raises(Refused, match="1 名党员"):
        undo(batch)
    assert lab.unit("甲公司").name == "甲公司"


def test_a_unit_of_another_import_in_the_new_branch_forbids(lab: Lab) -> None:
    batch, _ = lab.run([NEW])
    lab.run([{"name": "乙公司", "has_org": "是", "form": "联合", "org_name": "甲支部"}])
    with pytest.raises(Refused, match="1 家单位"):
        undo(batch)


def test_an_agreed_next_step_forbids(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "丙公司"}])
    step = FoundingStep(
        unit=lab.unit("丙公司"), step="host", person="冯", due_on=NOW.date(), set_by="孙", set_at=NOW
    )
    step.save()
    with pytest.raises(Refused, match="1 条组建步骤"):
        undo(batch)


@pytest.mark.parametrize("model", undoing.MODELS.values())
def test_whatever_can_forbid_has_a_name(model: Any) -> None:
    kinds = {pointing for pointing, _column in undoing.depending(model)} - {OrganisationLink}
    assert not [kind for kind in kinds if kind._meta.label_lower not in undoing.COUNTED]


def test_a_register_that_speaks_of_the_new_unit_forbids_by_name(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "丙公司"}])
    RegisterEntry(unit=lab.unit("丙公司"), register="registration", as_of=NOW.date()).save()
    with pytest.raises(Refused, match="有1 条登记数据和它们有关"):
        undo(batch)


def test_only_the_own_place_is_undone(lab: Lab) -> None:
    batch, _ = lab.run([NEW])
    with pytest.raises(OutsideScope):
        undo(batch, lab.world.scope("neighbour_county"))
    with pytest.raises(Forbidden):
        undo(batch, lab.world.scope("department"))
    undo(batch, lab.world.scope("county"))


def test_a_change_between_two_units_of_one_import_goes_back_in_one_piece(lab: Lab) -> None:
    before = facts()
    rows = [
        {"name": "豫宛精密铸造有限公司", "has_org": "否"},
        {"name": "宛城小吃店", "has_org": "是", "org_name": "豫宛精密铸造有限公司党支部"},
    ]
    batch, _ = lab.run(rows)
    undo(batch)
    assert facts() == before
