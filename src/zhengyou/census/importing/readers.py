"""Which reader fits which field, by the type that the standard gives it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from django.db import models

from zhengyou import standards
from zhengyou.census.rules import codes, dates, numbers, words
from zhengyou.census.rules.words import Reader
from zhengyou.partial_dates import PartialDateField
from zhengyou.standards import Enum, Field

PERSONS: Final = frozenset({"owner_name", "secretary", "deputy", "instructor_name", "surveyed_by"})
NAMES: Final = PERSONS | {"org_name", "parent_org", "superior", "zone_name", "branch"}
"""A tick or 有 is no name, of a person or of an organisation; 筹建中 is no organisation's."""
DESCRIBES: Final = frozenset(
    {
        *("ownership_type", "ownership_control", "condition", "located_in", "zone_level", "owner_politics"),
        *("secretary_education", "secretary_source", "education", "post", "position", "gender"),
    }
)
"""Choices on which no figure, no rule and no identity hangs: a word that is not understood leaves them unknown."""
_LONGEST_NAME: Final = 120
_LONGEST_TEXT: Final = 300
_LONGEST_CODE: Final = 30
Column = models.Field[Any, Any] | None


def reader_for(one: Field, *, column: Column, kind: str, today: date, heading_unit: str | None) -> Reader:
    """The reader of a field.

    column: the model's column that holds it, None for what is only looked up. heading_unit: unit of money that the
    heading or the line above the table names.
    """
    label = one.label_zh
    if one.enum:
        return words.choice_reader(label, standards.load_enums()[one.enum], decides=one.key not in DESCRIBES)
    return _BY_TYPE[one.type](one, Setting(column, kind, today, heading_unit))


class Setting(NamedTuple):
    """What a reader depends on beside its field."""

    column: Column
    kind: str
    today: date
    heading_unit: str | None


def _yes_no(one: Field, _: Setting) -> Reader:
    return words.yes_no_reader(one.label_zh, standards.load_enums()["yes_no"])


def _count(one: Field, _: Setting) -> Reader:
    return numbers.count_reader(one.label_zh)


def _amount(one: Field, setting: Setting) -> Reader:
    if one.unit_of_measure == "万元":
        return numbers.amount_reader(one.label_zh, heading=setting.heading_unit)
    return numbers.decimal_reader(one.label_zh, places=2)


def _date(one: Field, setting: Setting) -> Reader:
    if setting.column is None or isinstance(setting.column, PartialDateField):
        return dates.partial_date_reader(one.label_zh, today=setting.today, future=one.key == "term_ends")
    return dates.whole_date_reader(one.label_zh, today=setting.today)


def _code(one: Field, setting: Setting) -> Reader:
    if one.key == "uscc":
        return codes.credit_code_reader(one.label_zh)
    if one.key == "industry_code":
        return codes.industry_reader(one.label_zh, standards.load_industries())
    if one.key == "id_number":
        return codes.id_number_reader(one.label_zh, today=setting.today)
    return codes.code_reader(one.label_zh, _LONGEST_CODE)


def _text(one: Field, setting: Setting) -> Reader:
    column = setting.column
    longest = column.max_length if column is not None and column.max_length else _LONGEST_TEXT
    person = one.key in PERSONS or (setting.kind == "members" and one.key == "name")
    return words.text_reader(one.label_zh, longest, person=person, no_names=_no_names(one))


def _no_names(one: Field) -> tuple[Enum, ...]:
    enums = standards.load_enums()
    if one.key not in NAMES:
        return ()
    return (enums["yes_no"], enums["no_org_reason"]) if one.key == "org_name" else (enums["yes_no"],)


def _reference(one: Field, _: Setting) -> Reader:
    return words.text_reader(one.label_zh, _LONGEST_NAME, no_names=_no_names(one))


_BY_TYPE: Final[dict[str, Callable[[Field, Setting], Reader]]] = {
    "bool": _yes_no,
    "int": _count,
    "decimal": _amount,
    "date": _date,
    "code": _code,
    "text": _text,
    "list": _text,
    "ref": _reference,
}
