"""What an office decided about a table is found again, whatever the order of its columns; it never leaks to others."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.world import NOW
from zhengyou import jobs
from zhengyou.census.actions import imports, layouts, refused_rows
from zhengyou.census.models import ImportBatch, KeptLayout
from zhengyou.census.tests.importing.lab import BECAUSE, SHEET, Lab, grid
from zhengyou.scoping import Scope
from zhengyou.web.errors import Forbidden

HEADS = ["企业名称", "乡镇", "职工人数", "片区网格长"]
ROW = ["宛城新办甲厂", "东关街道", 12, "某人"]


def upload(lab: Lab, file: Path, by: Scope, place: str = "411302") -> ImportBatch:
    return imports.upload(
        source=BytesIO(file.read_bytes()), file_name=file.name, kind="units", territory=lab.world.place[place],
        round=lab.world.round, by=by, at=NOW,
    )  # fmt: skip


def decide(batch: ImportBatch, by: Scope, **chosen: str | None) -> ImportBatch:
    columns = {(SHEET, letter): field for letter, field in chosen.items()}
    return imports.confirm_mapping(batch=batch, chosen=columns, by=by, at=NOW)


def fields(batch: ImportBatch) -> dict[str, str | None]:
    """{header: field} of what is proposed."""
    return {one["header"]: one["field"] for one in batch.mapping["columns"]}


def layouts_held() -> list[KeptLayout]:
    return list(KeptLayout.objects.across_all(because=BECAUSE).select_related("territory"))


def table(lab: Lab, heads: list[str], row: list[Any], name: str = "台账.xlsx") -> Path:
    return grid(lab.folder / name, [heads, row])


@pytest.fixture
def county(lab: Lab) -> Scope:
    return lab.world.scope("county")


def test_a_confirmed_mapping_is_found_again_in_another_order_under_another_sheet_name(
    lab: Lab, county: Scope
) -> None:
    decide(upload(lab, table(lab, HEADS, ROW), county), county, D="progress", C=None)
    again = table(lab, HEADS[::-1], ROW[::-1], "下月.xlsx")
    book = load_workbook(again)
    book.worksheets[0].title = "十二月"
    book.save(again)
    batch = upload(lab, again, county)
    assert fields(batch) == {
        "企业名称": "name",
        "乡镇": "township",
        "职工人数": None,
        "片区网格长": "progress",
    }


def test_deciding_anew_replaces_what_was_kept(lab: Lab, county: Scope) -> None:
    decide(upload(lab, table(lab, HEADS, ROW), county), county, D="progress")
    decide(upload(lab, table(lab, HEADS, ROW), county), county, D="street_community")
    assert fields(upload(lab, table(lab, HEADS, ROW), county))["片区网格长"] == "street_community"
    assert len(layouts_held()) == 1


def test_what_the_city_keeps_serves_the_county_but_not_the_other_way_round(lab: Lab, county: Scope) -> None:
    city = lab.world.scope("city")
    decide(upload(lab, table(lab, HEADS, ROW), county), county, D="progress")
    for key in ("city", "neighbour_county"):
        by = lab.world.scope(key)
        place = "411303" if key == "neighbour_county" else "411302"
        assert fields(upload(lab, table(lab, HEADS, ROW), by, place))["片区网格长"] is None, key
    decide(upload(lab, table(lab, HEADS, ROW), city), city, D="street_community")
    neighbour = lab.world.scope("neighbour_county")
    assert (
        fields(upload(lab, table(lab, HEADS, ROW), neighbour, "411303"))["片区网格长"] == "street_community"
    )
    assert (
        fields(upload(lab, table(lab, HEADS, ROW), county))["片区网格长"] == "progress"
    )  # the own decision first


def test_an_import_by_command_is_kept_and_used_by_the_next(lab: Lab) -> None:
    batch, _outcome = lab.run(table(lab, HEADS, ROW), chosen={(SHEET, "D"): "progress"})
    assert batch.pk
    assert lab.unit("宛城新办甲厂").progress == "某人"
    lab.run(table(lab, HEADS[::-1], ["另说", 12, "东关街道", "宛城新办甲厂"]))
    assert lab.unit("宛城新办甲厂").progress == "另说"


def test_without_a_person_an_unknown_column_stays_open_for_a_better_proposal(lab: Lab) -> None:
    lab.run(table(lab, HEADS, ROW))
    [kept] = layouts_held()
    assert {one["header"]: one["decided"] for one in kept.columns} == {
        "企业名称": True, "乡镇": True, "职工人数": True, "片区网格长": False
    }  # fmt: skip


def test_a_new_column_and_one_that_has_gone_are_named(lab: Lab) -> None:
    lab.run(table(lab, HEADS, ROW))
    changed = [*HEADS[:2], "片区网格长", "今年新设的列"]
    _batch, outcome = lab.run(table(lab, changed, [*ROW[:2], "某人", "甲"]))
    assert any("多了新的列：D 今年新设的列" in note for note in outcome.notes)
    assert any("少了这些列：职工人数" in note for note in outcome.notes)
    assert outcome.to_json(1)["notes"] == outcome.notes


def test_an_unknown_table_can_be_mapped_by_a_file_and_is_known_then(lab: Lab) -> None:
    heads, row = ["代号", "称呼", "人头"], ["", "宛城代号厂", 7]
    chosen = {(SHEET, "B"): "name", (SHEET, "C"): "employees"}
    lab.run(table(lab, heads, row), chosen=chosen)
    assert lab.unit("宛城代号厂").employees == 7
    lab.run(table(lab, heads, ["", "宛城代号厂", 9]))
    assert lab.unit("宛城代号厂").employees == 9


def test_an_unknown_table_can_be_mapped_on_screen_from_the_row_a_person_names(
    lab: Lab, county: Scope
) -> None:
    file = grid(
        lab.folder / "怪表.xlsx",
        [["某某汇总", "二〇二六"], ["代号", "称呼", "人头"], ["", "宛城代号厂", 7], ["", "宛城别厂", 8]],
    )
    batch = upload(lab, file, county)
    assert batch.headings == {SHEET: 2}
    batch = imports.name_heading(batch=batch, sheet=SHEET, row=1, by=county, at=NOW)
    assert [one["header"] for one in batch.mapping["columns"]][:2] == ["某某汇总", "二〇二六"]
    batch = imports.name_heading(batch=batch, sheet=SHEET, row=2, by=county, at=NOW)
    decide(batch, county, B="name", C="employees")
    imports.start_check(batch=batch, by=county, at=NOW)
    jobs.work(limit=5)
    done = ImportBatch.objects.across_all(because=BECAUSE).get(pk=batch.pk)
    assert (done.state, done.created) == ("checked", 2)


def test_a_unit_of_measure_that_a_person_chose_counts_and_is_kept(lab: Lab, county: Scope) -> None:
    file = grid(lab.folder / "元.xlsx", [["企业名称", "年营业收入"], ["宛城元厂", 120000]])
    batch = upload(lab, file, county)
    imports.confirm_mapping(batch=batch, chosen={}, units={(SHEET, "B"): "元"}, by=county, at=NOW)
    assert batch.mapping["columns"][1]["unit"] == "元"
    assert upload(lab, file, county).mapping["columns"][1]["unit"] == "元"


def test_the_column_that_gave_way_to_another_is_named_with_its_samples(lab: Lab) -> None:
    file = grid(lab.folder / "双.xlsx", [["企业名称", "从业人员数", "职工人数"], ["宛城双列厂", 3, 4]])
    _batch, outcome = lab.run(file)
    [note] = [note for note in outcome.notes if "没有导入" in note]
    assert "是同一项" in note
    assert "例如：3" in note or "例如：4" in note


def test_a_hidden_sheet_is_told_of(lab: Lab) -> None:
    file = table(lab, HEADS, ROW)
    book = load_workbook(file)
    book.create_sheet("旧表").sheet_state = "hidden"
    book.save(file)
    _batch, outcome = lab.run(file)
    assert any("旧表" in note and "隐藏" in note for note in outcome.notes)


def test_a_text_file_keeps_its_name_as_the_name_of_its_sheet(lab: Lab, county: Scope) -> None:
    file = lab.folder / "宛城区台账.csv"
    file.write_text("企业名称,乡镇,职工人数\n宛城文本厂,东关街道,不知道几个\n", encoding="utf-8")
    batch, outcome = lab.run(file, chosen={("宛城区台账", "C"): "employees"})
    assert {issue.sheet for issue in outcome.issues} == {"宛城区台账"}
    assert {one.sheet for one in outcome.mapping.entries} == {"宛城区台账"}
    refused_rows.make(batch=batch)
    assert upload(lab, file, county).mapping["columns"][0]["sheet"] == "宛城区台账"


def test_what_is_kept_holds_no_row_and_no_name_of_whoever_filled_it_in(lab: Lab) -> None:
    file = grid(
        lab.folder / "带人.xlsx",
        [["非公企业台账（单位：亿元）"], ["填表人：王芳 13812345678", None, 20261120], HEADS, ROW],
    )
    lab.run(file)
    [kept] = layouts_held()
    assert [row[0] for row in kept.heading["rows"]] == ["非公企业台账（单位：亿元）", "填表人：", HEADS[0]]
    assert "王芳" not in str(kept.heading) + str(kept.columns)
    assert "宛城新办甲厂" not in str(kept.heading) + str(kept.columns)
    assert "20261120" not in str(kept.heading)


def test_the_own_office_renames_and_forgets_others_do_not(lab: Lab, county: Scope) -> None:
    decide(upload(lab, table(lab, HEADS, ROW), county), county, D="progress")
    [kept] = layouts_held()
    layouts.rename(layout=kept, name="月报", by=county, at=NOW)
    assert str(layouts_held()[0]) == "月报"
    for key in ("city", "neighbour_county"):
        with pytest.raises(Forbidden):
            layouts.forget(layout=kept, by=lab.world.scope(key), at=NOW)
    layouts.forget(layout=kept, by=county, at=NOW)
    assert layouts_held() == []
    assert fields(upload(lab, table(lab, HEADS, ROW), county))["片区网格长"] is None


def test_a_persons_own_decision_wins_over_what_was_kept(lab: Lab) -> None:
    lab.run(table(lab, HEADS, ROW), chosen={(SHEET, "D"): "progress"})
    lab.run(table(lab, HEADS, ROW), chosen={(SHEET, "D"): "street_community"})
    assert lab.unit("宛城新办甲厂").street_community == "某人"


def test_how_a_column_says_yes_and_no_is_kept(lab: Lab) -> None:
    file = grid(
        lab.folder / "有无.xlsx",
        [["企业名称", "是否建立党组织", "是否建立工会"], ["甲厂", "已建", "√"], ["乙厂", "未建", "有"]],
    )
    lab.run(file)
    [kept] = layouts_held()
    assert [one["words"] for one in kept.columns] == [None, {"yes": "已建", "no": "未建"}, None]


@pytest.mark.parametrize(("decided", "field"), [(True, None), (False, "employees")])
def test_only_a_person_leaves_a_column_out_for_good(
    lab: Lab, county: Scope, decided: bool, field: str | None
) -> None:
    lab.run(table(lab, HEADS, ROW))
    [kept] = layouts_held()
    kept.columns = [
        {**one, "field": None, "decided": decided} if one["header"] == "职工人数" else one
        for one in kept.columns
    ]
    kept.save()
    assert fields(upload(lab, table(lab, HEADS, ROW), county))["职工人数"] == field


def test_new_columns_are_new_against_the_own_offices_table(lab: Lab, county: Scope) -> None:
    city = lab.world.scope("city")
    decide(upload(lab, table(lab, HEADS, ROW), city), city, D="progress")
    changed = table(lab, [*HEADS[:3], "今年新设的列"], [*ROW[:3], "甲"], "变了.xlsx")
    assert not any("新的列" in note for note in imports.rehearse(task=lab.task(changed, by=county)).notes)
    decide(upload(lab, table(lab, HEADS, ROW), county), county, D="progress")
    assert any("新的列" in note for note in imports.rehearse(task=lab.task(changed, by=county)).notes)


def test_a_better_proposal_gives_way_to_what_was_decided_for_another_column(lab: Lab) -> None:
    rows: list[list[Any]] = [["单位名称", "从业人员数", "职工人数"], ["甲公司", 3, 4]]
    lab.run(grid(lab.folder / "a.xlsx", rows))
    layout = KeptLayout.objects.across_all(because=BECAUSE).get()
    # As an earlier edition of the words would have kept it, which did not know the second heading.
    layout.columns = [
        {
            **one,
            "field": {1: None, 2: "employees"}.get(one["index"], one["field"]),
            "decided": one["index"] != 1,
        }
        for one in layout.columns
    ]
    layout.save()
    _, outcome = lab.run(grid(lab.folder / "b.xlsx", rows))
    assert [one.field for one in outcome.mapping.entries] == ["name", None, "employees"]
    assert "B列“从业人员数”没有导入，因为C列“职工人数”是同一项" in outcome.notes[0]
