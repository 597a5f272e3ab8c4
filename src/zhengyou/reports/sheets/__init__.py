"""An official table as a workbook: the printed form, what is unknown in it, and what its numbers rest on."""

from __future__ import annotations

from contextlib import closing

from django.utils import translation
from django.utils.translation import gettext as _

from zhengyou.reports.queries.gaps import gaps
from zhengyou.reports.queries.statistics import Shown
from zhengyou.reports.sheets import basis, form, unknown
from zhengyou.workbooks import writing
from zhengyou.workbooks.writing import Pen, Target


def write(target: Target, shown: Shown, place: str) -> None:
    """Writes all sheets. place: the territory that fills the form in. Form and annex are Chinese in every language."""
    with closing(writing.open_whole(target)) as workbook:
        pen = Pen(workbook)
        with translation.override("zh-hans"):
            found = gaps(shown.derived)
            form.write(pen, workbook.add_worksheet(shown.table.ordinal), shown, found, place)
            if found:
                unknown.write(pen, workbook.add_worksheet(unknown.NAME), shown, found, place)
        basis.write(pen, workbook.add_worksheet(writing.sheet_name(_("说明和核对"))), shown)
