"""The day by which a receiver answers. Pure."""

from __future__ import annotations

from datetime import date, timedelta

AT_LEAST = timedelta(days=3)
"""Ours: nobody is late on the day a directive arrives. Whoever gets it late still has three days."""


def day_given(due: date | None, *, issued_on: date, arrives_on: date) -> date | None:
    """The due day of somebody whom a directive reaches on `arrives_on`.

    It stays as set, unless fewer days are left than three, or than the first receivers had when it was issued with less.
    None where nothing is asked.
    """
    if due is None:
        return None
    had = max(due - issued_on, timedelta(0))
    return max(due, arrives_on + min(AT_LEAST, had))
