"""`zhengyou census`: words, shapes and exit statuses that offices' scripts rely on."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from zhengyou import standards
from zhengyou.audit.models import Event
from zhengyou.census.models import ImportBatch, Round, Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, grid
from zhengyou.changes.models import Change
from zhengyou.config import command

pytestmark = pytest.mark.usefixtures("quiet_readers")
ROW = {
    "name": "甲公司", "uscc": code(1), "township": "汉冶街道", "employees": "120人", "revenue": "3.5亿元", "industry_code": "C13",
    "org_kind": "非公企业", "has_org": "是", "form": "单独", "org_level": "党支部", "org_name": "甲支部", "founded": "2010年5月",
    "parent_org": "中共宛城区非公企业委员会", "secretary": "欧阳明", "secretary_phone": "13800000001",
    "contact_phone": "李小四 13912345678", "owner_name": "王业主",
}  # fmt: skip


@pytest.fixture
def quiet_readers(settings: Any) -> None:
    """Derived figures are other packages' matter."""
    settings.OUTBOX_READERS = []


def run(*words: object) -> str:
    out = StringIO()
    call_command("census", *map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def document(*words: object) -> Any:
    """The one JSON document that goes to standard output."""
    return json.loads(run(*words, "--json"))


def test_import_prints_one_document(lab: Lab) -> None:
    file = lab.file([ROW, {"name": None}, {"name": "乙", "employees": -1}])
    told = document("import", file, "--territory", "411302", "--round", "2026-4")
    batch = ImportBatch.objects.across_all(because=BECAUSE).get()
    assert (told["batch"], told["read"], told["accepted"], told["created"], told["refused"]) == (
        batch.pk,
        2,
        1,
        1,
        1,
    )
    assert told["errors"][0]["column"] == "E"
    assert {"sheet": "摸底表", "column": "A", "header": "单位名称", "field": "name"} in told["mapping"]
    again = document("import", file, "--territory", "411302", "--round", "2026-4")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)


def test_a_trial_run_writes_nothing(lab: Lab) -> None:
    file = lab.file([ROW])
    told = document("import", file, "--territory", "411302", "--round", "2026-4", "--dry-run")
    assert (told["batch"], told["created"]) == (None, 1)
    assert not ImportBatch.objects.across_all(because=BECAUSE).exists()
    assert not Unit.objects.across_all(because=BECAUSE).filter(name="甲公司").exists()


def test_the_mapping_that_was_printed_can_be_changed_and_used(lab: Lab) -> None:
    file = grid(lab.folder / "a.xlsx", [["单位名称", "从业人员数", "编号"], ["甲公司", 5, 8]])
    told = document("import", file, "--territory", "411302", "--round", "2026-4", "--dry-run")
    entry = next(one for one in told["mapping"] if one["column"] == "C")
    assert entry["field"] is None
    entry["field"] = "tech_staff"
    next(one for one in told["mapping"] if one["column"] == "B")["field"] = None
    decided = lab.folder / "mapping.json"
    decided.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    document("import", file, "--territory", "411302", "--round", "2026-4", "--mapping", decided)
    assert (lab.unit("甲公司").tech_staff, lab.unit("甲公司").employees) == (8, None)


def test_show_gives_every_fact_of_the_table_in_its_order(lab: Lab) -> None:
    lab.run([ROW])
    told = document("show", code(1))
    assert list(told) == [one.key for one in standards.load_unit_fields() if one.tier != "drop"]
    assert (told["org_kind"], told["size_class"], told["org_level"], told["form"]) == (
        "非公企业",
        "小型",
        "党支部",
        "单独",
    )
    assert (told["revenue"], told["employees"], told["band50_100"], told["has_org"]) == (
        35000,
        120,
        True,
        True,
    )
    assert (told["founded"], told["parent_org"], told["joint_units"]) == (
        "2010-05",
        "中共宛城区非公企业委员会",
        [],
    )
    assert (told["secretary"], told["secretary_phone"]) == ("欧**", "138****0001")
    assert (told["contact_phone"], told["owner_name"]) == ("李** 139****5678", "王**")
    assert told["union_"] is None
    assert document("show", "甲公司") == told


def test_show_counts_the_roll(lab: Lab) -> None:
    lab.run([ROW])
    roll = [
        {"name": "一", "unit": "甲公司", "branch": "甲支部", "birth_date": "1999-01", "joined_on": "2024-05"},
        {"name": "二", "unit": "甲公司", "branch": "甲支部", "birth_date": "1969-01", "joined_on": "2001"},
    ]
    lab.run(roll, kind="members")
    told = document("show", "甲公司")
    assert (told["members_u35"], told["developed"]) == (1, 1)
    lab.run([{"name": "三", "unit": "甲公司", "branch": "甲支部"}], kind="members")
    assert document("show", "甲公司")["members_u35"] is None


def test_show_names_the_units_of_a_joint_branch(lab: Lab) -> None:
    joint = {"has_org": "是", "form": "联合", "org_name": "商圈联合党支部"}
    lab.run([{"name": "乙店", **joint}, {"name": "甲店", **joint}])
    assert document("show", "甲店")["joint_units"] == ["乙店", "甲店"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "没有的公司"], "没有找到"),
        (["import", "nowhere.xlsx", "--territory", "411302", "--round", "2026-4"], "打不开"),
        (["import", "FILE", "--territory", "999999", "--round", "2026-4"], "没有代码是 999999"),
        (["import", "FILE", "--territory", "411302", "--round", "1999"], "open-round 1999"),
        (["import", "FILE", "--territory", "411302", "--round", "2026-4", "--as", "nobody"], "nobody"),
        (
            ["import", "FILE", "--territory", "411303", "--round", "2026-4", "--as", "county"],
            "不在您负责的范围内",
        ),
        (
            ["import", "FILE", "--territory", "411302", "--round", "2026-4", "--as", "department"],
            "没有做这件事的权限",
        ),
        (["import", "FILE", "--territory", "411302", "--round", "2026-4", "--mapping", "FILE"], "不是 JSON"),
        (["undo", "999"], "没有第 999 批"),
        (["open-round", "2026-4", "--as-of", "2026-01-01"], "已经有了"),
    ],
)
def test_a_refusal_is_one_line(lab: Lab, words: list[str], told: str) -> None:
    file = lab.file([ROW])
    with pytest.raises(CommandError) as refusal:
        run(*(file if word == "FILE" else word for word in words))
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 1


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["import"],
        ["import", "a.xlsx", "--round", "1"],
        ["fly"],
        ["open-round", "1", "--as-of", "gestern"],
        ["undo", "x"],
    ],
)
def test_wrong_usage_ends_with_status_2(
    db: None, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["zhengyou", "census", *words])
    with pytest.raises(SystemExit) as end:
        command.main()
    assert end.value.code == 2
    assert capsys.readouterr().out == ""


def test_the_console_prints_the_sentence_alone(
    world: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["zhengyou", "census", "show", "没有的公司", "--json"])
    with pytest.raises(SystemExit) as end:
        command.main()
    told = capsys.readouterr()
    assert end.value.code == 1
    assert told.out == ""
    assert told.err == "没有找到代码或名称是“没有的公司”的单位。请核对，名称要写全称。\n"


def test_a_person_acts_in_the_own_scope_and_name(lab: Lab) -> None:
    file = lab.file([ROW])
    told = document("import", file, "--territory", "411302", "--round", "2026-4", "--as", "county")
    event = Event.objects.across_all(because=BECAUSE).get(action="import.committed")
    assert event.user_id == lab.world.person["county"].pk
    writers = (
        Change.objects.across_all(because=BECAUSE)
        .filter(batch_id=told["batch"])
        .values_list("user_id", flat=True)
    )
    assert set(writers) == {event.user_id}
    with pytest.raises(CommandError):
        run("show", "甲公司", "--as", "neighbour_county")
    with pytest.raises(CommandError):
        run("undo", told["batch"], "--as", "neighbour_county")


def test_the_operator_is_audited_as_such(lab: Lab) -> None:
    document("import", lab.file([ROW]), "--territory", "411302", "--round", "2026-4")
    event = Event.objects.across_all(because=BECAUSE).get(action="import.committed")
    assert (event.user_id, event.actor) == (None, "operator")


def test_undo_says_what_it_did(lab: Lab) -> None:
    told = document("import", lab.file([ROW]), "--territory", "411302", "--round", "2026-4")
    assert document("undo", told["batch"]) == {"batch": told["batch"], "restored": 0, "removed": 2}


def test_open_round_may_be_repeated(lab: Lab) -> None:
    for _ in range(2):
        assert document("open-round", "2027-1", "--as-of", "2027-03-31") == {
            "round": "2027-1",
            "as_of": "2027-03-31",
        }
    assert Round.objects.across_all(because=BECAUSE).filter(code="2027-1").count() == 1


def test_the_words_for_a_reader_are_plain(lab: Lab, tmp_path: Path) -> None:
    told = run("import", lab.file([ROW]), "--territory", "411302", "--round", "2026-4")
    assert "读到 1 行，接受 1 行（新增 1，更新 0，未变 0），退回 0 行" in told
    assert "企业(单位)名称：甲公司" in run("show", "甲公司")
