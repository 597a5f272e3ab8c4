"""Reading imports and rounds."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengyou.census.models import Round
from zhengyou.web.errors import Refused

_ALL = "a round is the same for the whole province"


def rounds() -> QuerySet[Round]:
    """All rounds, the newest first."""
    return Round.objects.across_all(because=_ALL).order_by("-as_of", "-id")


def open_rounds() -> QuerySet[Round]:
    """Rounds that take imports, the newest first."""
    return rounds().filter(closed_at__isnull=True)


def round_named(code: str) -> Round:
    """The round of that code. Raises Refused with a hint when there is none."""
    found = rounds().filter(code=code.strip()).first()
    if found is None:
        raise Refused(
            f"没有轮次 {code}。请先开轮次：zhengyou census open-round {code} --as-of 日期（例如 2026-11-20）。"
        )
    return found
