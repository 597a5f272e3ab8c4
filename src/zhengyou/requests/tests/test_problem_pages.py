"""The pages of problems: what is shown before sending, lists, the trail, and who may press what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.organisations.actions import setting_up
from zhengyou.requests.actions import handing, problems
from zhengyou.requests.models import Request

BECAUSE = "the test looks at what was written"
ONE = "流动党员的组织关系迟迟转不进来，外省的支部不回函"
SAME = "外省支部不回函，流动党员组织关系迟迟转不进来"


def put_forward(world: World, key: str = "county", text: str = ONE) -> Request:
    return problems.put_forward(text=text, wanted="请上级协调", by=world.scope(key), at=NOW)


def count() -> int:
    return Request.objects.across_all(because=BECAUSE).count()


def texts(world: World, key: str, query: str = "") -> list[str]:
    page = world.client(key).get(f"/problems/{query}")
    return [line.row.text for line in page.context["lines"]]


def test_it_is_raised_and_the_page_says_who_holds_it(world: World) -> None:
    sent = world.client("county").post("/problems/add/", {"text": ONE, "wanted": "请市里发函"}, follow=True)
    page = sent.content.decode()
    assert sent.redirect_chain[-1][1] == 302
    for part in ("已报给南阳市领导小组办公室", "现在由谁办理", "请市里发函", "办理经过"):
        assert part in page


def test_similar_ones_are_shown_before_it_is_sent(world: World) -> None:
    held = put_forward(world)
    county = world.client("organisation_dept")
    facts = {"text": SAME, "wanted": "请市里发函"}
    shown = county.post("/problems/add/", facts)
    assert shown.status_code == 200
    assert count() == 1
    page = shown.content.decode()
    assert ONE in page
    assert "南阳市领导小组办公室正在办理" in page
    assert f'value="{held.pk}"' in page
    assert county.post("/problems/add/", facts | {"seen": str(held.pk)}).status_code == 302
    assert count() == 2


def test_the_answer_to_a_similar_one_is_shown(world: World) -> None:
    problems.answer(
        problem=put_forward(world), outcome="adopted", text="已经发函给外省", by=world.scope("city"), at=NOW
    )
    shown = world.client("county").post("/problems/add/", {"text": SAME, "wanted": "请市里发函"})
    assert "已经发函给外省" in shown.content.decode()


def test_a_second_click_sends_nothing(world: World) -> None:
    county = world.client("county")
    facts = {"text": ONE, "wanted": "请市里发函"}
    county.post("/problems/add/", facts)
    held = Request.objects.across_all(because=BECAUSE).get()
    again = county.post("/problems/add/", facts | {"seen": str(held.pk)})
    assert "您已经提过这个问题" in again.content.decode()
    assert count() == 1


def test_it_may_be_about_a_record_in_reach(world: World) -> None:
    county = world.client("county")
    own, other = world.unit["foundry"].pk, world.unit["neighbour"].pk
    address = "/problems/add/?subject_kind=unit&subject_id="
    assert county.get(f"{address}{other}").status_code == 404
    assert "豫宛精密铸造有限公司" in county.get(f"{address}{own}").content.decode()
    county.post(f"{address}{own}", {"text": ONE, "wanted": "请市里发函"})
    row = Request.objects.across_all(because=BECAUSE).get()
    assert (row.subject, row.place) == ("豫宛精密铸造有限公司", world.place["411302"].path)


@pytest.mark.parametrize(
    ("kind", "address"), [("unit", "/units/{unit}/"), ("organisation", "/organisations/{organisation}/")]
)
def test_the_pages_of_records_lead_to_it(world: World, kind: str, address: str) -> None:
    keys = {"unit": world.unit["foundry"].pk, "organisation": world.organisation["branch"].pk}
    page = world.client("county").get(address.format(**keys)).content.decode()
    assert f"/problems/add/?subject_kind={kind}&amp;subject_id={keys[kind]}" in page


def test_views_and_states(world: World) -> None:
    township = put_forward(world, "township", "甲乙丙丁戊己")
    put_forward(world, "county", "春夏秋冬四季")
    put_forward(world, "neighbour_county", "东南西北方向")
    handing.hand_up(problem=township, note="转", by=world.scope("county"), at=NOW)
    assert texts(world, "city") == [
        "春夏秋冬四季",
        "甲乙丙丁戊己",
        "东南西北方向",
    ]  # 411302, its township, 411303
    assert texts(world, "county", "?view=held") == []
    assert texts(world, "county", "?view=raised") == ["春夏秋冬四季"]
    assert texts(world, "county", "?view=passed") == ["甲乙丙丁戊己"]
    assert texts(world, "county", "?view=all") == ["春夏秋冬四季", "甲乙丙丁戊己"]
    assert texts(world, "township", "?view=wrong") == ["甲乙丙丁戊己"]  # where something waits
    assert texts(world, "township", "?view=raised") == ["甲乙丙丁戊己"]
    assert texts(world, "city", "?q=四季") == ["春夏秋冬四季"]
    assert texts(world, "city", "?state=answered") == []
    assert texts(world, "secretary") == []


def test_the_way_up_and_back_by_pages(world: World) -> None:
    row = put_forward(world, "township")
    county, city, township = world.client("county"), world.client("city"), world.client("township")
    address = f"/problems/{row.pk}/"
    assert county.post(f"{address}hand-on/", {"to": "up", "note": ""}).status_code == 200
    assert county.post(f"{address}hand-on/", {"to": "up", "note": "要市里出面"}).status_code == 302
    assert county.post(f"{address}hand-on/", {"to": "up", "note": "再转"}).status_code == 409
    assert county.post(address, {"outcome": "not", "text": "不行"}).status_code == 409
    assert city.post(address, {"outcome": "", "text": ""}).status_code == 200
    assert city.post(address, {"outcome": "partly", "text": "发了函"}).status_code == 302
    assert city.post(address, {"outcome": "partly", "text": "发了函"}).status_code == 409
    assert (
        "确认是否解决"
        in township.get("/problems/?view=raised").content.decode() + township.get(address).content.decode()
    )
    assert township.post(f"{address}settle/", {"solved": "no", "note": ""}).status_code == 200
    page = township.post(
        f"{address}settle/", {"solved": "no", "note": "还不行"}, follow=True
    ).content.decode()
    assert "已请河南省领导小组办公室再办" in page
    for part in ("要市里出面", "发了函", "还不行"):
        assert part in page


def test_nobody_is_asked_what_only_others_may_say(world: World) -> None:
    row = put_forward(world)
    county, city = world.client("county"), world.client("city")
    assert county.get(f"/problems/{row.pk}/hand-on/").status_code == 403
    assert city.get(f"/problems/{row.pk}/hand-on/").status_code == 200
    assert county.get(f"/problems/{row.pk}/settle/").status_code == 403
    problems.answer(problem=row, outcome="adopted", text="已经发函", by=world.scope("city"), at=NOW)
    assert city.get(f"/problems/{row.pk}/hand-on/").status_code == 409
    assert city.get(f"/problems/{row.pk}/settle/").status_code == 403
    assert county.get(f"/problems/{row.pk}/settle/").status_code == 200


def test_joining_by_pages(world: World) -> None:
    first, second = put_forward(world), put_forward(world, "neighbour_county", SAME)
    city = world.client("city")
    assert "一并办理" in city.get(f"/problems/{second.pk}/").content.decode()
    assert city.post(f"/problems/{second.pk}/join/", {"with": "x"}).status_code == 404
    joined = city.post(f"/problems/{second.pk}/join/", {"with": str(first.pk)})
    assert joined.headers["Location"] == f"/problems/{first.pk}/"
    assert "一并办理的 1 件" in city.get(f"/problems/{first.pk}/").content.decode()
    assert world.client("neighbour_county").post(f"/problems/{second.pk}/separate/").status_code == 403
    their_page = world.client("neighbour_county").get(f"/problems/{second.pk}/").content.decode()
    assert "与另一件相同的问题一并办理" in their_page
    assert ONE not in their_page
    assert city.post(f"/problems/{second.pk}/separate/").status_code == 302


def test_many_problems_take_no_more_queries_than_two(world: World) -> None:
    def asked(key: str, address: str) -> int:
        client = world.client(key)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    row = put_forward(world, "township", "甲乙丙丁戊己")
    put_forward(world, "township", "甲乙丙丁戊己庚")
    address: list[Any] = ["/problems/?view=all", f"/problems/{row.pk}/", "/problems/add/"]
    before = [asked("county", one) for one in address]
    for number in range(12):
        put_forward(world, "township", f"甲乙丙丁戊己{number}")
    assert [asked("county", one) for one in address] == before


@pytest.mark.parametrize("key", ["neighbour_county", "instructor", "stranger", "neighbour_secretary"])
def test_outside_the_scope_it_does_not_exist(world: World, key: str) -> None:
    row = put_forward(world)
    client = world.client(key)
    assert client.get(f"/problems/{row.pk}/").status_code == 404
    assert client.post(f"/problems/{row.pk}/", {"outcome": "not", "text": "x"}).status_code == 404
    assert client.post(f"/problems/{row.pk}/join/", {"with": str(row.pk)}).status_code in {403, 404}


def test_the_page_opens_where_something_waits(world: World) -> None:
    put_forward(world)
    assert texts(world, "city") == [ONE]  # held
    assert texts(world, "county") == [ONE]  # raised
    assert texts(world, "province") == [ONE]  # of the territory: the province holds nothing
    assert texts(world, "province", "?view=held") == []


def test_why_no_department_is_offered_is_said(world: World) -> None:
    at_city = put_forward(world)
    assert "没有部门可选" in world.client("city").get(f"/problems/{at_city.pk}/hand-on/").content.decode()
    setting_up.load_bodies()  # the county's department has a person
    at_county = put_forward(world, "township", "甲乙丙丁戊己")
    page = world.client("county").get(f"/problems/{at_county.pk}/hand-on/").content.decode()
    assert "没有部门可选" not in page
