"""What we hand out can be handed in again: our own export, the sender's own form, the filled template."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command

from zhengyou.census.tests.importing.lab import Lab, code
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.layout import Layout
from zhengyou.census.tests.layouts.library import LAYOUTS


def export(lab: Lab, layout: Layout, *how: str) -> Path:
    """`zhengyou census export`."""
    target = lab.folder / "导出.xlsx"
    call_command(
        "census", "export", "--territory", layout.territory, *how, "-o", str(target), stderr=io.StringIO()
    )
    return target


def unchanged(lab: Lab, layout: Layout, file: Path) -> None:
    """Sends a file and finds that nothing came of it."""
    before = judging.held(layout.kind, set())
    came = judging.send(file, layout)
    assert judging.held(layout.kind, set()) == before
    figures = {name: came.document[name] for name in ("created", "updated", "refused")}
    assert (figures, came.document["errors"]) == ({"created": 0, "updated": 0, "refused": 0}, [])
    assert came.document["read"] > 0


@pytest.fixture(autouse=True)
def nobody(lab: Lab) -> None:
    """The cast's members bear numbers that no certificate has."""
    for one in lab.world.member.values():
        one.delete()


@pytest.mark.parametrize(
    "key",
    [
        *("groups_over_three_rows", "ticks_for_form_and_reason", "sections_that_name_the_township"),
        *("dates_in_every_spelling", "branches_of_the_federation", "a_list_of_branches", "a_countys_export"),
    ],
)
def test_our_own_export_changes_nothing(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    layout.make(path)
    judging.send(path, layout)
    unchanged(lab, layout, export(lab, layout, "--kind", layout.kind))


@pytest.mark.parametrize(
    "key",
    ["groups_over_three_rows", "ticks_for_form_and_reason", "a_heading_at_row_twelve", "a_branchs_roll"],
)
def test_the_senders_own_form_changes_nothing(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    layout.make(path)
    judging.send(path, layout)
    unchanged(lab, layout, export(lab, layout, "--kind", layout.kind, "--form", str(path)))


def test_a_filled_template_says_what_was_filled_in(lab: Lab) -> None:
    template = lab.folder / "模板.xlsx"
    call_command("census", "template", "--territory", "411302", "-o", str(template), stderr=io.StringIO())
    facts: dict[str, Any] = {
        "单位名称": "甲公司",
        "统一社会信用代码": code(1),
        "乡镇（街道、园区）": "汉冶街道",
        "单位类别": "非公企业",
        "从业人员(在岗职工)数": 12,
        "年营业收入(万元)": 1200.5,
        "是否建立党组织": "是",
        "党组织名称(编码)": "甲公司党支部",
        "成立时间(批复文件附件)": "2015-07",
    }
    book = openpyxl.load_workbook(template)
    sheet = next(one for one in book.worksheets if one.title == "单位")
    heads = {
        str(cell.value).replace("（必填）", "").replace("企业(单位)名称", "单位名称"): cell.column
        for row in sheet.iter_rows(max_row=2)
        for cell in row
        if cell.value
    }
    for label, value in facts.items():
        sheet.cell(3, heads[label], value)
    book.save(template)
    layout = LAYOUTS["groups_over_three_rows"]
    before = judging.known("units")
    came = judging.send(template, layout)
    assert (came.document["errors"], came.document["warnings"]) == ([], [])
    assert judging.held("units", before) == {
        "甲公司": {
            "name": "甲公司", "uscc": code(1), "place": "汉冶街道", "org_kind": "非公企业", "employees": 12,
            "revenue": 1200.5, "has_org": True, "org_name": "甲公司党支部", "founded": "2015-07",
            "surveyed_on": judging.SURVEYED,
        }
    }  # fmt: skip


def test_the_answer_that_no_longer_holds_is_forgotten(lab: Lab) -> None:
    lab.run(
        [
            {"name": "甲公司", "has_org": "否", "no_org_reason": "没有党员"},
            {"name": "乙公司", "has_org": "是", "form": "单独"},
        ]
    )
    lab.run(
        [{"name": "甲公司", "has_org": "是", "org_name": "甲公司党支部"}, {"name": "乙公司", "has_org": "否"}]
    )
    assert (lab.unit("甲公司").no_org_reason, lab.unit("乙公司").form) == ("", "")
    _, outcome = lab.run([{"name": "甲公司", "has_org": "是"}, {"name": "乙公司", "has_org": "否"}])
    assert outcome.unchanged == 2
