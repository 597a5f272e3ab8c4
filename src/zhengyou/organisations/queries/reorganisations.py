"""Reading reorganisations."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengyou.organisations.models import Reorganisation
from zhengyou.scoping import Scope


def listed(scope: Scope, *, tree: str = "") -> QuerySet[Reorganisation]:
    """The reorganisations that lie in the scope, the newest first; of one tree, or of both."""
    rows = Reorganisation.objects.within(scope)
    return rows.filter(tree=tree) if tree else rows
