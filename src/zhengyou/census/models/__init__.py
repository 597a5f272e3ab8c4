"""What the census holds."""

from zhengyou.census.models.comparison import Comparison, ComparisonCell, ComparisonRow
from zhengyou.census.models.duplicate import Likeness, Merge
from zhengyou.census.models.imports import ImportBatch, ImportIssue
from zhengyou.census.models.layout import KeptLayout, LayoutExport
from zhengyou.census.models.member import Member
from zhengyou.census.models.missing import MissingUnit
from zhengyou.census.models.register import Disagreement, RegisterEntry, Unsurveyed
from zhengyou.census.models.rolls import Explanation, OwnAnswer, Transfer
from zhengyou.census.models.round import Round
from zhengyou.census.models.sighting import SeenAgain, Sighting
from zhengyou.census.models.unit import Unit

__all__ = [
    "Comparison",
    "ComparisonCell",
    "ComparisonRow",
    "Disagreement",
    "Explanation",
    "ImportBatch",
    "ImportIssue",
    "KeptLayout",
    "LayoutExport",
    "Likeness",
    "Member",
    "Merge",
    "MissingUnit",
    "OwnAnswer",
    "RegisterEntry",
    "Round",
    "SeenAgain",
    "Sighting",
    "Transfer",
    "Unit",
    "Unsurveyed",
]
