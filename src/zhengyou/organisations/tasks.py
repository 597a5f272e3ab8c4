"""What the worker does every hour."""

from __future__ import annotations

from datetime import datetime

from zhengyou.organisations.actions import reminding


def remind(at: datetime) -> None:
    """Makes and refreshes the reminders of elections."""
    reminding.remind_of_elections(at=at)
