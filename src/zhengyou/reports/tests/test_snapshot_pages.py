"""Pages of frozen figures: the list, the form, a place then and now, the workbook."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.models import Snapshot
from zhengyou.jobs.models import Job
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope

DAY = "2026-11-22"
OPERATOR = Scope.operator()
_ALL = "the test reads everything"


@pytest.fixture
def frozen(world: World) -> World:
    while follow(at=NOW):
        continue
    freeze(day=date.fromisoformat(DAY), title="年中统计", by=OPERATOR, at=NOW)
    return world


def move(world: World) -> None:
    """东关街道 goes from 宛城区 to 卧龙区."""
    plan = Plan(
        tree="territory", kind="move", subject=world.place["411302001"].pk, target=world.place["411303"].pk,
        on=date(2026, 11, 23), document="宛政〔2026〕9号",
    )  # fmt: skip
    reorganising.carry_out(plan=plan, key=uuid4(), by=OPERATOR, at=NOW + timedelta(minutes=1))


def pair(shown: Any, key: str) -> Any:
    return next(one for one in shown.own if one.key == key)


def test_the_list_names_who_froze_what_and_when(frozen: World) -> None:
    page = frozen.client("county").get("/snapshots/").content.decode()
    assert "年中统计" in page
    assert f"/snapshots/{DAY}/411302/" in page
    assert "定格数字" not in page


def test_the_province_office_freezes_in_the_background(world: World) -> None:
    client = world.client("province")
    assert "定格数字" in client.get("/snapshots/").content.decode()
    today = timezone.localdate().isoformat()
    asked = {"date": today, "title": "年底统计", "note": "", "step": "confirm"}
    answer = client.post("/snapshots/add/", asked)
    assert answer.status_code == 302
    jobs.work(limit=20)
    job = Job.objects.across_all(because=_ALL).get(kind="figures.freeze")
    assert (job.state, job.error) == ("done", "")
    made = Snapshot.objects.across_all(because=_ALL).get()
    assert (made.title, made.user_id) == ("年底统计", world.person["province"].pk)
    assert f"已定格 {made.places} 个地方" in job.result["message"]


def test_a_refusal_stands_at_the_form(frozen: World) -> None:
    answer = frozen.client("province").post("/snapshots/add/", {"date": DAY, "title": "再来一次"})
    assert "已经定格" in answer.content.decode()
    assert frozen.client("county").get("/snapshots/add/").status_code == 403


def test_without_a_change_one_number_is_shown(frozen: World) -> None:
    answer = frozen.client("county").get(f"/snapshots/{DAY}/")
    shown = answer.context["shown"]
    assert (shown.name, pair(shown, "org_cover").shown.said, pair(shown, "org_cover").other) == (
        "宛城区", "33.3%", None,
    )  # fmt: skip
    assert [line.code for line in shown.lines] == ["411302001", "411302002"]
    assert "区划调整" not in answer.content.decode()


def test_after_a_change_both_numbers_stand_side_by_side_and_the_change_is_named(frozen: World) -> None:
    move(frozen)
    client = frozen.client("county")
    answer = client.get(f"/snapshots/{DAY}/411302/?tree=then")
    one = pair(answer.context["shown"], "org_cover")
    assert (one.shown.numbers[:2], one.other.numbers[:2]) == ((1, 3), (0, 1))
    page = answer.content.decode()
    assert "2026-11-23 变更上级：东关街道 → 卧龙区（宛政〔2026〕9号）" in page
    assert "按现在的区划：0.0%" in page
    now = client.get(f"/snapshots/{DAY}/411302/?tree=today").context["shown"]
    assert (pair(now, "org_cover").shown.numbers[:2], pair(now, "org_cover").other.numbers[:2]) == (
        (0, 1),
        (1, 3),
    )
    assert [line.code for line in now.lines] == ["411302002"]


def test_who_has_it_today_opens_it_and_not_what_it_lay_in(frozen: World) -> None:
    move(frozen)
    client = frozen.client("neighbour_county")
    assert client.get(f"/snapshots/{DAY}/411302001/?tree=then").status_code == 200
    assert client.get(f"/snapshots/{DAY}/411302/").status_code == 404
    assert client.get(f"/snapshots/{DAY}/411302002/").status_code == 404
    # whose place it was reads it as it was, on that tree only
    left = frozen.client("county").get(f"/snapshots/{DAY}/411302001/?tree=today").context["shown"]
    assert [one.value for one in left.trees] == ["then"]
    assert pair(left, "org_cover").other is None


def test_the_switch_leads_to_the_other_tree_and_back_to_today(frozen: World) -> None:
    client = frozen.client("county")
    answer = client.get(f"/snapshots/{DAY}/411302/?day={DAY}&tree=today")
    assert answer["Location"] == f"/snapshots/{DAY}/411302/?tree=today"
    assert client.get(f"/snapshots/{DAY}/411302/?day=&tree=then")["Location"] == "/overview/411302/"


@pytest.mark.parametrize("address", ["/snapshots/", f"/snapshots/{DAY}/", f"/snapshots/{DAY}/411302/"])
@pytest.mark.parametrize("person", ["secretary", "instructor"])
def test_who_has_no_place_finds_no_page(frozen: World, person: str, address: str) -> None:
    assert frozen.client(person).get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/snapshots/yesterday/", "/snapshots/2020-01-01/", f"/snapshots/{DAY}/999999/"]
)
def test_a_date_or_place_that_is_not_there_is_not_found(frozen: World, address: str) -> None:
    assert frozen.client("county").get(address).status_code == 404


def test_the_workbook_holds_both_trees_where_they_differ(frozen: World) -> None:
    client = frozen.client("county")

    def rows() -> list[tuple[Any, ...]]:
        answer = client.get(f"/snapshots/{DAY}/411302/export/?tree=then")
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        assert sheet is not None
        top = int(str(sheet.print_title_rows).rpartition("$")[2])
        return [tuple(cell.value for cell in row[:3]) for row in sheet.iter_rows(min_row=top + 1)]

    then = [("按当时的区划", code, name) for code, name in (
        ("411302", "宛城区"), ("411302001", "东关街道"), ("411302002", "汉冶街道"),
    )]  # fmt: skip
    assert rows() == then
    move(frozen)
    assert rows() == [
        *then, ("按现在的区划", "411302", "宛城区"), ("按现在的区划", "411302002", "汉冶街道"),
    ]  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_places(frozen: World) -> None:
    client = frozen.client("city")
    address = f"/snapshots/{DAY}/411300/?tree=today"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    city = frozen.place["411300"]
    for number in range(10):
        Territory(
            code=f"41138{number}", name=f"新县{number}", level="county", parent=city,
            path=f"{city.path}001{number}", valid_from=NOW.date(),
        ).save()  # fmt: skip
    client.get(address)  # who asks is read anew once places were written
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few)
    assert len(few) <= 21


@pytest.mark.parametrize("tree", ["then", "today"])
def test_the_journal_of_reorganisations_is_read_once(frozen: World, tree: str) -> None:
    move(frozen)
    client = frozen.client("city")
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(f"/snapshots/{DAY}/411300/?tree={tree}")
    assert shown.context["shown"].reorganised
    lines = [one["sql"] for one in asked if 'FROM "organisations_journalline"' in one["sql"]]
    assert len(lines) == 1
    assert len(asked) <= 40


def test_the_overview_leads_to_the_dates(frozen: World) -> None:
    client = frozen.client("county")
    page = client.get("/overview/411302/").content.decode()
    assert f'<option value="{DAY}">' in page
    assert "/snapshots/?of=411302" in page
    answer = client.get(f"/snapshots/?of=411302&day={DAY}")
    assert answer["Location"] == f"/snapshots/{DAY}/411302/?tree=then"
    assert client.get("/snapshots/?of=411302&day=")["Location"] == "/overview/411302/"
