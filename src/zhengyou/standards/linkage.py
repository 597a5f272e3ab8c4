"""How units that were entered twice are found: comparisons with their weights, blocks, words that names may leave out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log2
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen, read_toml
from zhengyou.standards.errors import StandardError

COLUMNS = "comparison,level,condition,m,u,zh,en,certainty,reason"
AFFIXES = ("form", "branch", "place", "note", "same")
OTHERWISE = "ELSE"


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which two records compare. m, u: how often among pairs that are one unit, and that are two.

    condition: SQL over the columns of both records (`name_l`, `name_r`). A level without m and u says nothing.
    """

    comparison: str
    code: str
    condition: str
    m: float | None
    u: float | None
    zh: str
    en: str
    certainty: str
    reason: str

    @property
    def bits(self) -> float:
        """The evidence in bits, 0 for a level that says nothing."""
        return log2(self.m / self.u) if self.m and self.u else 0.0

    def label(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Often:
    """When a value says little: more units than this have it. within: "city", "county", "" for the whole table."""

    within: str
    more_than: int


@dataclass(frozen=True, slots=True)
class Affixes:
    """Parts of names: legal forms (longest first, with the form each means), endings of branches, notes, words for the same."""

    forms: Mapping[str, str]
    branches: tuple[str, ...]
    places: tuple[str, ...]
    notes: tuple[str, ...]
    same: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Linkage:
    """One edition. levels: by comparison, in the order in which they are tried. Weights in bits."""

    edition: str
    levels: Mapping[str, tuple[Level, ...]]
    prior: float
    shown_from: float
    likely_from: float
    again_from: float
    often: Mapping[str, Often]
    most_in_block: int
    blocks: tuple[tuple[str, ...], ...]
    affixes: Affixes

    def level(self, comparison: str, code: str) -> Level | None:
        """The level, None when the edition no longer has it."""
        return next((one for one in self.levels.get(comparison, ()) if one.code == code), None)


@cache
def load_linkage(edition: str | None = None, *, root: Path | None = None) -> Linkage:
    """StandardError when a comparison does not end with ELSE, or a probability is none."""
    found = chosen("linkage", edition, root)
    file = found.folder / "linkage.toml"
    facts = read_toml(file)
    often = facts.get("often")
    blocks = facts.get("blocks")
    if not isinstance(often, dict) or not isinstance(blocks, list):
        raise StandardError("expected a table `often` and a list `blocks`", file=file)
    return Linkage(
        edition=found.id,
        levels=_levels(found.folder / "levels.csv"),
        prior=_number(facts, "prior", file),
        shown_from=_number(facts, "shown_from", file),
        likely_from=_number(facts, "likely_from", file),
        again_from=_number(facts, "again_from", file),
        often=MappingProxyType({str(name): _often(one, file) for name, one in often.items()}),
        most_in_block=int(_number(facts, "most_in_block", file)),
        blocks=tuple(tuple(str(column) for column in columns) for columns in blocks),
        affixes=_affixes(found.folder / "affixes.csv"),
    )


def _often(said: object, file: Path) -> Often:
    if not isinstance(said, dict) or set(said) != {"within", "more_than"}:
        raise StandardError("expected `within` and `more_than`", file=file, column="often")
    return Often(str(said["within"]), int(said["more_than"]))


def _levels(file: Path) -> Mapping[str, tuple[Level, ...]]:
    found: dict[str, list[Level]] = {}
    rows = list(tables.read(file, COLUMNS))
    for row in rows:
        level = Level(
            comparison=row.text("comparison"),
            code=row.text("level"),
            condition=row.text("condition"),
            m=_share(row, "m"),
            u=_share(row, "u"),
            zh=row.text("zh"),
            en=row.text("en"),
            certainty=row.text("certainty"),
            reason=row.maybe("reason"),
        )
        if (level.m is None) != (level.u is None):
            raise row.wrong("m", "expected both m and u, or neither")
        found.setdefault(level.comparison, []).append(level)
    for name, levels in found.items():
        if levels[-1].condition != OTHERWISE or any(one.condition == OTHERWISE for one in levels[:-1]):
            raise StandardError(f"expected ELSE at the last level of {name}, and there only", file=file)
    tables.refuse_repeats([(row, f"{row.text('comparison')}.{row.text('level')}") for row in rows], "level")
    return MappingProxyType({name: tuple(levels) for name, levels in found.items()})


def _share(row: tables.Row, column: str) -> float | None:
    if not row.maybe(column):
        return None
    share = float(row.amount(column))
    if not 0 < share < 1:
        raise row.wrong(column, "expected a share between 0 and 1")
    return share


def _affixes(file: Path) -> Affixes:
    kinds: dict[str, list[tuple[str, str]]] = {kind: [] for kind in AFFIXES}
    for row in tables.read(file, "kind,text,form,reason"):
        kinds[row.text("kind", AFFIXES)].append((row.text("text"), row.maybe("form")))
    for listed in kinds.values():
        listed.sort(key=lambda one: -len(one[0]))
    return Affixes(
        forms=MappingProxyType(dict(kinds["form"])),
        branches=tuple(text for text, _ in kinds["branch"]),
        places=tuple(text for text, _ in kinds["place"]),
        notes=tuple(text for text, _ in kinds["note"]),
        same=MappingProxyType(dict(kinds["same"])),
    )


def _number(facts: Mapping[str, object], key: str, file: Path) -> float:
    value = facts.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StandardError("expected a number", file=file, column=key)
    return float(value)
