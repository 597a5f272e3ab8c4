"""What the columns of a register's export can mean: the facts that standards/registers gives it, by the words it uses."""

from __future__ import annotations

from dataclasses import replace

from zhengyou import standards
from zhengyou.standards import Field, RegisterField

AS_OF = "as_of"
KEY = "uscc"


def fields(kind: str) -> list[Field]:
    """Places, the code by which rows are matched, then what the register says. kind: the register's code."""
    units = standards.load_unit_fields()
    register = standards.load_registers()[kind]
    named = {*(word for one in register.fields for word in one.synonyms)}
    places = [
        replace(one, synonyms=tuple(word for word in one.synonyms if word not in named))
        for one in units.places
    ]
    said = [_column(one, units) for one in register.fields if one.key != KEY]
    if not any(one.key == "name" for one in said):
        said.append(units["name"])
    code = replace(units[KEY], header_group=())
    return [*places, code, *said]


def _column(one: RegisterField, units: standards.FieldTable) -> Field:
    if one.role == "date":
        return replace(
            units["surveyed_on"],
            key=AS_OF,
            label_zh="数据日期",
            label_en="Data as of",
            synonyms=one.synonyms,
            header_group=(),
        )
    own = units[one.key]
    words = dict.fromkeys((*one.synonyms, own.label_zh, *own.synonyms))
    return replace(own, synonyms=tuple(words), header_group=())
