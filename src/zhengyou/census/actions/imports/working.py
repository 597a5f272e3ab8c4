"""Check and commit: begun by a person, done in the background."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.census.actions.imports import batches
from zhengyou.census.actions.imports.allowed import require
from zhengyou.census.importing import committing, pipeline, previewing
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.task import Progress, Task, silent
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict

CHECK: Final = "census.check"
COMMIT: Final = "census.import"
_FIGURES: Final = ("rows_read", "created", "updated", "unchanged", "refused", "mapping")


@transaction.atomic
def start_check(*, batch: ImportBatch, by: Scope, at: datetime) -> jobs.Job:
    """Starts the check in the background. Raises Conflict, Refused, Forbidden."""
    return _start(batch, "start_check", CHECK, _("检查 %(name)s") % {"name": batch.file_name}, by, at)


@transaction.atomic
def start_commit(*, batch: ImportBatch, by: Scope, at: datetime) -> jobs.Job:
    """Starts the import in the background. Raises Conflict, Refused, Forbidden."""
    return _start(batch, "start_commit", COMMIT, _("导入 %(name)s") % {"name": batch.file_name}, by, at)


def _start(batch: ImportBatch, move: str, kind: str, title: str, by: Scope, at: datetime) -> jobs.Job:
    require(kind=batch.kind, territory=batch.territory, round=batch.round, by=by)
    batches.fail_if_dropped(batch, by)
    batches.move(batch, move, by)
    payload = {"batch": batch.pk, "user": by.user_id, "role": by.role, "path": by.path}
    job = jobs.start(kind=kind, title=title, payload=payload, by=by, path=batch.path, at=at)
    batches.rows().filter(pk=batch.pk).update(job_id=job.pk)
    batch.job_id = job.pk
    return job


def check_stored(*, batch: ImportBatch, task: Task, progress: Progress = silent) -> Outcome:
    """The work of the check: preview, figures, issues and the workbook of refused rows. May be repeated."""
    checked = pipeline.check(task, progress=progress)
    outcome = pipeline.compare(checked, progress=progress)
    previewing.write(batch, checked.session, checked.rows)
    with transaction.atomic():
        committing.record(batch, outcome)
        facts = {name: getattr(batch, name) for name in _FIGURES}
        batches.move(batch, "finish_check", task.by, **facts)
    return outcome


def commit_stored(*, batch: ImportBatch, task: Task, progress: Progress = silent) -> ImportBatch:
    """The work of the import; a batch that was written before is given back as it is."""

    def held() -> ImportBatch:
        found: ImportBatch = (
            batches.rows()
            .select_for_update(of=("self",))
            .select_related("round", "territory")
            .get(pk=batch.pk)
        )
        if found.state not in (ImportState.COMMITTING, ImportState.COMMITTED):
            raise Conflict(_("这次导入的状态已经变了。请刷新页面查看。"))
        return found

    committed, _ = committing.commit(lambda: pipeline.check(task, progress=progress), held, progress=progress)
    return committed


def step_back(*, batch: ImportBatch, move: str, by: Scope) -> None:
    """The job stopped or failed: the batch may be taken up again. Does nothing when it has moved on."""
    with suppress(Conflict):
        batches.move(batch, move, by)
