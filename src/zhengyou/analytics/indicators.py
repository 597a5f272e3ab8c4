"""The indicators, each declared once: who is counted, who is in the whole, who is unknown, who is left out.

The same conditions count cells and list the units behind a figure. Words and formulas: standards/indicators.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from zhengyou import standards


class Part(StrEnum):
    """The parts of a population that a figure opens to. MISSING and UNKNOWN together are what a clerk can work on."""

    NUMERATOR = "numerator"
    MISSING = "missing"  # in the whole, known not to count
    UNKNOWN = "unknown"  # a fact that decides is missing; in the whole only where that much is certain
    LEFT_OUT = "left_out"  # closed or dormant


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator over coverage facts.

    base: the kinds of units it is about. member: what makes an operating unit part of the whole; `member_unknown`
    when that cannot be said. met: what makes it count; `met_unknown` when that cannot be said.
    The whole holds every unit that is certainly part of it, also where it cannot be said whether it counts, as the
    official formulas have it; how many could not be judged is a number of its own beside the rate.
    """

    key: str
    base: Q
    member: Q
    member_unknown: Q
    met: Q
    met_unknown: Q

    @property
    def denominator(self) -> Q:
        """Operating units that are certainly part of the whole."""
        return self.base & Q(operating=True) & self.member

    def part(self, part: Part) -> Q:
        """The condition of one part."""
        if part is Part.NUMERATOR:
            return self.denominator & self.met
        if part is Part.MISSING:
            return self.denominator & ~self.met & ~self.met_unknown
        if part is Part.LEFT_OUT:
            return self.base & Q(operating=False)
        return (self.denominator & self.met_unknown) | (
            self.base & (Q(operating__isnull=True) | (Q(operating=True) & self.member_unknown))
        )

    @property
    def words(self) -> standards.Indicator:
        """Name, definition, formula and source, in both languages."""
        return next(words for words in standards.load_indicators() if words.key == self.key)


_ALWAYS = Q(pk__isnull=False)
_NEVER = Q(pk__isnull=True)
_ENTERPRISE = Q(population="enterprise")
_COVERED = Q(covered=True)
_COVERED_UNKNOWN = Q(covered__isnull=True)


def _rate(
    key: str, base: Q, met: Q, met_unknown: Q, member: Q = _ALWAYS, member_unknown: Q = _NEVER
) -> Indicator:
    return Indicator(key, base, member, member_unknown, met, met_unknown)


INDICATORS: dict[str, Indicator] = {
    indicator.key: indicator
    for indicator in (
        _rate(
            "due_rate",
            Q(population__in=["enterprise"]),
            _COVERED,
            _COVERED_UNKNOWN,
            Q(qualifies=True),
            Q(qualifies__isnull=True),
        ),
        _rate("org_cover", _ENTERPRISE, _COVERED, _COVERED_UNKNOWN),
        _rate("work_cover", _ENTERPRISE, Q(work_covered=True), Q(work_covered__isnull=True)),
        _rate("solo_rate", _ENTERPRISE, Q(solo=True), Q(solo__isnull=True)),
        _rate(
            "above_scale_rate",
            _ENTERPRISE,
            _COVERED,
            _COVERED_UNKNOWN,
            Q(above_scale=True),
            Q(above_scale__isnull=True),
        ),
        _rate("association_cover", Q(population="association"), _COVERED, _COVERED_UNKNOWN),
        _rate("federation_cover", Q(population="federation_branch"), _COVERED, _COVERED_UNKNOWN),
    )
}
