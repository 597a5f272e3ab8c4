"""The fact tables that figures are counted from, declared once for every database and engine.

An indicator speaks of `FACTS["units"].table`, an Ibis table that is bound to nothing. On the transactional database the table is
a CTE over the model's own table; in Parquet it is the file `<key>.parquet` with exactly these columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from zhengyou.census.models import Member
from zhengyou.coverage.models import UnitCoverage
from zhengyou.engines import expressions as ibis
from zhengyou.scoping import ScopedModel

if TYPE_CHECKING:
    from ibis.expr import types as ir

PATH: Final = "path"


@dataclass(frozen=True, eq=False)
class FactTable:
    """Rows that are counted, one for each subject.

    path: the model's attribute that holds the territory path, `path` in the table. columns: {name in the table: (Ibis type,
    attribute of the model)}, the path among them. '' and NULL are unknown.
    """

    key: str
    model: type[ScopedModel]
    path: str
    columns: dict[str, tuple[str, str]]

    @cached_property
    def table(self) -> ir.Table:
        """The table as expressions see it."""
        return ibis.table({name: dtype for name, (dtype, _attribute) in self.columns.items()}, name=self.key)

    def attribute(self, column: str) -> str:
        """The model's attribute behind a column."""
        return self.columns[column][1]


def _same(**types: str) -> dict[str, tuple[str, str]]:
    return {name: (dtype, name) for name, dtype in types.items()}


FACTS: Final[dict[str, FactTable]] = {
    "units": FactTable(
        key="units",
        model=UnitCoverage,
        path="path",
        columns=_same(
            path="string",
            population="string",
            operating="boolean",
            qualifies="boolean",
            covered="boolean",
            solo="boolean",
            joint="boolean",
            work_covered="boolean",
            above_scale="boolean",
            org_kind="string",
            section="string",
            size_class="string",
            condition="string",
            located_in="string",
        ),
    ),
    "members": FactTable(
        key="members",
        model=Member,
        path="place",
        columns={
            PATH: ("string", "place"),
            **_same(
                category="string",
                relation="string",
                standing="string",
                out_of_contact="boolean",
                closed_on="date",
            ),
        },
    ),
}
