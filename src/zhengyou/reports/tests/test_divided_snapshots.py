"""Frozen figures divided: the parts as they were then, and on today's tree only where they still are the place's own."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics import protecting, snapshots
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Cell, Snapshot
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.snapshots import Tree
from zhengyou.reports.queries import frozen as reading
from zhengyou.reports.queries import splitting
from zhengyou.reports.tests.test_snapshot_pages import DAY, OPERATOR, frozen, move

__all__ = ["frozen"]

COUNTY = f"/snapshots/{DAY}/411302/"
ASKED = {"indicator": "org_cover", "by": "size_class"}


def opened(world: World, person: str = "county", address: str = COUNTY, **asked: str) -> Any:
    return world.client(person).get(address, ASKED | asked)


def whole(answer: Any) -> Numbers:
    found: Numbers = next(one for one in answer.context["shown"].own if one.key == "org_cover").shown.numbers
    return found


def summed(answer: Any) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(one.figure.numbers for one in answer.context["shares"]), strict=True)))


def test_the_parts_are_those_of_the_day_and_make_up_the_whole(frozen: World) -> None:
    then = opened(frozen)
    assert summed(then) == tuple(whole(then))
    frozen.unit["foundry"].size_class = "micro"
    frozen.unit["foundry"].save()
    follow(at=snapshots.listed(frozen.scope("county"))[0].frozen_at)
    assert [one.figure.numbers for one in opened(frozen).context["shares"]] == [
        one.figure.numbers for one in then.context["shares"]
    ]
    page = then.content.decode()
    assert "组织覆盖率，按企业规模" in page
    assert "only=" not in page, "a frozen part has no list of today's units behind it"


def test_on_todays_tree_parts_are_shown_while_nobody_has_crossed_the_border(frozen: World) -> None:
    before = opened(frozen, tree="today")
    assert summed(before) == tuple(whole(before))
    move(frozen)
    now = opened(frozen, tree="today")
    assert now.context["shares"] is None
    assert "只能按当时的区划看" in now.content.decode()
    then = opened(frozen, tree="then")
    assert summed(then) == tuple(whole(then)) == tuple(whole(before))
    city = opened(frozen, "city", f"/snapshots/{DAY}/411300/", tree="today")
    assert summed(city) == tuple(whole(city)), "nobody left the city"


def test_who_has_the_place_today_reads_its_parts_and_others_do_not(frozen: World) -> None:
    move(frozen)
    moved = f"/snapshots/{DAY}/411302001/"
    assert opened(frozen, "neighbour_county", moved).context["shares"]
    for person in ("neighbour_county", "secretary", "stranger"):
        assert opened(frozen, person).status_code == 404, person
    scope, held = frozen.scope("neighbour_county"), snapshots.listed(frozen.scope("county"))[0]
    for tree in Tree:
        path = frozen.place["411302"].path
        assert snapshots.split(scope, held, path, "org_cover", "size_class", tree=tree) == []


def test_a_figure_of_small_groups_has_no_parts(frozen: World) -> None:
    for key in protecting.protected():
        answer = opened(frozen, indicator=key)
        assert answer.context["choice"].fields["by"].choices[1:] == []
        assert answer.context["shares"] == []


@pytest.mark.parametrize("tree", Tree)
def test_parts_that_were_frozen_of_one_all_the_same_are_withheld(world: World, tree: Tree) -> None:
    while follow(at=NOW):
        continue
    path = world.place["411302"].path
    for key in protecting.protected():
        Cell(
            round=world.round, path=path, indicator=key, dimension="size_class", value="micro", computed_at=NOW,
            numerator=1, denominator=2, unknown=0, left_out=0,
        ).save()  # fmt: skip
    freeze(day=date.fromisoformat(DAY), title="年中统计", by=OPERATOR, at=NOW)
    (held,) = snapshots.listed(OPERATOR)
    for key in protecting.protected():
        found = snapshots.split(OPERATOR, held, path, key, "size_class", tree=tree)
        assert found
        assert [one.numbers for one in found] == [None]


@pytest.mark.parametrize("tree", Tree)
def test_the_journal_is_read_once_for_the_page_and_the_parts(frozen: World, tree: Tree) -> None:
    move(frozen)
    city, address = frozen.client("city"), f"/snapshots/{DAY}/411300/"
    city.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert city.get(address, ASKED | {"tree": tree.value}).context["shares"]
    assert len([one for one in asked if 'FROM "organisations_journalline"' in one["sql"]]) == 1


def test_what_was_not_kept_is_said(frozen: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "split", lambda *_args, **_named: [])
    assert "没有按这一项分开的数字" in opened(frozen).content.decode()


def test_the_workbook_holds_the_parts_that_the_pages_show(frozen: World) -> None:
    def parts(tree: str) -> tuple[list[Any], str]:
        answer = frozen.client("county").get(f"{COUNTY}export/", {"tree": tree})
        sheet = load_workbook(io.BytesIO(answer.getvalue()))["分类"]
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        top = next(number for number, row in enumerate(rows) if row[0] == "指标")
        return rows[top + 1 :], "\n".join(str(row[0]) for row in rows[:top])

    rows, above = parts("then")
    name = INDICATORS["org_cover"].name
    shown = opened(frozen).context["shares"]
    own = [row for row in rows if row[0] == name and row[2] == "企业规模"]
    assert [(row[3], tuple(row[5:9])) for row in own] == [
        (one.label, tuple(one.figure.numbers)) for one in shown
    ]
    assert {row[2] for row in rows if row[0] == name} == {
        one.name for one in splitting.dimensions("org_cover")
    }
    assert "只能按当时" not in above
    protected = {INDICATORS[key].name for key in protecting.protected()}
    assert not protected & {row[0] for row in rows}
    move(frozen)
    rows, above = parts("today")
    assert {row[1] for row in rows} == {"按当时的区划"}
    assert "只能按当时的区划看" in above


def test_a_workbook_of_many_figures_divided_takes_as_many_queries_as_one(frozen: World) -> None:
    held = Snapshot.objects.within(frozen.scope("county")).get()
    shown = reading.read(frozen.scope("county"), held, "411302", Tree.THEN)
    assert shown is not None
    taken = []
    for keys in (["org_cover"], [pair.key for pair in shown.own]):
        with CaptureQueriesContext(connection) as queries:
            assert splitting.split_all_frozen(frozen.scope("county"), shown, keys)
        taken.append(len(queries))
    assert taken[0] == taken[1]


def test_dividing_takes_the_same_queries_for_few_and_many_parts(frozen: World) -> None:
    taken = []
    held = Snapshot.objects.within(frozen.scope("province")).get()
    for code in ("411302001", "410000"):
        scope = frozen.scope("province")
        shown = reading.read(scope, held, code, Tree.TODAY)
        assert shown is not None
        with CaptureQueriesContext(connection) as queries:
            assert splitting.split_frozen(scope, shown, "org_cover", "size_class")
        taken.append(len(queries))
    assert taken[0] == taken[1]
