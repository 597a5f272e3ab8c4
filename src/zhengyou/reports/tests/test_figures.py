"""A figure opened: what it means, how it has changed, by place and kind, the units behind each part, and as a workbook."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics.actions import freezing
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import Cell
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.reports.queries.figures import Figure, all_keys
from zhengyou.scoping import Scope

COUNTY = Territory(code="411302", name="宛城区", path="000000010000")


def figure(numbers: Numbers | None, *, key: str = "due_rate", before: float | None = None) -> Figure:
    return Figure(key, COUNTY, Reading(COUNTY.path, key, "", "", numbers, NOW), before)


@pytest.fixture
def counted(world: World) -> World:
    while follow(at=NOW):
        continue
    return world


def rows_of(answer: Any) -> list[tuple[Any, ...]]:
    """The table from its heading on."""
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet is not None
    top = int(str(sheet.print_title_rows).rpartition("$")[2])
    return list(sheet.iter_rows(min_row=top, values_only=True))


def test_it_says_counts_what_is_unknown_and_how_it_has_changed() -> None:
    one = figure(Numbers(1085, 1153, 12, 30), before=0.917)
    assert one.said == "94.1%"
    assert one.note == "1,085 / 1,153 家 · 未知 12 · 比上次高 2.4 个百分点"
    assert figure(Numbers(9, 10), before=0.95).change == "比上次低 5.0 个百分点"
    assert figure(Numbers(9, 10), before=0.9001).change == "与上次持平"
    assert figure(Numbers(9, 10)).change == ""


def test_a_withheld_figure_says_so_and_has_neither_counts_nor_a_change() -> None:
    one = figure(None, key="in_contact", before=0.5)
    assert (one.said, one.counts, one.change, one.share) == ("不公布", "", "", None)
    assert "不足五人" in one.note


def test_nothing_counted_is_not_zero_percent() -> None:
    assert figure(Numbers(0, 0)).said == "—"
    assert figure(Numbers(0, 0, 3)).said == "未知"
    assert Figure("due_rate", COUNTY, None).note == "这里没有计入这项的"


def test_a_roll_that_never_said_who_is_in_contact_is_not_zero_percent() -> None:
    assert figure(Numbers(0, 30, 30), key="in_contact").said == "未知"
    assert figure(Numbers(0, 30, 29), key="in_contact").said == "0.0%"
    assert figure(Numbers(0, 2, 5)).said == "0.0%"  # of units, unknown counts some that are not in the whole


def test_every_declared_figure_that_is_in_force_is_on_the_overview(counted: World) -> None:
    shown = counted.client("county").get("/overview/").context["shown"]
    assert tuple(one.key for one in shown.figures) == all_keys(NOW.date())


def test_it_opens_by_a_dimension_and_each_value_to_its_units(counted: World) -> None:
    client = counted.client("county")
    page = client.get("/figures/org_cover/411302/?by=section")
    shares = page.context["shares"]
    assert sum(one.figure.numbers.denominator for one in shares) == 3
    for one in shares:
        for part, number in (("numerator", 0), ("left_out", 3)):
            behind = client.get(f"/figures/org_cover/411302/?by=section&only={one.option}&part={part}")
            assert behind.context["page"].paginator.count == one.figure.numbers[number], (one, part)


def test_a_dimension_or_a_value_that_is_not_offered_is_ignored(counted: World) -> None:
    client = counted.client("county")
    assert client.get("/figures/org_cover/411302/?by=path&only==C").context["shares"] == []
    assert client.get("/overview/?indicator=no_such&by=org_kind").context["chosen"].key == "due_rate"


def test_the_list_of_one_value_is_exported_as_it_is_shown(counted: World) -> None:
    client = counted.client("county")
    (one, *_rest) = client.get("/figures/org_cover/411302/?by=section").context["shares"]
    address = f"by=section&only={one.option}&part=missing"
    shown = client.get(f"/figures/org_cover/411302/?{address}").context["page"]
    written = rows_of(client.get(f"/figures/org_cover/411302/export/?{address}"))[1:]
    assert [row[1] for row in written] == [row.unit.name for row in shown]


def test_all_numbers_of_a_figure_come_as_one_workbook(counted: World) -> None:
    heads, *rows = rows_of(counted.client("county").get("/figures/org_cover/411302/numbers/"))
    assert heads[:5] == ("区划代码", "名称", "划分", "类别", "比率（%）")
    assert rows[0][:7] == ("411302", "宛城区", None, None, 33.3, 1, 3)
    assert [row[0] for row in rows if row[2] is None][1:] == ["411302001", "411302002"]
    assert {row[2] for row in rows if row[2]} == {"行业门类", "企业规模", "生产经营状况", "坐落地"}


def test_a_withheld_cell_is_empty_in_the_workbook_and_says_why(counted: World) -> None:
    for row in rows_of(counted.client("province").get("/figures/in_contact/411300/numbers/"))[1:]:
        assert row[4:9] == (None,) * 5
        assert "不公布" in str(row[9])


def test_a_figure_of_people_has_no_list(counted: World) -> None:
    page = counted.client("county").get("/figures/in_contact/411302/")
    assert "page" not in page.context
    assert "不开列名单" in page.content.decode()


def test_the_date_before_is_the_last_report_or_else_the_last_round(counted: World) -> None:
    county, place = counted.client("county"), counted.place["411302"]
    assert county.get("/overview/?n=1").context["shown"].previous is None
    earlier = Round(code="2026-3", as_of=counted.round.as_of - timedelta(days=90), opened_at=NOW)
    earlier.save()
    Cell(
        round=earlier, path=place.path, indicator="due_rate", computed_at=NOW, **Numbers(1, 4)._asdict()
    ).save()
    shown = county.get("/overview/?n=2").context["shown"]
    assert (shown.previous, shown.first[0].before) == (earlier.as_of, 0.25)
    freezing.freeze(day=counted.round.as_of, title="三季度", by=Scope.operator(), at=NOW)
    shown = county.get("/overview/?n=3").context["shown"]
    assert (shown.previous, shown.first[0].before) == (counted.round.as_of, 0.5)
    assert [one.label for one in shown.moments] == ["三季度", "现在"]


def test_the_trend_is_drawn_with_a_table_behind_it(counted: World) -> None:
    freezing.freeze(day=counted.round.as_of, title="三季度", by=Scope.operator(), at=NOW)
    text = counted.client("county").get("/figures/org_cover/411302/").content.decode()
    assert 'role="img" aria-label="宛城区组织覆盖率走势"' in text
    assert "三季度" in text
