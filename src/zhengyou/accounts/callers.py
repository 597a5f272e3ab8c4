"""From which network address a request comes, for everything that counts tries."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The caller's address: what the outermost of our own proxies (settings.PROXIES) saw, else who connects.

    Each proxy appends to X-Forwarded-For; what stands further left is the caller's own word and counts for nothing.
    """
    direct = str(request.META.get("REMOTE_ADDR") or "")
    told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if not 0 < settings.PROXIES <= len(told):
        return direct
    try:
        return str(ip_address(told[-settings.PROXIES]))
    except ValueError:
        return direct
