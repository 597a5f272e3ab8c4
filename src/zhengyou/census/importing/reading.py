"""Stages read and map: from a file to tables, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.importing import answering, headrows, storing, targets
from zhengyou.census.importing.remembering import NOTHING_KEPT, Kept
from zhengyou.web.errors import Refused
from zhengyou.workbooks import mapping, reading, tables
from zhengyou.workbooks.mapping import MappedColumn, Unit
from zhengyou.workbooks.mapping import Mapping as ColumnMapping
from zhengyou.workbooks.tables import Skipped, Table

Chosen = Mapping[tuple[str, str], str | None]
Units = Mapping[tuple[str, str], Unit | None]
REQUIRED = {
    "units": ("name", "单位名称"),
    "organisations": ("name", "党组织名称"),
    "members": ("name", "姓名"),
    **dict.fromkeys(standards.load_registers(), ("uscc", "统一社会信用代码")),
}
_WORTH_TELLING = ("no_header", "hidden", "transposed")


@dataclass(frozen=True)
class Source:
    """An open workbook with its tables. headings: rows of those whose headings the standard does not know, by sheet."""

    workbook: reading.Workbook
    tables: list[Table]
    skipped: list[Skipped]
    notes: tuple[reading.Note, ...]
    headings: dict[str, int]


@contextmanager
def opened(
    path: Path,
    kind: str,
    *,
    name: str = "",
    kept: Kept = NOTHING_KEPT,
    headings: Mapping[str, int] | None = None,
    guessing: bool = False,
) -> Iterator[Source]:
    """The tables of a workbook. Raises Refused with one sentence when there is none to read.

    name: of the file as it was sent. headings: rows that a person named, by sheet. guessing: whether a table whose
    headings nobody knows is taken too, because a person says what its columns mean.
    """
    known = mapping.known(targets.targets(kind))
    with storing.readable(path) as plain, _workbook(plain, name) as workbook:
        try:
            found = tables.find_tables(workbook, known, targets.context(kind))
            rows = _headings(workbook, found, kept, guessing) | dict(headings or {})
        except reading.UnreadableFile as problem:
            raise Refused(str(problem)) from problem
        sheets = {one.name: one for one in workbook.sheets}
        taken = headrows.put(found.tables, sheets, rows) if rows else found.tables
        skipped = [one for one in found.skipped if one.sheet not in {table.sheet for table in taken}]
        if not taken:
            told = "".join(f"“{one.sheet}”：{one.sentence}" for one in skipped[:3])
            raise Refused(_("没有找到可以导入的表格。%(told)s请检查文件，或下载模板填写。") % {"told": told})
        yield Source(workbook, taken, skipped, workbook.notes, rows)


def _workbook(path: Path, name: str) -> reading.Workbook:
    try:
        return reading.open_workbook(path, name=name)
    except reading.UnreadableFile as problem:
        raise Refused(str(problem)) from problem


def _headings(workbook: reading.Workbook, found: tables.Found, kept: Kept, guessing: bool) -> dict[str, int]:
    """Heading rows, by sheet, where the standard knows none: as an earlier table had it, or as one looks."""
    rows: dict[str, int] = {}
    for one in found.skipped:
        if one.reason != "no_header":
            continue
        sheet = workbook.sheet(one.sheet)
        if kept.words and (table := tables.find_table(sheet, kept.knows)):
            rows[one.sheet] = table.header_rows[-1]
        elif guessing and not found.tables and (row := headrows.guess(sheet)):
            rows[one.sheet] = row
    return rows


def propose(source: Source, kind: str) -> ColumnMapping:
    """What each column probably means; columns of fields that are never taken, or mean nothing in their table, mean nothing."""
    proposed = mapping.propose(source.tables, targets.targets(kind))
    aside = frozenset(targets.set_aside(kind))
    tables_by_sheet = {table.sheet: table for table in source.tables}
    found: list[MappedColumn] = []
    for name in dict.fromkeys(one.sheet for one in proposed.entries):
        entries = proposed.for_sheet(name)
        taken = {one.field for one in entries if one.field is not None} - aside
        without = targets.unsupported(kind, taken)
        kept = [_taken(_without_days_of_units(one, kind), aside, without) for one in entries]
        kept = [_without_contacts(one, entries, kind) for one in kept]
        found += answering.settle(tables_by_sheet[name], kept, kind)
    return ColumnMapping(tuple(found))


def _without_days_of_units(one: MappedColumn, kind: str) -> MappedColumn:
    if not targets.of_the_unit(kind, "founded", one.header, one.group):
        return one
    others = tuple(key for key in one.alternatives if key != "founded")
    if one.field == "founded":
        return replace(one, field=None, confidence=0.0, alternatives=others)
    return replace(one, alternatives=others)


def _without_contacts(one: MappedColumn, beside: list[MappedColumn], kind: str) -> MappedColumn:
    """A bare 联系电话 in a list of organisations is the secretary's, unless somebody else is named as the one to call."""
    if kind != "organisations" or one.field != "secretary_phone" or "书记" in one.group + one.header:
        return one
    if any(other.field is None and "联系人" in other.group + other.header for other in beside):
        return replace(one, field=None, confidence=0.0, alternatives=())
    return one


def _taken(one: MappedColumn, aside: frozenset[str], without: frozenset[str]) -> MappedColumn:
    if one.field in aside:
        return replace(one, field=None, option=None)
    if one.field in without:
        return replace(one, field=None, confidence=0.0, alternatives=(str(one.field), *one.alternatives))
    return one


def choose(proposed: ColumnMapping, chosen: Chosen, kind: str, units: Units | None = None) -> ColumnMapping:
    """The mapping as a person decides it: `chosen` by (sheet, column letter), the rest as proposed.

    units: unit of measure of money columns, where a person named one.

    Raises Refused for an unknown field, an unknown column, or one field on two columns of a sheet.
    """
    known = targets.fields(kind)
    places = {(one.sheet, one.column) for one in proposed.entries}
    for (sheet, column), key in chosen.items():
        if (sheet, column) not in places:
            raise Refused(
                _("工作表“%(sheet)s”没有 %(column)s 列。请核对对应关系。")
                % {"sheet": sheet, "column": column}
            )
        if key is not None and key not in known:
            raise Refused(_("没有“%(key)s”这个项目。请从列表中选择。") % {"key": key})
    taken = {(sheet, key) for (sheet, _), key in chosen.items() if key is not None}
    entries = [_chosen(one, chosen, taken) for one in proposed.entries]
    if units:
        entries = [replace(one, unit=units.get((one.sheet, one.column), one.unit)) for one in entries]
    seen: dict[tuple[str, str], str] = {}
    for one in entries:
        if one.field is None or one.option is not None:
            continue
        other = seen.setdefault((one.sheet, one.field), one.column)
        if other != one.column:
            label = known[one.field].label_zh
            raise Refused(
                _("工作表“%(sheet)s”的 %(other)s 列和 %(column)s 列都对应“%(label)s”，请只留一列。")
                % {"sheet": one.sheet, "other": other, "column": one.column, "label": label}
            )
    return ColumnMapping(tuple(entries))


def _chosen(one: MappedColumn, chosen: Chosen, taken: set[tuple[str, str]]) -> MappedColumn:
    """A column that a person decided about; a mere proposal gives way to a decision for the same field."""
    place = (one.sheet, one.column)
    if place not in chosen:
        given_away = one.field is not None and (one.sheet, one.field) in taken and one.option is None
        return replace(one, field=None, confidence=0.0) if given_away else one
    if chosen[place] == one.field:
        return one
    return replace(one, field=chosen[place], option=None, confidence=1.0)


def readable(source: Source, decided: ColumnMapping, kind: str) -> list[Table]:
    """The tables that have the column nobody can do without. Raises Refused when none has it."""
    key, label = REQUIRED[kind]
    found = [table for table in source.tables if key in decided.fields(table.sheet)]
    if not found:
        raise Refused(
            _("没有找到“%(label)s”这一列。请检查表头，或指定哪一列是“%(label)s”。") % {"label": label}
        )
    return found


def notes(source: Source, taken: list[Table]) -> list[str]:
    """What was left out or is odd about the file, a sentence each: nothing is swallowed in silence."""
    told = [note.sentence for note in source.notes]
    told += [f"{one.sheet}：{one.sentence}" for one in source.skipped if one.reason in _WORTH_TELLING]
    left_out = [table for table in source.tables if table not in taken]
    words = _("没有名称这一列，这张工作表没有读取。")
    told += [f"{table.sheet}：{words}" for table in left_out]
    beside = _(
        "右边还有一张并排的表（%(columns)s 列），没有读取。请移到左边的表下面，或另放一张工作表，再上传。"
    )
    measured = _("%(column)s 列“%(header)s”写的是计量单位，没有写明单位的金额按每一行写的单位换算。")
    told += [
        f"{table.sheet}：{measured % {'column': column.letter, 'header': column.header}}"
        for table in taken
        for column in table.columns
        if column.measures
    ]
    return told + [f"{one.sheet}：{beside % {'columns': one.beside}}" for one in taken if one.beside]


def notes_after(taken: list[Table]) -> list[str]:
    """What was found below the tables while their rows were read, a sentence each."""
    words = _("第 %(row)s 行起是另一张表，没有读取。请另放一张工作表，再上传。")
    return [f"{table.sheet}：{words % {'row': row}}" for table in taken for row in table.other_tables()]


def rivals(decided: ColumnMapping) -> dict[tuple[str, str], MappedColumn]:
    """Columns that no field takes because another column of the sheet has it: (sheet, letter) -> that other column."""
    found: dict[tuple[str, str], MappedColumn] = {}
    for sheet in dict.fromkeys(one.sheet for one in decided.entries):
        taken = decided.fields(sheet)
        for one in decided.for_sheet(sheet):
            if one.field is None and one.alternatives and one.alternatives[0] in taken:
                found[sheet, one.column] = taken[one.alternatives[0]]
    return found


def _entries(document: Any) -> list[Any]:
    entries = document.get("mapping", document.get("columns")) if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise Refused(_("对应关系文件的格式不对：应当是一个列表，每项有 sheet、column、field。"))
    return entries


def units_in(document: Any) -> dict[tuple[str, str], Unit | None]:
    """The units of measure that a mapping file names. Raises Refused for one that is not known."""
    found: dict[tuple[str, str], Unit | None] = {}
    for one in _entries(document):
        unit = one.get("unit") if isinstance(one, dict) else None
        if unit is None:
            continue
        if unit not in get_args(Unit):
            raise Refused(
                _("对应关系文件中的单位“%(unit)s”认不出来，请写 %(known)s。")
                % {"unit": str(unit)[:20], "known": "、".join(mapping.YUAN)}
            )
        found[str(one.get("sheet")), str(one.get("column")).upper()] = unit
    return found


def headings_in(document: Any) -> dict[str, int]:
    """The heading rows that a mapping file names: {"headings": {sheet: row}}. Raises Refused."""
    rows = document.get("headings") if isinstance(document, dict) else None
    if rows is None:
        return {}
    if not isinstance(rows, dict) or not all(type(row) is int and row > 0 for row in rows.values()):
        raise Refused(_('对应关系文件中的 headings 应当写明每张工作表的表头在第几行，例如 {"Sheet1": 3}。'))
    return {str(sheet): row for sheet, row in rows.items()}


def chosen_in(document: Any) -> dict[tuple[str, str], str | None]:
    """The choices of a mapping file: a list of {"sheet", "column", "field"}, or a document with such a list in "mapping".

    Raises Refused.
    """
    entries = _entries(document)
    found: dict[tuple[str, str], str | None] = {}
    for place, one in enumerate(entries, start=1):
        names = (
            (one.get("sheet"), one.get("column"), one.get("field"))
            if isinstance(one, dict)
            else (None, None, None)
        )
        sheet, column, key = names
        if not isinstance(sheet, str) or not isinstance(column, str) or not isinstance(key, str | None):
            raise Refused(
                _("对应关系文件第 %(place)s 项缺少工作表（sheet）、列（column）或项目（field）。")
                % {"place": place}
            )
        found[(sheet, column.upper())] = key or None
    return found
