"""What the census holds."""

from zhengyou.census.models.imports import ImportBatch, ImportIssue
from zhengyou.census.models.layout import KeptLayout, LayoutExport
from zhengyou.census.models.member import Member
from zhengyou.census.models.round import Round
from zhengyou.census.models.sighting import Sighting
from zhengyou.census.models.unit import Unit

__all__ = ["ImportBatch", "ImportIssue", "KeptLayout", "LayoutExport", "Member", "Round", "Sighting", "Unit"]
