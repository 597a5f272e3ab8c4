"""Stage apply as one transaction, one import at a time; what it decides, it decides there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.importing import pipeline
from zhengyou.census.importing.memory import collector_at_rest
from zhengyou.census.importing.outcome import Issue, Outcome
from zhengyou.census.importing.pipeline import Checked
from zhengyou.census.importing.task import Progress, silent
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, ImportIssue
from zhengyou.census.rules.findings import Sentence
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import reorganisations
from zhengyou.web.errors import Refused

_ATTEMPTS: Final = 3
_LONGEST_MESSAGE: Final = 300
_BATCH: Final = 1000
_PLACES: Final = "the top of the tree stands for the whole installation"
_OWN: Final = "issues of the batch that is being written"


def lock() -> None:
    """Waits until no other import or undo writes; held until the transaction ends.

    PostgreSQL locks the top territory in the mode that leaves foreign keys to it free; SQLite has one writer anyway.
    """
    top = Territory.objects.across_all(because=_PLACES).filter(parent__isnull=True)
    list(top.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def commit(
    prepare: Callable[[], Checked], batch_of: Callable[[], ImportBatch], *, progress: Progress = silent
) -> tuple[ImportBatch, Outcome | None]:
    """Writes a checked workbook with all its traces, or nothing.

    prepare: reads and checks, once more when a screen made the same unit at the same moment. batch_of: gives the batch
    inside the transaction. Returns None for the outcome when the batch was written before (a killed job taken up again).
    Raises Refused when places or the Party line were reorganised since the workbook was read.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with collector_at_rest():
                tree = reorganisations.state()
                checked = prepare()
                with transaction.atomic():
                    return _write(checked, batch_of, progress, tree)
        except IntegrityError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def _write(
    checked: Checked, batch_of: Callable[[], ImportBatch], progress: Progress, tree: tuple[int, int]
) -> tuple[ImportBatch, Outcome | None]:
    lock()
    batch = batch_of()
    if batch.state == ImportState.COMMITTED:
        return batch, None
    if reorganisations.state() != tree:  # it would be written to where things stood
        raise Refused(_("读取这份文件期间，区划或党组织作了调整，没有写入任何内容。请重新导入一次。"))
    checked.session.batch_id = batch.pk
    outcome = pipeline.compare(checked, progress=progress)
    pipeline.apply(checked, progress=progress)
    record(batch, outcome)
    batch.state = ImportState.COMMITTED
    batch.committed_at = checked.session.task.at
    batch.save()
    task = checked.session.task
    audit.record(
        "import.committed",
        by=task.by,
        at=task.at,
        subject_kind="import",
        subject_id=batch.pk,
        subject=batch.file_name,
        path=batch.path,
        detail={
            "kind": batch.kind,
            "round": batch.round.code,
            "sha256": batch.sha256,
            "read": outcome.read,
            "created": outcome.created,
            "updated": outcome.updated,
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
        },
    )
    return batch, outcome


def record(batch: ImportBatch, outcome: Outcome) -> None:
    """Puts figures, mapping and issues on the batch; issues of an earlier check give way. Saves the issues only."""
    batch.rows_read = outcome.read
    batch.created, batch.updated, batch.unchanged = outcome.created, outcome.updated, outcome.unchanged
    batch.refused = outcome.refused
    batch.mapping = outcome.mapping.to_json()
    issues = ImportIssue.objects.across_all(because=_OWN)
    issues.filter(batch=batch).delete()
    issues.bulk_create([_issue(batch, one) for one in outcome.issues], batch_size=_BATCH)


def _issue(batch: ImportBatch, one: Issue) -> ImportIssue:
    message = one.finding.message
    said = message if isinstance(message, Sentence) and message.values else None
    return ImportIssue(
        batch=batch,
        severity=one.finding.severity,
        sheet=one.sheet[:80],
        row=one.row,
        column=one.column,
        code=one.finding.code,
        message=message[:_LONGEST_MESSAGE],
        template=said.template if said else "",
        values=said.values if said else None,
    )
