"""Long work on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.world import World
from zhengyou import jobs
from zhengyou.jobs import actions, queries, registry
from zhengyou.jobs.lifecycle import State
from zhengyou.jobs.models import Job
from zhengyou.web.job_views import waiting

HTMX = {"HX-Request": "true"}


class Import:
    """Three stages that do nothing."""

    def read(self, ctx: jobs.Context) -> None: ...
    def check(self, ctx: jobs.Context) -> None: ...
    def apply(self, ctx: jobs.Context) -> dict[str, Any]:
        return dict(ctx.payload)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    options: Any = {"stages": ("read", "check", "apply"), "labels": {"check": "检查"}}
    jobs.handler("test.import", **options)(Import)
    yield
    registry.forget("test.import")


@pytest.fixture
def job(world: World) -> Job:
    return jobs.start(kind="test.import", title="导入 units.xlsx", by=world.scope("county"))


def address(name: str, job: Job) -> str:
    return reverse(f"jobs:{name}", args=[job.pk])


def change(job: Job, **facts: Any) -> None:
    Job.objects.across_all(because="test").filter(pk=job.pk).update(**facts)


def take_up(job: Job, **facts: Any) -> None:
    assert actions.claim(job_id=job.pk, worker_id="w1", at=timezone.now())
    change(job, **facts)


def page(world: World, job: Job, who: str = "county") -> str:
    answer = world.client(who).get(address("page", job))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_waiting_job_says_so_and_asks_again(world: World, job: Job) -> None:
    shown = page(world, job)
    assert "导入 units.xlsx" in shown
    assert "正在排队" in shown
    assert f'hx-get="{address("progress", job)}"' in shown
    assert 'hx-trigger="every 2s"' in shown


def test_without_a_worker_it_says_whom_to_tell(world: World, job: Job) -> None:
    change(job, queued_at=timezone.now() - timedelta(minutes=1))
    assert "后台服务没有运行" in page(world, job)
    actions.beat(worker_id="w1", at=timezone.now())
    assert "正在排队" in page(world, job)


def test_a_running_job_shows_stage_and_figures(world: World, job: Job) -> None:
    take_up(job, stage="check", done=3000, total=12000, message="正在核对")
    shown = page(world, job)
    assert "第 2 步（共 3 步）检查" in shown
    assert "正在核对" in shown
    assert "3,000 / 12,000" in shown
    assert 'value="25"' in shown


def test_a_finished_job_stops_asking_and_leads_to_its_result(world: World, job: Job) -> None:
    change(job, payload={"result_url": "/units/", "message": "已导入 12,000 家单位。"})
    jobs.work()
    fragment = world.client("county", **HTMX).get(address("progress", job)).content.decode()
    assert "已导入 12,000 家单位。" in fragment
    assert 'href="/units/"' in fragment
    assert "hx-trigger" not in fragment
    assert "hx-swap-oob" not in fragment  # a page that embeds the part has no such place


def test_the_jobs_own_page_loses_its_stop_button_when_the_job_is_over(world: World, job: Job) -> None:
    jobs.work()
    there = {"HX-Current-URL": f"http://testserver{address('page', job)}"}
    fragment = world.client("county", **HTMX, **there).get(address("progress", job)).content.decode()
    assert 'id="zy-job-actions" hx-swap-oob="true"' in fragment


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_result_never_leads_elsewhere(world: World, job: Job, url: str) -> None:
    change(job, payload={"result_url": url})
    jobs.work()
    assert url not in page(world, job)


def test_a_failed_job_shows_its_sentence(world: World, job: Job) -> None:
    take_up(job)
    actions.fail(job=queries.by_id(job.pk), error="第 3 行没有单位名称。", at=timezone.now())
    assert "第 3 行没有单位名称。" in page(world, job)


def test_who_began_it_can_stop_it(world: World, job: Job) -> None:
    answer = world.client("county").post(address("cancel", job), follow=True)
    assert answer.redirect_chain == [(address("page", job), 302)]
    assert queries.by_id(job.pk).state == State.CANCELLED
    assert "已取消" in answer.content.decode()


def test_a_running_job_is_told_to_stop(world: World, job: Job) -> None:
    take_up(job)
    answer = world.client("county").post(address("cancel", job), follow=True)
    assert "已通知停止" in answer.content.decode()
    assert address("cancel", job) not in answer.content.decode()


def test_a_finished_job_cannot_be_stopped(world: World, job: Job) -> None:
    jobs.work()
    answer = world.client("county").post(address("cancel", job))
    assert answer.status_code == 409


def test_the_office_above_may_look_but_not_stop(world: World, job: Job) -> None:
    assert address("cancel", job) not in page(world, job, "city")
    assert world.client("city").post(address("cancel", job)).status_code == 403


@pytest.mark.parametrize("who", ["stranger", "neighbour_county", "secretary", "instructor"])
@pytest.mark.parametrize("name", ["page", "progress"])
def test_others_do_not_find_it(world: World, job: Job, who: str, name: str) -> None:
    assert world.client(who).get(address(name, job)).status_code == 404
    assert world.client(who).post(address("cancel", job)).status_code == 404


def test_the_list_holds_the_own_jobs_only(world: World, job: Job) -> None:
    assert "导入 units.xlsx" in world.client("county").get(reverse("jobs:list")).content.decode()
    assert "还没有后台工作" in world.client("city").get(reverse("jobs:list")).content.decode()


def test_without_htmx_the_fragment_leads_to_the_page(world: World, job: Job) -> None:
    answer = world.client("county").get(address("progress", job))
    assert (answer.status_code, answer.headers["Location"]) == (302, address("page", job))


def test_stopping_is_no_matter_of_a_link(world: World, job: Job) -> None:
    assert world.client("county").get(address("cancel", job)).status_code == 405


def test_the_start_page_tells_the_end_until_it_was_seen(world: World, job: Job) -> None:
    scope, today = world.scope("county"), timezone.localdate()
    assert waiting(scope, today=today) == []
    jobs.work()
    assert [item.text for item in waiting(scope, today=today)] == ["“导入 units.xlsx”已完成"]
    assert waiting(world.scope("city"), today=today) == []
    page(world, job, "city")
    assert len(waiting(scope, today=today)) == 1
    page(world, job)
    assert waiting(scope, today=today) == []


def test_what_was_cancelled_is_no_news(world: World, job: Job) -> None:
    jobs.cancel(job=job, at=timezone.now())
    assert waiting(world.scope("county"), today=timezone.localdate()) == []
