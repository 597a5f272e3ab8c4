"""A model in splink's words, and splink's answer in ours. The same for every engine."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from splink import Linker, SettingsCreator, block_on

from zhengyou.engines import arrow as pa
from zhengyou.engines.linkage import ID, Model, Pair, Rung, Table, keys

_CALL: Final = re.compile(r"\b(shared|slip)\(\s*(\w+)\s*,\s*(\w+)\s*\)")
Words = Mapping[str, str]


def settings(model: Model, words: Words) -> SettingsCreator:
    """words: {function: how the engine says it, with {0} and {1}}."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=ID,
        probability_two_random_records_match=model.prior,
        comparisons=[
            {
                "output_column_name": name,
                "comparison_levels": [_level(rung, words) for rung in rungs],
            }
            for name, rungs in model.comparisons.items()
        ],
        blocking_rules_to_generate_predictions=[block_on(key) for key in keys(model)],
        retain_matching_columns=True,  # splink keeps the levels only beside the values
        retain_intermediate_calculation_columns=False,
    )


def _level(rung: Rung, words: Words) -> dict[str, Any]:
    level: dict[str, Any] = {
        "sql_condition": _CALL.sub(lambda call: words[call[1]].format(call[2], call[3]), rung.condition),
        "label_for_charts": rung.code,
    }
    if rung.m is None or rung.u is None:
        return level | {"is_null_level": True}
    return level | {"m_probability": rung.m, "u_probability": rung.u}


def typed(rows: Table) -> pa.Table:
    """The rows as Arrow, column by column, each let go of at once. One in which nothing is known counts as text."""
    kinds = {pa.null(): pa.string(), pa.list_(pa.null()): pa.list_(pa.string())}
    columns = {}
    for name in list(rows):
        column = pa.array(rows.pop(name))
        columns[name] = column.cast(kinds.get(column.type, column.type))
    return pa.table(columns)


def predict(table: Any, model: Model, words: Words) -> Any:
    """The splink table of scored pairs from `model.shown_from` on."""
    linker = Linker(table, settings(model, words), log_level=None)
    return linker.inference.predict(threshold_match_weight=model.shown_from, warning_mode="never")


def columns(model: Model) -> list[str]:
    """What `pair` reads of a scored row."""
    return [f"{ID}_l", f"{ID}_r", "match_weight", *(f"gamma_{name}" for name in model.comparisons)]


def pair(row: tuple[Any, ...], model: Model) -> Pair:
    """One scored row, in the order of `columns`."""
    left, right, weight, *gammas = row
    levels = {
        name: _code(rungs, int(gamma))
        for (name, rungs), gamma in zip(model.comparisons.items(), gammas, strict=True)
    }
    return Pair(min(left, right), max(left, right), round(float(weight), 2), levels)


def _code(rungs: Sequence[Rung], gamma: int) -> str:
    """splink numbers the levels that weigh from the last one (0) up; -1 is the one that says nothing."""
    weighing = [rung.code for rung in rungs if rung.m is not None]
    if gamma < 0:
        return next(rung.code for rung in rungs if rung.m is None)
    return weighing[len(weighing) - 1 - gamma]
