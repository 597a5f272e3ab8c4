"""Figures are frozen for good, so a person sees what that means before anything is frozen."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.world import NOW, World
from zhengyou import jobs
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import Cell, Snapshot
from zhengyou.jobs.models import Job
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope

_ALL = "the test reads everything"
ADD = "/snapshots/add/"


@pytest.fixture
def counted(world: World) -> World:
    while follow(at=NOW):
        continue
    return world


def asked(**more: str) -> dict[str, str]:
    return {"date": timezone.localdate().isoformat(), "title": "年底统计", "note": "含新区", **more}


def begun() -> int:
    return int(Job.objects.across_all(because=_ALL).filter(kind="figures.freeze").count())


def test_the_first_click_shows_what_would_be_frozen_and_freezes_nothing(counted: World) -> None:
    answer = counted.client("province").post(ADD, asked())
    page = answer.content.decode()
    assert begun() == 0
    assert answer.status_code == 200
    foreseen = answer.context["foreseen"]
    assert foreseen.figures == Cell.objects.across_all(because=_ALL).count() > 0
    assert foreseen.places == Territory.objects.across_all(because=_ALL).count()
    said = "谁也不能修改、删除或者撤回"
    assert all(text in page for text in ("年底统计", "含新区", counted.round.code, said, "确认定格"))
    assert "现在没有这样的调整" in page


def test_it_says_how_many_reorganisations_become_final(counted: World) -> None:
    plan = Plan(
        tree="territory", kind="move", subject=counted.place["411302001"].pk,
        target=counted.place["411303"].pk, on=date(2026, 11, 23),
    )  # fmt: skip
    reorganising.carry_out(plan=plan, key=uuid4(), by=Scope.operator(), at=NOW + timedelta(minutes=1))
    assert "之前办理的 1 次调整不能再撤回" in counted.client("province").post(ADD, asked()).content.decode()


def test_what_was_confirmed_is_frozen(counted: World) -> None:
    answer = counted.client("province").post(ADD, asked(step="confirm"))
    assert answer.status_code == 302
    jobs.work(limit=20)
    made = Snapshot.objects.across_all(because=_ALL).get()
    assert (made.title, made.note, made.date) == ("年底统计", "含新区", timezone.localdate())


def test_whoever_goes_back_finds_what_was_typed(counted: World) -> None:
    page = counted.client("province").post(ADD, asked(step="confirm", again="1")).content.decode()
    assert begun() == 0
    assert 'value="年底统计"' in page


@pytest.mark.parametrize("step", ["", "confirm"])
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": "长" * 81}, "最多 80 个字"),
        ({"note": "长" * 301}, "最多 300 个字"),
        ({"date": "2999-01-01"}, "还没有到"),
    ],
)
def test_what_cannot_be_frozen_is_refused_at_both_steps(
    counted: World, step: str, more: dict[str, str], said: str
) -> None:
    page = counted.client("province").post(ADD, asked(step=step, **more)).content.decode()
    assert said in page
    assert "确认定格" not in page
    assert begun() == 0


def test_who_may_not_freeze_sees_no_preview(counted: World) -> None:
    assert counted.client("county").post(ADD, asked()).status_code == 403
