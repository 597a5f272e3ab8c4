"""The overview: figures of the own territory, from cells, in a fixed number of queries."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow
from zhengyou.census.models import Member, Round, Sighting
from zhengyou.organisations.models import Territory


@pytest.fixture
def counted(world: World) -> World:
    follow(at=NOW)
    return world


def test_an_office_sees_its_own_territory_first(counted: World) -> None:
    answer = counted.client("county").get("/overview/")
    assert answer.status_code == 200
    shown = {one.key: one for one in answer.context["shown"].first}
    assert shown["due_rate"].numbers == (1, 2, 1, 0)
    assert "50.0%" in answer.content.decode()


def test_it_opens_what_lies_below_and_nothing_else(counted: World) -> None:
    county = counted.client("county")
    assert county.get("/overview/411302001/").status_code == 200
    assert county.get("/overview/411303/").status_code == 404
    assert county.get("/overview/411300/").status_code == 404


def test_the_level_below_stands_in_code_order(counted: World) -> None:
    rows = counted.client("province").get("/overview/411300/").context["shown"].rows
    assert [row.territory.code for row in rows] == ["411302", "411303"]


def test_a_secretary_sees_the_own_branch_and_no_territory(counted: World) -> None:
    client = counted.client("secretary")
    answer = client.get("/overview/")
    assert answer.context["organisation"] == counted.organisation["branch"]
    units = client.get("/overview/units/", headers={"HX-Request": "true"})
    assert [unit.name for unit, _missing in units.context["units"]] == ["豫宛精密铸造有限公司"]
    assert "<html" not in units.content.decode()
    assert client.get("/overview/411302/").status_code == 404


def test_a_figure_opens_to_its_definition_and_its_units(counted: World) -> None:
    answer = counted.client("county").get("/figures/due_rate/411302/?part=missing")
    assert [row.unit.name for row in answer.context["page"]] == ["宛城新材料有限公司"]
    assert "口径" in answer.content.decode()
    unknown = counted.client("county").get("/figures/due_rate/411302/?part=unknown")
    assert [row.unit.name for row in unknown.context["page"]] == ["宛城小吃店"]


def test_a_figure_of_elsewhere_or_of_no_such_name_is_not_found(counted: World) -> None:
    client = counted.client("county")
    assert client.get("/figures/due_rate/411303/").status_code == 404
    assert client.get("/figures/no_such/411302/").status_code == 404


def test_the_list_behind_a_figure_is_exported_whole_and_audited(counted: World) -> None:
    answer = counted.client("county").get("/figures/due_rate/411302/export/?part=numerator")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet is not None
    top = int(str(sheet.print_title_rows).rpartition("$")[2])
    assert [row[1].value for row in sheet.iter_rows(min_row=top + 1)] == ["豫宛精密铸造有限公司"]


FACTS = re.compile(r'"(census_unit|census_member|coverage_unitcoverage)"')


def made(counted: World, who: str, number: int) -> list[str]:
    """What the database is asked for the page where one of the cast lands. The number makes it anew, not kept."""
    client = counted.client(who)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/overview/?page={number}").status_code == 200
    return [one["sql"] for one in asked]


def test_the_number_of_queries_does_not_grow_with_the_territory(counted: World) -> None:
    few = made(counted, "city", 1)
    city = counted.place["411300"]
    for number in range(10):
        Territory(
            code=f"41138{number}", name=f"新县{number}", level="county", parent=city,
            path=f"{city.path}001{number}", valid_from=NOW.date(),
        ).save()  # fmt: skip
    assert len(made(counted, "city", 2)) == len(few)
    assert len(few) <= 20, few


@pytest.mark.parametrize(
    "who",
    ["province", "city", "county", "township", "organisation_dept", "department", "secretary", "instructor"],
)
def test_nobody_lands_on_a_page_that_is_counted_from_facts(counted: World, who: str) -> None:
    asked = made(counted, who, 1)
    assert [sql for sql in asked if FACTS.search(sql)] == []


def test_what_is_counted_from_facts_comes_in_fragments(counted: World) -> None:
    county = counted.client("county")
    for address in ("/todo/", "/overview/411302/worklist/"):
        assert "<html" in county.get(address).content.decode()
        assert "<html" not in county.get(address, headers={"HX-Request": "true"}).content.decode()
    assert county.get("/overview/411303/worklist/").status_code == 404
    assert counted.client("secretary").get("/overview/411302/worklist/").status_code == 404
    assert county.get("/overview/units/").status_code == 404


def test_without_a_round_the_page_says_what_to_do(world: World) -> None:
    Member.objects.across_all(because="the test empties the census").update(last_round=None)
    Sighting.objects.across_all(because="the test empties the census").delete()
    Round.objects.across_all(because="the test empties the census").delete()
    answer = world.client("county").get("/overview/")
    assert "先开启一轮摸底" in answer.content.decode()


@pytest.mark.parametrize("path", ["/overview/", "/figures/due_rate/411302/"])
def test_nothing_is_asked_twice(counted: World, path: str) -> None:
    client = counted.client("county")
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(f"{path}?asked=again").status_code == 200
    asked = [
        query["sql"] for query in caught if "analytics_cell" in query["sql"] or "census_round" in query["sql"]
    ]
    assert len(asked) == len(set(asked))
    assert sum('FROM "analytics_cell"' in sql for sql in asked) <= 3, (
        "now, what decides whether it shows, before"
    )
