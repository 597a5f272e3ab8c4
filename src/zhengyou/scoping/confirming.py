"""After a write, the row is read again through the scope."""

from __future__ import annotations

from typing import TypeVar

from zhengyou.scoping.doorway import ScopedModel
from zhengyou.scoping.scope import Scope

M = TypeVar("M", bound=ScopedModel)


class OutsideScope(Exception):
    """A write would have landed outside the writer's scope; the transaction must roll back."""


def confirm(row: M, scope: Scope) -> M:
    """The row again, if the scope reaches it; call inside the transaction of the write.

    Raises OutsideScope, which rolls the transaction back and is shown as 404.
    """
    if not type(row).objects.within(scope).filter(pk=row.pk).exists():
        raise OutsideScope(
            f"{type(row).__name__} {row.pk} is outside the scope of {scope.label or scope.role}"
        )
    return row
