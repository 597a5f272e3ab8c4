"""Following changes, done by the worker within seconds of each commit."""

from __future__ import annotations

from datetime import datetime

from zhengyou.analytics.actions.following import follow


def refresh(at: datetime) -> None:
    """Follows the outbox until it is empty."""
    while follow(at=at):
        continue
