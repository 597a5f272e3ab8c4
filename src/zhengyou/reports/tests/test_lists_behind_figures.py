"""The list behind a figure is what the figure counts, part by part and value by value, inside the reader's scope."""

from __future__ import annotations

import pytest

from tests.world import NOW, World
from zhengyou.analytics import compiling
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.analytics.models import Cell
from zhengyou.coverage.models import UnitCoverage
from zhengyou.reports.queries import behind
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()
UNITS = sorted(key for key in INDICATORS if behind.has_list(key))


@pytest.fixture
def counted(world: World) -> World:
    facts = (("foundry", "C13", "park"), ("due", "C26", ""), ("neighbour", "F51", "building"))
    for key, code, where in facts:
        unit = world.unit[key]
        unit.industry_code, unit.located_in, unit.size_class = code, where, "small"
        unit.save()
    follow(at=NOW)
    return world


@pytest.mark.parametrize("key", UNITS)
def test_each_list_is_as_long_as_its_cell_says(counted: World, key: str) -> None:
    by_path = {place.path: place for place in counted.place.values()}
    cells = Cell.objects.across_all(because="test").filter(indicator=key)
    for cell in cells:
        part = {"dimension": cell.dimension, "value": cell.value}
        lengths = {one: behind.units(OPERATOR, by_path[cell.path], key, one, **part).count() for one in Part}
        assert lengths[Part.NUMERATOR] == cell.numerator
        assert lengths[Part.UNKNOWN] == cell.unknown
        assert lengths[Part.LEFT_OUT] == cell.left_out
        in_the_whole = lengths[Part.NUMERATOR] + lengths[Part.MISSING]
        assert in_the_whole <= cell.denominator <= in_the_whole + lengths[Part.UNKNOWN]


def test_a_value_narrows_the_list(counted: World) -> None:
    city = counted.place["411300"]

    def names(value: str) -> list[str]:
        rows = behind.units(OPERATOR, city, "org_cover", Part.NUMERATOR, dimension="section", value=value)
        return [row.unit.name for row in rows]

    assert names("C") == ["豫宛精密铸造有限公司"]
    assert names("F") == ["中原纺织有限公司"]
    assert names("") == []


def test_a_value_is_a_parameter_and_no_text_of_the_query(counted: World) -> None:
    city = counted.place["411300"]
    for value in ("C' OR 1=1 --", "%s", "%(population)s", "'; DROP TABLE census_unit; --", "%"):
        rows = behind.units(OPERATOR, city, "org_cover", Part.NUMERATOR, dimension="section", value=value)
        assert list(rows) == []
        text, values = rows.query.sql_with_params()
        assert value in values
        assert value == "%s" or value not in text.replace("%s", "")
    assert UnitCoverage.objects.across_all(because="test").count() == len(counted.unit)


def test_a_list_stays_within_the_scope_whatever_place_is_asked(counted: World) -> None:
    city = counted.place["411300"]
    seen = behind.units(counted.scope("county"), city, "org_cover", Part.NUMERATOR)
    assert [row.unit.name for row in seen] == ["豫宛精密铸造有限公司"]
    assert list(behind.units(counted.scope("stranger"), city, "org_cover", Part.NUMERATOR)) == []


def test_it_is_searched_by_name_and_code_within_the_part(counted: World) -> None:
    city = counted.place["411300"]
    found = behind.units(OPERATOR, city, "org_cover", Part.NUMERATOR, text="中原")
    assert [row.unit.name for row in found] == ["中原纺织有限公司"]
    found = behind.units(OPERATOR, city, "org_cover", Part.NUMERATOR, text="91411302")
    assert [row.unit.name for row in found] == ["豫宛精密铸造有限公司"]
    assert list(behind.units(OPERATOR, city, "org_cover", Part.NUMERATOR, text="宛城新材料")) == []


def test_figures_about_people_have_no_list(counted: World) -> None:
    with pytest.raises(KeyError):
        behind.units(OPERATOR, counted.place["411300"], "in_contact", Part.MISSING)


def test_a_condition_is_compiled_once_for_a_process(counted: World, monkeypatch: pytest.MonkeyPatch) -> None:
    city = counted.place["411300"]
    first = [row.pk for row in behind.units(OPERATOR, city, "due_rate", Part.MISSING)]

    def compiled_again(*_given: object) -> str:
        raise AssertionError

    monkeypatch.setattr(compiling, "statement", compiled_again)
    assert [row.pk for row in behind.units(OPERATOR, city, "due_rate", Part.MISSING)] == first
    follow(at=NOW)
