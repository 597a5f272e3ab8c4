"""Lists that are read page by page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZE = 50


def paged(request: HttpRequest, rows: Any, *, size: int = SIZE) -> Page[Any]:
    """The page of the rows that the address asks for; the nearest one when there is no such page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
