"""What a person who reviews a directive is helped with: likeness of clauses, days proposed, length of a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards.editions import chosen, read_toml
from zhengyou.standards.errors import StandardError


@dataclass(frozen=True, slots=True)
class Reviewing:
    """overlap_from: likeness 0 to 1. The days are working days after the day of issue. page_characters: about so many."""

    overlap_from: float
    acknowledge_days: int
    convey_days: int
    brief_days: int
    page_characters: int
    kinds: Mapping[str, tuple[str, ...]]

    def kind_of(self, title: str) -> str:
        """The kind of text that such a title ends with; '' for none."""
        plain = title.rstrip("》”")
        return next((kind for kind, endings in self.kinds.items() if plain.endswith(endings)), "")


@cache
def load_reviewing(edition: str | None = None, *, root: Path | None = None) -> Reviewing:
    """StandardError for a likeness outside 0..1 or a number that is not positive."""
    file = chosen("directives", edition, root).folder / "review.toml"
    facts = read_toml(file)
    likeness = facts.get("overlap_from")
    if not isinstance(likeness, float) or not 0 < likeness <= 1:
        raise StandardError("expected a number above 0, at most 1", file=file, column="overlap_from")
    return Reviewing(
        overlap_from=likeness,
        acknowledge_days=_whole(facts, "acknowledge_days", file),
        convey_days=_whole(facts, "convey_days", file),
        brief_days=_whole(facts, "brief_days", file),
        page_characters=_whole(facts, "page_characters", file),
        kinds=MappingProxyType(_kinds(facts, file)),
    )


def _kinds(facts: dict[str, object], file: Path) -> dict[str, tuple[str, ...]]:
    listed = facts.get("kinds")
    if not isinstance(listed, dict) or not all(isinstance(some, list) and some for some in listed.values()):
        raise StandardError("expected lists of words by kind", file=file, column="kinds")
    return {str(kind): tuple(str(word) for word in some) for kind, some in listed.items()}


def _whole(facts: dict[str, object], name: str, file: Path) -> int:
    value = facts.get(name)
    if not isinstance(value, int) or value < 1:
        raise StandardError("expected a whole number above 0", file=file, column=name)
    return value
