"""Two records side by side: each fact of both with source and date, what differs marked, whose value is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import standing, unit_record
from zhengyou.census.queries.unit_record import Fact
from zhengyou.census.rules import choosing, evidence
from zhengyou.census.rules.choosing import FIRST, SECOND, Side
from zhengyou.scoping import Scope
from zhengyou.standards.rules import credit_code

_ROLL: Final = "how many members stand on the rolls of units that were read through the scope"
_MARKED: Final = frozenset({"name", "uscc"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. parts: [(text, whether it is what differs)] where that can be shown."""

    value: str = ""
    source: str = ""
    date: date | None = None
    register: bool = False
    parts: list[tuple[str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of both. settled: the side that stands without a choice, '' when a person chooses."""

    name: str
    label: str
    group: str
    first: Cell
    second: Cell
    same: bool
    proposed: Side
    settled: str

    @property
    def one_sided(self) -> bool:
        """Whether only one of the two knows it."""
        return not (self.first.value and self.second.value)

    @property
    def cells(self) -> list[tuple[Side, Cell]]:
        """Both, in order."""
        return [(FIRST, self.first), (SECOND, self.second)]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The whole comparison. differing: facts to choose from; same: facts on which both agree; keep: whose record is proposed."""

    differing: list[Row]
    same: list[Row]
    keep: Side


def side_by_side(
    scope: Scope, first: Unit, second: Unit, *, on: date, keep: Side | None = None
) -> SideBySide:
    """The facts that the role may see and somebody knows. keep: whose record goes on, by default the fuller one."""
    stands = (standing.of(first), standing.of(second))
    keep = keep or fuller(first, second, stands)
    cells = (_cells(scope, first, on), _cells(scope, second, on))
    rows = []
    for name in standing.choosable():
        one, other = cells[0].get(name), cells[1].get(name)
        if one is None or other is None or not (one[1].value or other[1].value):
            continue
        label, group = one[0]
        left, right = stands[0][name].standing, stands[1][name].standing
        same = _same(first, second, name)
        rows.append(
            Row(
                name=name,
                label=label,
                group=group,
                first=replace(one[1], register=left.register),
                second=replace(other[1], register=right.register),
                same=same,
                proposed=choosing.proposed(left, right, keep),
                settled=choosing.settled(left, right) or "",
            )
        )
    rows = [_marked(row) for row in rows]
    return SideBySide([row for row in rows if not row.same], [row for row in rows if row.same], keep)


def fuller(first: Unit, second: Unit, stands: tuple[Mapping[str, Any], Mapping[str, Any]]) -> Side:
    """The record with a valid code, else with members on its roll, else with more known facts; the older one at last."""
    roll = Member.objects.across_all(because=_ROLL).filter(closed_on__isnull=True)

    def weight(unit: Unit, held: Mapping[str, Any]) -> tuple[bool, int, int]:
        valid = bool(unit.uscc) and credit_code.check(unit.uscc).state == "ok"
        known = sum(one.standing.known for one in held.values())
        return (valid, roll.filter(unit=unit).count(), known)

    return SECOND if weight(second, stands[1]) > weight(first, stands[0]) else FIRST


def _cells(scope: Scope, unit: Unit, on: date) -> dict[str, tuple[tuple[str, str], Cell]]:
    """{attribute: ((label, group), cell)}; what is chosen together stands in one cell."""
    told: dict[str, tuple[str, Fact]] = {}
    for group in unit_record.facts(scope, unit, on=on):
        for fact in group.facts:
            source = (fact.source or group.source, fact.date or group.date) if fact.value else ("", None)
            told[_attribute(fact.key)] = (group.name, replace(fact, source=source[0], date=source[1]))
    found = {}
    for name in standing.choosable():
        if name not in told:
            continue
        group_name, fact = told[name]
        texts = [fact.value, *_besides(unit, name, told)]
        value = " · ".join(text for text in texts if text)
        found[name] = ((fact.term, group_name), Cell(value, fact.source, fact.date))
    return found


def _besides(unit: Unit, name: str, told: Mapping[str, tuple[str, Fact]]) -> Iterable[str]:
    for other in choosing.TOGETHER.get(name, ()):
        if other == "organisation":
            yield unit.organisation.name if unit.organisation else ""
        elif other in told:
            yield told[other][1].value


def _attribute(key: str) -> str:
    return key.rstrip("_")


def _same(first: Unit, second: Unit, name: str) -> bool:
    if name == "contact_phone":
        return first.contact_phone_index == second.contact_phone_index
    names = (name, *choosing.TOGETHER.get(name, ()))
    columns = [Unit._meta.get_field(one).attname for one in names]  # type: ignore[union-attr]
    return all(getattr(first, column) == getattr(second, column) for column in columns)


def _marked(row: Row) -> Row:
    """Name and code with the characters that differ."""
    if row.name not in _MARKED or row.same or not (row.first.value and row.second.value):
        return row
    first, second = evidence.marked(row.first.value, row.second.value)
    return replace(row, first=replace(row.first, parts=first), second=replace(row.second, parts=second))
