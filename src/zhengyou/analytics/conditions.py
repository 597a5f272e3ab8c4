"""A declared condition in a queryset: the compiled text stands in WHERE, its columns are the queryset's own."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, F, Func, Q

from zhengyou.analytics import compiling
from zhengyou.analytics.dimensions import DIMENSIONS
from zhengyou.analytics.indicators import Indicator, Part


class Declared(Func):
    """The condition of one part of an indicator, over the model of its fact table.

    Every literal in the text comes from the declaration, nothing from a person; columns go through Django, so joins and
    aliases of the queryset are as always.
    """

    output_field = BooleanField()

    def __init__(self, indicator: Indicator, part: Part) -> None:
        self.indicator, self.part = indicator.key, part
        columns = indicator.table.columns
        super().__init__(*(F(attribute) for _dtype, attribute in columns.values()))
        self.names = tuple(columns)

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The template with each column as the compiler writes it. Columns carry no parameters."""
        template = compiling.condition(self.indicator, self.part, compiling.dialect_of(connection.vendor))
        written = {
            name: compiler.compile(expression)[0]
            for name, expression in zip(self.names, self.get_source_expressions(), strict=True)
        }
        return f"({template % written})", []


def behind(indicator: Indicator, part: Part, *, dimension: str = "", value: str = "") -> Any:
    """What a queryset of the fact table's model is filtered by: one part of the figure, or of one value of a dimension."""
    condition = Q(Declared(indicator, part))
    if dimension:
        condition &= Q(**{indicator.table.attribute(DIMENSIONS[dimension].column): value})
    return condition
