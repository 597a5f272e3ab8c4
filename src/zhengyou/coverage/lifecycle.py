"""The states of a proposal and the named steps between them. Pure."""

from __future__ import annotations

from enum import StrEnum


class ProposalState(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"  # asked for; the machine has not answered yet
    FAILED = "failed"  # the machine could not, or was told to stop; asked for again
    DRAFT = "draft"  # the county works on it
    SENT = "sent"  # waits for the superior; nobody changes it
    RETURNED = "returned"  # sent back with a reason; worked on again
    APPROVED = "approved"  # groups are founded by it, one after the other
    REPLACED = "replaced"  # another one of the county was approved since


_OPEN = frozenset({ProposalState.DRAFT, ProposalState.RETURNED})

PROPOSALS: dict[str, tuple[frozenset[ProposalState], ProposalState]] = {
    "solve": (frozenset({ProposalState.WAITING}), ProposalState.DRAFT),
    "fail": (frozenset({ProposalState.WAITING}), ProposalState.FAILED),
    "ask": (frozenset({ProposalState.FAILED}), ProposalState.WAITING),
    "send": (_OPEN, ProposalState.SENT),
    "take_back": (frozenset({ProposalState.SENT}), ProposalState.DRAFT),
    "return": (frozenset({ProposalState.SENT}), ProposalState.RETURNED),
    "approve": (frozenset({ProposalState.SENT}), ProposalState.APPROVED),
    "replace": (frozenset({ProposalState.APPROVED}), ProposalState.REPLACED),
}

MENDED = _OPEN  # states in which units may be moved by hand
