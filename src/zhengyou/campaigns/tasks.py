"""What the worker does every hour."""

from __future__ import annotations

from datetime import datetime

from zhengyou.campaigns.actions import following


def catch_up(at: datetime) -> None:
    """Sends what is in force to organisations and places that came later."""
    following.catch_up(at=at)
