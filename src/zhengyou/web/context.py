"""What the shell of every page shows: navigation, who I am, which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from zhengyou import __version__


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One word of the bar at the top."""

    label: str
    url: str
    current: bool = False


def navigation(request: HttpRequest) -> list[NavEntry]:
    """The bar's entries for this person, from the function that settings.NAVIGATION names."""
    entries: list[NavEntry] = import_string(settings.NAVIGATION)(request)
    return entries


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for every page."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"product_version": __version__, "nav": []}
    appointment = getattr(request, "appointment", None)
    return {
        "product_version": __version__,
        "nav": navigation(request),
        "who": str(appointment) if appointment else request.user.get_full_name(),
        "scope": getattr(request, "scope", None),
    }
