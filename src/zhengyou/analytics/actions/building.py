"""The full build: facts to Parquet, counted by an engine, summed up the tree, written as cells at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou import loading
from zhengyou.analytics import parquet, summing
from zhengyou.analytics.actions import turns
from zhengyou.analytics.compiling import COUNTS, counting, statement
from zhengyou.analytics.dimensions import DIMENSIONS
from zhengyou.analytics.facts import FACTS, PATH
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.engines import arrow as pa
from zhengyou.engines import counting as engines
from zhengyou.engines.means import Means
from zhengyou.scoping import below

KIND: Final = "rollup.build"
STEPS: Final = 4
_BECAUSE: Final = "a full build counts every cell anew"

Tell = Callable[[int, int, str], None]


def _silent(_step: int, _steps: int, _words: str) -> None:
    """Nobody watches."""


class Question(NamedTuple):
    """One statement: which indicators of a fact table are counted, undivided ('') or divided by one dimension."""

    facts: str
    dimension: str
    keys: tuple[str, ...]

    @property
    def by(self) -> list[str]:
        """The columns that are grouped by."""
        return [PATH, DIMENSIONS[self.dimension].column] if self.dimension else [PATH]


def build(
    round_: Round,
    *,
    at: datetime,
    engine: str = "",
    folder: Path | None = None,
    under: str = "",
    tell: Tell = _silent,
) -> int:
    """Counts all cells of the round at or below the path `under` ('' is everything) anew. Returns how many cells.

    engine: "duckdb" or "spark"; '' is the setting. folder: where the Parquet files stand meanwhile, within the data folder when
    not said; they are gone afterwards. tell: called with (step, steps, words) and within steps; what it raises ends the build.
    All of it is one transaction: whoever reads sees the cells of before until all are there, and when it fails nothing changed.
    Raises EngineFailed.
    """
    place = folder or settings.DATA_DIR / "facts"
    with transaction.atomic():
        turns.take()
        try:
            files = {key: _exported(key, place, under, tell) for key in FACTS}
            answers = count(files, engine=engine or settings.ENGINE, spill=place / "spill", tell=tell)
        finally:
            for key in FACTS:
                parquet.path_of(FACTS[key], place).unlink(missing_ok=True)
        tell(3, STEPS, _("正在写入指标"))
        held = Cell.objects.across_all(because=_BECAUSE).filter(round=round_)
        (held.filter(below("path", under)) if under else held).delete()
        return sum(
            _write(round_, at, indicator, question.dimension, cells)
            for question, counted in answers.items()
            for indicator, cells in summing.cells(counted, question.keys, under=under)
        )


def questions() -> list[Question]:
    """What a full build asks: every indicator undivided, then by each of its dimensions."""
    return [
        Question(facts, dimension, keys)
        for facts in FACTS
        for dimension in ("", *DIMENSIONS)
        if (keys := tuple(_counted(facts, dimension)))
    ]


def _counted(facts: str, dimension: str) -> Iterator[str]:
    for key, indicator in INDICATORS.items():
        if indicator.facts == facts and (not dimension or dimension in indicator.dimensions):
            yield key


def count(
    files: dict[str, Path], *, engine: str, spill: Path, tell: Tell = _silent
) -> dict[Question, pa.Table]:
    """{question: counts by leaf} from the Parquet files of the fact tables. Raises EngineFailed."""
    asked = {str(number): question for number, question in enumerate(questions())}
    dialect = engines.dialect(engine)
    statements = {name: _statement(question, dialect) for name, question in asked.items()}
    told = _("正在统计")
    means = Means(folder=spill, check=lambda: tell(2, STEPS, told), master=settings.SPARK_MASTER)
    answers = engines.count(statements, files, engine=engine, means=means)
    return {asked[name]: answer for name, answer in answers.items()}


@cache
def _statement(question: Question, dialect: str) -> str:
    return statement(counting(question.facts, question.keys, question.by), dialect)


def _exported(key: str, folder: Path, under: str, tell: Tell) -> Path:
    step = list(FACTS).index(key)
    words = _("正在读取台账：%(rows)s 行")
    return parquet.export(
        FACTS[key],
        folder,
        under=under,
        told=lambda rows: tell(min(step, 1), STEPS, words % {"rows": f"{rows:,}"}),
    )


def _write(round_: Round, at: datetime, indicator: str, dimension: str, cells: pa.Table) -> int:
    columns = {name: cells[name].to_pylist() for name in (PATH, summing.VALUE, *COUNTS)}
    same = {"round_id": round_.pk, "indicator": indicator, "dimension": dimension, "computed_at": at}
    loading.insert(Cell, columns, constants=same)
    return int(cells.num_rows)
