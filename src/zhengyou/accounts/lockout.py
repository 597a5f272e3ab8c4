"""What a person sees after too many failed sign-ins."""

from __future__ import annotations

from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def name_counted(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:  # noqa: ARG001 - axes passes it
    """The name under which failures count: sign-in is blind to case, so no spelling of a name gets tries of its own."""
    name = str((credentials or {}).get("username") or "")
    return name.strip().upper().casefold()


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """429 with a sentence that says how long, and whom to ask."""
    cooloff = get_cool_off(request)
    minutes = round(cooloff.total_seconds() / 60) if cooloff else None
    return render(request, "accounts/locked.html", {"minutes": minutes}, status=429)
