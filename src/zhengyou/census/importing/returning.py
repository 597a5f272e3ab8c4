"""The sender's own workbook with the refused rows only: red cells, comments, a list of errors in front."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from zhengyou.census.importing import reading, storing
from zhengyou.census.models import ImportBatch, ImportIssue

_ENDING: Final = ".refused.xlsx"
_OWN: Final = "issues of the batch that was read through the scope"


def make(batch: ImportBatch) -> str:
    """Writes the workbook of refused rows; returns its name in the store, "" when no row was refused."""
    if not batch.refused:
        return ""
    from zhengyou.workbooks import annotating  # noqa: PLC0415 - openpyxl, which web processes never use

    issues = ImportIssue.objects.across_all(because=_OWN).filter(batch=batch, severity="error")
    faults = [
        annotating.Fault(one.sheet, one.row, one.column or None, one.sentence, code=one.code)
        for one in issues.iterator()
    ]
    name = batch.stored_as + _ENDING
    with (
        storing.readable(storing.path_of(batch.stored_as)) as source,
        reading.opened(source, batch.kind, name=batch.file_name, headings=batch.headings) as workbook,
        storing.made(name) as target,
    ):
        annotating.return_refused(source, target, workbook.tables, faults, name=batch.file_name)
    return name


def path_of(batch: ImportBatch) -> Path | None:
    """Where the workbook of refused rows lies, None while there is none."""
    path = storing.path_of(batch.refused_file) if batch.refused_file else None
    return path if path is not None and path.exists() else None
