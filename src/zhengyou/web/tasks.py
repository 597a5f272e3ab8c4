"""What the worker does for the pages: keeps the stamps few."""

from __future__ import annotations

from datetime import datetime

from zhengyou.web import stamping


def settle(at: datetime) -> None:  # noqa: ARG001 - every periodic task takes the time
    """Folds what the transactions since the last time have added."""
    stamping.settle()
