"""Questions that forms ask besides the facts of units and members."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen
from zhengyou.standards.fields import CADENCES


@dataclass(frozen=True, slots=True)
class Question:
    """`id` is form and field (`round.as_of`); `minutes` to answer once; `source` who knows the answer."""

    id: str
    label_zh: str
    label_en: str
    purpose_zh: str
    purpose_en: str
    source: str
    minutes: Decimal
    cadence: str


@cache
def load_questions(edition: str | None = None, *, root: Path | None = None) -> tuple[Question, ...]:
    file = chosen("questions", edition, root).folder / "questions.csv"
    rows = list(tables.read(file, "id,label_zh,label_en,purpose_zh,purpose_en,source,minutes,cadence"))
    tables.refuse_repeats([(row, row.text("id")) for row in rows], "id")
    return tuple(_question(row) for row in rows)


def _question(row: tables.Row) -> Question:
    return Question(
        id=row.text("id"),
        label_zh=row.text("label_zh"),
        label_en=row.text("label_en"),
        purpose_zh=row.text("purpose_zh"),
        purpose_en=row.text("purpose_en"),
        source=row.text("source"),
        minutes=row.amount("minutes"),
        cadence=row.text("cadence", CADENCES),
    )
