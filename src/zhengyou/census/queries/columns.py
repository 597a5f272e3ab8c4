"""The columns of an uploaded workbook as a person looks at them: meaning, how sure, samples, what changed, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import islice
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou.census.importing import deciding, headrows, reading, remembering, sampling, storing, targets
from zhengyou.census.importing.reading import Source
from zhengyou.census.importing.remembering import Sheets
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import layouts
from zhengyou.scoping import Scope
from zhengyou.workbooks import cells
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

SURE: Final = 0.8
_WIDEST: Final = 12  # columns of the page that asks for the heading row


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the workbook with what it is taken to mean. samples: up to three values, personal ones masked.

    needless: no field takes it, and none need: a running number, or what follows from other facts. kept: decided the
    last time. new: not there the last time. rival: heading of the column that was taken for the same field instead.
    money: a unit of measure may be chosen; table_unit: the one that the lines above the table name.
    """

    sheet: str
    column: str
    index: int
    header: str
    group: str
    field: str | None
    label: str
    confidence: float
    unit: str | None
    option: str | None
    samples: tuple[str, ...]
    alternatives: tuple[tuple[str, str], ...]
    needless: bool
    kept: bool = False
    new: bool = False
    rival: str = ""
    money: bool = False
    table_unit: str | None = None

    @property
    def word(self) -> tuple[str, str]:
        """(how sure we are in a word, tone of the tag)."""
        if self.field is None:
            return (_("不用导入"), "") if self.needless else self._unmapped()
        if self.kept:
            return _("上次用过"), "ok"
        return (_("确定"), "ok") if self.confidence >= SURE else (_("请核对"), "wait")

    def _unmapped(self) -> tuple[str, str]:
        if self.kept:
            return _("上次没有导入"), ""
        return (_("与别的列重复"), "wait") if self.rival else (_("没有对应"), "wait")

    @property
    def wants_a_look(self) -> bool:
        """Whether a person should not pass over it."""
        return self.new or self.word[1] == "wait"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's columns. heading: row of the heading. kept: who decided about this table, and when.

    earlier: with which table it was compared, "" when it is the same or quite another one. gone: headings missing now.
    lacking: what the sheet cannot be imported without, "" when it has it.
    """

    name: str
    heading: int
    columns: list[Column]
    kept: str = ""
    earlier: str = ""
    gone: tuple[str, ...] = ()
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A workbook before its import. notes: a sentence each. unread: names of sheets without a heading that is known."""

    sheets: list[Sheet]
    notes: list[str]
    unread: list[str]

    @property
    def columns(self) -> list[Column]:
        """Of all sheets."""
        return [column for sheet in self.sheets for column in sheet.columns]


def view(batch: ImportBatch, scope: Scope) -> View:
    """Everything the page of columns shows, from one opening. Raises Refused when the file is gone or unreadable."""
    kept = layouts.kept(batch.kind, layouts.office(scope, batch.territory))
    path, mapped = storing.path_of(batch.stored_as), ColumnMapping.from_json(batch.mapping)
    return of_file(path, mapped, kind=batch.kind, name=batch.file_name, headings=batch.headings, kept=kept)


def of(batch: ImportBatch) -> list[Column]:
    """The columns of all sheets of the stored workbook. Raises Refused when it is gone or cannot be read."""
    return view(batch, Scope.operator()).columns


def of_file(
    path: Path,
    mapped: ColumnMapping,
    *,
    kind: str,
    name: str,
    headings: Mapping[str, int],
    kept: remembering.Kept,
) -> View:
    """The same for any stored workbook with its mapping."""
    with reading.opened(path, kind, name=name, headings=headings) as source:
        sheets = remembering.compare(source.tables, kept)
        samples = sampling.of(source.tables)
        shown = _Shown(kind, mapped, sheets, samples, {one.sheet: one.unit for one in source.tables})
        return View(
            [_sheet(table.sheet, table.header_rows[-1], shown, sheets) for table in source.tables],
            reading.notes(source, source.tables),
            _unread(source),
        )


def _unread(source: Source) -> list[str]:
    return [one.sheet for one in source.skipped if one.reason == "no_header"]


def _sheet(name: str, heading: int, shown: _Shown, sheets: Sheets) -> Sheet:
    same, earlier = sheets.same.get(name), sheets.earlier.get(name)
    told = _("%(place)s %(day)s 用过这张表（%(title)s）")
    words = [
        told % {"place": one.place, "day": one.kept_on.isoformat(), "title": one.title} if one else ""
        for one in (same, earlier)
    ]
    gone = tuple(sheets.gone.get(name, ()))
    return Sheet(name, heading, shown.of(name), words[0], words[1], gone, shown.lacking(name))


class _Shown:
    """Columns of one workbook as they are shown."""

    def __init__(
        self,
        kind: str,
        mapped: ColumnMapping,
        sheets: Sheets,
        samples: Mapping[tuple[str, str], list[str]],
        units: Mapping[str, str | None],
    ) -> None:
        self.kind, self.mapped, self.sheets, self.samples, self.units = kind, mapped, sheets, samples, units
        self.fields = targets.fields(kind)
        language = get_language() or ""
        self.labels = {key: one.label(language) for key, one in self.fields.items()}
        self.rivals = reading.rivals(mapped)

    def of(self, sheet: str) -> list[Column]:
        """The sheet's columns; those that a person should look at come first."""
        entries = self.mapped.for_sheet(sheet)
        found = [self._column(one, key) for one, key in zip(entries, remembering.keys(entries), strict=True)]
        return sorted(found, key=lambda one: not one.wants_a_look)

    def lacking(self, sheet: str) -> str:
        """The label of the field that the sheet must have, "" when it has it."""
        key, label = reading.REQUIRED[self.kind]
        return "" if key in self.mapped.fields(sheet) else label

    def _column(self, one: MappedColumn, key: remembering.Key) -> Column:
        same = self.sheets.same.get(one.sheet)
        decided = same.by_key.get(key) if same else None
        texts = self.samples.get((one.sheet, one.column), [])
        rival = self.rivals.get((one.sheet, one.column))
        meant = one.field or (rival.field if rival else None)
        needless = one.field is None and targets.needless(self.kind, one.header, one.group)
        return Column(
            sheet=one.sheet,
            column=one.column,
            index=one.index,
            header=one.header,
            group=one.group,
            field=one.field,
            label=self.labels.get(one.field or "", ""),
            confidence=one.confidence,
            unit=one.unit,
            option=one.option,
            samples=tuple(
                sampling.masked(self.kind, meant, f"{one.group}{one.header}", text) for text in texts
            ),
            alternatives=tuple((key, self.labels[key]) for key in one.alternatives if key in self.labels),
            needless=needless,
            kept=decided is not None and decided.get("decided", True) and decided["field"] == one.field,
            new=one.column in self.sheets.new.get(one.sheet, ()),
            rival=f"{rival.column} {deciding.title(rival)}" if rival else "",
            money=not needless and self._money(one, texts),
            table_unit=self.units.get(one.sheet),
        )

    def _money(self, one: MappedColumn, texts: list[str]) -> bool:
        """Whether it holds amounts, or may: a person who maps an unknown column of numbers can say their unit at once."""
        keys = [key for key in (one.field, *one.alternatives) if key in self.fields]
        if any(self.fields[key].unit_of_measure == "万元" for key in keys):
            return True
        return not keys and bool(texts) and all(_number(text) for text in texts)


def _number(text: str) -> bool:
    try:
        Decimal(text.replace(",", ""))
    except InvalidOperation:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Head:
    """The first rows of a sheet, for a person who points at its heading. rows: (number from 1, texts)."""

    sheet: str
    rows: list[tuple[int, list[str]]]
    chosen: int | None


def head(batch: ImportBatch, name: str) -> Head | None:
    """The first rows of a sheet, None when there is no such sheet. Raises Refused when the file is gone."""
    with reading.opened(
        storing.path_of(batch.stored_as),
        batch.kind,
        name=batch.file_name,
        headings=batch.headings,
        guessing=True,
    ) as source:
        sheet = next((one for one in source.workbook.sheets if one.name == name), None)
        if sheet is None:
            return None
        rows = [
            (
                number,
                [sampling.masked(batch.kind, None, "", cells.text(value))[:20] for value in values[:_WIDEST]],
            )
            for number, values in enumerate(islice(sheet.rows(), headrows.LOOKED_AT), start=1)
            if any(not cells.blank(value) for value in values)
        ]
        chosen = next((table.header_rows[-1] for table in source.tables if table.sheet == name), None)
        return Head(name, rows, chosen)
