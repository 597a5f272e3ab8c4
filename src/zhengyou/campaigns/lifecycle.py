"""The states of a directive, of a task and of an implementation document, and the named steps between them. Pure."""

from __future__ import annotations

from enum import StrEnum


class DirectiveState(StrEnum):
    """Where a directive stands at the level that brought it in."""

    REVIEWING = "reviewing"  # read by the machine, looked through by a person; seen by its own level only
    ISSUED = "issued"  # sent down; its clauses are settled
    WITHDRAWN = "withdrawn"  # given up, or replaced; kept to be read


DIRECTIVES: dict[str, tuple[frozenset[DirectiveState], DirectiveState]] = {
    "issue": (frozenset({DirectiveState.REVIEWING}), DirectiveState.ISSUED),
    "withdraw": (frozenset({DirectiveState.REVIEWING, DirectiveState.ISSUED}), DirectiveState.WITHDRAWN),
}


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"  # with the day and what came of it
    DROPPED = "dropped"  # with the reason


TASKS: dict[str, tuple[frozenset[TaskState], TaskState]] = {
    "finish": (frozenset({TaskState.OPEN}), TaskState.DONE),
    "drop": (frozenset({TaskState.OPEN}), TaskState.DROPPED),
    "reopen": (frozenset({TaskState.DONE, TaskState.DROPPED}), TaskState.OPEN),
}


class DocumentState(StrEnum):
    """Where an implementation document stands."""

    DRAFT = "draft"  # written at its own level
    SUBMITTED = "submitted"  # waits for the level above; nobody writes
    RETURNED = "returned"  # sent back with a reason; written again
    APPROVED = "approved"  # by the level above
    ISSUED = "issued"  # sent down to the levels below


_WRITTEN = frozenset({DocumentState.DRAFT, DocumentState.RETURNED})

DOCUMENTS: dict[str, tuple[frozenset[DocumentState], DocumentState]] = {
    "submit": (_WRITTEN, DocumentState.SUBMITTED),
    "take_back": (frozenset({DocumentState.SUBMITTED}), DocumentState.DRAFT),
    "return": (frozenset({DocumentState.SUBMITTED}), DocumentState.RETURNED),
    "approve": (frozenset({DocumentState.SUBMITTED}), DocumentState.APPROVED),
    "issue": (frozenset({DocumentState.APPROVED}), DocumentState.ISSUED),
    "revise": (frozenset({DocumentState.APPROVED, DocumentState.ISSUED}), DocumentState.DRAFT),
}
