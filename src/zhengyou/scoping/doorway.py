"""`Model.objects` as a doorway: it offers `within(scope)` and `across_all(because=...)`, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar, overload

from django.db import models
from django.db.models import Q, QuerySet

from zhengyou.scoping.prefix import ancestors, below
from zhengyou.scoping.scope import Reach, Scope

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class ScopePaths:
    """How each reach finds its rows: names of fields, across relations where needed.

    An empty name means that this reach sees no row of the model. A tuple means that any of the fields will do.
    owner: field holding the id of the user whose own row it is; adds the own rows to any reach.
    above: field holding the place whose people the row was issued to; adds what the levels above one's own place issued to
    an office, a secretary and an instructor. The empty path is above nobody: a draft is read by its own level.
    """

    territory: str | tuple[str, ...] = ""
    organisation: str | tuple[str, ...] = ""
    units: str | tuple[str, ...] = ""
    oversight: str | tuple[str, ...] = ""
    owner: str = ""
    above: str = ""

    def condition(self, scope: Scope) -> Q | None:
        """The rows that the scope reaches, or None for no row at all."""
        found: Q | None = None
        if scope.reach is Reach.TERRITORY:
            found = _any(self.territory, lambda name: below(name, scope.path))
        elif scope.reach is Reach.ORGANISATION:
            found = _any(self.organisation, lambda name: below(name, scope.path))
        elif scope.reach is Reach.OVERSIGHT:
            found = _any(self.oversight, lambda name: below(name, scope.path))
        elif scope.reach is Reach.UNITS:
            found = _any(self.units, lambda name: Q(**{name: scope.user_id}))
        if self.above and scope.place and scope.reach in _RECEIVING:
            issued = Q(**{f"{self.above}__in": ancestors(scope.place)})
            found = issued if found is None else found | issued
        if self.owner and scope.user_id is not None:
            own = Q(**{self.owner: scope.user_id})
            found = own if found is None else found | own
        return found


_RECEIVING = frozenset({Reach.TERRITORY, Reach.ORGANISATION, Reach.UNITS})


def _any(names: str | tuple[str, ...], condition: Any) -> Q | None:
    found: Q | None = None
    for name in (names,) if isinstance(names, str) else names:
        if name:
            one = condition(name)
            found = one if found is None else found | one
    return found


@dataclass(frozen=True, slots=True)
class NoScope:
    """The model's rows are the same for everybody who is signed in, and why."""

    because: str


class ScopedRows(Generic[M]):
    """What stands behind `Model.objects`."""

    def __init__(self, model: type[M]) -> None:
        self._model = model

    def within(self, scope: Scope) -> QuerySet[M]:
        """The rows the scope reaches."""
        rows: QuerySet[M] = self._model._default_manager.all()
        if scope.reach is Reach.EVERYTHING:
            return rows
        rule = self._model.scope_paths  # type: ignore[attr-defined]
        if isinstance(rule, NoScope):
            return rows.none() if scope.user_id is None else rows
        condition = rule.condition(scope)
        return rows.none() if condition is None else rows.filter(condition)

    def across_all(self, *, because: str) -> QuerySet[M]:
        """All rows, for work that serves nobody in particular. The reason stands in the code and is reviewed there."""
        if not because:
            raise ValueError("say why all rows are needed")
        return self._model._default_manager.all()


class Doorway(Generic[M]):
    """Descriptor that makes `Model.objects` a ScopedRows of that model."""

    @overload
    def __get__(self, instance: None, owner: type[M]) -> ScopedRows[M]: ...
    @overload
    def __get__(self, instance: M, owner: type[M]) -> ScopedRows[M]: ...
    def __get__(self, instance: M | None, owner: type[M]) -> ScopedRows[M]:
        return ScopedRows(owner)


class ScopedModel(models.Model):
    """Base of every model of ours except User. Says how scopes reach its rows.

    final: why no row is ever changed, also when what it names is reorganised; '' where rows may change.
    """

    scope_paths: ClassVar[ScopePaths | NoScope]
    final: ClassVar[str] = ""
    objects: ClassVar[Doorway[Self]] = Doorway()
    _rows = models.Manager["Self"]()

    class Meta:
        abstract = True
        default_manager_name = "_rows"
        base_manager_name = "_rows"
