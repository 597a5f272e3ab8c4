"""Rows that cannot be taken are refused one by one, with where and how to mend, and without personal values."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from zhengyou.census.actions import refused_rows
from zhengyou.census.importing import storing
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import imports as queries
from zhengyou.census.tests.importing.lab import Lab, code, codes, doubts, figures, grid, id_number
from zhengyou.web.errors import Refused


@pytest.mark.parametrize(
    ("row", "expected", "column"),
    [
        ({"name": None, "employees": 5}, "name_missing", "A"),
        ({"name": "清空", "employees": 5}, "name_missing", "A"),
        ({"name": "甲", "uscc": "12345"}, "code_length", "B"),
        ({"name": "甲", "employees": "很多"}, "not_a_count", "B"),
        ({"name": "甲", "employees": -1}, "negative", "B"),
        ({"name": "甲", "revenue": "一大笔"}, "not_a_number", "B"),
        ({"name": "甲", "org_kind": "国有企业"}, "unknown_choice", "B"),
        ({"name": "甲", "has_org": "也许"}, "not_yes_no", "B"),
        ({"name": "甲", "org_name": "甲支部", "founded": "从前"}, "not_a_date", "C"),
        ({"name": "甲", "county": "卧龙区"}, "other_place", "B"),
        ({"name": "甲", "op_address": "郑州市花园路"}, "other_place", "B"),
        ({"name": "甲", "members_total_in": 3, "members_formal": 5}, "part_exceeds_whole", "C"),
        ({"name": "甲", "has_org": "否", "org_name": "甲支部"}, "organisation_denied", "C"),
        ({"name": "豫" * 121, "employees": 5}, "too_long", "A"),
    ],
)
def test_a_row_is_refused(lab: Lab, row: dict[str, object], expected: str, column: str) -> None:
    _, outcome = lab.run([{"name": "好公司"}, row])
    assert codes(outcome) == [expected]
    assert figures(outcome) == (2, 1, 0, 0, 1)
    issue = outcome.errors[0]
    assert (issue.row, issue.column) == (3, column)


def test_registered_elsewhere_but_operating_here_is_taken(lab: Lab) -> None:
    _, outcome = lab.run(
        [{"name": "甲", "reg_address": "郑州市金水区", "op_address": "南阳市宛城区汉冶街道"}]
    )
    assert figures(outcome) == (1, 1, 0, 0, 0)
    assert lab.unit("甲").territory.name == "汉冶街道"


def test_the_second_row_of_one_unit_is_refused(lab: Lab) -> None:
    rows = [
        {"name": "甲公司", "uscc": code(1)},
        {"name": "甲公司（老）", "uscc": code(1)},
        {"name": "乙公司"},
        {"name": " 乙 公司 "},
        {"name": "甲公司"},
        {"name": "丙公司", "uscc": code(3)},
        {"name": "丙公司", "uscc": code(4)},
    ]
    _, outcome = lab.run(rows)
    assert [(issue.row, issue.finding.code) for issue in outcome.errors] == [
        (3, "repeated"),
        (5, "repeated"),
        (6, "repeated"),
    ]
    assert figures(outcome) == (7, 4, 0, 0, 3)


def test_the_old_name_of_a_unit_that_another_row_renames_is_doubted(lab: Lab) -> None:
    held = lab.world.unit["foundry"]
    _, outcome = lab.run([{"name": held.name}, {"name": "豫宛铸造（新名）", "uscc": held.uscc}])
    assert "named_elsewhere" in doubts(outcome)
    assert figures(outcome) == (2, 1, 1, 0, 0)


def test_a_refused_row_does_not_stand_in_the_way_of_a_right_one(lab: Lab) -> None:
    _, outcome = lab.run(
        [{"name": "甲", "uscc": code(1), "employees": -1}, {"name": "甲", "uscc": code(1), "employees": 1}]
    )
    assert codes(outcome) == ["negative"]
    assert lab.unit("甲").employees == 1


def test_a_code_that_another_place_holds_is_refused_without_telling_whose(lab: Lab) -> None:
    neighbour = lab.world.unit["neighbour"]
    _, outcome = lab.run([{"name": "不相干公司", "uscc": neighbour.uscc}])
    assert codes(outcome) == ["held_elsewhere"]
    message = outcome.errors[0].finding.message
    assert neighbour.name not in message
    assert "卧龙" not in message


def test_a_name_that_fits_several_units_needs_a_code(lab: Lab) -> None:
    lab.run([{"name": "同名店", "uscc": code(1)}, {"name": "同名店", "uscc": code(2)}])
    _, outcome = lab.run([{"name": "同名店", "employees": 3}])
    assert codes(outcome) == ["name_not_unique"]


def test_messages_hold_no_value_of_a_cell(lab: Lab) -> None:
    rows = [
        {
            "name": "甲",
            "employees": "机密数字",
            "contact_phone": "张三 13812345678" * 40,
            "founded": "秘密日子",
        }
    ]
    _, outcome = lab.run(rows)
    told = " ".join(issue.finding.message for issue in outcome.issues)
    assert not any(value in told for value in ("机密", "秘密", "13812345678", "张三"))


def test_members_are_refused_without_their_number_being_repeated(lab: Lab) -> None:
    bad = id_number(1)[:-1] + "0"
    rows = [
        {
            "name": "甲",
            "id_number": bad if bad != id_number(1) else id_number(1)[:-1] + "1",
            "branch": "豫宛精密铸造有限公司党支部",
        }
    ]
    _, outcome = lab.run(rows, kind="members")
    assert codes(outcome) == ["id_check_digit"]
    assert bad not in outcome.errors[0].finding.message


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "空"),
        (b"PK\x03\x04 not really a zip", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ""),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(lab: Lab, content: bytes, part: str) -> None:
    file = lab.folder / "bad.xlsx"
    file.write_bytes(content)
    with pytest.raises(Refused) as refusal:
        lab.run(file)
    assert part in refusal.value.sentence
    assert "\n" not in refusal.value.sentence
    assert not queries.batches(lab.task(file).by).exists()


def test_a_workbook_without_a_column_of_names_is_refused_as_a_whole(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["统一社会信用代码", "从业人员数"], [code(1), 3]])
    with pytest.raises(Refused, match="单位名称"):
        lab.run(file)


def test_a_missing_file_is_told_in_one_sentence(lab: Lab) -> None:
    with pytest.raises(Refused, match="打不开"):
        lab.run(Path("/nowhere/at-all.xlsx"))


def returned(batch: ImportBatch) -> Workbook:
    """The workbook of refused rows as it is handed out."""
    path = queries.refused_file(batch)
    assert path is not None
    with storing.opened(path) as stored:
        return load_workbook(stored)


def test_refused_rows_come_back_in_the_senders_workbook(lab: Lab) -> None:
    rows: list[dict[str, object]] = [
        {"name": "好公司", "employees": 5},
        {"name": "坏公司", "employees": "很多"},
        {"name": "也好", "employees": 7},
    ]
    batch, _ = lab.run(rows)
    refused_rows.make(batch=batch)
    book = returned(batch)
    assert book.sheetnames == ["错误清单", "摸底表"]
    sheet = book["摸底表"]
    assert [row[0].value for row in sheet.iter_rows(max_row=3)][:2] == ["单位名称", "坏公司"]
    cell = sheet["B2"]
    assert cell.fill.fgColor.rgb not in ("00000000", None)
    assert cell.comment is not None
    assert "整数" in cell.comment.text


def test_the_returned_workbook_corrected_completes_the_import(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "好公司", "employees": 5}, {"name": "坏公司", "employees": "很多"}])
    refused_rows.make(batch=batch)
    book = returned(batch)
    book["摸底表"]["B2"] = 8
    corrected = lab.folder / "corrected.xlsx"
    book.save(corrected)
    _, outcome = lab.run(corrected)
    assert figures(outcome) == (1, 1, 0, 0, 0)
    assert lab.unit("坏公司").employees == 8


def test_the_senders_layout_is_kept(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "从业人员数"], ["坏公司", "很多"]])
    book = load_workbook(file)
    book["摸底表"]["A1"].font = Font(name="楷体", size=17)
    book["摸底表"].column_dimensions["A"].width = 33
    book.save(file)
    batch, _ = lab.run(file)
    refused_rows.make(batch=batch)
    sheet = returned(batch)["摸底表"]
    assert (sheet["A1"].font.name, sheet["A1"].font.size) == ("楷体", 17)
    assert sheet.column_dimensions["A"].width == 33


def test_nothing_is_returned_when_nothing_was_refused(lab: Lab) -> None:
    batch, _ = lab.run([{"name": "好公司"}])
    refused_rows.make(batch=batch)
    assert queries.refused_file(batch) is None


def test_a_legal_code_that_fails_its_digit_is_taken_with_a_warning(lab: Lab) -> None:
    wrong = code(1)[:-1] + ("1" if code(1)[-1] != "1" else "2")
    _, outcome = lab.run([{"name": "老公司", "uscc": wrong}])
    assert (figures(outcome), doubts(outcome)) == ((1, 1, 0, 0, 0), ["code_doubtful"])


def test_formulas_are_text_and_come_back_as_text(lab: Lab) -> None:
    evil = "=cmd|' /c calc'!A1"
    file = lab.folder / "a.csv"
    file.write_text(f"单位名称,从业人员数,备注\n+甲公司,3,{evil}\n@乙,=1+1,{evil}\n", encoding="utf-8")
    batch, outcome = lab.run(file)
    assert lab.unit("+甲公司").progress == evil
    assert codes(outcome) == ["not_a_count"]
    refused_rows.make(batch=batch)
    row = next(row for row in returned(batch).worksheets[1].iter_rows() if row[0].value == "@乙")
    assert [(cell.value, cell.data_type) for cell in row] == [("@乙", "s"), ("=1+1", "s"), (evil, "s")]
