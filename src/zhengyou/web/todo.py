"""What waits for me, by date: gathered from the packages that settings.TODO_SOURCES names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from zhengyou.scoping import Scope


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """One matter: due date (None: whenever), what, and where to deal with it."""

    due_on: date | None
    text: str
    url: str
    verb: str

    def late(self, today: date) -> int:
        """Days past the date; 0 when in time."""
        return max((today - self.due_on).days, 0) if self.due_on else 0


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """All matters, earliest first, those without a date last."""
    found: list[Waiting] = []
    for name in settings.TODO_SOURCES:
        found += import_string(name)(scope, today=today)
    return sorted(found, key=lambda item: (item.due_on or date.max, item.text))
