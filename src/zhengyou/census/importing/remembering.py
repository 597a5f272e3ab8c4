"""What an office decided about the columns of a table, found again by the table's headings, whatever their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Final, get_args

from django.utils.translation import gettext as _

from zhengyou.census.importing import targets
from zhengyou.workbooks import mapping
from zhengyou.workbooks.mapping import MappedColumn, Unit
from zhengyou.workbooks.mapping import Mapping as ColumnMapping
from zhengyou.workbooks.tables import Table

Key = tuple[str, str, int]
"""(group, heading, which of equal ones), normalised."""
_SHARED: Final = 0.5
"""A layout that shares fewer of a table's headings is another table, not an earlier form of it."""


@dataclass(frozen=True)
class Remembered:
    """One kept layout. columns: as KeptLayout keeps them."""

    pk: int
    place: str
    path: str
    title: str
    fingerprint: str
    kept_on: date
    columns: tuple[dict[str, Any], ...]

    @cached_property
    def by_key(self) -> dict[Key, dict[str, Any]]:
        """Its columns by their headings."""
        return {
            (_plain(one["group"]), _plain(one["header"]), int(one["nth"])): one
            for one in self.columns
            if one["header"]
        }


@dataclass(frozen=True)
class Kept:
    """The layouts that an office may use: its own first, then those of the offices above, the nearest first."""

    layouts: tuple[Remembered, ...] = ()
    own: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The headings that some layout takes a field from."""
        found: set[str] = set()
        for layout in self.layouts:
            for (group, header, _nth), one in layout.by_key.items():
                if one.get("field"):
                    found |= {header, group.replace("/", "") + header}
        return frozenset(found)

    def knows(self, heading: str) -> bool:
        """Whether somebody once said what a column with this heading means."""
        return mapping.normalise(heading) in self.words

    def of(self, fingerprint: str) -> Remembered | None:
        """The layout of a table."""
        return next((one for one in self.layouts if one.fingerprint == fingerprint), None)

    def nearest(self, keys: Iterable[Key]) -> Remembered | None:
        """The own office's last layout that shares most headings; None when none shares half of them."""
        wanted = set(keys)
        best: tuple[float, Remembered] | None = None
        for layout in self.layouts:
            held = set(layout.by_key)
            share = len(wanted & held) / max(len(wanted), len(held), 1)
            if layout.path == self.own and share >= _SHARED and (best is None or share > best[0]):
                best = (share, layout)
        return best[1] if best else None


NOTHING_KEPT: Final = Kept()


@dataclass(frozen=True)
class Sheets:
    """How the tables of a workbook compare with what is kept, by sheet.

    same: the layout that decided. earlier: the one that a changed table is compared with. new: letters of columns that
    it did not have. gone: headings that are no longer there.
    """

    same: dict[str, Remembered] = field(default_factory=dict)
    earlier: dict[str, Remembered] = field(default_factory=dict)
    new: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)


def fingerprint(table: Table) -> str:
    """The same for the same headings in any order; columns without a heading do not count."""
    return mapping.fingerprint(replace(table, columns=[one for one in table.columns if one.header]))


def keys(columns: Iterable[Any]) -> list[Key]:
    """The key of each column (anything with group and header), in order."""
    met: Counter[tuple[str, str]] = Counter()
    found = []
    for one in columns:
        plain = (_plain(one.group), _plain(one.header))
        found.append((*plain, met[plain]))
        met[plain] += 1
    return found


def compare(tables: Sequence[Table], kept: Kept) -> Sheets:
    """Which tables are known, and what is new about those that changed."""
    found = Sheets()
    for table in tables:
        if same := kept.of(fingerprint(table)):
            found.same[table.sheet] = same
            continue
        headed = [one for one in table.columns if one.header]
        now = dict(zip(keys(headed), headed, strict=True))
        if earlier := kept.nearest(now):
            found.earlier[table.sheet] = earlier
            found.new[table.sheet] = [one.letter for key, one in now.items() if key not in earlier.by_key]
            found.gone[table.sheet] = [_title(one) for key, one in earlier.by_key.items() if key not in now]
    return found


def recall(proposed: ColumnMapping, sheets: Sheets, kind: str) -> ColumnMapping:
    """The proposal with what was decided about the same tables in its place; beside it, for tables that changed."""
    if not sheets.same and not sheets.earlier:
        return proposed
    found: list[MappedColumn] = []
    for name in dict.fromkeys(one.sheet for one in proposed.entries):
        entries = proposed.for_sheet(name)
        if same := sheets.same.get(name):
            found += _recalled(entries, same, kind)
        elif earlier := sheets.earlier.get(name):
            found += _offered(entries, earlier, kind)
        else:
            found += entries
    return ColumnMapping(tuple(found))


def _offered(entries: list[MappedColumn], earlier: Remembered, kind: str) -> list[MappedColumn]:
    """A changed table is proposed as usual; where nothing is proposed, what was decided before is offered first."""
    known, taken = targets.fields(kind), {one.field for one in entries}
    found = []
    for key, one in zip(keys(entries), entries, strict=True):
        field_ = earlier.by_key.get(key, {}).get("field")
        if one.field is None and field_ in known and field_ not in taken:
            others = tuple(other for other in one.alternatives if other != field_)
            found.append(replace(one, alternatives=(field_, *others)))
        else:
            found.append(one)
    return found


def _recalled(entries: list[MappedColumn], layout: Remembered, kind: str) -> list[MappedColumn]:
    known = targets.fields(kind)
    found = []
    settled = {key: one for key, one in layout.by_key.items() if one.get("decided", True)}
    taken = {one["field"] for key, one in settled.items() if key in set(keys(entries))}
    for key, one in zip(keys(entries), entries, strict=True):
        decided = settled.get(key)
        if decided is None or decided["field"] not in {None, *known}:
            found.append(_giving_way(one) if one.field in taken and one.option is None else one)
            continue
        field_, unit = decided["field"], decided.get("unit")
        others = (field_, one.field, *one.alternatives)
        found.append(
            replace(
                one,
                field=field_,
                option=decided.get("option"),
                unit=unit if unit in get_args(Unit) else one.unit,
                confidence=1.0 if field_ else 0.0,
                alternatives=tuple(dict.fromkeys(key for key in others if key and key != field_)),
            )
        )
    return found


def _giving_way(one: MappedColumn) -> MappedColumn:
    """A column that is proposed for a field which another column was decided to hold."""
    return replace(one, field=None, confidence=0.0, alternatives=(str(one.field), *one.alternatives))


def notes(sheets: Sheets, tables: Sequence[Table]) -> list[str]:
    """What changed against the layout that the office used before, a sentence for each sheet."""
    found = []
    for table in tables:
        earlier = sheets.earlier.get(table.sheet)
        if earlier is None:
            continue
        titles = {one.letter: _title(vars(one)) for one in table.columns}
        about = {"sheet": table.sheet, "day": earlier.kept_on.isoformat()}
        if new := [f"{letter} {titles[letter]}" for letter in sheets.new[table.sheet]]:
            words = _("工作表“%(sheet)s”与 %(day)s 用过的表相比，多了新的列：%(columns)s。")
            found.append(words % {**about, "columns": "、".join(new)})
        if gone := sheets.gone[table.sheet]:
            words = _("工作表“%(sheet)s”与 %(day)s 用过的表相比，少了这些列：%(columns)s。")
            found.append(words % {**about, "columns": "、".join(gone)})
    return found


def _plain(text: str) -> str:
    return "/".join(mapping.normalise(part) for part in text.split("/"))


def _title(one: Any) -> str:
    return f"{one['group']}/{one['header']}" if one["group"] else str(one["header"])
