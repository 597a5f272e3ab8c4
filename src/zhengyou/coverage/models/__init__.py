"""Coverage facts, where units lie, proposals of the planner and what people say to them."""

from zhengyou.coverage.models.facts import FoundingStep, UnitCoverage
from zhengyou.coverage.models.location import Location
from zhengyou.coverage.models.proposal import Area, Group, Placement, Proposal, ProposalStep
from zhengyou.coverage.models.wishes import Consent, Wish

__all__ = [
    "Area",
    "Consent",
    "FoundingStep",
    "Group",
    "Location",
    "Placement",
    "Proposal",
    "ProposalStep",
    "UnitCoverage",
    "Wish",
]
