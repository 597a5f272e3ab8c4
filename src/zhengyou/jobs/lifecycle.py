"""What can become of a job, and by which move."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({State.DONE, State.FAILED, State.CANCELLED})

# name of the move: (from, to). Every write of `state` is a conditional update by one of these.
MOVES: dict[str, tuple[State, State]] = {
    "claim": (State.QUEUED, State.RUNNING),
    "finish": (State.RUNNING, State.DONE),
    "fail": (State.RUNNING, State.FAILED),
    "stop": (State.RUNNING, State.CANCELLED),
    "put_back": (State.RUNNING, State.QUEUED),
    "withdraw": (State.QUEUED, State.CANCELLED),
}


class JobError(Exception):
    """Base of what can go wrong with a job itself, not with its work."""


class AlreadyFinished(JobError):
    """The job is over, so it can no longer be cancelled. A conflict (409)."""


class NotWaiting(JobError):
    """Somebody else has taken the job up, or it is over. A conflict (409)."""


class UnknownKind(JobError):
    """No handler is declared for the kind."""


class Cancelled(Exception):
    """Somebody asked the running job to stop. Handlers let it pass."""


class Interrupted(Exception):
    """This process is shutting down; the job goes back on the queue. Handlers let it pass."""


class LeaseLost(Exception):
    """The job was taken from this process, which must write nothing more. Handlers let it pass."""
