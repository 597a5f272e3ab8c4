"""What can happen to a workbook on its way in: uploaded, mapped, checked, committed, undone, discarded."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou import jobs, standards
from zhengyou.audit import actions as audit
from zhengyou.census.actions import layouts
from zhengyou.census.importing import (
    committing,
    deciding,
    moves,
    pipeline,
    previewing,
    reading,
    register_entries,
    remembering,
    sketching,
    storing,
    undoing,
)
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.storing import Given
from zhengyou.census.importing.task import Progress, Task, silent
from zhengyou.census.importing.undoing import Undone
from zhengyou.census.lifecycle import TRANSITIONS, ImportState
from zhengyou.census.models import ImportBatch, ImportIssue, Round
from zhengyou.census.queries import layouts as kept_layouts
from zhengyou.jobs import queries as job_queries
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, confirm, is_below
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

NEEDS: Final = {
    "units": "units.edit",
    "organisations": "organisations.edit",
    "members": "members.edit",
    **dict.fromkeys(standards.load_registers(), "units.edit"),
}
CHECK: Final = "census.check"
COMMIT: Final = "census.import"
_MOVING: Final = "the batch was read through the scope; its state moves by one conditional update"


def require(*, kind: str, territory: Territory, round: Round, by: Scope) -> None:
    """Whether this person may import this kind here, now. Raises Forbidden (right), Refused (place, closed round)."""
    if kind not in NEEDS:
        raise Refused(_("导入的种类应当是 units、organisations 或 members。"))
    if not (by.may("imports.run") and by.may(NEEDS[kind])):
        raise Forbidden
    inside = by.reach is Reach.TERRITORY and is_below(territory.path, by.path)
    if by.reach is not Reach.EVERYTHING and not inside:
        raise Refused(_("“%(name)s”不在您负责的范围内。请选择本地或下级的区划。") % {"name": territory.name})
    if round.closed_at is not None:
        raise Refused(_("轮次 %(code)s 已经结束，不能再导入。请选择进行中的轮次。") % {"code": round.code})


def rehearse(*, task: Task, progress: Progress = silent) -> Outcome:
    """What an import would do; writes nothing. Raises Refused, Forbidden."""
    require(kind=task.kind, territory=task.territory, round=task.round, by=task.by)
    return pipeline.compare(pipeline.check(_remembering(task), progress=progress), progress=progress)


def import_now(*, task: Task, progress: Progress = silent) -> tuple[ImportBatch, Outcome]:
    """Imports a workbook in this process without a preview: all of it in one transaction, or nothing.

    What its columns were taken for is kept for the office. Raises Refused, Forbidden.
    """
    require(kind=task.kind, territory=task.territory, round=task.round, by=task.by)
    stored, sha256 = storing.keep(task.file)
    kept = replace(_remembering(task), file=storing.path_of(stored))
    try:
        batch, outcome = committing.commit(
            lambda: pipeline.check(kept, progress=progress),
            lambda: _new(task, stored, sha256, ImportState.COMMITTING),
            progress=progress,
        )
    except BaseException:
        storing.forget(stored)
        raise
    assert outcome is not None
    if named := {one.sheet: one.row for one in outcome.sketches if one.row is not None}:
        _rows().filter(pk=batch.pk).update(headings=named)
        batch.headings = named
    layouts.keep(
        sketches=outcome.sketches,
        kind=task.kind,
        office=kept_layouts.office(task.by, task.territory),
        title=task.file_name,
        by=task.by,
        at=task.at,
        person=bool(task.chosen),
    )
    return batch, outcome


def _remembering(task: Task) -> Task:
    """The task with what the office kept of earlier tables."""
    return replace(task, kept=kept_layouts.kept(task.kind, kept_layouts.office(task.by, task.territory)))


@transaction.atomic
def upload(
    *,
    source: Given,
    file_name: str,
    kind: str,
    territory: Territory,
    round: Round,
    by: Scope,
    at: datetime,
    entered_by: str = "import",
) -> ImportBatch:
    """Stores a workbook and proposes what its columns mean. Raises Refused (unreadable, no table, place), Forbidden."""
    require(kind=kind, territory=territory, round=round, by=by)
    stored, sha256 = storing.keep(source)
    path = storing.path_of(stored)
    try:
        task = _remembering(Task(kind, path, file_name, territory, round, by, at, entered_by=entered_by))
        proposed, headings = _proposed(task)
        about = {"mapping": proposed.to_json(), "headings": headings}
        batch = _new(task, stored, sha256, ImportState.UPLOADED, **about)
        confirm(batch, by)
        _audit("import.uploaded", batch, by, at)
    except BaseException:
        storing.forget(stored)
        raise
    return batch


def _proposed(task: Task) -> tuple[ColumnMapping, dict[str, int]]:
    """What the columns mean as far as is known, and the heading rows that had to be guessed or were named."""
    with reading.opened(
        task.file,
        task.kind,
        name=task.file_name,
        kept=task.kept,
        headings=task.headings,
        guessing=True,
    ) as source:
        sheets = remembering.compare(source.tables, task.kept)
        return deciding.proposed(source, sheets, task.kind), source.headings


def _new(task: Task, stored: str, sha256: str, state: ImportState, **more: Any) -> ImportBatch:
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


@transaction.atomic
def name_heading(*, batch: ImportBatch, sheet: str, row: int, by: Scope, at: datetime) -> ImportBatch:
    """A person says in which row a sheet's heading stands; its columns are proposed anew. Raises Refused, Conflict."""
    task = Task(batch.kind, upload_path(batch), batch.file_name, batch.territory, batch.round, by, at)
    proposed, headings = _proposed(replace(_remembering(task), headings={**batch.headings, sheet: row}))
    if not any(one.sheet == sheet for one in proposed.entries):
        raise Refused(_("第 %(row)s 行是空的，不是表头。请看着表重新选。") % {"row": row})
    _move(batch, "name_heading", by, mapping=proposed.to_json(), headings=headings)
    return batch


@transaction.atomic
def confirm_mapping(
    *,
    batch: ImportBatch,
    chosen: Mapping[tuple[str, str], str | None],
    by: Scope,
    at: datetime,
    units: reading.Units | None = None,
) -> ImportBatch:
    """A person says what the columns mean; those not named keep their proposal. The office keeps it for the next time.

    units: units of measure of money columns, where a person chose one. Raises Refused, Conflict.
    """
    decided = reading.choose(ColumnMapping.from_json(batch.mapping), chosen, batch.kind, units)
    key, label = reading.REQUIRED[batch.kind]
    if not any(one.field == key for one in decided.entries):
        raise Refused(_("没有哪一列是“%(label)s”。请指定一列。") % {"label": label})
    _move(batch, "confirm_mapping", by, mapping=decided.to_json())
    path, name = upload_path(batch), batch.file_name
    with reading.opened(path, batch.kind, name=name, headings=batch.headings) as source:
        layouts.keep(
            sketches=sketching.sketches(source.workbook, source.tables, decided, batch.kind),
            kind=batch.kind,
            office=kept_layouts.office(by, batch.territory),
            title=name,
            by=by,
            at=at,
            person=True,
        )
    _audit("import.mapped", batch, by, at)
    return batch


def upload_path(batch: ImportBatch) -> Path:
    """Where the workbook lies as it was sent."""
    return storing.path_of(batch.stored_as)


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
    _fail_if_dropped(batch, by)
    _move(batch, move, by)
    payload = {"batch": batch.pk, "user": by.user_id, "role": by.role, "path": by.path}
    job = jobs.start(kind=kind, title=title, payload=payload, by=by, path=batch.path, at=at)
    _rows().filter(pk=batch.pk).update(job_id=job.pk)
    batch.job_id = job.pk
    return job


def _fail_if_dropped(batch: ImportBatch, by: Scope) -> None:
    """A job that ended without a word (killed once too often) leaves its batch behind as if it still ran."""
    if batch.state in (ImportState.CHECKING, ImportState.COMMITTING) and batch.job_id:
        with suppress(jobs.Job.DoesNotExist):
            if not job_queries.by_id(batch.job_id).finished:
                return
        _move(batch, "fail", by)


def check_stored(*, batch: ImportBatch, task: Task, progress: Progress = silent) -> Outcome:
    """The work of the check: preview, figures, issues and the workbook of refused rows. May be repeated."""
    checked = pipeline.check(task, progress=progress)
    outcome = pipeline.compare(checked, progress=progress)
    previewing.write(batch, checked.session, checked.rows)
    with transaction.atomic():
        committing.record(batch, outcome)
        facts = {name: getattr(batch, name) for name in _FIGURES}
        _move(batch, "finish_check", task.by, **facts)
    return outcome


_FIGURES: Final = ("rows_read", "created", "updated", "unchanged", "refused", "mapping")


def commit_stored(*, batch: ImportBatch, task: Task, progress: Progress = silent) -> ImportBatch:
    """The work of the import; a batch that was written before is given back as it is."""

    def held() -> ImportBatch:
        found: ImportBatch = (
            _rows().select_for_update(of=("self",)).select_related("round", "territory").get(pk=batch.pk)
        )
        if found.state not in (ImportState.COMMITTING, ImportState.COMMITTED):
            raise Conflict(_("这次导入的状态已经变了。请刷新页面查看。"))
        return found

    committed, _ = committing.commit(lambda: pipeline.check(task, progress=progress), held, progress=progress)
    return committed


def step_back(*, batch: ImportBatch, move: str, by: Scope) -> None:
    """The job stopped or failed: the batch may be taken up again. Does nothing when it has moved on."""
    with suppress(Conflict):
        _move(batch, move, by)


@transaction.atomic
def undo(*, batch: ImportBatch, by: Scope, at: datetime) -> Undone:
    """Restores what was held before the import. Raises Refused, naming what depends on it; Conflict, Forbidden."""
    if not (by.may("imports.run") and by.may(NEEDS[batch.kind])):
        raise Forbidden
    committing.lock()
    confirm(batch, by)
    if batch.state == ImportState.UNDONE:
        raise Conflict(_("第 %(number)s 批已经撤销过了。") % {"number": batch.pk})
    if batch.state != ImportState.COMMITTED:
        raise Conflict(_("第 %(number)s 批还没有导入，不用撤销。") % {"number": batch.pk})
    _move(batch, "undo", by, undone_at=at)
    register_entries.refuse_undo(batch)
    undone = undoing.undo(batch, by=by, at=at)
    register_entries.take_back(batch)
    moves.take_back(batch)
    _audit("import.undone", batch, by, at, restored=undone.restored, removed=undone.removed)
    return undone


@transaction.atomic
def discard(*, batch: ImportBatch, by: Scope, at: datetime) -> ImportBatch:
    """Gives a workbook up before anything was written; the stored file goes. Raises Conflict, Forbidden."""
    if not by.may("imports.run"):
        raise Forbidden
    _fail_if_dropped(batch, by)
    files = (batch.stored_as, batch.refused_file, previewing.name_of(batch))
    _move(batch, "discard", by, refused_file="")
    ImportIssue.objects.across_all(because=_MOVING).filter(batch=batch).delete()
    _audit("import.discarded", batch, by, at)
    transaction.on_commit(lambda: storing.forget(*files))
    return batch


FILES_KEPT: Final = timedelta(days=180)
"""Refused rows are mended, and an import is disputed, within a round; the facts themselves stand in the change table."""
GIVEN_UP_AFTER: Final = timedelta(days=30)
"""A workbook that nobody committed for a month waits for nobody."""
_DONE: Final = (ImportState.COMMITTED, ImportState.UNDONE, ImportState.FAILED)
_WAITING: Final = (ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED)


def clear(*, at: datetime) -> dict[str, int]:
    """Deletes workbooks, previews and returned rows whose time is over (PIPL article 19), and forgotten uploads."""
    by = Scope.operator()
    waiting = _rows().filter(state__in=_WAITING, uploaded_at__lt=at - GIVEN_UP_AFTER)
    forgotten = list(waiting.select_related("round"))
    for batch in forgotten:
        discard(batch=batch, by=by, at=at)
    cleared = {"discarded": len(forgotten), "files": 0}
    over = _rows().filter(state__in=_DONE, uploaded_at__lt=at - FILES_KEPT)
    for batch in over.only("stored_as", "refused_file"):
        if storing.path_of(batch.stored_as).exists():
            storing.forget(batch.stored_as, batch.refused_file, previewing.name_of(batch))
            cleared["files"] += 1
    if found := {name: count for name, count in cleared.items() if count}:
        audit.record("retention.cleared", by=by, at=at, subject_kind="retention", detail=found)
    return cleared


def _move(batch: ImportBatch, name: str, by: Scope, **facts: Any) -> ImportBatch:
    """One named transition as one conditional update. Raises Conflict when somebody was faster."""
    sources, target = TRANSITIONS[name]
    moved = _rows().filter(pk=batch.pk, state__in=sources).update(state=target, **facts)
    if not moved:
        raise Conflict(_("这次导入的状态已经变了。请刷新页面查看。"))
    for attribute, value in {"state": target, **facts}.items():
        setattr(batch, attribute, value)
    confirm(batch, by)
    return batch


def _rows() -> Any:
    return ImportBatch.objects.across_all(because=_MOVING)


def _audit(action: str, batch: ImportBatch, by: Scope, at: datetime, **detail: Any) -> None:
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
