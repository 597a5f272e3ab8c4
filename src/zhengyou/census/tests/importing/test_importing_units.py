"""A workbook of units becomes units with their organisations, places, changes and audit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.world import NOW
from zhengyou.audit.models import Event
from zhengyou.census.models import ImportIssue
from zhengyou.census.tests.importing.lab import BECAUSE, SHEET, Lab, code, codes, doubts, figures, grid
from zhengyou.changes.models import Change, Outbox
from zhengyou.encryption import blind_index
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation
from zhengyou.web.errors import Refused

FULL = {
    "name": "南阳甲有限公司", "uscc": code(1), "county": "宛城区", "township": "汉冶街道", "org_kind": "非公企业",
    "employees": "120人", "revenue": "3,000万元", "industry_code": "农副食品加工业", "members_total_in": 6,
    "members_formal": 5, "members_probation": 1, "has_org": "是", "form": "单独", "org_name": "甲公司党支部",
    "org_level": "党支部", "founded": "2015年3月", "parent_org": "中共宛城区非公企业委员会", "secretary": "张 三",
    "secretary_phone": "13800000001", "contact_phone": "李四 13900000002",
}  # fmt: skip


def test_a_row_becomes_a_unit_with_its_facts(lab: Lab) -> None:
    batch, outcome = lab.run([FULL])
    assert figures(outcome) == (1, 1, 0, 0, 0)
    unit = lab.unit("南阳甲有限公司")
    assert (unit.uscc, unit.org_kind, unit.employees, unit.revenue) == (
        code(1),
        "enterprise",
        120,
        Decimal(3000),
    )
    assert unit.industry_code == "C13"
    assert unit.size_class == "small"
    assert unit.territory.name == "汉冶街道"
    assert unit.path == unit.territory.path
    assert unit.contact_phone.open() == "李四 13900000002"
    assert unit.phone_number_index == blind_index("13900000002", purpose="phone_number_index")
    assert (lab.rounds_of(unit), unit.batch_id, unit.entered_by) == ([lab.world.round], batch.pk, "import")
    assert unit.surveyed_on == lab.world.round.as_of


def test_its_organisation_is_made_under_its_superior(lab: Lab) -> None:
    lab.run([FULL])
    unit = lab.unit("南阳甲有限公司")
    organisation = lab.organisation("甲公司党支部")
    superior = lab.world.organisation["county_committee"]
    assert unit.organisation == organisation
    assert unit.has_org is True
    assert organisation.superior == superior
    assert organisation.path.startswith(superior.path)
    assert (organisation.level, organisation.founded, organisation.secretary) == ("branch", "2015-03", "张三")
    assert organisation.secretary_phone.open() == "13800000001"
    assert organisation.place == unit.path
    assert organisation.valid_from == date(2015, 3, 1)
    link = OrganisationLink.objects.across_all(because=BECAUSE).get(organisation=organisation)
    assert (link.superior, link.valid_from, link.valid_to) == (superior, date(2015, 3, 1), None)


def test_a_superior_that_nobody_knows_is_registered_by_its_name(lab: Lab) -> None:
    lab.run(
        [
            {**FULL, "parent_org": "汉冶街道党工委"},
            {
                **FULL,
                "uscc": code(2),
                "name": "南阳乙公司",
                "org_name": "乙支部",
                "parent_org": "汉冶街道党工委",
            },
        ]
    )
    superior = lab.organisation("汉冶街道党工委")
    assert superior.territory.name == "汉冶街道"
    below = PartyOrganisation.objects.across_all(because=BECAUSE).filter(superior=superior).order_by("path")
    assert [one.path for one in below] == [superior.path + "0000", superior.path + "0001"]


def test_an_organisation_held_already_is_found_by_name_within_the_county(lab: Lab) -> None:
    held = lab.world.organisation["branch"]
    lab.run(
        [
            {
                "name": "豫宛配套公司",
                "has_org": "是",
                "form": "联合",
                "org_name": held.name,
                "secretary": "新书记",
            }
        ]
    )
    assert lab.unit("豫宛配套公司").organisation == held
    assert lab.organisation(held.name).secretary == "新书记"


@pytest.mark.parametrize(
    "said",
    [
        {"form": "单独", "org_level": "党总支", "secretary": "王五"},
        {"form": "单独"},
        {"form": "联合", "secretary": "王五"},
        {"secretary": "王五"},
    ],
)
def test_no_name_is_invented_for_an_organisation_without_one(lab: Lab, said: dict[str, str]) -> None:
    before = PartyOrganisation.objects.across_all(because=BECAUSE).count()
    _, outcome = lab.run([{"name": "丁公司", "has_org": "是", **said}])
    assert lab.unit("丁公司").organisation is None
    assert lab.unit("丁公司").has_org is True
    assert doubts(outcome) == ["org_name_missing"]
    assert PartyOrganisation.objects.across_all(because=BECAUSE).count() == before


def test_units_of_a_joint_branch_that_differ_about_it_keep_the_first_word(lab: Lab) -> None:
    joint = {"has_org": "是", "form": "联合", "org_name": "商圈联合党支部", "org_level": "联合党支部"}
    rows = [{**joint, "name": "甲", "secretary": "赵一"}, {**joint, "name": "乙", "secretary": "钱二"}]
    _, outcome = lab.run(rows)
    assert lab.organisation("商圈联合党支部").secretary == "赵一"
    assert doubts(outcome) == ["organisation_differs"]
    _, again = lab.run(rows)
    assert figures(again) == (2, 0, 0, 2, 0)


def test_two_places_that_disagree_about_namesakes_do_not_share_an_organisation(lab: Lab) -> None:
    row = {
        "has_org": "是",
        "form": "单独",
        "org_name": "豫宛精密铸造有限公司党支部",
        "county": "卧龙区",
        "name": "卧龙铸造",
    }
    lab.run([row], place="411300")
    assert lab.unit("卧龙铸造").organisation != lab.world.organisation["branch"]


def test_changes_audit_and_outbox_are_written(lab: Lab) -> None:
    Outbox.objects.across_all(because=BECAUSE).delete()
    batch, _ = lab.run([FULL])
    changes = list(Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk))
    assert sorted(change.subject_kind for change in changes) == ["organisation", "unit"]
    unit = next(change for change in changes if change.subject_kind == "unit")
    assert (unit.source, unit.entered_by, unit.as_of) == (batch.file_name, "import", lab.world.round.as_of)
    assert '"employees": "120"' in unit.new
    assert "13900000002" not in unit.new
    assert Outbox.objects.across_all(because=BECAUSE).count() == 2
    event = Event.objects.across_all(because=BECAUSE).get(action="import.committed")
    assert (event.subject_id, event.detail["created"], event.path) == (
        str(batch.pk),
        1,
        lab.world.place["411302"].path,
    )


def test_a_changed_field_is_one_change_row_with_old_and_new(lab: Lab) -> None:
    lab.run([FULL])
    batch, outcome = lab.run([{**FULL, "employees": 130, "contact_phone": "李四 13900000003"}])
    assert figures(outcome) == (1, 0, 1, 0, 0)
    changes = {row.field: row for row in Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk)}
    assert set(changes) == {"employees", "contact_phone"}
    assert (changes["employees"].old, changes["employees"].new) == ("120", "130")
    assert changes["contact_phone"].old.startswith("a1:")
    assert lab.unit("南阳甲有限公司").contact_phone.open() == "李四 13900000003"
    assert lab.unit("南阳甲有限公司").phone_number_index == blind_index(
        "13900000003", purpose="phone_number_index"
    )
    assert lab.unit("南阳甲有限公司").version == 2


def test_an_empty_cell_leaves_what_is_held(lab: Lab) -> None:
    lab.run([FULL])
    _, outcome = lab.run([{**FULL, "employees": None, "revenue": "", "secretary": " "}])
    assert figures(outcome) == (1, 0, 0, 1, 0)
    assert lab.unit("南阳甲有限公司").employees == 120


def test_the_word_for_erasing_erases(lab: Lab) -> None:
    lab.run([FULL])
    _, outcome = lab.run(
        [{**FULL, "employees": "清空", "contact_phone": "清空", "secretary": "清空", "org_kind": "清空"}]
    )
    assert figures(outcome) == (1, 0, 1, 0, 0)
    unit = lab.unit("南阳甲有限公司")
    assert (unit.employees, unit.contact_phone, unit.contact_phone_index, unit.org_kind) == (None, "", "", "")
    assert unit.size_class == ""
    assert unit.organisation is not None
    assert unit.organisation.secretary == ""


def test_a_unit_that_has_no_organisation_any_more_is_unlinked(lab: Lab) -> None:
    lab.run([FULL])
    lab.run([{"name": FULL["name"], "uscc": FULL["uscc"], "has_org": "否"}])
    unit = lab.unit("南阳甲有限公司")
    assert (unit.has_org, unit.organisation) == (False, None)


def test_a_unit_is_found_by_name_and_takes_the_code_it_lacked(lab: Lab) -> None:
    held = lab.world.unit["association"]
    _, outcome = lab.run([{"name": "宛城区 玉雕行业商会", "uscc": code(9)}])
    assert figures(outcome) == (1, 0, 1, 0, 0)
    held.refresh_from_db()
    assert held.uscc == code(9)


def test_a_namesake_with_another_code_is_another_unit(lab: Lab) -> None:
    _, outcome = lab.run([{"name": lab.world.unit["foundry"].name, "uscc": code(9)}])
    assert figures(outcome) == (1, 1, 0, 0, 0)
    assert doubts(outcome) == ["same_name_other_code"]


def test_a_finer_place_refines_and_a_coarser_one_says_nothing(lab: Lab) -> None:
    lab.run([{"name": "戊公司"}])
    assert lab.unit("戊公司").territory.name == "宛城区"
    lab.run([{"name": "戊公司", "township": "东关街道"}])
    assert lab.unit("戊公司").territory.name == "东关街道"
    _, outcome = lab.run([{"name": "戊公司", "county": "宛城区"}], place="411300")
    assert figures(outcome) == (1, 0, 0, 1, 0)
    lab.run([{"name": "戊公司", "township": "汉冶街道"}])
    unit = lab.unit("戊公司")
    assert unit.path == lab.world.place["411302002"].path


def test_a_later_round_is_noted_without_making_changes(lab: Lab) -> None:
    lab.run([FULL])
    later = lab.next_round()
    lab.world.round = later
    batch, outcome = lab.run([FULL])
    assert figures(outcome) == (1, 0, 0, 1, 0)
    assert lab.rounds_of(lab.unit("南阳甲有限公司"))[-1] == later
    assert not Change.objects.across_all(because=BECAUSE).filter(batch_id=batch.pk).exists()


def test_the_date_of_the_row_is_the_date_of_its_facts(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "己公司", "surveyed_on": "2026-03-01"}, {"name": "庚公司"}])
    dates = dict(
        Change.objects.across_all(because=BECAUSE)
        .filter(batch_id=batch.pk)
        .values_list("subject_id", "as_of")
    )
    assert dates[lab.unit("己公司").pk] == date(2026, 3, 1)
    assert dates[lab.unit("庚公司").pk] == lab.world.round.as_of


def test_the_document_has_the_shape_of_the_command_line(lab: Lab) -> None:
    batch, outcome = lab.run([FULL, {"name": None, "employees": 3}, {"name": "辛公司", "employees": -1}])
    document = outcome.to_json(batch.pk)
    assert list(document) == [
        *("batch", "read", "accepted", "created", "updated", "unchanged", "refused"),
        *("warnings", "errors", "mapping", "notes"),
    ]
    assert (document["read"], document["accepted"], document["refused"]) == (3, 1, 2)
    assert [set(issue) for issue in document["errors"]] == [{"sheet", "row", "column", "code", "message"}] * 2
    assert [(issue["sheet"], issue["row"], issue["column"]) for issue in document["errors"]] == [
        (SHEET, 3, "A"),
        (SHEET, 4, "F"),
    ]
    assert document["mapping"][0] == {"sheet": SHEET, "column": "A", "header": "单位名称", "field": "name"}
    held = ImportIssue.objects.across_all(because=BECAUSE).filter(batch=batch)
    assert [issue.code for issue in held] == codes(outcome)


def test_a_column_that_fits_nothing_is_shown(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "从业人员数", "喜欢的颜色"], ["甲", 3, "红"]])
    _, outcome = lab.run(file)
    assert outcome.to_json(1)["mapping"][2]["field"] is None


def test_what_the_standard_leaves_out_is_not_taken(lab: Lab) -> None:
    file = grid(
        lab.folder / "a.xlsx",
        [["单位名称", "从业人员数", "是否亿元楼宇", "企业规模"], ["甲", 3, "是", "大型"]],
    )
    _, outcome = lab.run(file)
    assert [one["field"] for one in outcome.to_json(1)["mapping"]] == ["name", "employees", None, None]
    assert lab.unit("甲").size_class == ""


def test_a_closed_round_takes_nothing(lab: Lab) -> None:
    lab.world.round.closed_at = NOW
    with pytest.raises(Refused, match="已经结束"):
        lab.run([FULL])
