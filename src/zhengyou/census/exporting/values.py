"""From a fact to the cell of somebody's column: their unit of measure, their words, their ticks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from zhengyou import standards
from zhengyou.census.exporting.records import Record
from zhengyou.census.importing import targets
from zhengyou.census.importing.readers import PERSONS
from zhengyou.encryption import mask_id_number, mask_name
from zhengyou.encryption.masking import mask_contact
from zhengyou.scoping import Scope
from zhengyou.standards import Enum, Field
from zhengyou.workbooks.cells import Cell
from zhengyou.workbooks.mapping import YUAN, MappedColumn

Value = Cell | Decimal
TICK: Final = "√"
CROSS: Final = "×"
_PHONES: Final = frozenset({"contact_phone", "secretary_phone", "phone"})
_TICKS: Final = frozenset({"√", "✓", "✔"})
_RUNNING: Final = "序"


@dataclass(frozen=True)
class Cells:
    """One column of the table. write: the cell for the n-th record; None when nothing is known for it.

    masked: the role sees it in part only. personal: it names persons or their numbers.
    """

    column: MappedColumn
    write: Callable[[Record, int], Value] | None
    masked: bool = False
    hidden: bool = False
    personal: bool = False


def cells_for(
    kind: str,
    column: MappedColumn,
    *,
    scope: Scope,
    table_unit: str | None,
    words: dict[str, str] | None = None,
    offered: Sequence[str] = (),
) -> Cells:
    """How a column is written.

    words: how the column says yes and no, where that is known. offered: the answers that the form lists for choosing.
    """
    one = targets.fields(kind).get(column.field or "")
    if one is None:
        return _unknown(kind, column)
    key = one.key
    personal = key in PERSONS or key in _PHONES or key == "id_number" or (kind == "members" and key == "name")
    if not scope.sees(one.access):
        mask = _mask(kind, key)
        if mask is None:
            return Cells(column, None, hidden=True)
        return Cells(column, lambda record, _n: mask(str(record.get(key) or "")) or None, True, personal=True)
    convert = _converter(one, column, column.unit or table_unit, words or {}, offered)
    if convert is None:
        return Cells(column, None)
    special = _SPECIAL.get((kind, key))
    if special is not None and column.option is None:
        return Cells(column, lambda record, _n: special(record), personal=personal)

    def write(record: Record, _number: int) -> Value:
        value = record.get(key)
        return None if value is None or value == "" else convert(value)

    return Cells(column, write, personal=personal)


def _mask(kind: str, key: str) -> Callable[[str], str] | None:
    if key == "id_number":
        return mask_id_number
    if key in _PHONES:
        return mask_contact
    return mask_name if key in PERSONS or (kind == "members" and key == "name") else None


def _unknown(kind: str, column: MappedColumn) -> Cells:
    """A running number is ours to give; whatever else no field fits stays empty."""
    needless = targets.needless(kind, column.header, column.group)
    if needless and column.header.strip().startswith((_RUNNING, "行号", "No", "no", "NO")):
        return Cells(column, lambda _record, number: number)
    return Cells(column, None)


def _converter(
    one: Field,
    column: MappedColumn,
    unit: str | None,
    words: dict[str, str],
    offered: Sequence[str],
) -> Callable[[Any], Value] | None:
    """What turns a value into the cell; None when the column wants what cannot be said, such as dollars."""
    if one.enum:
        enum = standards.load_enums()[one.enum]
        return _ticked(enum, column.option) if column.option else _word(enum, offered)
    if one.type == "bool":
        return _yes_no(column.header, words, offered)
    if one.unit_of_measure == "万元":
        return _money(unit or "万元")
    if one.key == "industry_code":
        return _industry(column.header)
    as_it_is: Callable[[Any], Value] = _AS_IT_IS.get(one.type, _text)
    return as_it_is


def _money(unit: str) -> Callable[[Any], Value] | None:
    """Held in 万元, written in the table's own unit of measure; a foreign currency cannot be."""
    factor = YUAN.get(unit)
    if factor is None:
        return None

    def write(value: Decimal) -> Value:
        return _plain(value * YUAN["万元"] / factor)

    return write


def _plain(value: Decimal) -> Decimal:
    """Without zeros at the end, and never as 1E+3."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _ticked(enum: Enum, option: str) -> Callable[[Any], Value]:
    meant = enum.code_of(option)
    return lambda code: TICK if code == meant else None


def _word(enum: Enum, offered: Sequence[str]) -> Callable[[Any], Value]:
    """The enumeration's own word, or the form's where it means the same."""
    theirs = {code: text for text in reversed(offered) if (code := enum.code_of(text)) is not None}
    return lambda code: theirs.get(code) or (enum.zh(code) if code in enum.codes else code)


def _yes_no(header: str, words: dict[str, str], offered: Sequence[str]) -> Callable[[Any], Value]:
    """In the words that the form offers, that the column used before, or that its heading asks for."""
    enum = standards.load_enums()["yes_no"]
    theirs = {code: text for text in reversed(offered) if (code := enum.code_of(text)) is not None} | words
    yes = theirs.get("yes") or ("有" if "有无" in header else "是")
    no = theirs.get("no") or (CROSS if yes in _TICKS else {"有": "无"}.get(yes, "否"))
    return lambda value: yes if value else no


def _industry(header: str) -> Callable[[Any], Value]:
    """A name where it leads back to the same code and nobody asked for the code."""
    table = standards.load_industries()

    def write(code: str) -> Value:
        name = None if "代码" in header else table.name(code)
        found = standards.rules.industry.parse(name, table) if name else None
        return name if found is not None and found.code == code else code

    return write


def _day(value: Any) -> Value:
    """A whole date as a date, a partial one as it is known: a day that nobody knows is not made up."""
    if isinstance(value, date):
        return value
    return date.fromisoformat(value) if len(value) == len("2010-05-01") else value


def _text(value: Any) -> Value:
    return str(value)


def _number(value: Any) -> Value:
    return _plain(value) if isinstance(value, Decimal) else value


_AS_IT_IS: Final[dict[str, Callable[[Any], Value]]] = {"int": _number, "decimal": _number, "date": _day}


def _mobile(record: Record) -> Value:
    enum = standards.load_enums()["mobile_status"]
    status, where = record.get("mobile_status"), record.get("mobile_where")
    if not status:
        return None
    return f"{enum.zh(status)}（{where}）" if where else enum.zh(status)


def _silent(record: Record) -> Value:
    silent, since = record.get("out_of_contact"), record.get("out_of_contact_since")
    if silent is None:
        return None
    return (f"是，{since}起" if since else "是") if silent else "否"


def _voluntary(record: Record) -> Value:
    enum = standards.load_enums()["voluntary"]
    voluntary, reason = record.get("voluntary"), record.get("voluntary_reason")
    if voluntary is None or (voluntary and not reason):
        return None
    return enum.zh(reason if voluntary else "none")


_SPECIAL: Final[dict[tuple[str, str], Callable[[Record], Value]]] = {
    ("members", "mobile_status"): _mobile,
    ("members", "out_of_contact"): _silent,
    ("members", "voluntary"): _voluntary,
}
