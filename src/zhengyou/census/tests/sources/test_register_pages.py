"""What a register holds is shown and not asked; who contradicts it is heard; what it alone knows is looked at."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from tests.world import NOW, TODAY
from zhengyou.census.actions import registers as actions
from zhengyou.census.forms.units import CorrectUnitForm
from zhengyou.census.models import Disagreement, RegisterEntry, Unit, Unsurveyed
from zhengyou.census.queries import imports, registers, unit_record
from zhengyou.census.tests.importing.lab import Lab, code, grid
from zhengyou.census.tests.sources.conftest import REGISTRATION, Export
from zhengyou.changes import queries as changes
from zhengyou.web.errors import Conflict, Forbidden

FOUNDRY = "91411302MA0000001Q"
WHY = "a test looks at what was written"
ROW = (FOUNDRY, "豫宛精密铸造有限公司", "宛城区东关街道工业路1号", "韩新主", "存续", "2026-11-01")


def foundry(lab: Lab) -> Unit:
    return lab.unit("豫宛精密铸造有限公司")


def disagree(lab: Lab, export: Export) -> Disagreement:
    export(ROW)
    lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    return Disagreement.objects.across_all(because=WHY).select_related("unit").get()


def form_page(lab: Lab, person: str = "county") -> str:
    address = reverse("census:unit_correct", args=[lab.world.unit["foundry"].pk])
    return lab.world.client(person).get(address).content.decode()


def test_the_form_shows_what_a_register_holds_and_does_not_ask(lab: Lab, export: Export) -> None:
    assert 'name="owner_name"' in form_page(lab)
    export(ROW)
    page = form_page(lab)
    for name in ("owner_name", "reg_address", "reg_status", "uscc"):
        assert f'name="{name}"' not in page
    assert "韩新主" in page
    assert "市场监管登记（2026-11-01）" in page
    assert 'name="employees"' in page


def test_a_secretary_reports_an_error_and_does_not_overrule(lab: Lab, export: Export) -> None:
    export(ROW)
    page = form_page(lab, "secretary")
    assert "报告错误" in page
    assert "登记有误" not in page
    address = reverse("census:register_wrong", args=[foundry(lab).pk, "owner_name"])
    assert lab.world.client("secretary").post(address).status_code == 403


def test_fewer_minutes_are_asked(lab: Lab, export: Export) -> None:
    scope, unit = lab.world.scope("county"), foundry(lab)
    asked = len(CorrectUnitForm(None, scope=scope, unit=unit, initial={}).fields)
    export(ROW)
    held = registers.not_asked(unit := foundry(lab), today=TODAY, scope=scope)
    form = CorrectUnitForm(None, scope=scope, unit=unit, spared=[one.key for one in held], initial={})
    assert len(form.fields) == asked - 5
    assert registers.minutes(held) == sum(one.minutes for one in held) > 0


def test_a_posted_answer_to_what_was_not_asked_is_not_taken(lab: Lab, export: Export) -> None:
    export(ROW)
    unit = foundry(lab)
    address = reverse("census:unit_correct", args=[unit.pk])
    sent: dict[str, Any] = {
        "owner_name": "冒名", "employees": "121", "version": unit.version, "seen": "0", "entered_by": "self",
    }  # fmt: skip
    lab.world.client("county").post(address, sent)
    now = foundry(lab)
    assert (now.owner_name, now.employees) == ("韩新主", 121)


def test_what_is_too_old_is_asked_again_and_marked(lab: Lab, export: Export) -> None:
    export(ROW)
    entry = RegisterEntry.objects.across_all(because=WHY).get()
    entry.fields = dict.fromkeys(entry.fields, "2025-01-01")
    entry.save()
    assert 'name="owner_name"' in form_page(lab)


def test_a_fact_that_the_register_only_confirms_bears_it_as_its_source_too(lab: Lab, export: Export) -> None:
    export(ROW)
    scope = lab.world.scope("county")
    groups = unit_record.facts(scope, foundry(lab), on=TODAY)
    told = {one.key: (one.source or group.source, one.stale) for group in groups for one in group.facts}
    assert told["reg_status"][0] == "市场监管登记（2026-11-01） · 命令行"
    assert not told["reg_status"][1]
    entry = RegisterEntry.objects.across_all(because=WHY).get()
    entry.fields = dict.fromkeys(entry.fields, "2025-01-01")
    entry.save()
    facts = [one for group in unit_record.facts(scope, foundry(lab), on=TODAY) for one in group.facts]
    assert {one.key: one.stale for one in facts}["reg_status"]


def test_the_facts_say_source_and_date(lab: Lab, export: Export) -> None:
    export(ROW)
    page = lab.world.client("county").get(reverse("census:unit", args=[foundry(lab).pk])).content.decode()
    assert "市场监管登记（2026-11-01）" in page
    assert "已过时" not in page


def test_an_office_settles_for_the_register(lab: Lab, export: Export) -> None:
    row = disagree(lab, export)
    actions.settle(disagreement=row, right="register", by=lab.world.scope("county"), at=NOW)
    assert foundry(lab).owner_name == "韩新主"
    lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    assert not registers.disagreements(lab.world.scope("county")).exists()
    with pytest.raises(Conflict):
        actions.settle(disagreement=row, right="census", by=lab.world.scope("county"), at=NOW)


def test_an_office_settles_for_the_census_and_the_register_does_not_come_back(
    lab: Lab, export: Export
) -> None:
    row = disagree(lab, export)
    actions.settle(disagreement=row, right="census", by=lab.world.scope("county"), at=NOW)
    assert foundry(lab).owner_name == "老韩"
    assert 'name="owner_name"' in form_page(lab)
    export((*ROW[:5], "2026-11-19"))
    assert foundry(lab).owner_name == "老韩"
    export((*ROW[:3], "韩三", ROW[4], "2026-11-19"))
    assert foundry(lab).owner_name == "韩三"
    assert changes.provenance("unit", foundry(lab).pk)["owner_name"].source == "市场监管登记（2026-11-19）"


@pytest.mark.parametrize("person", ["secretary", "instructor", "department", "neighbour_county"])
def test_only_an_office_of_the_place_settles(lab: Lab, export: Export, person: str) -> None:
    row = disagree(lab, export)
    address = reverse("census:disagreement", args=[row.pk])
    assert lab.world.client(person).post(address, {"right": "census"}).status_code in {403, 404}
    assert foundry(lab).owner_name == "韩新主"
    if person != "neighbour_county":
        with pytest.raises(Forbidden):
            actions.settle(disagreement=row, right="census", by=lab.world.scope(person), at=NOW)


def test_the_page_of_disagreements_shows_both_and_settles(lab: Lab, export: Export) -> None:
    row = disagree(lab, export)
    client = lab.world.client("county")
    page = client.get(reverse("census:disagreements")).content.decode()
    assert "韩新主" in page
    assert "老韩" in page
    client.post(reverse("census:disagreement", args=[row.pk]), {"right": "census"})
    assert foundry(lab).owner_name == "老韩"
    assert "没有不一致的地方" in client.get(reverse("census:disagreements")).content.decode()
    assert (
        "老韩"
        not in lab.world.client("neighbour_county").get(reverse("census:disagreements")).content.decode()
    )


def test_a_register_found_wrong_by_hand_may_be_corrected(lab: Lab, export: Export) -> None:
    export(ROW)
    address = reverse("census:register_wrong", args=[foundry(lab).pk, "owner_name"])
    client = lab.world.client("county")
    assert "韩新主" in client.get(address).content.decode()
    client.post(address)
    assert 'name="owner_name"' in form_page(lab)
    assert client.get(address).status_code == 404


def test_the_unit_that_only_a_register_knows_is_added_without_asking_again(lab: Lab, export: Export) -> None:
    export((code(7), "漏登的公司", "宛城区汉冶街道2号", "王漏", "存续", "2026-11-01"))
    client = lab.world.client("county")
    listed = client.get(reverse("census:unsurveyed")).content.decode()
    assert "漏登的公司" in listed
    row = Unsurveyed.objects.across_all(because=WHY).get()
    address = f"{reverse('census:unit_add')}?registered={row.pk}"
    page = client.get(address).content.decode()
    assert 'name="owner_name"' not in page
    sent = {
        "name": "漏登的公司",
        "uscc": code(7),
        "territory": "411302002",
        "entered_by": "self",
        "employees": "9",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.content.decode()
    unit = lab.unit("漏登的公司")
    assert (unit.owner_name, unit.reg_status, unit.employees) == ("王漏", "normal", 9)
    origins = changes.provenance("unit", unit.pk)
    assert origins["owner_name"].source == "市场监管登记（2026-11-01）"
    assert origins["employees"].source == "网页登记"
    assert "owner_name" in registers.held(unit, today=TODAY, scope=lab.world.scope("county"))
    assert not registers.unsurveyed(lab.world.scope("county")).exists()


def test_a_unit_that_is_no_subject_is_set_aside_with_a_reason_and_back(lab: Lab, export: Export) -> None:
    export((code(7), "国有的公司", "", "", "存续", None))
    client = lab.world.client("county")
    row = Unsurveyed.objects.across_all(because=WHY).get()
    address = reverse("census:unsurveyed")
    assert client.post(address, {"row": row.pk}).status_code == 422
    client.post(address, {"row": row.pk, "reason": "not_subject"})
    assert "国有的公司" not in client.get(address).content.decode()
    assert "国有的公司" in client.get(address, {"show": "aside"}).content.decode()
    client.post(f"{address}?show=aside", {"row": row.pk})
    assert "国有的公司" in client.get(address).content.decode()
    neighbour = lab.world.client("neighbour_county")
    neighbour.post(address, {"row": row.pk, "reason": "other"})
    row.refresh_from_db()
    assert row.reason == ""


def test_both_lists_are_exported(lab: Lab, export: Export) -> None:
    disagree(lab, export)
    export((code(7), "漏登的公司", "", "", "存续", None))
    for name, word in (("disagreements", "老韩"), ("unsurveyed", "漏登的公司")):
        answer = lab.world.client("county").get(reverse(f"census:{name}_export"))
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
        assert sheet is not None
        assert word in [cell.value for line in sheet.iter_rows() for cell in line]


def test_a_template_leaves_out_what_registers_hold_of_every_unit(lab: Lab, export: Export) -> None:
    def heads(place: str) -> set[str]:
        out = BytesIO()
        imports.template("units", lab.world.place[place], out)
        sheets = load_workbook(out).worksheets
        return {str(cell.value) for sheet in sheets for line in sheet.iter_rows(max_row=3) for cell in line}

    label = "主要出资人·法定代表人姓名"
    assert any(label in head for head in heads("411303"))
    export(("91411303MA0000003E", "中原纺织有限公司", "", "何业主", "存续", None), place="411303")
    assert not any(label in head for head in heads("411303"))
    assert any(label in head for head in heads("411302"))


def test_the_upload_page_offers_the_registers_and_the_import_runs(lab: Lab) -> None:
    client = lab.world.client("county")
    page = client.get(reverse("census:import_upload")).content.decode()
    assert "市场监管登记导出" in page
    file = grid(lab.folder / "登记.xlsx", [REGISTRATION, ROW])
    with file.open("rb") as upload:
        facts = {
            "kind": "registration",
            "round": lab.world.round.pk,
            "territory": "411302",
            "workbook": upload,
        }
        answer = client.post(reverse("census:import_upload"), facts)
    assert answer.status_code == 302
    assert "法定代表人" in client.get(answer.headers["Location"]).content.decode()


def test_the_command_imports_and_tells_what_the_census_does_not_hold(lab: Lab) -> None:
    file = grid(lab.folder / "登记.xlsx", [REGISTRATION, ROW, (code(7), "漏登的公司", "", "", "存续", None)])
    words = [
        "census",
        "import",
        str(file),
        "--territory",
        "411302",
        "--round",
        "2026-4",
        "--kind",
        "register",
    ]
    with pytest.raises(CommandError):
        call_command(*words)
    out = StringIO()
    call_command(*words, "--register", "registration", "--json", stdout=out)
    told = json.loads(out.getvalue())
    figures = [told[name] for name in ("read", "accepted", "created", "updated", "unchanged", "refused")]
    assert figures == [2, 2, 0, 1, 1, 0]
    assert told["not_in_census"] == 1


def test_the_command_lists_differences(lab: Lab) -> None:
    Unit.objects.across_all(because=WHY).filter(uscc=FOUNDRY).update(members_total_in=9)
    out = StringIO()
    call_command("census", "differences", "--territory", "411302", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert [one["kind"] for one in told["differences"]] == ["counts"]
    with pytest.raises(CommandError):
        call_command("census", "differences", "--territory", "411303", "--as", "county")
