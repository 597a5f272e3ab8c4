"""From declarations to the text that a database or an engine runs. Texts are kept: a web process compiles each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from zhengyou.analytics.facts import FACTS
from zhengyou.analytics.indicators import INDICATORS, Indicator, Part
from zhengyou.analytics.indicators.conditions import Conditions, certainly, certainly_not
from zhengyou.engines import expressions as ibis

if TYPE_CHECKING:
    from ibis.expr import types as ir

COUNTS: Final = ("numerator", "denominator", "unknown", "left_out")
STATES: Final[tuple[tuple[int, int, int, int], ...]] = (  # what a subject in each state adds to COUNTS
    (0, 0, 0, 0),  # not what the indicator is about, or not part of the whole
    (1, 1, 0, 0),
    (0, 1, 0, 0),
    (0, 0, 0, 1),
    (0, 1, 1, 0),  # part of the whole, not known whether it counts
    (0, 0, 1, 0),
)
BITS: Final = 3  # of one state
PACKED: Final = 20  # states in one whole number of 64 bits
_COLUMN: Final = re.compile(r"""["`]t0["`]\.["`](\w+)["`]""")
_DIALECTS: Final = {"sqlite": "sqlite", "postgresql": "postgres"}


def counts(asked: Conditions) -> dict[str, ir.BooleanValue]:
    """{one of COUNTS: its condition}."""
    return {
        "numerator": asked.part(Part.NUMERATOR),
        "denominator": asked.denominator,
        "unknown": asked.part(Part.UNKNOWN),
        "left_out": asked.part(Part.LEFT_OUT),
    }


def counting(facts: str, keys: Iterable[str], by: Sequence[str]) -> ir.Table:
    """The counts of these indicators over a fact table, grouped: columns `by`, then `<key>__<count>` whole numbers.

    What the indicators ask of a row is asked once, however many of them and of their counts ask it: over a hundred million
    rows that is half the work.
    """
    table = FACTS[facts].table
    asked: dict[Any, str] = {}
    flags = {
        key: {
            part: asked.setdefault(condition.op(), f"flag_{len(asked)}")
            for part in ("base", "operating", "member", "met")
            if (condition := getattr(INDICATORS[key].conditions, part)) is not None
        }
        for key in keys
    }
    told = table.select(*by, **{name: condition.to_expr() for condition, name in asked.items()})
    counted: dict[str, Any] = {
        f"{key}__{name}": told.count(where=condition)
        for key, names in flags.items()
        for name, condition in counts(
            Conditions(**{part: told[flag] for part, flag in names.items()})
        ).items()
    }
    return told.group_by(list(by)).aggregate(**counted)


def states(facts: str, keys: Sequence[str], columns: Sequence[str]) -> ir.Table:
    """In which state each subject stands for each indicator: the columns named, then `states_0`….

    Each whole number `states_n` holds the states of twenty indicators of `keys`, three bits each, the first lowest: one pass over
    a place serves every indicator and dimension. What a state adds to the counts says STATES.
    """
    packed = {
        f"states_{number}": _packed([INDICATORS[key] for key in keys[start : start + PACKED]])
        for number, start in enumerate(range(0, len(keys), PACKED))
    }
    return FACTS[facts].table.select(*columns, **packed)


def _packed(indicators: Sequence[Indicator]) -> ir.IntegerValue:
    total: Any = ibis.literal(0, "int64")
    for place, indicator in enumerate(indicators):
        total = total + _state(indicator, 1 << (BITS * place))
    return total


def _state(indicator: Indicator, worth: int) -> Any:
    """The number of the state, times `worth`: what the parts say, each fact asked once and in turn."""
    one = indicator.conditions
    asked = [(certainly_not(one.operating), 3), (~certainly(one.operating), 5)]
    if one.member is not None:
        asked += [(certainly_not(one.member), 0), (~certainly(one.member), 5)]
    asked += [(certainly(one.met), 1), (certainly_not(one.met), 2)]
    branches = [(condition, ibis.literal(state * worth, "int64")) for condition, state in asked]
    inside = ibis.cases(*branches, else_=ibis.literal(4 * worth, "int64"))
    return one.base.ifelse(inside, ibis.literal(0, "int64"))


def statement(expression: ir.Table, dialect: str) -> str:
    """One SQL statement. dialect: sqlite, postgres, duckdb or pyspark; the fact tables stand in it under their keys."""
    return str(ibis.to_sql(expression, dialect=dialect))


def dialect_of(vendor: str) -> str:
    """Ibis' word for the database that Django calls `vendor`."""
    return _DIALECTS[vendor]


@cache
def condition(key: str, part: Part, dialect: str) -> str:
    """The condition of one part of one indicator, for `%`: `%(population)s = 'enterprise' AND …`, named by columns."""
    indicator = INDICATORS[key]
    told = statement(indicator.table.table.filter(indicator.conditions.part(part)), dialect).replace(
        "%", "%%"
    )
    _select, where = told.split("\nWHERE\n", 1)
    return _COLUMN.sub(r"%(\1)s", where)
