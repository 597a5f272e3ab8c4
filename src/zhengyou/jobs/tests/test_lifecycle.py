"""Every move from every state: allowed ones move, all others change nothing; the database agrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from zhengyou import jobs
from zhengyou.jobs import actions
from zhengyou.jobs.lifecycle import MOVES, State
from zhengyou.jobs.models import Job

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MakeJob = Callable[..., Job]

RUNNING_FACTS: dict[str, Any] = {
    "lease_until": NOW + actions.LEASE,
    "started_at": NOW,
    "attempts": 1,
    "worker_id": "w1",
}
FACTS: dict[State, dict[str, Any]] = {
    State.QUEUED: {},
    State.RUNNING: RUNNING_FACTS,
    State.DONE: {"started_at": NOW, "finished_at": NOW},
    State.FAILED: {"started_at": NOW, "finished_at": NOW, "error": "出错了"},
    State.CANCELLED: {"finished_at": NOW, "cancel_requested": True},
}


def claim(job: Job) -> object:
    return actions.claim(job_id=job.pk, worker_id="w1", at=NOW)


def withdraw(job: Job) -> object:
    try:
        return actions.cancel(job=job, at=NOW).state == State.CANCELLED
    except jobs.AlreadyFinished:
        return False


VERBS: dict[str, Callable[[Job], object]] = {
    "claim": claim,
    "finish": lambda job: actions.finish(job=job, result={}, at=NOW),
    "fail": lambda job: actions.fail(job=job, error="出错了", at=NOW),
    "stop": lambda job: actions.stop(job=job, at=NOW),
    "put_back": lambda job: actions.put_back(job=job, at=NOW),
    "withdraw": withdraw,
}


def rows(job: Job) -> Any:
    return Job.objects.across_all(because="test").filter(pk=job.pk)


def put(make_job: MakeJob, state: State) -> Job:
    job = make_job()
    rows(job).update(state=state.value, **FACTS[state])
    found: Job = rows(job).get()
    return found


def test_every_move_has_a_verb() -> None:
    assert set(VERBS) == set(MOVES)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_works_from_its_own_state_only(make_job: MakeJob, state: State, move: str) -> None:
    job = put(make_job, state)
    before, after = MOVES[move]
    moved = bool(VERBS[move](job))
    assert moved == (state is before)
    assert rows(job).get().state == (after if state is before else state)


@pytest.mark.parametrize("verb", ["finish", "fail", "stop", "put_back"])
def test_an_attempt_that_lost_its_lease_writes_nothing(make_job: MakeJob, verb: str) -> None:
    late = put(make_job, State.RUNNING)
    assert actions.release(job=late, at=NOW) is State.QUEUED
    assert claim(late)
    assert not VERBS[verb](late)
    assert not actions.keep(job=late, at=NOW, done=7)
    now = rows(late).get()
    assert (now.state, now.attempts, now.done) == (State.RUNNING, 2, 0)


def test_two_workers_never_both_claim(make_job: MakeJob) -> None:
    job = make_job()
    assert actions.claim(job_id=job.pk, worker_id="w1", at=NOW)
    assert actions.claim(job_id=job.pk, worker_id="w2", at=NOW) is None
    assert rows(job).get().worker_id == "w1"


def test_a_lease_is_renewed_by_a_sign_of_life(make_job: MakeJob) -> None:
    job = put(make_job, State.RUNNING)
    later = NOW + timedelta(seconds=30)
    assert actions.keep(job=job, at=later)
    now = rows(job).get()
    assert (now.lease_until, now.heartbeat_at) == (later + actions.LEASE, later)


def test_a_job_that_was_put_back_in_good_order_keeps_its_attempts(make_job: MakeJob) -> None:
    job = put(make_job, State.RUNNING)
    actions.put_back(job=job, at=NOW)
    assert rows(job).get().attempts == 0


def test_a_running_job_is_asked_to_stop_and_goes_on_until_it_notices(make_job: MakeJob) -> None:
    job = actions.cancel(job=put(make_job, State.RUNNING), at=NOW)
    assert (job.state, job.cancel_requested) == (State.RUNNING, True)


def test_a_dropped_job_that_was_asked_to_stop_is_cancelled(make_job: MakeJob) -> None:
    job = actions.cancel(job=put(make_job, State.RUNNING), at=NOW)
    assert actions.release(job=job, at=NOW) is State.CANCELLED


def test_the_third_drop_is_the_last(make_job: MakeJob) -> None:
    job = put(make_job, State.RUNNING)
    rows(job).update(attempts=3)
    assert actions.release(job=rows(job).get(), at=NOW) is State.FAILED
    assert "中断了 3 次" in rows(job).get().error


def test_only_one_of_two_reapers_releases(make_job: MakeJob) -> None:
    job = put(make_job, State.RUNNING)
    assert actions.release(job=job, at=NOW) is State.QUEUED
    assert actions.release(job=job, at=NOW) is None


def test_a_renewed_lease_beats_the_reaper(make_job: MakeJob) -> None:
    job = put(make_job, State.RUNNING)
    actions.keep(job=job, at=NOW + timedelta(seconds=50))
    assert actions.release(job=job, at=NOW) is None
    assert rows(job).get().state == State.RUNNING


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("running", {"attempts": 1, "started_at": NOW}),
        ("running", {"attempts": 1, "lease_until": NOW}),
        ("running", {**RUNNING_FACTS, "attempts": 0}),
        ("queued", {"lease_until": NOW}),
        ("queued", {"finished_at": NOW}),
        ("queued", {"error": "出错了"}),
        ("done", {}),
        ("done", {"finished_at": NOW, "error": "出错了"}),
        ("failed", {"finished_at": NOW}),
        ("failed", {"error": "出错了"}),
        ("cancelled", {"finished_at": NOW}),
        ("lost", {}),
    ],
)
def test_the_database_refuses_a_state_without_its_facts(make_job: MakeJob, state: str, facts: Any) -> None:
    job = make_job()
    with pytest.raises(IntegrityError), transaction.atomic():
        rows(job).update(state=state, **facts)


def test_a_finished_job_cannot_be_cancelled(make_job: MakeJob) -> None:
    with pytest.raises(jobs.AlreadyFinished):
        jobs.cancel(job=put(make_job, State.DONE), at=NOW)
