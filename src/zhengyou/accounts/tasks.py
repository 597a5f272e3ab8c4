"""What the worker does every hour."""

from __future__ import annotations

from datetime import datetime

from zhengyou.accounts.actions import clearing


def expire(at: datetime) -> None:
    """Voids expired slips and deletes what is past its retention."""
    clearing.expire(at=at)
