"""The same rows again change nothing, in any order and any part."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.world import World
from zhengyou.census.models import Member, Unit
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code, figures, id_number
from zhengyou.changes.models import Change, Outbox
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation


class Undo(Exception):
    """Rolls an example back."""


def state() -> list[Any]:
    """Everything that an import can write, without ids that differ from run to run."""
    kept: list[Any] = []
    for model in (Unit, Member, PartyOrganisation):
        columns = [
            one.attname for one in model._meta.concrete_fields if one.attname not in ("id", "batch_id")
        ]
        kept.append(sorted(map(str, model.objects.across_all(because=BECAUSE).values_list(*columns))))
    kept.append(OrganisationLink.objects.across_all(because=BECAUSE).count())
    kept.append(Change.objects.across_all(because=BECAUSE).count())
    kept.append(Outbox.objects.across_all(because=BECAUSE).count())
    return kept


Rows = st.SearchStrategy[dict[str, Any]]
NAMES = ["甲公司", "乙公司", "丙商会", "宛城小吃店", "豫宛精密铸造有限公司", "丁公司（老）"]
UNITS: Rows = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES)},
    optional={
        "uscc": st.sampled_from([code(1), code(2), code(3), "91411302MA0000001Q", "", "短码"]),
        "county": st.sampled_from(["宛城区", "卧龙区", "", None]),
        "township": st.sampled_from(["汉冶街道", "东关街道", "产业集聚区", None]),
        "employees": st.sampled_from([1, 120, "约30", "无", "清空", -1, None]),
        "revenue": st.sampled_from([0.1, 12.34567, "3亿", "清空", None]),
        "industry_code": st.sampled_from(["C13", "餐饮业", None]),
        "has_org": st.sampled_from(["是", "否", None]),
        "form": st.sampled_from(["单独", "联合", None]),
        "org_name": st.sampled_from(
            ["商圈联合党支部", "豫宛精密铸造有限公司党支部", "甲公司党支部", "清空", None]
        ),
        "secretary": st.sampled_from(["张三", "李四", "清空", None]),
        "parent_org": st.sampled_from(["中共宛城区非公企业委员会", "新党工委", "甲公司党支部", None]),
        "founded": st.sampled_from(["2010年5月", "2015-03-01", None]),
        "contact_phone": st.sampled_from(["王 13800000001", "清空", None]),
        "surveyed_on": st.sampled_from(["2026-05-01", "2026年5月", None]),
    },
)
MEMBERS: Rows = st.fixed_dictionaries(
    {"name": st.sampled_from(["李党员", "赵一", "钱二", "孙三"])},
    optional={
        "id_number": st.sampled_from([id_number(1), id_number(2), "41130219800101001X", "错号", None]),
        "birth_date": st.sampled_from(["1980-01-01", "1985", None]),
        "branch": st.sampled_from(["豫宛精密铸造有限公司党支部", "没有的支部", None]),
        "unit": st.sampled_from(["豫宛精密铸造有限公司", "没有的单位", "宛城小吃店", None]),
        "phone": st.sampled_from(["13800000001", "清空", None]),
        "mobile_status": st.sampled_from(["否", "流出（深圳）", "清空", None]),
        "out_of_contact": st.sampled_from(["是", "2024年3月", None]),
        "voluntary": st.sampled_from(["否", "年老", "清空", None]),
        "category": st.sampled_from(["正式党员", "预备党员", None]),
    },
)
ORGANISATIONS: Rows = st.fixed_dictionaries(
    {"name": st.sampled_from(["豫宛精密铸造有限公司党支部", "新支部", "新党委", "甲支部"])},
    optional={
        "code": st.sampled_from(["A1", "A2", None]),
        "level": st.sampled_from(["党委", "党支部", None]),
        "township": st.sampled_from(["汉冶街道", "东关街道", None]),
        "superior": st.sampled_from(["新党委", "中共宛城区非公企业委员会", "新支部", "没登记的党委", None]),
        "founded": st.sampled_from(["2010年5月", "2015-03-01", None]),
        "secretary_phone": st.sampled_from(["13800000001", "清空", None]),
        "units": st.sampled_from(["宛城小吃店、豫宛精密铸造有限公司", "没有的单位", None]),
    },
)
ROWS: dict[str, Rows] = {"units": UNITS, "members": MEMBERS, "organisations": ORGANISATIONS}


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_rows_twice_leave_the_same_state(world: World, kind: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(ROWS[kind], min_size=1, max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(world, Path(folder))
        try:
            with transaction.atomic():
                _, first = lab.run(rows, kind=kind)
                between = state()
                _, second = lab.run(rows, kind=kind)
                assert state() == between
                assert (second.created, second.updated) == (0, 0)
                assert (second.read, second.refused) == (first.read, first.refused)
                raise Undo
        except Undo:
            pass


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_that_agree_may_come_in_any_order_and_in_parts(world: World, data: st.DataObject) -> None:
    rows: list[dict[str, Any]] = [
        {"name": f"第{n}公司", "uscc": code(n), "employees": n * 7, "township": "汉冶街道", "has_org": "是",
         "org_name": f"第{n % 3}联合党支部", "form": "联合", "secretary": f"书记{n % 3}", "contact_phone": f"1380000000{n}"}
        for n in range(1, 8)
    ]  # fmt: skip
    shuffled = data.draw(st.permutations(rows))
    part = data.draw(st.integers(min_value=0, max_value=len(rows)))
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(world, Path(folder))
        try:
            with transaction.atomic():
                if part:
                    lab.run(shuffled[:part])
                _, rest = lab.run(shuffled)
                assert figures(rest) == (7, 7 - part, 0, part, 0)
                _, again = lab.run(rows)
                assert figures(again) == (7, 0, 0, 7, 0)
                raise Undo
        except Undo:
            pass


def unit_row(n: int, changed: bool) -> dict[str, Any]:
    organisation = {
        "has_org": "是",
        "form": "单独",
        "org_name": f"公司{n}党支部",
        "secretary": f"书记{changed}",
    }
    superior = {"parent_org": "新党工委" if changed else "中共宛城区非公企业委员会"}
    return {"name": f"公司{n}", "uscc": code(n), "employees": 5 + changed, **organisation, **superior}


def member_row(n: int, changed: bool) -> dict[str, Any]:
    branch = "中共宛城区非公企业委员会" if changed else "豫宛精密铸造有限公司党支部"
    return {
        "name": f"党员{n}",
        "id_number": id_number(n),
        "phone": f"138{n:08d}",
        "branch": branch,
        "unit": "宛城小吃店",
    }


def organisation_row(n: int, changed: bool) -> dict[str, Any]:
    superior = "新党工委" if changed else "中共宛城区非公企业委员会"
    return {"name": f"组织{n}", "code": f"X{n}", "secretary": f"书记{changed}", "superior": superior}


@pytest.mark.parametrize(
    ("kind", "row"), [("units", unit_row), ("members", member_row), ("organisations", organisation_row)]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    lab: Lab, kind: str, row: Callable[[int, bool], dict[str, Any]]
) -> None:
    def queries(numbers: range, changed: bool) -> int:
        with CaptureQueriesContext(connection) as held:
            lab.run([row(n, changed) for n in numbers], kind=kind)
        return sum(1 for query in held.captured_queries if query["sql"].startswith(("SELECT", "UPDATE")))

    lab.run([row(1, True), row(2, False)], kind=kind)
    few, many = range(100, 103), range(200, 240)
    assert queries(few, False) == queries(many, False)
    assert queries(few, True) == queries(many, True)


def test_the_same_file_is_two_batches_with_one_digest(lab: Lab) -> None:
    file = lab.file([{"name": "甲公司"}])
    first, _ = lab.run(file)
    second, _ = lab.run(file)
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
