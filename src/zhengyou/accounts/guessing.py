"""Slows down whoever tries out slip addresses. Counts by network address and names nobody."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest

LIMIT = 20
"""Wrong slips from one network address; a whole office may stand behind one."""

WINDOW = 15 * 60  # seconds


def too_many(request: HttpRequest) -> bool:
    """Whether this address has used up its tries."""
    return int(cache.get(_key(request), 0)) >= LIMIT


def count(request: HttpRequest) -> None:
    """One more wrong slip from this address."""
    if not cache.add(_key(request), 1, WINDOW):
        cache.incr(_key(request))


def _key(request: HttpRequest) -> str:
    return f"slip-guesses-{get_client_ip_address(request)}"
