"""`zhengyou census refused` and `export`; mapping files for csv and for tables whose headings nobody knows."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from zhengyou import jobs
from zhengyou.audit.models import Event
from zhengyou.census.actions import refused_rows
from zhengyou.census.models import KeptLayout
from zhengyou.census.queries import imports as queries
from zhengyou.census.tests.importing.lab import BECAUSE, SHEET, Lab, grid

pytestmark = pytest.mark.usefixtures("quiet_readers")
HERE = ("--territory", "411302")
ROUND = ("--round", "2026-4")


@pytest.fixture
def quiet_readers(settings: Any) -> None:
    settings.OUTBOX_READERS = []


def run(*words: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("census", *map(str, words), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def document(*words: object) -> Any:
    return json.loads(run(*words, "--json")[0])


def refused_by_command(lab: Lab) -> int:
    file = lab.file([{"name": "好公司", "employees": 5}, {"name": "坏公司", "employees": "很多"}])
    return int(document("import", file, *HERE, *ROUND)["batch"])


def test_refused_rows_of_a_command_are_made_when_they_are_asked_for(lab: Lab) -> None:
    batch = refused_by_command(lab)
    row = queries.batch_numbered(lab.world.scope("county"), batch)
    assert queries.refused_file(row) is None  # imports by command stay fast
    target = lab.folder / "退回.xlsx"
    assert document("refused", batch, "-o", target) == {"batch": batch, "refused": 1, "file": str(target)}
    book = load_workbook(target)
    assert book.sheetnames == ["错误清单", SHEET]
    book[SHEET]["B2"] = 8
    book.save(target)
    told = document("import", target, *HERE, *ROUND)
    assert (told["read"], told["created"], told["refused"]) == (1, 1, 0)
    assert Event.objects.across_all(because=BECAUSE).filter(action="export.refused_rows").exists()


def test_on_screen_they_are_made_on_the_first_click_and_by_a_job_when_large(
    lab: Lab, monkeypatch: Any
) -> None:
    batch = refused_by_command(lab)
    client = lab.world.client("county")
    page, url = reverse("census:import", args=[batch]), reverse("census:import_refused", args=[batch])
    assert url in client.get(page).content.decode()
    monkeypatch.setattr(refused_rows, "AT_ONCE", 0)
    first, second = client.get(url), client.get(url)
    assert first.headers["Location"] == second.headers["Location"]  # one job for two clicks
    jobs.work(limit=5)
    answer = client.get(url)
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    monkeypatch.setattr(refused_rows, "AT_ONCE", 2000)
    other = refused_by_command(lab)
    answer = client.get(reverse("census:import_refused", args=[other]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]


def test_nothing_refused_is_told(lab: Lab) -> None:
    batch = document("import", lab.file([{"name": "好公司"}]), *HERE, *ROUND)["batch"]
    with pytest.raises(CommandError, match="没有退回的行"):
        run("refused", batch, "-o", lab.folder / "x.xlsx")


def test_a_csv_can_be_mapped_by_a_file_made_from_its_trial_run(lab: Lab) -> None:
    file = lab.folder / "宛城区台账.csv"
    file.write_text("企业名称,乡镇,甲数\n宛城文本厂,东关街道,12\n", encoding="utf-8")
    told = document("import", file, *HERE, *ROUND, "--dry-run")
    for one in told["mapping"]:
        if one["header"] == "甲数":
            one["field"] = "employees"
    decided = lab.folder / "map.json"
    decided.write_text(json.dumps(told), encoding="utf-8")
    done = document("import", file, *HERE, *ROUND, "--mapping", decided)
    assert (done["created"], {one["sheet"] for one in done["mapping"]}) == (1, {"宛城区台账"})
    assert lab.unit("宛城文本厂").employees == 12


def test_headings_that_nobody_knows_can_be_mapped_by_a_file(lab: Lab) -> None:
    file = grid(
        lab.folder / "怪.xlsx", [["汇总"], ["代号", "称呼", "人头", "钱"], ["", "宛城代号厂", 7, 5000]]
    )
    decided = lab.folder / "map.json"
    columns = [
        {"sheet": SHEET, "column": "B", "field": "name"},
        {"sheet": SHEET, "column": "C", "field": "employees"},
        {"sheet": SHEET, "column": "D", "field": "revenue", "unit": "元"},
    ]
    decided.write_text(json.dumps({"mapping": columns, "headings": {SHEET: 2}}), encoding="utf-8")
    assert document("import", file, *HERE, *ROUND, "--mapping", decided)["created"] == 1
    unit = lab.unit("宛城代号厂")
    assert (unit.employees, str(unit.revenue)) == (7, "0.5000")
    wrong = grid(
        lab.folder / "又.xlsx", [["汇总"], ["代号", "称呼", "人头", "钱"], ["", "宛城又一厂", "不少", 1]]
    )
    batch = document("import", wrong, *HERE, *ROUND)["batch"]  # known by now, the heading row too
    document("refused", batch, "-o", lab.folder / "退.xlsx")
    assert load_workbook(lab.folder / "退.xlsx")[SHEET]["B3"].value == "宛城又一厂"
    decided.write_text(json.dumps({"mapping": columns, "headings": {SHEET: "二"}}), encoding="utf-8")
    with pytest.raises(CommandError, match="headings"):
        run("import", file, *HERE, *ROUND, "--mapping", decided)
    columns[2]["unit"] = "文"
    decided.write_text(json.dumps(columns), encoding="utf-8")
    with pytest.raises(CommandError, match="文"):
        run("import", file, *HERE, *ROUND, "--mapping", decided)


def test_new_columns_stand_in_the_notes_and_on_standard_error(lab: Lab) -> None:
    run(
        "import",
        grid(lab.folder / "一.xlsx", [["企业名称", "乡镇", "从业人员数"], ["甲厂", "东关街道", 3]]),
        *HERE,
        *ROUND,
    )
    file = grid(lab.folder / "二.xlsx", [["企业名称", "乡镇", "今年新列"], ["甲厂", "东关街道", 3]])
    out, err = run("import", file, *HERE, *ROUND, "--json")
    assert any("今年新列" in note for note in json.loads(out)["notes"])
    assert "今年新列" in err
    assert "从业人员数" in err


def test_a_form_is_filled_by_command(lab: Lab) -> None:
    lab.run(
        [
            {
                "name": "甲公司",
                "employees": 3,
                "revenue": 2,
                "secretary": "王芳",
                "has_org": "是",
                "form": "单独",
                "org_name": "甲公司党支部",
            }
        ]
    )
    form = grid(lab.folder / "上报.xlsx", [["单位名称", "收入（元）", "书记", "网格长"]])
    target = lab.folder / "填好.xlsx"
    told = document("export", *HERE, "--form", form, "-o", target)
    assert (told["left_empty"], told["file"]) == (["网格长"], str(target))
    rows = {row[0]: row for row in load_workbook(target).worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert rows["甲公司"][1:3] == (20000, "王芳")
    [event] = Event.objects.across_all(because=BECAUSE).filter(action="export.layout")
    assert (event.detail["rows"], event.detail["columns"]) == (told["rows"], ["书记"])
    masked = document("export", *HERE, "--form", form, "-o", target, "--as", "department")
    assert masked["masked"] == ["书记"]


def test_layouts_are_named_by_number_and_our_own_columns_need_none(lab: Lab) -> None:
    lab.run(grid(lab.folder / "月报.xlsx", [["企业全称", "员工数"], ["甲公司", 3]]))
    [layout] = KeptLayout.objects.across_all(because=BECAUSE)
    target = lab.folder / "填好.xlsx"
    assert document("export", *HERE, "--layout", layout.pk, "-o", target)["rows"] >= 1
    assert [cell.value for cell in load_workbook(target).worksheets[0][1]] == ["企业全称", "员工数"]
    assert document("export", *HERE, "-o", target)["left_empty"] == []
    with pytest.raises(CommandError, match="编号"):
        run("export", *HERE, "--layout", 999, "-o", target)
    with pytest.raises(CommandError, match="写不了"):
        run("export", *HERE, "-o", Path("/nowhere/at/all.xlsx"))
    with pytest.raises(CommandError, match="不在您负责的范围"):
        run("export", "--territory", "411303", "-o", target, "--as", "county")
