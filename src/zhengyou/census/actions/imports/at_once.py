"""A workbook in one go, without a person looking at its columns and its preview: for the command line."""

from __future__ import annotations

from dataclasses import replace

from zhengyou.census.actions import layouts
from zhengyou.census.actions.imports import batches
from zhengyou.census.actions.imports.allowed import require
from zhengyou.census.importing import committing, pipeline, storing
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.task import Progress, Task, silent
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import layouts as kept_layouts


def rehearse(*, task: Task, progress: Progress = silent) -> Outcome:
    """What an import would do; writes nothing. Raises Refused, Forbidden."""
    require(kind=task.kind, territory=task.territory, round=task.round, by=task.by)
    return pipeline.compare(pipeline.check(batches.remembering(task), progress=progress), progress=progress)


def import_now(*, task: Task, progress: Progress = silent) -> tuple[ImportBatch, Outcome]:
    """Imports a workbook in this process without a preview: all of it in one transaction, or nothing.

    What its columns were taken for is kept for the office. Raises Refused, Forbidden.
    """
    require(kind=task.kind, territory=task.territory, round=task.round, by=task.by)
    stored, sha256 = storing.keep(task.file)
    kept = replace(batches.remembering(task), file=storing.path_of(stored))
    try:
        batch, outcome = committing.commit(
            lambda: pipeline.check(kept, progress=progress),
            lambda: batches.new(task, stored, sha256, ImportState.COMMITTING),
            progress=progress,
        )
    except BaseException:
        storing.forget(stored)
        raise
    assert outcome is not None
    if named := {one.sheet: one.row for one in outcome.sketches if one.row is not None}:
        batches.rows().filter(pk=batch.pk).update(headings=named)
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
