"""What a person sees after too many failed sign-ins."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """429 with a sentence that says how long, and whom to ask."""
    return render(request, "accounts/locked.html", status=429)
