"""Coverage facts of units, the next steps agreed for them, and where they lie."""

from zhengyou.coverage.models.facts import FoundingStep, UnitCoverage
from zhengyou.coverage.models.location import Location

__all__ = ["FoundingStep", "Location", "UnitCoverage"]
