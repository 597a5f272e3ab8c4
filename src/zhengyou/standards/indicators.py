"""Official figures: what is divided by what, who is left out and why."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen

COLUMNS = (
    "key,name_zh,name_en,population,definition_zh,definition_en,numerator_zh,numerator_en,denominator_zh,"
    "denominator_en,left_out_zh,left_out_en,unit,source,requirement,certainty"
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """`population` as in the founding rules; `requirement` the id it serves; `certainty` HIGH, MED or own."""

    key: str
    name_zh: str
    name_en: str
    population: str
    definition_zh: str
    definition_en: str
    numerator_zh: str
    numerator_en: str
    denominator_zh: str
    denominator_en: str
    left_out_zh: str
    left_out_en: str
    unit: str
    source: str
    requirement: str
    certainty: str

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_zh


@cache
def load_indicators(edition: str | None = None, *, root: Path | None = None) -> tuple[Indicator, ...]:
    """In the order in which screens show them."""
    rows = list(tables.read(chosen("indicators", edition, root).folder / "indicators.csv", COLUMNS))
    tables.refuse_repeats([(row, row.text("key")) for row in rows], "key")
    return tuple(Indicator(**{column: row.text(column) for column in COLUMNS.split(",")}) for row in rows)
