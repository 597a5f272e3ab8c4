"""From the census to a plan and its check: what is gathered, where places lie, what the commands print and refuse."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow
from zhengyou.audit.models import Event
from zhengyou.census.models import Unit
from zhengyou.coverage.actions import locating
from zhengyou.coverage.actions.deriving import everything
from zhengyou.coverage.actions.locating import Spot
from zhengyou.coverage.models import Location
from zhengyou.coverage.planner.county import UNKNOWN, Level, Placing
from zhengyou.coverage.queries.gathering import county_of
from zhengyou.scoping import Scope
from zhengyou.web.errors import Forbidden, Refused

OPERATOR = Scope.operator()
TOWN, OTHER = "411302001", "411302002"


@pytest.fixture
def small(world: World) -> World:
    """Beside the cast: three shops with one member each in one building, one without any, one with nobody knows how many."""
    place = world.place[TOWN]
    for number, (members, zone) in enumerate(
        [(1, "金鑫大厦"), (1, " 金鑫大厦"), (1, "金鑫大厦"), (0, ""), (None, "")]
    ):
        Unit(
            territory=place, path=place.path, reg_status="normal", name=f"小店{number}", org_kind="enterprise",
            has_org=False, members_formal=members, zone_name=zone, industry_code="F52",
        ).save()  # fmt: skip
    follow(at=NOW)
    everything()
    return world


def gathered(world: World) -> Any:
    return county_of(world.place["411302"], OPERATOR)


def called(*words: str) -> str:
    answer = io.StringIO()
    call_command("coverage", *words, stdout=answer, stderr=io.StringIO())
    return answer.getvalue()


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as caught:
        called(*words)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def names(world: World, ids: Any) -> set[str]:
    return set(
        Unit.objects.within(OPERATOR).filter(pk__in=[int(one) for one in ids]).values_list("name", flat=True)
    )


def test_units_without_an_organisation_are_gathered_and_branches_are_hosts(small: World) -> None:
    county = gathered(small).county
    shops = {f"小店{number}" for number in range(5)}
    assert names(small, county.units.ids) == {"宛城新材料有限公司", "宛城区玉雕行业商会", *shops}
    due = {int(one) for one in county.units.ids[county.level == Level.BRANCH]}
    assert names(small, due) == {"宛城新材料有限公司", "宛城区玉雕行业商会"}
    assert county.hosts.ids.tolist() == [small.organisation["branch"].pk]
    assert county.taken.tolist() == [1]
    assert county.units.members[county.level == Level.NONE].tolist() == [1, 1, 1, 0, UNKNOWN]
    shared = county.units.park[county.units.park != UNKNOWN]
    assert len(shared) == 3
    assert len(set(shared.tolist())) == 1


def test_what_is_not_known_is_said(small: World) -> None:
    assert gathered(small).notices == {
        "coverage_unknown": 1,
        "members_unknown": 1,
        "place_unknown": 7,
        "industry_unknown": 2,
    }


def test_a_member_roll_or_an_organisation_since_takes_a_unit_out_of_the_plan(small: World) -> None:
    shop = Unit.objects.within(OPERATOR).get(name="小店0")
    Unit.objects.within(OPERATOR).filter(pk=shop.pk).update(has_org=True)
    everything()
    assert "小店0" not in names(small, gathered(small).county.units.ids)


def test_gathering_takes_as_many_queries_for_ten_times_as_many_units(small: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as taken:
            gathered(small)
        return len(taken)

    before = queries()
    place = small.place[OTHER]
    Unit.objects.across_all(because="the test fills the county").bulk_create(
        [
            Unit(territory=place, path=place.path, reg_status="normal", name=f"甲{number}", has_org=False)
            for number in range(70)
        ]
    )
    everything()
    assert queries() == before


def spots(*lines: tuple[str, float, float]) -> list[Spot]:
    return [Spot(number, *line) for number, line in enumerate(lines, start=1)]


def located(world: World, *lines: tuple[str, float, float], by: Scope = OPERATOR) -> int:
    return locating.locate(territory=world.place["411302"], spots=spots(*lines), source="测试", by=by, at=NOW)


def test_a_unit_lies_at_its_own_place_else_in_its_park_else_in_its_township(small: World) -> None:
    town = small.place[TOWN].name
    done = located(small, (town, 112.5, 33.0), ("金鑫大厦", 112.52, 33.0), ("小店3", 112.5, 33.01))
    assert done == 3
    county = gathered(small).county
    by_name = {
        Unit.objects.within(OPERATOR).get(pk=int(one)).name: number
        for number, one in enumerate(county.units.ids)
    }
    placing = {name: Placing(int(county.units.placing[at])) for name, at in by_name.items()}
    assert placing["小店3"] is Placing.OWN
    assert placing["小店1"] is Placing.PARK
    assert placing["小店4"] is Placing.TOWN
    assert placing["宛城区玉雕行业商会"] is Placing.UNKNOWN
    x, y = county.units.x, county.units.y
    assert y[by_name["小店3"]] - y[by_name["小店4"]] == pytest.approx(
        1.11, abs=0.01
    )  # a hundredth of a degree
    assert x[by_name["小店1"]] - x[by_name["小店4"]] == pytest.approx(
        1.87, abs=0.01
    )  # shorter by the latitude


def test_where_a_unit_was_before_it_moved_counts_no_more(small: World) -> None:
    located(small, ("小店3", 112.5, 33.01))
    Unit.objects.within(OPERATOR).filter(name="小店3").update(path=small.place[OTHER].path)
    everything()
    assert set(gathered(small).county.units.placing.tolist()) == {Placing.UNKNOWN}


def test_a_place_said_again_is_replaced_and_told_to_the_audit(small: World) -> None:
    town = small.place[TOWN].name
    located(small, (town, 112.5, 33.0), ("金鑫大厦", 112.5, 33.0), ("小店3", 112.5, 33.0))
    located(small, (town, 112.6, 33.1), ("金鑫大厦", 112.6, 33.1), ("小店3", 112.6, 33.1))
    assert set(Location.objects.within(OPERATOR).values_list("east", "north")) == {(112.6, 33.1)}
    assert Location.objects.within(OPERATOR).count() == 3
    events = Event.objects.across_all(because="the test reads the log").filter(action="location.set")
    assert events.count() == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("没有这家", 112.5, 33.0), "第 2 行“没有这家”"),
        (("小店1", 212.5, 33.0), "经度"),
        (("小店1", 112.5, 91.0), "纬度"),
    ],
)
def test_one_wrong_line_and_nothing_is_written(
    small: World, line: tuple[str, float, float], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        located(small, ("小店0", 112.5, 33.0), line)
    assert not Location.objects.within(OPERATOR).exists()


def test_a_name_of_two_units_is_refused(small: World) -> None:
    Unit.objects.within(OPERATOR).filter(name="小店1").update(name="小店0")
    with pytest.raises(Refused, match="不止一处"):
        located(small, ("小店0", 112.5, 33.0))


def test_nobody_says_where_things_lie_elsewhere(small: World) -> None:
    with pytest.raises(Forbidden):
        located(small, ("小店0", 112.5, 33.0), by=small.scope("neighbour_county"))


def test_the_plan_founds_joins_and_sends_an_instructor(small: World) -> None:
    told = json.loads(called("plan", "--territory", "411302", "--json"))
    kinds = {one["kind"]: one for one in told["groups"]}
    assert [one["kind"] for one in told["groups"]].count("own") == 2
    shops = {one for kind in ("joint", "hosted") if kind in kinds for one in kinds[kind]["units"]}
    assert names(small, shops) == {"小店0", "小店1", "小店2"}
    assert names(small, told["instructor_areas"][0]["units"]) == {"小店3"}
    assert [(names(small, [one["unit"]]), one["reason"]) for one in told["left_over"]] == [
        ({"小店4"}, "members_unknown")
    ]
    said = called("plan", "--territory", "411302")
    assert "单独组建 2 个" in said
    assert "1 家：正式党员数不明，先核实" in said


def test_a_city_is_planned_county_by_county(small: World) -> None:
    told = json.loads(called("plan", "--territory", "411300", "--json"))
    assert {one["id"].split("-")[0] for one in told["groups"]} == {"411302"}


@pytest.fixture
def file(small: World, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(called("plan", "--territory", "411302", "--json"))
    return path


def test_a_plan_that_was_just_made_has_no_violation(file: Path) -> None:
    assert called("check", str(file)) == "0 violations\n"


def changed(file: Path, change: Any) -> list[str]:
    """What is printed of the document after a change."""
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))
    answer = io.StringIO()
    with pytest.raises(CommandError, match="违反规则"):
        call_command("coverage", "check", str(file), stdout=answer)
    return answer.getvalue().splitlines()


def test_members_that_are_not_in_the_census_are_found_out(file: Path) -> None:
    def more(document: dict[str, Any]) -> None:
        document["groups"][0]["members"] += 1

    lines = changed(file, more)
    assert lines[-1] == "1 violations"
    assert "名正式党员" in lines[0]


def test_a_unit_that_is_not_to_be_planned_is_found_out(file: Path, small: World) -> None:
    lines = changed(file, lambda document: document["left_over"][0].update(unit=small.unit["neighbour"].pk))
    assert any("不在应当编组的单位" in line for line in lines)
    assert any("恰好有一个去处" in line for line in lines)  # the unit that it stands for has no place now


def test_the_census_moves_on_and_the_plan_is_held_against_it(file: Path) -> None:
    Unit.objects.within(OPERATOR).filter(name="小店0").update(members_formal=0)
    everything()
    answer = io.StringIO()
    with pytest.raises(CommandError):
        call_command("coverage", "check", str(file), stdout=answer)
    assert "不能编入联合党支部" in answer.getvalue()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "不是 JSON"),
        ("[]", "不是组建方案"),
        ('{"territory": "411302", "policy": {}}', "应在"),
        ('{"territory": "411302", "policy": 3}', "缺少 policy"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_in_one_line(
    small: World, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    assert said in refused("check", str(path))


def test_parts_that_are_missing_are_named(file: Path) -> None:
    document = json.loads(file.read_text())
    del document["groups"][0]["units"]
    file.write_text(json.dumps(document))
    assert "units" in refused("check", str(file))
    assert "没有区划代码" in refused("plan", "--territory", "999999")
    assert "应在 0 到 1" in refused("plan", "--territory", "411302", "--fewest", "2")
    assert "读不了" in refused("check", "nowhere.json")


def test_places_are_read_from_a_table(small: World, tmp_path: Path) -> None:
    table = tmp_path / "places.csv"
    table.write_text(f"{small.place[TOWN].name},112.5,33.0\n\n小店1,112.51,33.0\n", encoding="utf-8-sig")
    words = ["locate", str(table), "--territory", "411302", "--source", "县自然资源局"]
    assert called(*words) == "登记了 2 处位置\n"
    table.write_text("小店1,东,33\n")
    assert "第 1 行" in refused(*words)
    table.write_text("")
    assert "没有可以登记的位置" in refused(*words)
    table.write_bytes("小店1,112,33".encode("gb18030"))
    assert "UTF-8" in refused(*words)
