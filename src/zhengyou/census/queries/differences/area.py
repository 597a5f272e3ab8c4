"""Where differences are looked for: everywhere in the scope, below a place, or at the place itself alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from zhengyou.scoping import below


@dataclass(frozen=True, slots=True)
class Area:
    """path: of the place, "" for everywhere. alone: without the places below it."""

    path: str = ""
    alone: bool = False

    def on(self, field: str) -> Q:
        """The condition on a field that holds paths."""
        if not self.path:
            return Q()
        return Q(**{field: self.path}) if self.alone else below(field, self.path)
