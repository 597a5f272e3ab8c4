"""What registers (登记, 社保, 税务) hold is taken from their exports: by code, with source and date, and given back on undo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, TODAY
from zhengyou.census.actions import imports
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.models import Disagreement, RegisterEntry, Unit, Unsurveyed
from zhengyou.census.queries import registers
from zhengyou.census.tests.importing import lab as labs
from zhengyou.census.tests.importing.lab import Lab, code, codes, figures, grid
from zhengyou.census.tests.sources.conftest import REGISTRATION, Export
from zhengyou.changes import queries as changes
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

FOUNDRY = "91411302MA0000001Q"
WHY = "a test looks at what was written"
ROW = (
    FOUNDRY,
    "豫宛精密铸造有限公司",
    "宛城区东关街道工业路1号",
    "韩新主",
    "存续（在营、开业、在册）",
    "2026-11-01",
)


def doubts(outcome: Outcome) -> list[str]:
    """Codes of the warnings; the code of the cast's foundry fails its check digit."""
    return [code for code in labs.doubts(outcome) if code != "code_doubtful"]


def entry(lab: Lab) -> RegisterEntry:
    return RegisterEntry.objects.across_all(because=WHY).get(unit=lab.world.unit["foundry"])


def listed(lab: Lab, person: str = "county") -> list[str]:
    return [row.name for row in registers.unsurveyed(lab.world.scope(person))]


def test_facts_are_taken_with_the_register_as_their_source(lab: Lab, export: Export) -> None:
    _batch, outcome = export(ROW)
    assert figures(outcome) == (1, 0, 1, 0, 0)
    unit = lab.unit("豫宛精密铸造有限公司")
    assert (unit.reg_address, unit.owner_name, unit.reg_status) == (
        "宛城区东关街道工业路1号",
        "韩新主",
        "normal",
    )
    origin = changes.provenance("unit", unit.pk)["reg_address"]
    assert (origin.source, origin.as_of) == ("市场监管登记（2026-11-01）", date(2026, 11, 1))
    assert set(entry(lab).fields) == {"uscc", "name", "reg_address", "owner_name", "reg_status"}


def test_importing_it_again_changes_nothing(lab: Lab, export: Export) -> None:
    export(ROW)
    _batch, outcome = export(ROW)
    assert figures(outcome) == (1, 0, 0, 1, 0)


def test_without_a_date_the_round_gives_one(lab: Lab, export: Export) -> None:
    export((*ROW[:5], None))
    assert entry(lab).as_of == lab.world.round.as_of


def test_rows_are_found_by_the_code_only_and_make_no_unit(lab: Lab, export: Export) -> None:
    before = Unit.objects.across_all(because=WHY).count()
    _batch, outcome = export(
        (code(7), "豫宛精密铸造有限公司", "宛城区汉冶街道2号", "王", "存续", None),
        (None, "没有代码的公司", "", "", "", None),
        (code(7), "又一行", "", "", "", None),
    )
    assert Unit.objects.across_all(because=WHY).count() == before
    assert figures(outcome) == (3, 0, 0, 1, 2)
    assert codes(outcome) == ["code_missing", "repeated"]
    assert "not_in_census" in doubts(outcome)
    assert listed(lab) == ["豫宛精密铸造有限公司"]


def test_what_only_the_register_knows_leaves_the_list_when_the_census_holds_it(
    lab: Lab, export: Export
) -> None:
    export((code(7), "漏登的公司", "宛城区汉冶街道2号", "王", "存续", None))
    row = registers.unsurveyed(lab.world.scope("county")).get()
    assert (row.territory.name, row.facts["owner_name"]) == ("汉冶街道", "王")
    lab.run([{"name": "漏登的公司", "uscc": code(7)}])
    assert listed(lab) == []


def test_a_deregistered_one_is_nobodys_omission(lab: Lab, export: Export) -> None:
    export((code(7), "注销了的公司", "", "", "注销", None))
    assert listed(lab) == []


def test_another_countys_row_is_refused_and_whose_it_is_stays_untold(lab: Lab, export: Export) -> None:
    _batch, outcome = export(
        ("91411303MA0000003E", "中原纺织有限公司", "", "", "", None),
        (code(8), "外地的公司", "南阳市卧龙区七一街道5号", "", "存续", None),
    )
    assert outcome.refused == 2
    assert codes(outcome)[0] == "held_elsewhere"
    assert listed(lab) == []
    assert listed(lab, "neighbour_county") == []


def test_a_cell_that_cannot_be_read_is_a_doubt_and_no_fact(lab: Lab, export: Export) -> None:
    _batch, outcome = export((*ROW[:4], "说不清", None))
    assert outcome.refused == 0
    assert lab.unit("豫宛精密铸造有限公司").reg_status == "normal"
    assert "reg_status" not in entry(lab).fields
    assert doubts(outcome) == ["unknown_choice"]


def test_old_data_are_not_taken(lab: Lab, export: Export) -> None:
    _batch, outcome = export((*ROW[:5], "2024-01-01"))
    assert (figures(outcome), doubts(outcome)) == ((1, 0, 0, 1, 0), ["register_out_of_date"])
    assert not RegisterEntry.objects.across_all(because=WHY).exists()


def test_data_of_a_day_to_come_are_not_taken(lab: Lab, export: Export) -> None:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    _batch, outcome = export((*ROW[:5], tomorrow), (code(7), "漏登的公司", "", "", "存续", tomorrow))
    assert (figures(outcome), doubts(outcome)) == ((2, 0, 0, 2, 0), ["register_future", "register_future"])
    assert not RegisterEntry.objects.across_all(because=WHY).exists()
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "韩业主"
    assert listed(lab) == []
    _batch, outcome = export((*ROW[:5], TODAY.isoformat()))
    assert (figures(outcome), doubts(outcome)) == ((1, 0, 1, 0, 0), [])


def test_older_data_do_not_come_over_newer_ones(lab: Lab, export: Export) -> None:
    export(ROW)
    _batch, outcome = export((*ROW[:3], "旧老板", ROW[4], "2026-06-01"))
    assert doubts(outcome) == ["older_than_held"]
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "韩新主"


def test_social_insurance_gives_the_insured_and_not_the_employees(lab: Lab, export: Export) -> None:
    export(
        (FOUNDRY, "豫宛精密铸造有限公司", 88, 999),
        heads=("统一社会信用代码", "参保单位名称", "参保职工人数", "从业人数"),
        kind="insurance",
    )
    unit = lab.unit("豫宛精密铸造有限公司")
    assert (unit.social_insured, unit.employees) == (88, 120)


def test_tax_gives_revenue_where_the_export_carries_it(lab: Lab, export: Export) -> None:
    export(
        (FOUNDRY, "1,234,500", "20,000,000"),
        heads=("纳税人识别号", "年纳税额（元）", "年营业收入（元）"),
        kind="tax",
    )
    unit = lab.unit("豫宛精密铸造有限公司")
    assert (float(unit.tax or 0), float(unit.revenue or 0)) == (123.45, 2000.0)


def test_a_workbook_that_says_otherwise_does_not_overwrite(lab: Lab, export: Export) -> None:
    export(ROW)
    batch, outcome = lab.run(
        [{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩", "employees": 130}]
    )
    unit = lab.unit("豫宛精密铸造有限公司")
    assert (unit.owner_name, unit.employees) == ("韩新主", 130)
    assert doubts(outcome) == ["register_says_otherwise"]
    assert figures(outcome) == (1, 0, 1, 0, 0)
    row = Disagreement.objects.across_all(because=WHY).get()
    assert (row.field, row.held, row.said, row.source, row.batch_id) == (
        "owner_name", "韩新主", "老韩", "2.xlsx", batch.pk,
    )  # fmt: skip


def test_a_row_that_differs_in_nothing_else_is_unchanged(lab: Lab, export: Export) -> None:
    export(ROW)
    lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "employees": 120}])
    _batch, outcome = lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    assert figures(outcome) == (1, 0, 0, 1, 0)
    lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    assert Disagreement.objects.across_all(because=WHY).count() == 1


def test_a_stale_register_gives_way(lab: Lab, export: Export) -> None:
    export(ROW)
    RegisterEntry.objects.across_all(because=WHY).update(fields={"owner_name": "2024-01-01"})
    lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "老韩"
    assert not Disagreement.objects.across_all(because=WHY).exists()


def test_the_register_that_comes_round_settles_it_by_itself(lab: Lab, export: Export) -> None:
    export(ROW)
    lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    export((*ROW[:3], "老韩", ROW[4], "2026-11-19"))
    assert not registers.disagreements(lab.world.scope("county")).exists()


def test_undo_gives_back_values_and_removes_entries(lab: Lab, export: Export) -> None:
    batch, _outcome = export(ROW, (code(7), "漏登的公司", "", "", "存续", None))
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    unit = lab.unit("豫宛精密铸造有限公司")
    assert (unit.owner_name, unit.reg_address) == ("韩业主", "")
    assert not RegisterEntry.objects.across_all(because=WHY).exists()
    assert not Unsurveyed.objects.across_all(because=WHY).exists()
    assert not registers.held(unit, today=TODAY, scope=lab.world.scope("county"))


def test_undo_of_the_second_export_gives_back_the_first(lab: Lab, export: Export) -> None:
    first, _ = export(ROW)
    second, _ = export((*ROW[:3], "韩三", ROW[4], "2026-11-19"))
    with pytest.raises(Refused):
        imports.undo(batch=first, by=Scope.operator(), at=NOW)
    imports.undo(batch=second, by=Scope.operator(), at=NOW)
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "韩新主"
    assert (entry(lab).as_of, entry(lab).batch_id) == (date(2026, 11, 1), first.pk)
    first.refresh_from_db()
    imports.undo(batch=first, by=Scope.operator(), at=NOW)
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "韩业主"


def test_an_unchanged_second_export_keeps_the_first_from_being_undone(lab: Lab, export: Export) -> None:
    first, _ = export(ROW)
    export((*ROW[:5], "2026-11-19"))
    with pytest.raises(Refused) as refusal:
        imports.undo(batch=first, by=Scope.operator(), at=NOW)
    assert "先撤销" in refusal.value.sentence


def test_the_same_export_again_does_not_keep_the_first_from_being_undone(lab: Lab, export: Export) -> None:
    first, _ = export(ROW)
    again, _ = export(ROW)
    assert (entry(lab).batch_id, entry(lab).former) == (first.pk, None)
    imports.undo(batch=first, by=Scope.operator(), at=NOW)
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "韩业主"
    assert not RegisterEntry.objects.across_all(because=WHY).exists()
    imports.undo(batch=again, by=Scope.operator(), at=NOW)
    assert lab.unit("豫宛精密铸造有限公司").owner_name == "韩业主"


def test_the_same_day_with_another_fact_is_no_repeat(lab: Lab, export: Export) -> None:
    export(ROW)
    first, _ = export((*ROW[:5], "2026-11-05"))
    second, _ = export((*ROW[:3], "韩三", ROW[4], "2026-11-05"))
    assert entry(lab).batch_id == second.pk
    with pytest.raises(Refused) as refusal:
        imports.undo(batch=first, by=Scope.operator(), at=NOW)
    assert f"先撤销第 {second.pk} 批" in refusal.value.sentence


def test_undo_of_a_workbook_takes_its_disagreements_along(lab: Lab, export: Export) -> None:
    export(ROW)
    batch, _ = lab.run([{"name": "豫宛精密铸造有限公司", "uscc": FOUNDRY, "owner_name": "老韩"}])
    imports.undo(batch=batch, by=Scope.operator(), at=NOW)
    assert not Disagreement.objects.across_all(because=WHY).exists()


def test_a_trial_run_writes_nothing(lab: Lab, export: Export) -> None:
    file = grid(lab.folder / "trial.xlsx", [REGISTRATION, ROW])
    outcome: Outcome = imports.rehearse(task=lab.task(file, kind="registration"))
    assert outcome.updated == 1
    assert not RegisterEntry.objects.across_all(because=WHY).exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(lab: Lab, export: Export) -> None:
    def count(rows: int, start: int) -> int:
        lines = [(code(start + one), f"第{start + one}家", "", "王", "存续", None) for one in range(rows)]
        with CaptureQueriesContext(connection) as seen:
            export(ROW, *lines)
        return len(seen)

    lab.run([{"name": f"第{number}家", "uscc": code(number)} for number in range(100, 140)])
    first = count(2, 100)
    assert count(30, 110) - first <= 2
