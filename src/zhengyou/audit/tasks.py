"""Sealing, done every minute by the worker."""

from __future__ import annotations

from django.utils import timezone

from zhengyou.audit import actions


def seal() -> None:
    """Seals what has been appended since the last time."""
    while actions.seal(at=timezone.now()):
        continue
