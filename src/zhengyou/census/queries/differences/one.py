"""One difference between what a unit, a roll and a member say, and in what words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy, pgettext

from zhengyou.census.models import Explanation

KINDS: Final = {
    "counts": gettext_lazy("单位报数和名册不一致"),
    "elsewhere": gettext_lazy("在本单位工作，组织关系在别处"),
    "works_elsewhere": gettext_lazy("名册上的党员在别的单位工作"),
    "not_seen": gettext_lazy("上轮在名册上，本轮没有"),
    "two_rolls": gettext_lazy("两份名册都有"),
    "own_record": gettext_lazy("本人说不对"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    subject_kind, subject_id: unit, organisation or member. figures: what it rests on; an explanation holds for these only.
    sentence: what a reader is told. also: path of the other place that it concerns.
    """

    kind: str
    subject_kind: str
    subject_id: int
    name: str
    path: str
    line: str
    figures: str
    sentence: str
    explained: Explanation | None = None
    also: str = ""

    @property
    def key(self) -> str:
        """counts-unit-17: its address."""
        return f"{self.kind}-{self.subject_kind}-{self.subject_id}"

    @property
    def title(self) -> str:
        """Its kind in words."""
        return str(KINDS[self.kind])


def of_branch(kind: str, pk: int, branch: dict[str, Any], figures: str, sentence: str) -> Difference:
    """A difference on the roll of a branch."""
    shown = figures if len(figures) <= 300 else figures[:240] + f"#{len(figures)}"
    return Difference(
        kind, "organisation", pk, branch["name"], branch["place"], branch["path"], shown, sentence
    )


def comma() -> str:
    """What stands between the parts of a list."""
    return pgettext("list", "、")
