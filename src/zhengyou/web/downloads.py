"""Files to take away: written as they stream, every row, whatever the number."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from django.http import FileResponse
from django.utils import timezone

from zhengyou.audit import actions as audit
from zhengyou.web.policy import ScopedRequest
from zhengyou.workbooks import exporting

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(
    request: ScopedRequest,
    action: str,
    name: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    **about: Any,
) -> FileResponse:
    """Rows as a workbook. Reading data away is itself an event: `action`, with what audit.record() takes about it."""
    return sheets(request, action, name, [exporting.Sheet(heads, rows)], **about)


def sheets(
    request: ScopedRequest, action: str, name: str, tables: Iterable[exporting.Sheet], **about: Any
) -> FileResponse:
    """Several tables as one workbook, an event as in export()."""
    audit.record(action, by=request.scope, at=timezone.now(), **about)
    return workbook(name, lambda file: exporting.write_sheets(file, tables))


def workbook(name: str, write: Callable[[BinaryIO], object]) -> FileResponse:
    """What `write` puts into the file, as an xlsx attachment. The file lives only until the response is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
