"""Which rows of one table are likely the same thing twice: record linkage by weighted rules (Fellegi and Sunter).

    found = linkage.pairs(rows, model, engine=settings.ENGINE, means=Means(folder=settings.DATA_DIR / "engine"))

Every comparison of the model has levels, tried in order, each with its m and u; the weight of a pair is the sum of their
log2(m/u) on top of the prior. The numbers are given, nothing is trained at run time, so the same rows give the same pairs.
Two engines stand behind it, both driven by splink: "duckdb" in this process, "spark" where one machine is outgrown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from zhengyou.engines import means as engines
from zhengyou.engines.means import Means

ID: Final = "unique_id"


class Rung(NamedTuple):
    """One level of a comparison. m and u: None for a level that says nothing (a value is missing)."""

    code: str
    condition: str
    m: float | None
    u: float | None


@dataclass(frozen=True, slots=True)
class Model:
    """What is compared, how it weighs, and which rows are compared at all.

    comparisons: {name: rungs in the order tried, the last one ELSE}. Conditions are SQL over `column_l` and `column_r`;
    beside it they may say shared(a, b), how many entries two lists have in common, and slip(a, b), whether two texts
    differ in one character or in two neighbours that changed places.
    blocks: rows are compared when they agree in all columns of one block, as long as no more than `most_in_block` do.
    shown_from: bits.
    """

    comparisons: Mapping[str, Sequence[Rung]]
    blocks: Sequence[Sequence[str]]
    most_in_block: int
    prior: float
    shown_from: float


class Pair(NamedTuple):
    """Two rows, the smaller id first; weight in bits; levels: {comparison: code of the level}."""

    first: int
    second: int
    weight: float
    levels: dict[str, str]


Table = dict[str, list[Any]]
Engine = Callable[[Table, Model, Means], list[Pair]]


def pairs(rows: Table, model: Model, *, engine: str, means: Means) -> list[Pair]:
    """The pairs from `model.shown_from` on, by ids.

    rows: {column: values}, a table by columns; `unique_id` holds whole numbers, None is unknown, lists hold texts. It is
    emptied on the way: a province's rows are not held twice. Raises EngineFailed; whatever `means.check` raises.
    """
    if not rows[ID]:
        return []
    rows.update(_keys(rows, model))
    means.check()
    run: Engine = engines.engine(engine).pairs
    return sorted(run(rows, model, means), key=lambda pair: (pair.first, pair.second))


def keys(model: Model) -> list[str]:
    """The columns by which rows come to be compared, one for each block."""
    return [f"block_{number}" for number in range(len(model.blocks))]


def _keys(rows: Table, model: Model) -> Iterator[tuple[str, list[str | None]]]:
    """A text for each row and block; None where a value is unknown, and where too many rows would have the same."""
    for name, block in zip(keys(model), model.blocks, strict=True):
        texts = [
            None if None in values else "\x1f".join(map(str, values))
            for values in zip(*(rows[column] for column in block), strict=True)
        ]
        counted = Counter(texts)
        yield name, [None if counted[text] > model.most_in_block else text for text in texts]
