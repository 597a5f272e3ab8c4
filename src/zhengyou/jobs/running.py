"""Does a job: stage after stage, and turns every way of ending into a move of the record."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zhengyou.jobs import actions, registry
from zhengyou.jobs.context import Context, Watcher, asked_to_stop
from zhengyou.jobs.lifecycle import Cancelled, Interrupted, LeaseLost, State, UnknownKind
from zhengyou.jobs.models import Job

logger = logging.getLogger("zhengyou.jobs")


def perform(job: Job, *, watcher: Watcher | None = None) -> State | None:
    """Does a job that this process has claimed.

    Returns the state it was left in: QUEUED when this process shuts down and another is to go on, None when
    the job was taken from this process.
    """
    context = Context(job, watcher=watcher)
    with translation.override(job.language or translation.get_language()), beating(context.renew):
        try:
            result = _stages(job, context)
        except LeaseLost:
            logger.warning("job %s was taken over, this process leaves it", job.pk)
            return None
        except Cancelled:
            return _ended(actions.stop(job=job, at=timezone.now(), **context.facts()), State.CANCELLED)
        except Interrupted:
            return _interrupted(job)
        except Exception as error:
            return _failed(job, context, error)
        done = actions.finish(job=job, result=result, at=timezone.now(), **context.facts())
        return _ended(done, State.DONE)


def _stages(job: Job, context: Context) -> Mapping[str, Any]:
    """Runs what is not finished yet; the result of the last stage is the job's."""
    handler = registry.find(job.kind)
    for stage in handler.stages:
        if stage.name in context.results:
            continue
        context.enter(stage.name)
        with transaction.atomic() if stage.atomic else nullcontext():
            result = handler.work[stage.name](context)
            context.leave(stage.name, result or {})
    return dict(context.results[handler.stages[-1].name])


def _interrupted(job: Job) -> State | None:
    if asked_to_stop(job):
        return _ended(actions.stop(job=job, at=timezone.now()), State.CANCELLED)
    return _ended(actions.put_back(job=job, at=timezone.now()), State.QUEUED)


def _failed(job: Job, context: Context, error: Exception) -> State | None:
    sentence = str(getattr(error, "sentence", "") or "")
    error_id = ""
    if isinstance(error, UnknownKind):
        sentence = _("系统里没有“%(kind)s”这类工作，可能是版本不一致。请告诉系统管理员。") % {
            "kind": job.kind
        }
    if not sentence:
        error_id = secrets.token_hex(4).upper()
        sentence = _(
            "程序出错，这项工作没有完成。请稍后重试；仍不成功时，请把编号 %(id)s 告诉系统管理员。"
        ) % {"id": error_id}
        logger.exception("job %s (%s) failed, error id %s", job.pk, job.kind, error_id)
    failed = actions.fail(job=job, error=sentence, error_id=error_id, at=timezone.now(), **context.facts())
    return _ended(failed, State.FAILED)


def _ended(moved: bool, state: State) -> State | None:
    return state if moved else None


@contextmanager
def beating(beat: Callable[[], object], *, every: float = 1.0) -> Iterator[None]:
    """Calls `beat` every so many seconds on a thread with its own connection, as long as the block lasts.

    A beat that the database refuses (SQLite busy with a long write) is left out: the next one follows soon.
    """
    over = threading.Event()

    def run() -> None:
        try:
            while not over.wait(every):
                try:
                    if connection.connection is None:
                        _wait_briefly()
                    beat()
                except DatabaseError as error:
                    logger.debug("heartbeat left out: %s", error)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=run, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _wait_briefly() -> None:
    """Opens the thread's connection, which must not wait for locks as long as others do."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 1000")
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
