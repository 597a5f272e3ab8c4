"""What is held goes into somebody's own table, and comes back from it unchanged."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from tests.world import NOW
from zhengyou.census.actions import exports
from zhengyou.census.importing import storing
from zhengyou.census.models import LayoutExport, Unit
from zhengyou.census.queries import exports as queries
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, figures, grid, id_number
from zhengyou.scoping import Scope
from zhengyou.web.errors import Forbidden
from zhengyou.workbooks import filling

UNITS: list[dict[str, Any]] = [
    {
        "name": "宛城甲厂", "uscc": code(1), "county": "宛城区", "township": "东关街道", "org_kind": "非公企业",
        "employees": 120, "revenue": "1234.5678", "industry_code": "C13", "members_formal": 4, "has_org": "是",
        "form": "单独", "org_name": "宛城甲厂党支部", "org_level": "党支部", "founded": "2010-05",
        "secretary": "王芳", "secretary_phone": "13812345678", "contact_phone": "李四 13900000000",
        "surveyed_on": "2026-11-01", "progress": "+1+1",
    },
    {
        "name": "宛城乙店", "county": "宛城区", "township": "汉冶街道", "org_kind": "个体工商户", "employees": 0,
        "has_org": "否", "no_org_reason": "无党员", "surveyed_on": "2026-11-01",
    },
    {"name": "宛城丙会", "county": "宛城区", "org_kind": "行业协会商会", "revenue": "0.0001", "surveyed_on": "2026-11-01"},
]  # fmt: skip
FORM: list[list[Any]] = [
    ["宛城区非公企业基本情况表"],
    ["填报单位：", None, None, None, None, "单位：亿元"],
    ["序号", "单位", None, "规模", None, "组建形式", None, "党组织", "建立时间", "备注栏", "网格长"],
    [None, "名称", "信用代码", "人数", "年营业收入", "单独", "联合", "有无党组织", None, None, None],
]
MERGES = ["A1:K1", "A3:A4", "B3:C3", "D3:E3", "F3:G3", "I3:I4", "J3:J4", "K3:K4"]


def held(lab: Lab) -> None:
    lab.run(UNITS)


def form(
    lab: Lab, rows: list[list[Any]], merges: list[str] | None = None, name: str = "请按此表上报.xlsx"
) -> Path:
    grid(lab.folder / name, rows, merges=merges or [])
    return lab.folder / name


def fill(
    lab: Lab,
    file: Path,
    by: Scope,
    kind: str = "units",
    place: str = "411302",
    chosen: dict[str, str | None] | None = None,
) -> LayoutExport:
    export = exports.by_form(
        source=BytesIO(file.read_bytes()), file_name=file.name, kind=kind, territory=lab.world.place[place],
        by=by, at=NOW,
    )  # fmt: skip
    sheet = export.mapping["columns"][0]["sheet"]
    choice = {(sheet, letter): key for letter, key in (chosen or {}).items()}
    exports.decide(export=export, chosen=choice, units={}, by=by, at=NOW)
    return exports.write(export=export, by=by, at=NOW)


def cells(export: LayoutExport, sheet: str | None = None) -> list[list[Any]]:
    path = queries.result(export)
    assert path is not None
    with storing.opened(path) as stream:
        book = openpyxl.load_workbook(stream)
    page = book[sheet] if sheet else book.worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def taken_back(
    lab: Lab, export: LayoutExport, kind: str = "units", **more: Any
) -> tuple[int, int, int, int, int]:
    path = queries.result(export)
    assert path is not None
    copy = lab.folder / "回填.xlsx"
    with storing.opened(path) as stream:
        copy.write_bytes(stream.read())
    _batch, outcome = lab.run(copy, kind=kind, **more)
    return figures(outcome)


@pytest.fixture
def county(lab: Lab) -> Scope:
    return lab.world.scope("county")


def test_a_form_is_filled_in_its_own_order_units_ticks_and_words(lab: Lab, county: Scope) -> None:
    held(lab)
    export = fill(
        lab, form(lab, FORM, MERGES), county, chosen={"H": "has_org", "J": "progress", "I": "founded"}
    )
    rows = cells(export)
    assert rows[:2] == [[FORM[0][0], *[None] * 10], [*FORM[1], *[None] * 5]]
    named = {row[1]: row for row in rows[4:]}
    assert named["宛城甲厂"][2:] == [code(1), 120, 0.12345678, "√", None, "有", "2010-05", "+1+1", None]
    assert named["宛城乙店"][2:8] == [None, 0, None, None, None, "无"]
    assert [row[0] for row in rows[4:]] == list(range(1, len(rows) - 3))


def test_what_nobody_knows_is_named_before(lab: Lab, county: Scope) -> None:
    held(lab)
    export = exports.by_form(
        source=BytesIO(form(lab, FORM, MERGES).read_bytes()), file_name="表.xlsx", kind="units",
        territory=lab.world.place["411302"], by=county, at=NOW,
    )  # fmt: skip
    with exports.plan(export, county) as plan:
        assert "网格长" in plan.titles("empty")
        assert plan.count() >= 3


def test_the_senders_styles_lists_and_lines_below_stay(lab: Lab, county: Scope) -> None:
    held(lab)
    file = form(
        lab,
        [
            ["单位名称", "从业人员", "是否建立党组织"],
            [None] * 3,
            [None] * 3,
            ["合计", "=SUM(B2:B3)", None],
            ["填表人：", None, None],
        ],
    )
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for row in (2, 3):
        for cell in sheet[row]:
            cell.fill = openpyxl.styles.PatternFill("solid", fgColor="FFEEEE")
    rule = DataValidation(type="list", formula1='"已建,未建"')
    rule.add("C2:C3")
    sheet.add_data_validation(rule)
    sheet.column_dimensions["A"].width = 41
    book.save(file)
    export = fill(lab, file, county)
    with storing.opened(queries.result(export)) as stream:  # type: ignore[arg-type]
        page = openpyxl.load_workbook(stream).worksheets[0]
    count = Unit.objects.within(county).filter(closed_on__isnull=True).count()
    assert count > 2
    assert page.cell(count + 2, 1).value == "合计"
    assert page.cell(count + 2, 2).value == f"=SUM(B2:B{count + 1})"
    assert page.cell(count + 3, 1).value == "填表人："
    assert page.cell(count + 1, 1).fill.fgColor.rgb == "00FFEEEE"
    assert page.column_dimensions["A"].width == 41
    said = {page.cell(row, 1).value: page.cell(row, 3).value for row in range(2, count + 2)}
    assert (said["宛城甲厂"], said["宛城乙店"], said["宛城丙会"]) == ("已建", "未建", None)
    assert taken_back(lab, export)[1:3] == (0, 0)


def test_nothing_runs_as_a_formula(lab: Lab, county: Scope) -> None:
    held(lab)
    export = fill(lab, form(lab, [["单位名称", "备注"]]), county)
    with storing.opened(queries.result(export)) as stream:  # type: ignore[arg-type]
        page = openpyxl.load_workbook(stream).worksheets[0]
    [cell] = [row[1] for row in page.iter_rows(min_row=2) if row[0].value == "宛城甲厂"]
    assert (cell.value, cell.data_type) == ("+1+1", "s")


def test_sheets_named_after_places_or_kinds_share_the_units_among_them(lab: Lab, county: Scope) -> None:
    held(lab)
    book = openpyxl.Workbook()
    for name in ("东关街道", "汉冶街道"):
        book.create_sheet(name).append(["单位名称", "从业人员"])
    del book["Sheet"]
    file = lab.folder / "分街道.xlsx"
    book.save(file)
    export = fill(lab, file, county)
    east = {row[0] for row in cells(export, "东关街道")[1:]}
    west = {row[0] for row in cells(export, "汉冶街道")[1:]}
    assert "宛城甲厂" in east
    assert "宛城乙店" in west
    assert not east & west
    with exports.plan(export, county) as plan:
        assert any("没有填进去" in note for note in plan.notes)  # 宛城丙会 stands in no township


def test_a_kept_layout_and_our_own_columns_need_no_file(lab: Lab, county: Scope) -> None:
    held(lab)
    fill(lab, form(lab, FORM, MERGES), county)
    layout = queries.offered(county).get(title="请按此表上报.xlsx")
    drawn = exports.by_layout(
        layout=layout, kind="units", territory=lab.world.place["411302"], by=county, at=NOW
    )
    exports.write(export=drawn, by=county, at=NOW)
    rows = cells(drawn)
    assert rows[2][1] == "单位"
    assert rows[3][1] == "名称"
    assert {row[1]: row[4] for row in rows[4:]}["宛城甲厂"] == pytest.approx(0.12345678)
    assert taken_back(lab, drawn)[1:3] == (0, 0)
    ours = exports.by_layout(
        layout=None, kind="units", territory=lab.world.place["411302"], by=county, at=NOW
    )
    exports.write(export=ours, by=county, at=NOW)
    read, created, updated, unchanged, refused = taken_back(lab, ours)
    assert (created, updated, refused) == (0, 0, 0)
    assert read == unchanged > 3


def test_large_forms_are_drawn_as_they_stream(
    lab: Lab, county: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(lab)
    monkeypatch.setattr(filling, "MOST_ROWS", 1)
    export = fill(lab, form(lab, FORM, MERGES), county, chosen={"H": "has_org"})
    rows = cells(export)
    assert rows[0][0] == "宛城区非公企业基本情况表"
    assert {row[1]: row[5] for row in rows[4:]}["宛城甲厂"] == "√"
    assert taken_back(lab, export)[1:3] == (0, 0)


def test_a_role_gets_what_it_sees_the_rest_masked_and_the_log_says_so(lab: Lab) -> None:
    held(lab)
    department = lab.world.scope("department")
    heads = [["单位名称", "党组织书记姓名", "书记联系电话", "出资人政治面貌"]]
    export = fill(lab, form(lab, heads), department)
    row = {row[0]: row for row in cells(export)[1:]}["宛城甲厂"]
    assert row[1:] == ["王*", "138****5678", None]
    read = taken_back(lab, export)
    assert read[2] == 0  # what is starred is no fact
    assert lab.organisation("宛城甲厂党支部").secretary == "王芳"
    with pytest.raises(Forbidden):
        exports.by_layout(
            layout=None, kind="members", territory=lab.world.place["411302"], by=department, at=NOW
        )


def test_members_come_back_unchanged_too(lab: Lab) -> None:
    lab.run(
        [
            {"name": "张三", "id_number": id_number(1), "category": "正式党员", "branch": "豫宛精密铸造有限公司党支部",
             "joined_on": "2001-07", "phone": "13800000000", "mobile_status": "流出（深圳）",
             "out_of_contact": "是，2023年5月起", "voluntary": "年老"},
            {"name": "李小四", "birth_date": "1980-02-03", "branch": "豫宛精密铸造有限公司党支部", "mobile_status": "否",
             "out_of_contact": "否", "voluntary": "正常参加"},
        ],
        kind="members",
    )  # fmt: skip
    by = Scope.operator()
    export = exports.by_layout(
        layout=None, kind="members", territory=lab.world.place["411302"], by=by, at=NOW
    )
    exports.write(export=export, by=by, at=NOW)
    _read, created, updated, unchanged, _refused = taken_back(lab, export, "members")
    assert (created, updated) == (0, 0)
    assert unchanged >= 2


def test_organisations_come_back_unchanged_too(lab: Lab) -> None:
    held(lab)
    by = Scope.operator()
    export = exports.by_layout(
        layout=None, kind="organisations", territory=lab.world.place["411302"], by=by, at=NOW
    )
    exports.write(export=export, by=by, at=NOW)
    read, created, updated, unchanged, refused = taken_back(lab, export, "organisations")
    assert (created, updated, refused) == (0, 0, 0)
    assert read == unchanged >= 2


HEADS = {
    "name": ["单位名称", "企业全称"], "uscc": ["信用代码", "统一社会信用代码"], "county": ["县区"], "township": ["乡镇街道"],
    "org_kind": ["单位类别"], "employees": ["从业人员数", "职工人数"], "revenue": ["营业收入（元）", "营业收入（亿元）"],
    "industry_code": ["所属行业", "行业代码"], "has_org": ["是否建立党组织"], "form": ["组建形式"], "org_name": ["党组织名称"],
    "founded": ["党组织成立时间"], "secretary": ["书记姓名"], "contact_phone": ["联系人及电话"], "progress": ["备注"],
    "no_org_reason": ["未建立原因"], "surveyed_on": ["填报日期"],
}  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_layout_what_is_exported_changes_nothing_when_it_is_imported(
    lab: Lab, data: st.DataObject
) -> None:
    if not Unit.objects.across_all(because=BECAUSE).filter(name="宛城甲厂").exists():
        held(lab)
    keys = [
        "name",
        *data.draw(st.lists(st.sampled_from([key for key in HEADS if key != "name"]), unique=True)),
    ]
    heads = [data.draw(st.sampled_from(HEADS[key])) for key in data.draw(st.permutations(keys))]
    lead = [["汇总表"]] if data.draw(st.booleans()) else []
    by = Scope.operator()
    export = fill(lab, form(lab, [*lead, heads]), by)
    read, created, updated, unchanged, refused = taken_back(lab, export)
    assert (created, updated, refused) == (0, 0, 0), heads
    assert read == unchanged > 3


NUMBERED = [["单位名称", "信用代码", "从业人员", "收入（元）"], [1, 2, 3, 4], *[[None] * 4 for _ in range(2)]]
WITH_EXAMPLE = [["单位名称", "信用代码", "从业人员"], ["例：某某公司", "91410000MA00000000", 10]]
FOOT_ONLY = [["汇总表"], ["单位名称", "从业人员"], ["填表人：", None], ["联系电话：", None]]
HINTS = [
    ["单位名称", "从业人员", "收入"],
    ["必填", "人", "万元"],
    [None, None, None],
    ["说明：只填本区的单位", None, None],
]
DEEP = [
    ["表一", None, None, None, None],
    ["单位情况", None, None, "党组织情况", None],
    ["名称", "规模", None, "组建形式", None],
    [None, "职工人数", "年营业收入（元）", "单独", "联合"],
]
OLD_ROWS = [["单位名称", "从业人员"], ["宛城甲厂", 1], ["外地旧厂", 2], [None, None], ["合计", 3]]


@pytest.mark.parametrize(
    ("rows", "merges"),
    [
        (NUMBERED, []),
        (WITH_EXAMPLE, []),
        (FOOT_ONLY, ["A1:B1"]),
        (HINTS, ["A4:C4"]),
        (DEEP, ["A1:E1", "A2:C2", "D2:E2", "B3:C3", "D3:E3", "A3:A4"]),
        (OLD_ROWS, []),
        ([["单位名称", "从业人员"], *[[None, None]] * 3], ["A2:A3"]),
    ],
    ids=["numbered", "example", "foot", "hints", "deep", "old-rows", "merged-body"],
)
def test_forms_as_offices_send_them(
    lab: Lab, county: Scope, rows: list[list[Any]], merges: list[str]
) -> None:
    held(lab)
    export = fill(lab, form(lab, rows, merges), county)
    count = Unit.objects.within(county).filter(closed_on__isnull=True).count()
    read, created, updated, _unchanged, refused = taken_back(lab, export)
    assert (read, created, updated, refused) == (count, 0, 0, 0)
    shown = [text for row in cells(export) for text in row if isinstance(text, str)]
    assert "外地旧厂" not in shown
    with exports.plan(export, county) as plan:
        assert any("原有的 2 行" in note for note in plan.notes) == (rows is OLD_ROWS)
    for text in ("例：某某公司", "填表人：", "说明：只填本区的单位", "合计"):
        assert (text in shown) == any(text in row for row in rows)


def test_a_form_of_another_format_comes_back_as_xlsx(lab: Lab, county: Scope) -> None:
    held(lab)
    file = lab.folder / "上报.csv"
    file.write_text("单位名称,从业人员,收入（亿元）\n", encoding="gb18030")
    export = fill(lab, file, county)
    assert taken_back(lab, export)[1:3] == (0, 0)
    assert cells(export)[0] == ["单位名称", "从业人员", "收入（亿元）"]


def test_an_answer_that_a_later_one_overtook_is_not_handed_on(lab: Lab, county: Scope) -> None:
    lab.run([{"name": "宛城先无后有厂", "has_org": "否", "no_org_reason": "无党员"}])
    lab.run([{"name": "宛城先无后有厂", "has_org": "是", "form": "单独"}])
    export = fill(lab, form(lab, [["单位名称", "是否建立党组织", "未建立原因", "组建形式"]]), county)
    [row] = [row for row in cells(export) if row[0] == "宛城先无后有厂"]
    assert row[1:] == ["是", None, "单独"]
    assert taken_back(lab, export)[4] == 0
