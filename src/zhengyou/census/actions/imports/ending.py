"""Imports that are undone, given up, or whose files are no longer kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.actions.imports import batches
from zhengyou.census.actions.imports.allowed import NEEDS
from zhengyou.census.importing import committing, moves, previewing, register_entries, storing, undoing
from zhengyou.census.importing.undoing import Undone
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, ImportIssue
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden

FILES_KEPT: Final = timedelta(days=180)
"""Refused rows are mended, and an import is disputed, within a round; the facts themselves stand in the change table."""
GIVEN_UP_AFTER: Final = timedelta(days=30)
"""A workbook that nobody committed for a month waits for nobody."""
_GIVEN_UP: Final = "the batch was read through the scope"
_DONE: Final = (ImportState.COMMITTED, ImportState.UNDONE, ImportState.FAILED)
_WAITING: Final = (ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED)


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
    batches.move(batch, "undo", by, undone_at=at)
    register_entries.refuse_undo(batch)
    undone = undoing.undo(batch, by=by, at=at)
    register_entries.take_back(batch)
    moves.take_back(batch)
    batches.record("import.undone", batch, by, at, restored=undone.restored, removed=undone.removed)
    return undone


@transaction.atomic
def discard(*, batch: ImportBatch, by: Scope, at: datetime) -> ImportBatch:
    """Gives a workbook up before anything was written; the stored file goes. Raises Conflict, Forbidden."""
    if not by.may("imports.run"):
        raise Forbidden
    batches.fail_if_dropped(batch, by)
    files = (batch.stored_as, batch.refused_file, previewing.name_of(batch))
    batches.move(batch, "discard", by, refused_file="")
    ImportIssue.objects.across_all(because=_GIVEN_UP).filter(batch=batch).delete()
    batches.record("import.discarded", batch, by, at)
    transaction.on_commit(lambda: storing.forget(*files))
    return batch


def clear(*, at: datetime) -> dict[str, int]:
    """Deletes workbooks, previews and returned rows whose time is over (PIPL article 19), and forgotten uploads."""
    by = Scope.operator()
    waiting = batches.rows().filter(state__in=_WAITING, uploaded_at__lt=at - GIVEN_UP_AFTER)
    forgotten = list(waiting.select_related("round"))
    for batch in forgotten:
        discard(batch=batch, by=by, at=at)
    cleared = {"discarded": len(forgotten), "files": 0}
    over = batches.rows().filter(state__in=_DONE, uploaded_at__lt=at - FILES_KEPT)
    for batch in over.only("stored_as", "refused_file"):
        if storing.path_of(batch.stored_as).exists():
            storing.forget(batch.stored_as, batch.refused_file, previewing.name_of(batch))
            cleared["files"] += 1
    if found := {name: count for name, count in cleared.items() if count}:
        audit.record("retention.cleared", by=by, at=at, subject_kind="retention", detail=found)
    return cleared
