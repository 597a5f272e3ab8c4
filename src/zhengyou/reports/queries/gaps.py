"""Where units could not be judged in an official table: which numbers, how many, for want of what, where to fill it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.analytics.statistics.declaring import Column, Lack, Row
from zhengyou.analytics.statistics.derived import Derived


@dataclass(frozen=True, slots=True)
class Gap:
    """One number. known: what counts for certain; unknown: units; lacks: what they may lack, of what anybody lacks."""

    row: Row
    column: Column
    known: int
    unknown: int
    lacks: tuple[Lack, ...]

    @property
    def why(self) -> str:
        """The missing facts in words."""
        return _("、").join(str(lack.words) for lack in self.lacks)

    @property
    def where(self) -> str:
        """The fields to fill in, by their registers."""
        fields = dict.fromkeys(field for lack in self.lacks for field in lack.fields)
        return _("；").join(_register(kind, list(fields)) for kind in _registers(list(fields)))


def gaps(derived: Derived) -> list[Gap]:
    """All of them, by row then column."""
    return list(_gaps(derived))


def _gaps(derived: Derived) -> Iterator[Gap]:
    from zhengyou.analytics.statistics import reasons  # noqa: PLC0415 - expressions, which pages without a table never make

    table, counted = derived.table, derived.counted
    for row in table.rows:
        for column in table.columns:
            unknown = counted.unknown.get((row.key, column.letter), 0)
            if unknown:
                known = counted.numbers[row.key, column.letter]
                hangs_on = reasons.of(table, row.key, column.letter)
                lacking = tuple(one for one in hangs_on if counted.lacks.get(one.key))
                yield Gap(row, column, known, unknown, lacking or hangs_on)


def _registers(fields: list[str]) -> list[str]:
    return list(dict.fromkeys(field.partition(".")[0] for field in fields))


def _register(kind: str, fields: list[str]) -> str:
    table = standards.load_unit_fields() if kind == "unit" else standards.load_organisation_fields()
    keys = [field.partition(".")[2] for field in fields if field.startswith(f"{kind}.")]
    labels = _("、").join(table[key].label(get_language() or "") for key in keys)
    register = _("单位台账") if kind == "unit" else _("党组织台账")
    return _("%(register)s：%(fields)s") % {"register": register, "fields": labels}
