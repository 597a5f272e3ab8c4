"""What can happen to a workbook on its way in: uploaded, mapped, checked, committed, undone, discarded."""

from __future__ import annotations

from dataclasses import replace

from zhengyou.census.importing import committing, pipeline, storing
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.task import Progress, Task, silent
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.web.errors import Forbidden, Refused

_NEEDS = {"units": "units.edit", "organisations": "organisations.edit", "members": "members.edit"}


def require(*, kind: str, territory: Territory, round: Round, by: Scope) -> None:
    """Whether this person may import this kind here, now. Raises Forbidden (right), Refused (place, closed round)."""
    if kind not in _NEEDS:
        raise Refused("导入的种类应当是 units、organisations 或 members。")
    if not (by.may("imports.run") and by.may(_NEEDS[kind])):
        raise Forbidden
    inside = by.reach is Reach.TERRITORY and is_below(territory.path, by.path)
    if by.reach is not Reach.EVERYTHING and not inside:
        raise Refused(f"“{territory.name}”不在您负责的范围内。请选择本地或下级的区划。")
    if round.closed_at is not None:
        raise Refused(f"轮次 {round.code} 已经结束，不能再导入。请选择进行中的轮次。")


def rehearse(*, task: Task, progress: Progress = silent) -> Outcome:
    """What an import would do; writes nothing. Raises Refused, Forbidden."""
    require(kind=task.kind, territory=task.territory, round=task.round, by=task.by)
    return pipeline.compare(pipeline.check(task, progress=progress), progress=progress)


def import_now(*, task: Task, progress: Progress = silent) -> tuple[ImportBatch, Outcome]:
    """Imports a workbook in this process without a preview: all of it in one transaction, or nothing.

    Raises Refused, Forbidden.
    """
    require(kind=task.kind, territory=task.territory, round=task.round, by=task.by)
    stored, sha256 = storing.keep(task.file)
    kept = replace(task, file=storing.path_of(stored))

    def batch_of() -> ImportBatch:
        batch = ImportBatch(
            kind=task.kind,
            territory=task.territory,
            path=task.territory.path,
            round=task.round,
            state=ImportState.COMMITTING,
            file_name=task.file_name[:200],
            stored_as=stored,
            sha256=sha256,
            entered_by=task.entered_by,
            user_id=task.by.user_id,
            actor=task.by.label[:120],
            uploaded_at=task.at,
        )
        batch.save(force_insert=True)
        return batch

    try:
        batch, outcome = committing.commit(
            lambda: pipeline.check(kept, progress=progress), batch_of, progress=progress
        )
    except BaseException:
        storing.forget(stored)
        raise
    assert outcome is not None
    return batch, outcome
