"""Days that cannot be meant are refused with the bound; a form sent twice makes one task."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.world import NOW, TODAY, World
from zhengyou.campaigns.actions import tasks, visits
from zhengyou.campaigns.models import Phase, Task
from zhengyou.campaigns.tests import matter
from zhengyou.web.errors import Refused
from zhengyou.web.subjects import find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _campaign(world: World) -> None:
    matter.bodies(world)
    running = matter.campaign()
    Phase(campaign=running, code="one", seq=1, starts_on=date(2026, 10, 1), ends_on=date(2027, 6, 30)).save()


@pytest.mark.parametrize(
    ("due_on", "said"),
    [(date(2020, 1, 1), "早于活动开始的日期 2026-10-01"), (date(3026, 1, 1), "最晚填到 2029-06-30")],
)
def test_a_task_is_due_in_the_campaign_or_soon_after(world: World, due_on: date, said: str) -> None:
    with pytest.raises(Refused, match=said):
        matter.task(world, due_on=due_on)
    row = matter.task(world, due_on=date(2029, 6, 30))
    facts = {"title": row.title, "done_when": row.done_when, "starts_on": None, "due_on": due_on}
    with pytest.raises(Refused, match=said):
        tasks.correct(task=row, facts=facts, clauses=(), bodies={}, version=1, by=world.scope("city"), at=NOW)


def test_a_start_far_away_is_refused_too(world: World) -> None:
    with pytest.raises(Refused, match="最晚填到"):
        matter.task(world, starts_on=date(3026, 1, 1), due_on=None)


def test_a_promise_is_due_on_the_day_of_the_visit_or_later(world: World) -> None:
    pk = str(world.unit["foundry"].pk)
    subject = find(world.scope("county"), "unit", pk)
    assert subject is not None

    def went(due_on: date) -> Any:
        return visits.record(
            kind="unit", subject_id=pk, subject=subject, visited_on=TODAY, visitor="孙县办", said="缺人",
            promises=[visits.Promise("联系税务局", None, due_on)], by=world.scope("county"), at=NOW,
        )  # fmt: skip

    with pytest.raises(Refused, match="早于走访的日期 2026-11-23"):
        went(TODAY - timedelta(days=1))
    assert went(TODAY).pk


def test_going_back_and_saving_again_leads_to_the_task_made(world: World) -> None:
    first, *_others = matter.directive(world)
    city = world.client("city")
    sent = {
        "title": "报齐名册",
        "clauses": [first.pk],
        "bodies": [""],
        "due_on": "",
        "starts_on": "",
        "done_when": "",
    }
    address = f"/tasks/add/?clause={first.pk}"
    assert city.post(address, sent).status_code == 302
    made = Task.objects.across_all(because="test").get()
    again = city.post(address, sent).content.decode()
    assert "没有重复添加" in again
    assert f'href="/tasks/{made.pk}/"' in again
    assert Task.objects.across_all(because="test").count() == 1
    assert city.post(address, sent | {"clauses": []}).status_code == 302  # another thing under the same name
    assert Task.objects.across_all(because="test").count() == 2
