"""The record of an import: made, moved from state to state, told in the log."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.audit import actions as audit
from zhengyou.census.importing.task import Task
from zhengyou.census.lifecycle import TRANSITIONS, ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import layouts as kept_layouts
from zhengyou.jobs import queries as job_queries
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict

_MOVING: Final = "the batch was read through the scope; its state moves by one conditional update"


def remembering(task: Task) -> Task:
    """The task with what the office kept of earlier tables."""
    return replace(task, kept=kept_layouts.kept(task.kind, kept_layouts.office(task.by, task.territory)))


def new(task: Task, stored: str, sha256: str, state: ImportState, **more: Any) -> ImportBatch:
    """The record of a task's workbook, saved."""
    batch = ImportBatch(
        kind=task.kind,
        territory=task.territory,
        path=task.territory.path,
        round=task.round,
        state=state,
        file_name=task.file_name[-200:],
        stored_as=stored,
        sha256=sha256,
        entered_by=task.entered_by,
        user_id=task.by.user_id,
        actor=task.by.label[:120],
        uploaded_at=task.at,
        **more,
    )
    batch.save(force_insert=True)
    return batch


def move(batch: ImportBatch, name: str, by: Scope, **facts: Any) -> ImportBatch:
    """One named transition as one conditional update. Raises Conflict when somebody was faster."""
    sources, target = TRANSITIONS[name]
    moved = rows().filter(pk=batch.pk, state__in=sources).update(state=target, **facts)
    if not moved:
        raise Conflict(_("这次导入的状态已经变了。请刷新页面查看。"))
    for attribute, value in {"state": target, **facts}.items():
        setattr(batch, attribute, value)
    confirm(batch, by)
    return batch


def rows() -> Any:
    """All imports, for one that was read through the scope."""
    return ImportBatch.objects.across_all(because=_MOVING)


def fail_if_dropped(batch: ImportBatch, by: Scope) -> None:
    """A job that ended without a word (killed once too often) leaves its batch behind as if it still ran."""
    if batch.state in (ImportState.CHECKING, ImportState.COMMITTING) and batch.job_id:
        with suppress(jobs.Job.DoesNotExist):
            if not job_queries.by_id(batch.job_id).finished:
                return
        move(batch, "fail", by)


def record(action: str, batch: ImportBatch, by: Scope, at: datetime, **detail: Any) -> None:
    """Tells the log what happened to an import."""
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind="import",
        subject_id=batch.pk,
        subject=batch.file_name,
        path=batch.path,
        detail={"kind": batch.kind, "round": batch.round.code, "sha256": batch.sha256, **detail},
    )
