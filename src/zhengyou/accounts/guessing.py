"""Slows down whoever tries out slip addresses. Counts by network address and names nobody."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from zhengyou.accounts import callers

LIMIT = 20
"""Wrong slips from one network address; a whole office may stand behind one."""

WINDOW = 15 * 60  # seconds


def too_many(request: HttpRequest) -> bool:
    """Whether this address has used up its tries."""
    return int(cache.get(_key(request), 0)) >= LIMIT


def count(request: HttpRequest) -> None:
    """One more wrong slip from this address; the window begins anew."""
    # Not incr(): it fails when the count has just run out, and gives it the cache's own time to live.
    cache.set(_key(request), int(cache.get(_key(request), 0)) + 1, WINDOW)


def _key(request: HttpRequest) -> str:
    return f"slip-guesses-{callers.address(request)}"
