"""Where each fact of a unit stands: known or not, from which source and day, held by a register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.utils.timezone import localdate

from zhengyou import standards
from zhengyou.census.models import RegisterEntry, Unit
from zhengyou.census.queries import history, words
from zhengyou.census.rules import choosing
from zhengyou.census.rules.choosing import Standing
from zhengyou.census.rules.expected import attribute
from zhengyou.changes import queries as changes
from zhengyou.standards.rules import credit_code

_OWN: Final = "entries of a unit that was read through the scope"
PLACE: Final = "territory"


@dataclass(frozen=True, slots=True)
class Held:
    """One fact: what speaks for it and where it comes from."""

    standing: Standing
    source: str


@cache
def choosable() -> tuple[str, ...]:
    """The attributes of which a person chooses whose value stays, in the order of the fields table, the place first."""
    own = [attribute(one) for one in standards.load_unit_fields().held if one.owner == "unit"]
    return (PLACE, *(name for name in own if name not in choosing.FOLLOWERS))


def of(unit: Unit) -> dict[str, Held]:
    """{attribute: where it stands} of what can be chosen. Two queries."""
    origins = changes.provenance("unit", unit.pk)
    registers = set(_by_register(unit))
    valid = bool(unit.uscc) and credit_code.check(unit.uscc).state == "ok"
    found = {}
    for name in choosable():
        key = "union_" if name == "union" else name
        origin = origins.get(key)
        known = _known(unit, name)
        found[name] = Held(
            Standing(
                known=known,
                register=known and key in registers,
                beside_code=name == "name" and valid,
                day=(origin.as_of or localdate(origin.at)) if origin else None,
            ),
            origin.source if origin else "",
        )
    return found


def _by_register(unit: Unit) -> Iterable[str]:
    rows = RegisterEntry.objects.across_all(because=_OWN).filter(unit=unit)
    return [key for fields in rows.values_list("fields", flat=True) for key in fields]


def _known(unit: Unit, name: str) -> bool:
    value: Any = getattr(unit, "territory_id" if name == PLACE else name)
    return value not in (None, "")


def label(column: str) -> str:
    """The word for a column of a unit."""
    name = column.removesuffix("_id")
    if name in history.BESIDES:
        return str(history.BESIDES[name][0])
    one = standards.load_unit_fields().get("union_" if name == "union" else name)
    return words.label(one) if one else name
