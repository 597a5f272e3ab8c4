"""A handler's way through: results, stages, batches, progress, errors, stopping."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from zhengyou import jobs
from zhengyou.jobs import actions, context, queries, registry
from zhengyou.jobs.lifecycle import LeaseLost, State
from zhengyou.jobs.models import Job, WorkerBeat
from zhengyou.jobs.running import perform

pytestmark = pytest.mark.django_db
MakeJob = Callable[..., Job]


@pytest.fixture(autouse=True)
def report_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "EVERY", 0.0)


@pytest.fixture
def shutdown() -> Iterator[None]:
    yield
    context.Shutdown.asked = False


def beats() -> Any:
    return WorkerBeat.objects.across_all(because="test")


def add(name: str) -> None:
    WorkerBeat(worker_id=name, started_at=timezone.now(), beat_at=timezone.now()).save(force_insert=True)


class Refused(Exception):
    sentence = gettext_lazy("第 3 行没有单位名称，请补上后再导入。")


def test_what_the_handler_returns_is_the_result(make_job: MakeJob) -> None:
    job = jobs.run_now(make_job(lambda ctx: {"rows": ctx.payload["rows"] + 1}, payload={"rows": 2}))
    assert (job.state, job.result, job.attempts, job.lease_until) == (State.DONE, {"rows": 3}, 1, None)
    assert job.percent == 100
    assert job.started_at
    assert job.finished_at


def test_a_handler_may_return_nothing(make_job: MakeJob) -> None:
    assert jobs.run_now(make_job(lambda ctx: None)).result == {}


def test_stages_run_in_order_and_hand_on_their_results(make_job: MakeJob) -> None:
    seen: list[str] = []

    class Import:
        def read(self, ctx: jobs.Context) -> dict[str, Any]:
            seen.append("read")
            return {"as_of": date(2026, 11, 1)}

        def check(self, ctx: jobs.Context) -> None:
            seen.append(f"check {ctx.results['read']['as_of']}")

        def apply(self, ctx: jobs.Context) -> dict[str, int]:
            seen.append("apply")
            return {"created": 4}

    job = jobs.run_now(make_job(Import, {"stages": ("read", "check", "apply")}))
    assert seen == ["read", "check 2026-11-01", "apply"]
    assert job.result == {"created": 4}
    assert set(job.finished_stages) == {"read", "check", "apply"}


def test_a_finished_stage_is_not_run_again(make_job: MakeJob) -> None:
    runs: list[str] = []

    class Work:
        def first(self, ctx: jobs.Context) -> dict[str, int]:
            runs.append("first")
            return {"n": 1}

        def second(self, ctx: jobs.Context) -> dict[str, int]:
            runs.append("second")
            if len(runs) == 2:
                raise LeaseLost
            return {"n": ctx.results["first"]["n"] + 1}

    job = make_job(Work, {"stages": ("first", "second")})
    assert jobs.run_now(job).state == State.RUNNING
    actions.release(job=queries.by_id(job.pk), at=timezone.now())
    assert jobs.run_now(job).result == {"n": 2}
    assert runs == ["first", "second", "second"]


def test_an_atomic_stage_that_fails_leaves_nothing(make_job: MakeJob) -> None:
    class Work:
        def write(self, ctx: jobs.Context) -> None:
            add("half")
            raise Refused

    job = jobs.run_now(make_job(Work, {"stages": ("write",), "atomic": ("write",)}))
    assert job.state == State.FAILED
    assert not beats().exists()
    assert job.finished_stages == {}


def test_batches_cover_everything_once_and_go_on_where_they_stopped(make_job: MakeJob) -> None:
    written: list[int] = []
    stop_at = [4]

    def work(ctx: jobs.Context) -> None:
        def write(batch: Sequence[int]) -> None:
            add(f"b{batch[0]}")
            if batch[0] in stop_at:
                stop_at.clear()
                raise LeaseLost
            written.extend(batch)

        ctx.each_batch(range(10), write, size=2)

    job = make_job(work)
    assert jobs.run_now(job).marks == {"items": 4}
    actions.release(job=queries.by_id(job.pk), at=timezone.now())
    assert jobs.run_now(job).state == State.DONE
    assert written == list(range(10))
    assert beats().count() == 5


def test_a_batch_of_an_attempt_that_lost_its_lease_rolls_back(make_job: MakeJob) -> None:
    def work(ctx: jobs.Context) -> None:
        def write(batch: Sequence[int]) -> None:
            add("late")
            actions.release(job=queries.by_id(ctx.job_id), at=timezone.now())

        ctx.each_batch([1], write)

    assert perform(claimed := claim(make_job(work))) is None
    assert not beats().exists()
    assert queries.by_id(claimed.pk).state == State.RUNNING


def claim(job: Job) -> Job:
    claimed = actions.claim(job_id=job.pk, worker_id="w1", at=timezone.now())
    assert claimed
    return claimed


@pytest.mark.django_db(transaction=True)
def test_progress_shows_in_the_record_and_to_the_watcher(make_job: MakeJob) -> None:
    seen: list[Any] = []
    held: list[Job] = []

    def work(ctx: jobs.Context) -> None:
        ctx.progress(3, 12, "正在读取")
        held.append(queries.by_id(ctx.job_id))
        ctx.progress(4)

    jobs.run_now(make_job(work), on_progress=lambda *figures: seen.append(figures))
    assert (held[0].done, held[0].total, held[0].message, held[0].percent) == (3, 12, "正在读取", 25)
    assert seen == [(3, 12, "正在读取"), (4, 12, "正在读取")]


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_at_most_every_half_second(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(context, "EVERY", 60.0)

    def work(ctx: jobs.Context) -> None:
        for row in range(1000):
            ctx.progress(row, 1000)

    job = make_job(work)
    with django_assert_max_num_queries(15):
        assert jobs.run_now(job).done == 999


def test_a_sentence_for_the_user_is_shown(make_job: MakeJob) -> None:
    def work(ctx: jobs.Context) -> None:
        raise Refused

    job = jobs.run_now(make_job(work))
    assert (job.state, job.error, job.error_id) == (State.FAILED, "第 3 行没有单位名称，请补上后再导入。", "")


def test_an_unexpected_error_gets_an_id_that_is_in_the_log(
    make_job: MakeJob, caplog: pytest.LogCaptureFixture
) -> None:
    def work(ctx: jobs.Context) -> None:
        raise ZeroDivisionError("secret 42")

    with caplog.at_level(logging.ERROR, "zhengyou.jobs"):
        job = jobs.run_now(make_job(work))
    assert job.state == State.FAILED
    assert "secret" not in job.error
    assert len(job.error_id) == 8
    assert job.error_id in job.error
    assert job.error_id in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_an_unknown_kind_is_refused_at_the_start_and_fails_later(make_job: MakeJob) -> None:
    with pytest.raises(jobs.UnknownKind):
        jobs.prepare(kind="no.such", title="x", by=None)
    job = make_job()
    registry.forget(job.kind)
    assert job.kind in jobs.run_now(job).error


def test_a_cancelled_job_stops_at_its_next_report(make_job: MakeJob) -> None:
    reached: list[str] = []

    def work(ctx: jobs.Context) -> None:
        jobs.cancel(job=queries.by_id(ctx.job_id), at=timezone.now())
        ctx.check()
        reached.append("after")

    job = jobs.run_now(make_job(work))
    assert job.state == State.CANCELLED
    assert reached == []


def test_a_job_cancelled_while_it_waits_is_never_run(make_job: MakeJob) -> None:
    job = make_job()
    assert jobs.cancel(job=job, at=timezone.now()).state == State.CANCELLED
    with pytest.raises(jobs.NotWaiting):
        jobs.run_now(job)


def test_shutting_down_puts_the_job_back(make_job: MakeJob, shutdown: None) -> None:
    def work(ctx: jobs.Context) -> None:
        context.Shutdown.asked = True
        ctx.progress(1, 2)

    job = make_job(work)
    assert perform(claim(job)) is State.QUEUED
    assert queries.by_id(job.pk).attempts == 0


def test_ctrl_c_on_the_command_line_cancels(make_job: MakeJob) -> None:
    def work(ctx: jobs.Context) -> None:
        raise KeyboardInterrupt

    job = make_job(work)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_now(job)
    assert queries.by_id(job.pk).state == State.CANCELLED


def test_the_handler_speaks_the_language_of_who_began_it(make_job: MakeJob) -> None:
    with translation.override("en"):
        job = make_job(lambda ctx: {"language": translation.get_language()})
    assert jobs.run_now(job).result == {"language": "en"}


def test_a_handler_is_checked_when_it_is_declared() -> None:
    with pytest.raises(ValueError, match="no method for stage read"):
        jobs.handler("test.x", stages=("read",))(object)
    with pytest.raises(ValueError, match="no such stage: write"):
        jobs.handler("test.x", stages=("read",), atomic=("write",))(object)


def test_a_kind_belongs_to_one_handler(declare: Callable[..., str]) -> None:
    kind = declare(lambda ctx: None)

    def other(ctx: jobs.Context) -> None: ...

    with pytest.raises(ValueError, match="declared twice"):
        jobs.handler(kind)(other)
