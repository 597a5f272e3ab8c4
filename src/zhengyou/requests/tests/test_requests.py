"""Asked from any page, answered in a week by the office that can mend it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.world import NOW, TODAY, World
from zhengyou.audit.models import Event
from zhengyou.requests.actions import asking
from zhengyou.requests.models import Request
from zhengyou.requests.queries.waiting import waiting
from zhengyou.requests.rules.due import due_on
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.subjects import Subject, find

BECAUSE = "the test looks at what was written"


def ask(world: World, key: str = "secretary", place: str = "0000000100000000", at: datetime = NOW) -> Request:
    return asking.ask(
        kind=Request.Kind.TOO_MUCH,
        subject_kind="form",
        subject_id="unit.correct",
        subject=Subject("更正单位", place),
        text="税务局已经有了",
        by=world.scope(key),
        at=at,
    )


def answer(world: World, row: Request, key: str = "township") -> Request:
    return asking.answer(request=row, outcome="adopted", text="下一轮不再问", by=world.scope(key), at=NOW)


def only_request() -> Request:
    return Request.objects.across_all(because=BECAUSE).get()


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),  # Monday
        (date(2026, 11, 27), date(2026, 12, 4)),  # Friday
        (date(2026, 11, 28), date(2026, 12, 4)),  # Saturday
        (date(2026, 11, 29), date(2026, 12, 4)),  # Sunday
    ],
)
def test_the_answer_is_due_in_five_working_days(asked: date, due: date) -> None:
    assert due_on(asked) == due


def test_the_nearest_office_owes_the_answer(world: World) -> None:
    row = ask(world)
    assert row.owed_by == world.place["411302001"].path
    waits = {key: waiting(world.scope(key), today=TODAY) for key in ("township", "county", "department")}
    assert [one.text for one in waits["township"]] == ["这项填报太麻烦：更正单位"]
    assert waits["county"] == []
    assert waits["department"] == []


def test_where_there_is_no_office_the_next_one_above_owes_it(world: World) -> None:
    row = ask(world, key="instructor", place=world.place["411302002"].path)
    assert row.owed_by == world.place["411302"].path


def test_an_office_does_not_answer_itself(world: World) -> None:
    row = ask(world, key="township")
    assert row.owed_by == world.place["411302"].path
    with pytest.raises(Forbidden):
        answer(world, row, key="township")


def test_a_late_one_waits_for_every_office_above(world: World) -> None:
    ask(world)
    late = TODAY + timedelta(days=8)
    assert len(waiting(world.scope("county"), today=late)) == 1
    assert waiting(world.scope("neighbour_county"), today=late) == []


def test_it_is_answered_once(world: World) -> None:
    row = answer(world, ask(world))
    assert (row.outcome, row.answer, row.answered_by[:3]) == ("adopted", "下一轮不再问", "田街道")
    assert waiting(world.scope("township"), today=TODAY) == []
    with pytest.raises(Conflict):
        answer(world, row, key="county")
    actions_logged = Event.objects.across_all(because=BECAUSE).filter(subject_kind="request").order_by("id")
    assert [event.action for event in actions_logged] == ["request.asked", "request.answered"]


def test_an_answer_gives_its_reason(world: World) -> None:
    row = ask(world)
    with pytest.raises(Refused):
        asking.answer(request=row, outcome="not", text=" ", by=world.scope("township"), at=NOW)
    with pytest.raises(IntegrityError):
        Request.objects.across_all(because=BECAUSE).update(answered_at=NOW)


def test_the_same_is_not_asked_twice_while_it_waits(world: World) -> None:
    ask(world)
    with pytest.raises(Refused):
        ask(world)


def test_it_comes_from_any_form_page_with_one_field(world: World) -> None:
    secretary = world.client("secretary")
    url = "/requests/too-much/?form=unit.correct&title=更正单位&next=/me/"
    assert "更正单位" in secretary.get(url).content.decode()
    assert secretary.post(url, {"text": "太多了"}).headers["Location"] == "/me/"
    row = only_request()
    assert (row.subject, row.subject_id, row.place) == (
        "更正单位",
        "unit.correct",
        world.place["411302001"].path,
    )


def test_it_does_not_lead_away_to_another_site(world: World) -> None:
    url = "/requests/too-much/?form=unit.correct&next=https://elsewhere.example/"
    assert world.client("secretary").post(url, {"text": "太多了"}).headers["Location"] == "/"


def test_a_correction_names_a_record_in_scope(world: World) -> None:
    url = f"/requests/new/?kind=correction&subject_kind=organisation&subject_id={world.organisation['branch'].pk}"
    assert world.client("neighbour_secretary").get(url).status_code == 404
    secretary = world.client("secretary")
    assert secretary.get(url).status_code == 200
    assert secretary.post(url, {"text": "成立时间应为 2011 年"}).status_code == 302
    assert only_request().subject == "豫宛精密铸造有限公司党支部"


@pytest.mark.parametrize("kind", ["unit", "member"])
def test_units_and_members_may_be_named_too(world: World, kind: str) -> None:
    row: Any = world.unit["foundry"] if kind == "unit" else world.member["li"]
    found = find(world.scope("secretary"), kind, str(row.pk))
    assert found is not None
    assert found.place.startswith(world.place["411302"].path)
    assert find(world.scope("neighbour_secretary"), kind, str(row.pk)) is None
    assert find(world.scope("department"), "member", str(world.member["li"].pk)) is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "subject_kind=unit",
        "subject_kind=unit&subject_id=x",
        "subject_kind=nothing&subject_id=1",
        "kind=too_much",
    ],
)
def test_what_names_no_record_is_not_found(world: World, query: str) -> None:
    assert world.client("county").get(f"/requests/new/?{query}").status_code == 404


def test_ones_own_account_may_be_corrected_and_nobody_elses(world: World) -> None:
    own, other = world.person["secretary"].pk, world.person["county"].pk
    secretary = world.client("secretary")
    address = "/requests/new/?subject_kind=user&subject_id="
    assert secretary.get(f"{address}{other}").status_code == 404
    assert secretary.post(f"{address}{own}", {"text": "电话换了"}).status_code == 302
    assert only_request().owed_by == world.place["411302001"].path


def test_the_page_answers_and_the_asker_reads_it(world: World) -> None:
    row = ask(world)
    township, secretary = world.client("township"), world.client("secretary")
    assert "选择" not in secretary.get(f"/requests/{row.pk}/").content.decode()
    answered = township.post(f"/requests/{row.pk}/", {"outcome": "partly", "text": "保留两项"})
    assert answered.status_code == 302
    text = secretary.get(f"/requests/{row.pk}/").content.decode()
    assert "保留两项" in text
    assert "部分采纳" in text
    assert "保留两项" in secretary.get("/me/").content.decode()


def test_an_empty_answer_is_asked_for_again(world: World) -> None:
    row = ask(world)
    page = world.client("township").post(f"/requests/{row.pk}/", {"outcome": "", "text": ""})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"outcome", "text"}


@pytest.mark.parametrize(
    "key", ["neighbour_county", "neighbour_secretary", "instructor", "stranger", "audit_admin"]
)
def test_outside_the_scope_it_does_not_exist(world: World, key: str) -> None:
    row = ask(world)
    client = world.client(key)
    assert client.get(f"/requests/{row.pk}/").status_code == 404
    assert "更正单位" not in client.get("/requests/").content.decode()


def test_the_list_narrows(world: World) -> None:
    answer(world, ask(world))
    ask(world, key="instructor", place=world.place["411302001"].path)
    client = world.client("county")
    assert len(client.get("/requests/").context["page"].object_list) == 2
    assert len(client.get("/requests/?state=open").context["page"].object_list) == 1
    assert len(client.get("/requests/?state=answered&kind=too_much").context["page"].object_list) == 1
    assert len(client.get("/requests/?q=没有这个").context["page"].object_list) == 0
    assert client.get("/requests/?state=wrong&page=99").status_code == 200


def test_whoever_is_not_signed_in_is_asked_to(db: None) -> None:
    assert Client().get("/requests/").headers["Location"] == "/login/?next=/requests/"
