"""Long work as a record: progress, lease, cancelling, stages that survive a kill; queue, worker, schedule.

Use: `from zhengyou import jobs`, then `@jobs.handler(...)`, `jobs.start(...)`, `jobs.run_now(...)`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from zhengyou.jobs.lifecycle import (
    AlreadyFinished,
    Cancelled,
    Interrupted,
    JobError,
    LeaseLost,
    NotWaiting,
    State,
    UnknownKind,
)
from zhengyou.jobs.registry import handler

if TYPE_CHECKING:
    from zhengyou.jobs.actions import cancel
    from zhengyou.jobs.context import Context
    from zhengyou.jobs.models import Job
    from zhengyou.jobs.tasks import follow_up, prepare, reap, run_now, start
    from zhengyou.jobs.worker import work
else:
    # Django imports this package before models may be imported, so these are fetched when first used.
    _HOMES = {
        "Context": "context",
        "Job": "models",
        "cancel": "actions",
        "follow_up": "tasks",
        "prepare": "tasks",
        "reap": "tasks",
        "run_now": "tasks",
        "start": "tasks",
        "work": "worker",
    }

    def __getattr__(name: str) -> Any:
        if name in _HOMES:
            return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "AlreadyFinished",
    "Cancelled",
    "Context",
    "Interrupted",
    "Job",
    "JobError",
    "LeaseLost",
    "NotWaiting",
    "State",
    "UnknownKind",
    "cancel",
    "follow_up",
    "handler",
    "prepare",
    "reap",
    "run_now",
    "start",
    "work",
]
