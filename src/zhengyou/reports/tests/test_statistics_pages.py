"""The official tables on screen and as a file: whose they are, what opens behind a number, what is kept."""

from __future__ import annotations

import io
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou import jobs, standards
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import StatisticsTable
from zhengyou.census.actions import units
from zhengyou.census.models import Unit
from zhengyou.reports.queries import statistics

_WHY = "the test looks at what was kept"


@pytest.fixture
def counted(world: World) -> World:
    follow(at=NOW)
    return world


def test_an_office_finds_both_tables_of_its_own_place(counted: World) -> None:
    answer = counted.client("county").get("/statistics/")
    assert answer.status_code == 200
    assert [table.number for table, _kept in answer.context["tables"]] == ["27", "30"]
    assert "第二十七表" in answer.content.decode()


@pytest.mark.parametrize("key", ["department", "secretary", "instructor"])
def test_official_tables_are_for_the_offices(counted: World, key: str) -> None:
    client = counted.client(key)
    assert client.get("/statistics/").status_code == 403
    assert client.get("/statistics/27/411302/").status_code == 403
    assert client.get("/statistics/27/411302/export/").status_code in {403, 404}


def test_whoever_sees_the_tables_may_see_the_facts_behind_them() -> None:
    """A list behind columns D and E tells of owners, one behind row 14 of members."""
    access = standards.load_access()
    for role in access.roles:
        if "statistics.view" in access.rights(role.code):
            assert {"unit_basic", "unit_owner", "organisation", "member_counts"} <= access.groups(role.code)


def test_a_neighbours_table_is_not_found(counted: World) -> None:
    client = counted.client("county")
    assert client.get("/statistics/27/411303/").status_code == 404
    assert client.get("/statistics/27/411303/units/?row=units&column=A").status_code == 404
    assert client.get("/statistics/28/411302/").status_code == 404


def test_the_table_counts_todays_facts(counted: World) -> None:
    shown = counted.client("county").get("/statistics/27/411302/").context["shown"]
    first = {line.row.key: line.entries[0] for line in shown.lines}
    assert (first["units"].value, first["own_branch"].value, first["due"].value) == (3, 1, 1)
    assert first["staff"].value == 120
    assert shown.lines[0].entries[7].value is None  # H: not derived


def test_nothing_known_is_no_zero_on_screen_or_paper(counted: World) -> None:
    answer = counted.client("county").get("/statistics/27/411302/")
    first = answer.context["shown"].lines[0].entries[3]
    assert (first.value, first.unknown) == (None, 3)
    page = answer.content.decode()
    cell = '—<small class="zy-soft d-print-none"> ?3</small><span class="d-none d-print-inline" lang="zh-Hans">＊</span>'
    assert cell in page
    assert "填不出数，不是0" in page
    assert (
        page.index("没有计入这个数") < page.index("zy-official-title") + 2000
    )  # the legend stands before the numbers


def test_a_number_opens_to_its_units(counted: World) -> None:
    client = counted.client("county")
    shown = client.get("/statistics/27/411302/").context["shown"]
    due = next(line for line in shown.lines if line.row.key == "due")
    answer = client.get(due.entries[0].url)
    assert [row.unit.name for row in answer.context["page"]] == ["宛城新材料有限公司"]
    unknown = client.get(due.unknown_url)
    assert [row.unit.name for row in unknown.context["page"]] == ["宛城小吃店"]
    lack = next(one for one in shown.lacks if one.number and "是否建立党组织" in one.words)
    assert [row.unit.name for row in client.get(lack.url).context["page"]] == ["宛城小吃店"]


def test_every_list_has_as_many_units_as_its_number_says(counted: World) -> None:
    client = counted.client("city")
    for number in ("27", "30"):
        shown = client.get(f"/statistics/{number}/411300/").context["shown"]
        for line in shown.lines:
            if line.row.unit == "个" and line.row.key != "joint_branches":
                for entry in line.entries:
                    if entry.url:
                        assert client.get(entry.url).context["page"].paginator.count == entry.value
            if line.unknown_url:
                assert client.get(line.unknown_url).context["page"].paginator.count == line.unknown
        for one in (*shown.lacks, *shown.apart):
            if one.url:
                assert client.get(one.url).context["page"].paginator.count == one.number


def test_what_is_not_there_is_not_found(counted: World) -> None:
    client = counted.client("county")
    for asked in (
        {},
        {"row": "units"},
        {"row": "units", "column": "H"},
        {"lack": "nothing"},
        {"check": "own"},
    ):
        assert client.get(f"/statistics/27/411302/units/?{urlencode(asked)}").status_code == 404


def test_the_list_is_exported_whole(counted: World) -> None:
    answer = counted.client("county").get("/statistics/27/411302/units/export/?row=due&column=A")
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet is not None
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["宛城新材料有限公司"]


def test_the_overview_and_the_table_say_the_same(counted: World) -> None:
    shown = counted.client("county").get("/statistics/27/411302/").context["shown"]
    compared = {
        one.finding.check.key: one.holds for one in shown.checks if "overview" in one.finding.check.key
    }
    assert compared == {"overview_units": True, "overview_covered": True, "overview_due": True}
    assert shown.broken == 0


def test_a_table_that_was_kept_stays_as_it_was_and_says_when_facts_moved_on(counted: World) -> None:
    client = counted.client("county")
    answer = client.post("/statistics/27/411302/keep/", follow=True)
    row = StatisticsTable.objects.across_all(because=_WHY).get()
    assert answer.redirect_chain[-1][0].endswith(f"?kept={row.pk}")
    assert answer.context["stale"] is False
    Unit.objects.across_all(because=_WHY).filter(pk=counted.unit["foundry"].pk).update(employees=7)
    again = client.get(f"/statistics/27/411302/?kept={row.pk}")
    staff = next(line for line in again.context["shown"].lines if line.row.key == "staff")
    assert staff.entries[0].value == 120
    unit = Unit.objects.across_all(because=_WHY).get(pk=counted.unit["foundry"].pk)
    units.correct(
        unit=unit, version=unit.version, changes={"employees": 8}, by=counted.scope("county"), at=NOW
    )
    assert client.get(f"/statistics/27/411302/?kept={row.pk}").context["stale"] is True
    assert counted.client("neighbour_county").get(f"/statistics/27/411303/?kept={row.pk}").status_code == 404


def test_a_large_place_is_derived_in_the_background(counted: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "LARGE", 1)
    client = counted.client("county")
    assert client.get("/statistics/27/411302/").context["shown"] is None
    answer = client.post("/statistics/27/411302/keep/")
    assert answer["Location"].startswith("/jobs/")
    jobs.work(limit=10)
    shown = client.get("/statistics/27/411302/").context["shown"]
    assert shown.lines[0].entries[0].value == 3


def test_listing_the_tables_asks_nothing_of_the_facts(counted: World) -> None:
    client = counted.client("county")
    client.get("/statistics/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/statistics/")
    assert not [
        one
        for one in asked.captured_queries
        if "coverage_unitcoverage" in one["sql"] or "census_unit" in one["sql"]
    ]
