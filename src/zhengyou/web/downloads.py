"""A table as a download: written as it streams, every row, whatever the number."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse

from zhengyou.workbooks import exporting

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    """An xlsx attachment. The file lives only until the response is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    exporting.write_table(file, heads, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
