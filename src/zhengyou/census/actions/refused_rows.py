"""What can happen to the rows of an import that were refused: made into the sender's own workbook, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.audit import actions as audit
from zhengyou.census.importing import returning
from zhengyou.census.models import ImportBatch
from zhengyou.scoping import Scope

JOB: Final = "census.refused"
AT_ONCE: Final = 2000
"""Rows of a workbook whose refused ones are annotated while a person waits; a larger one is a job."""
_OWN: Final = "the batch was read through the scope"


def make(*, batch: ImportBatch) -> None:
    """Writes the workbook of refused rows. May be repeated."""
    name = returning.make(batch)
    ImportBatch.objects.across_all(because=_OWN).filter(pk=batch.pk).update(refused_file=name)
    batch.refused_file = name


@transaction.atomic
def start(*, batch: ImportBatch, by: Scope, at: datetime) -> jobs.Job:
    """Makes the workbook of refused rows in the background; a second click finds the first one at work."""
    payload = {"batch": batch.pk, "user": by.user_id, "role": by.role, "path": by.path}
    title = _("整理退回的行 %(name)s") % {"name": batch.file_name}
    return jobs.start(
        kind=JOB, title=title, payload=payload, by=by, path=batch.path, at=at, key=f"{JOB}:{batch.pk}"
    )


def record(*, batch: ImportBatch, by: Scope, at: datetime) -> None:
    """Taking refused rows away is an event: they hold what was sent about persons."""
    audit.record(
        "export.refused_rows",
        by=by,
        at=at,
        subject_kind="import",
        subject_id=batch.pk,
        subject=batch.file_name,
        path=batch.path,
    )
