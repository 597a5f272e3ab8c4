"""The queue: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from zhengyou import jobs
from zhengyou.jobs import actions, queries, tasks
from zhengyou.jobs.lifecycle import State
from zhengyou.jobs.models import Job, WorkerBeat
from zhengyou.scoping import Reach, Scope

pytestmark = pytest.mark.django_db
Declare = Callable[..., str]
MakeJob = Callable[..., Job]
calls: list[str] = []


@pytest.fixture(autouse=True)
def no_calls() -> None:
    calls.clear()


def read_first() -> None:
    calls.append("first")


def read_second(*, at: Any) -> None:
    calls.append(f"second {at.tzinfo is not None}")


READERS = [f"{__name__}.read_first", f"{__name__}.read_second"]


def entries() -> Any:
    return DBTaskResult.objects.all()


def test_start_records_the_job_and_the_worker_does_it(declare: Declare) -> None:
    scope = Scope(reach=Reach.TERRITORY, user_id=7, path="0001")
    job = jobs.start(kind=declare(lambda ctx: {"by": ctx.created_by}), title="导入", by=scope)
    assert (job.state, job.created_by, job.path) == (State.QUEUED, 7, "0001")
    assert jobs.work() == 1
    done = queries.by_id(job.pk)
    assert (done.state, done.result) == (State.DONE, {"by": 7})
    assert entries().get().return_value == "done"


def test_a_secretarys_job_belongs_to_no_territory(make_job: MakeJob) -> None:
    assert make_job(by=Scope(reach=Reach.ORGANISATION, user_id=8, path="0002")).path == ""


def test_a_transaction_that_rolls_back_starts_nothing(declare: Declare) -> None:
    kind = declare(lambda ctx: None)
    with transaction.atomic():
        jobs.start(kind=kind, title="导入", by=7)
        transaction.set_rollback(True)
    assert not entries().exists()
    assert not Job.objects.across_all(because="test").exists()


def test_two_entries_of_one_job_run_it_once(declare: Declare) -> None:
    runs: list[int] = []
    job = jobs.start(kind=declare(lambda ctx: runs.append(1)), title="导入", by=7)
    tasks.run.enqueue(str(job.pk))
    assert jobs.work() == 2
    assert runs == [1]
    assert sorted(entry.return_value for entry in entries()) == ["done", "not waiting"]


def test_the_same_key_gives_the_same_job_until_it_is_over(declare: Declare) -> None:
    kind = declare(lambda ctx: None)
    first = jobs.start(kind=kind, title="导入", by=7, key="import:1")
    assert jobs.start(kind=kind, title="导入", by=7, key="import:1").pk == first.pk
    assert jobs.start(kind=kind, title="导入", by=7, key="import:2").pk != first.pk
    jobs.work()
    assert jobs.start(kind=kind, title="导入", by=7, key="import:1").pk != first.pk


def drop(job: Job, *, attempts: int = 1) -> Any:
    """The job as a killed worker leaves it; returns the time at which that is noticed."""
    now = timezone.now()
    claimed = actions.claim(job_id=job.pk, worker_id="dead", at=now)
    assert claimed
    assert claimed.task_id
    Job.objects.across_all(because="test").filter(pk=job.pk).update(attempts=attempts)
    DBTaskResult.objects.filter(id=claimed.task_id).update(
        status=TaskResultStatus.RUNNING, worker_ids=["dead"], started_at=now
    )
    return now + actions.LEASE + timedelta(seconds=1)


def test_a_dropped_job_is_taken_up_again(declare: Declare) -> None:
    job = jobs.start(kind=declare(lambda ctx: {"attempt": ctx.attempt}), title="导入", by=7)
    late = drop(job)
    assert jobs.reap(timezone.now()) == {}
    assert jobs.reap(late) == {job.pk: State.QUEUED}
    assert jobs.reap(late) == {}
    jobs.work()
    assert queries.by_id(job.pk).result == {"attempt": 2}
    assert not entries().filter(status=TaskResultStatus.RUNNING).exists()


def test_after_three_drops_it_is_given_up(declare: Declare) -> None:
    job = jobs.start(kind=declare(lambda ctx: None), title="导入", by=7)
    assert jobs.reap(drop(job, attempts=3)) == {job.pk: State.FAILED}
    assert jobs.work() == 0


def test_a_worker_that_begins_again_takes_up_its_own_at_once(declare: Declare) -> None:
    job = jobs.start(kind=declare(lambda ctx: None), title="导入", by=7)
    drop(job)
    assert jobs.reap(timezone.now(), worker_id="other") == {}
    assert jobs.reap(timezone.now(), worker_id="dead") == {job.pk: State.QUEUED}
    assert not entries().filter(status=TaskResultStatus.RUNNING).exists()


def test_a_waiting_job_whose_entry_is_gone_is_put_on_the_queue(make_job: MakeJob) -> None:
    job = make_job()
    assert jobs.reap(timezone.now()) == {}
    later = timezone.now() + timedelta(minutes=2)
    assert jobs.reap(later) == {job.pk: State.QUEUED}
    assert jobs.reap(later) == {}
    jobs.work()
    assert queries.by_id(job.pk).state == State.DONE


def test_a_running_entry_of_a_living_worker_is_left_alone(settings: Any) -> None:
    settings.OUTBOX_READERS = READERS[:1]
    jobs.follow_up()
    now = timezone.now() + timedelta(minutes=10)
    entries().update(status=TaskResultStatus.RUNNING, worker_ids=["alive"], started_at=timezone.now())
    WorkerBeat(worker_id="alive", started_at=now, beat_at=now).save(force_insert=True)
    jobs.reap(now)
    assert entries().get().status == TaskResultStatus.RUNNING
    jobs.reap(now + timedelta(minutes=10))
    assert sorted(entries().values_list("status", flat=True)) == ["FAILED", "READY"]


def test_readers_wait_in_the_queue_once_each(settings: Any) -> None:
    settings.OUTBOX_READERS = READERS
    jobs.follow_up()
    jobs.follow_up()
    assert entries().count() == 2
    jobs.work()
    assert sorted(calls) == ["first", "second True"]
    jobs.follow_up()
    assert entries().filter(status=TaskResultStatus.READY).count() == 2


def test_readers_run_here_when_asked_to_wait(settings: Any) -> None:
    settings.OUTBOX_READERS = READERS
    jobs.follow_up(wait=True)
    assert calls == ["first", "second True"]
    assert not entries().exists()


def test_readers_go_before_jobs_that_wait_longer(declare: Declare, settings: Any) -> None:
    settings.OUTBOX_READERS = READERS[:1]
    jobs.start(kind=declare(lambda ctx: calls.append("job")), title="导入", by=7)
    jobs.follow_up()
    jobs.work()
    assert calls == ["first", "job"]


def test_a_person_sees_the_own_jobs_and_those_of_the_places_below(make_job: MakeJob) -> None:
    own = make_job(by=7, path="")
    below = make_job(by=8, path="00010002")
    make_job(by=9, path="0003")
    office = Scope(reach=Reach.TERRITORY, user_id=7, path="0001")
    assert set(queries.visible(office)) == {own, below}
    assert list(queries.mine(office)) == [own]
    assert not queries.visible(Scope.nothing(12)).exists()


def test_the_task_id_names_the_queues_entry(declare: Declare) -> None:
    job = jobs.start(kind=declare(lambda ctx: None), title="导入", by=7)
    assert queries.by_id(job.pk).task_id == UUID(str(entries().get().id))
