"""Facts that no count can be right with are refused at the door, or `zhengyou rollup verify` names them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from tests.world import NOW, World
from zhengyou.analytics import soundness
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Member, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope

BECAUSE = "the test spoils what is held"


@pytest.fixture
def counted(world: World) -> World:
    follow(at=NOW)
    return world


def nowhere(world: World) -> None:
    Unit.objects.across_all(because=BECAUSE).filter(pk=world.unit["due"].pk).update(path="000000010009")


def in_a_closed_place(world: World) -> None:
    rows = Territory.objects.across_all(because=BECAUSE).filter(code="411303001")
    rows.update(valid_to=NOW.date())


def not_counted(world: World) -> None:
    UnitCoverage.objects.across_all(because=BECAUSE).filter(pk=world.unit["due"].pk).delete()


def counted_elsewhere(world: World) -> None:
    rows = UnitCoverage.objects.across_all(because=BECAUSE).filter(pk=world.unit["due"].pk)
    rows.update(path=world.place["411303001"].path)


def member_elsewhere(world: World) -> None:
    rows = Member.objects.across_all(because=BECAUSE).filter(pk=world.member["li"].pk)
    rows.update(place=world.place["411303001"].path)


def in_a_circle(world: World) -> None:
    rows = PartyOrganisation.objects.across_all(because=BECAUSE)
    above = rows.filter(pk=world.organisation["city_committee"].pk)
    above.update(superior=world.organisation["county_committee"])


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (nowhere, "还在册、所在地却没有或已撤销的单位：1 个（宛城新材料有限公司）"),
        (nowhere, "路径与所在地不符的单位：1 个（宛城新材料有限公司）"),
        (in_a_closed_place, "还在册、所在地却没有或已撤销的单位：1 个（中原纺织有限公司）"),
        (not_counted, "没有计入指标的单位：1 个（宛城新材料有限公司）"),
        (counted_elsewhere, "计在别处的单位：1 个（宛城新材料有限公司）"),
        (member_elsewhere, "计在别处的党员：1 名"),
        (in_a_circle, "绕成了圈"),
    ],
)
def test_a_bad_fact_is_named(counted: World, spoil: Callable[[World], None], sentence: str) -> None:
    assert soundness.findings() == []
    spoil(counted)
    assert any(sentence in one for one in soundness.findings())
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("rollup", "verify", "--json", stdout=out)
    assert any(sentence in one for one in json.loads(out.getvalue())["bad"])


@pytest.mark.parametrize(
    "write",
    [
        lambda world: Unit.objects.across_all(because=BECAUSE).update(members_formal=-1),
        lambda world: Cell.objects.across_all(because=BECAUSE).update(unknown=-1),
        lambda world: Cell.objects.across_all(because=BECAUSE).update(numerator=1, denominator=0),
        lambda world: Territory.objects.across_all(because=BECAUSE).update(
            valid_to=world.place["411302"].valid_from - timedelta(days=1)
        ),
    ],
    ids=["a negative count", "a negative cell", "a part larger than its whole", "closed before it opened"],
)
def test_the_database_refuses_what_cannot_be(counted: World, write: Callable[[World], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(counted)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL cannot be told to look away")
def test_what_came_in_past_the_checks_is_named_all_the_same(counted: World) -> None:
    """A file of SQLite can be written by hand, without its checks."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            rows = Unit.objects.across_all(because=BECAUSE).filter(pk=counted.unit["due"].pk)
            rows.update(members_formal=-1)
            Cell.objects.across_all(because=BECAUSE).filter(indicator="org_cover").update(unknown=-1)
            places = Territory.objects.across_all(because=BECAUSE).filter(code="411303001")
            places.update(valid_to=counted.place["411303001"].valid_from - timedelta(days=1))
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    found = " ".join(soundness.findings())
    assert "有负数的单位：1 个（宛城新材料有限公司）" in found
    assert "不成立的指标格子" in found
    assert "撤销日期早于设立日期的区划：1 个（七一街道）" in found


def test_a_change_that_is_not_followed_yet_is_no_difference_and_is_told(counted: World) -> None:
    unit = counted.unit["due"]
    UnitCoverage.objects.across_all(because=BECAUSE).filter(pk=unit.pk).update(covered=True)
    with pytest.raises(CommandError, match="不一致"):
        call_command("rollup", "verify", stdout=io.StringIO())
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    ledger.touched("unit", unit.pk, path=unit.path)
    ledger.write()
    out = io.StringIO()
    call_command("rollup", "verify", stdout=out)
    assert "还有 1 项变动没有计入" in out.getvalue()


def test_the_first_differences_are_named_with_place_figure_and_numbers(counted: World) -> None:
    rows = Cell.objects.across_all(because=BECAUSE).filter(path=counted.place["411302"].path)
    rows.filter(indicator="org_cover", dimension="section", value="").update(numerator=0)
    out = io.StringIO()
    with pytest.raises(CommandError, match="不一致"):
        call_command("rollup", "verify", stdout=out)
    assert "，1 个不一致" in out.getvalue()
    assert "  411302 org_cover section=未知 分子 0 应为 1" in out.getvalue()
