"""From a file to columns that a person has confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.census.actions import layouts
from zhengyou.census.actions.imports import batches
from zhengyou.census.actions.imports.allowed import require
from zhengyou.census.importing import deciding, reading, sketching, storing
from zhengyou.census.importing import remembering as kept_tables
from zhengyou.census.importing.storing import Given
from zhengyou.census.importing.task import Task
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Round
from zhengyou.census.queries import layouts as kept_layouts
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Refused
from zhengyou.workbooks.mapping import Mapping as ColumnMapping


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
        task = batches.remembering(
            Task(kind, path, file_name, territory, round, by, at, entered_by=entered_by)
        )
        proposed, headings = _proposed(task)
        about = {"mapping": proposed.to_json(), "headings": headings}
        batch = batches.new(task, stored, sha256, ImportState.UPLOADED, **about)
        confirm(batch, by)
        batches.record("import.uploaded", batch, by, at)
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
        sheets = kept_tables.compare(source.tables, task.kept)
        return deciding.proposed(source, sheets, task.kind), source.headings


@transaction.atomic
def name_heading(*, batch: ImportBatch, sheet: str, row: int, by: Scope, at: datetime) -> ImportBatch:
    """A person says in which row a sheet's heading stands; its columns are proposed anew. Raises Refused, Conflict."""
    task = Task(batch.kind, upload_path(batch), batch.file_name, batch.territory, batch.round, by, at)
    proposed, headings = _proposed(
        replace(batches.remembering(task), headings={**batch.headings, sheet: row})
    )
    if not any(one.sheet == sheet for one in proposed.entries):
        raise Refused(_("第 %(row)s 行是空的，不是表头。请看着表重新选。") % {"row": row})
    batches.move(batch, "name_heading", by, mapping=proposed.to_json(), headings=headings)
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
    batches.move(batch, "confirm_mapping", by, mapping=decided.to_json())
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
    batches.record("import.mapped", batch, by, at)
    return batch


def upload_path(batch: ImportBatch) -> Path:
    """Where the workbook lies as it was sent."""
    return storing.path_of(batch.stored_as)
