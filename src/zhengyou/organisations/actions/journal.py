"""Does what a reorganisation does to rows, and notes each step so that the steps can be taken back in reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, cast

from django.apps import apps
from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Substr

from zhengyou.organisations.models import JournalLine, PathMove, Reorganisation
from zhengyou.scoping import PathField, ScopedModel, below
from zhengyou.scoping.prefix import ancestors

BECAUSE: Final = "whatever stands in a place or organisation goes where it goes, whoever may see it"
SOME: Final = 2000
STANDING: Final = ("organisations.Territory", "organisations.PartyOrganisation", "organisations.Body")
Columns = Mapping[str, Any]


def rows(model: type[ScopedModel]) -> QuerySet[Any]:
    """All rows of a model, in no order."""
    return model.objects.across_all(because=BECAUSE).order_by()


def following(tree: str) -> Iterator[tuple[type[ScopedModel], str]]:
    """(model, name of the field) of every path that goes along when the tree is reorganised."""
    for model in apps.get_models():
        for one in model._meta.local_fields:
            if isinstance(one, PathField) and one.follows and one.tree == tree:
                yield cast("type[ScopedModel]", model), one.name


def carry(tree: str, old: str, new: str, *, besides: type[ScopedModel] | None = None) -> None:
    """Gives every following path at or below `old` its place below `new`: one UPDATE a field, whatever the number of rows.

    besides: a model whose rows were changed already.
    """
    for model, name in following(tree):
        if model is besides:
            continue
        moved = Concat(Value(new), Substr(F(name), len(old) + 1))
        rows(model).filter(below(name, old)).update(**{name: moved})


def carry_many(tree: str, moves: Mapping[str, str], *, besides: type[ScopedModel]) -> None:
    """As `carry` for many subtrees: a row goes with the deepest of them that it stands in. Few queries, however many move."""
    for model, name in following(tree):
        if model is besides:
            continue
        changed: list[Any] = []
        for pk, path in rows(model).exclude(**{name: ""}).order_by().values_list("pk", name):
            old = next((place for place in reversed(ancestors(path)) if place in moves), None)
            if old is not None:
                changed.append(model(**{"pk": pk, name: moves[old] + path[len(old) :]}))
        rows(model).bulk_update(changed, [name], batch_size=400)


class Journal:
    """Steps of one reorganisation in the order in which they are done. Call `write` at the end, in the same transaction."""

    def __init__(self) -> None:
        self._lines: list[JournalLine] = []
        self.moves: list[PathMove] = []
        self._seq = 0

    def subtree(self, tree: str, old: str, new: str) -> None:
        """A place or organisation goes to a free path with all below it, and whatever stands there."""
        carry(tree, old, new)
        self.noted(tree, old, new, PathMove.Extent.SUBTREE)

    def noted(self, tree: str, old: str, new: str, extent: str) -> None:
        """A path became another one; its rows are changed elsewhere."""
        self.moves.append(PathMove(seq=self._next(), tree=tree, extent=extent, old=old, new=new))

    def changed(self, model: type[ScopedModel], ids: Sequence[Any], before: Columns, after: Columns) -> None:
        """Rows that hold `before` in these columns hold `after` now. Columns by their names in the database."""
        for some in chunks(ids):
            rows(model).filter(pk__in=some).update(**after)
        self.noted_changed(model, ids, before, after)

    def noted_changed(
        self, model: type[ScopedModel], ids: Sequence[Any], before: Columns, after: Columns
    ) -> None:
        """Rows were changed so elsewhere."""
        for some in chunks(ids):
            line = JournalLine(
                seq=self._next(), model=model._meta.label, before=before, after=after, ids=some
            )
            self._lines.append(line)

    def made(self, row: ScopedModel) -> None:
        """A row came into being."""
        row.save(force_insert=True)
        self.noted_made(row)

    def noted_made(self, row: ScopedModel) -> None:
        """A row came into being elsewhere."""
        self._lines.append(JournalLine(seq=self._next(), model=row._meta.label, ids=[row.pk]))

    def write(self, reorganisation: Reorganisation) -> None:
        """Keeps the steps."""
        for move in self.moves:
            move.reorganisation = reorganisation
        for line in self._lines:
            line.reorganisation = reorganisation
        rows(PathMove).bulk_create(self.moves, batch_size=500)
        rows(JournalLine).bulk_create(self._lines, batch_size=50)

    def _next(self) -> int:
        self._seq += 1
        return self._seq


def take_back(reorganisation: Reorganisation) -> list[PathMove]:
    """Undoes the steps, the last one first; a row that has changed again since stays as it is.

    Returns the paths that became others, as moves that nobody keeps. Rows that were made are deleted, but for those that
    others may stand at (STANDING): `unmake` does that, when nothing points at them any more.
    """
    own = {"reorganisation": reorganisation}
    steps: list[PathMove | JournalLine] = [*rows(PathMove).filter(**own), *rows(JournalLine).filter(**own)]
    moved: list[PathMove] = []
    for step in sorted(steps, key=lambda one: -one.seq):
        if isinstance(step, PathMove):
            if step.extent == PathMove.Extent.SUBTREE:
                carry(step.tree, step.new, step.old)
            moved.append(PathMove(tree=step.tree, extent=step.extent, old=step.new, new=step.old))
        elif step.before is None:
            if step.model not in STANDING:
                rows(model_of(step)).filter(pk__in=step.ids).delete()
        else:
            model = model_of(step)
            held = rows(model).filter(pk__in=step.ids, **_columns(model, step.after))
            held.update(**_columns(model, step.before))
    return moved


def unmake(reorganisation: Reorganisation) -> None:
    """Deletes the places, organisations and bodies that it made, the last one first."""
    made = rows(JournalLine).filter(reorganisation=reorganisation, before__isnull=True, model__in=STANDING)
    for line in made.order_by("-seq"):
        rows(model_of(line)).filter(pk__in=line.ids).delete()


def model_of(line: JournalLine) -> type[ScopedModel]:
    """The model whose rows a line tells of."""
    return cast("type[ScopedModel]", apps.get_model(line.model))


def _columns(model: type[models.Model], held: Columns) -> dict[str, Any]:
    """What JSON kept, as the fields hold it. An empty value is asked for as such."""
    found: dict[str, Any] = {}
    for name, value in held.items():
        column = model._meta.get_field(name)
        found[name] = column.to_python(value)  # type: ignore[union-attr]
    return found


def chunks(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The ids, so many at a time that a query carries them."""
    waiting = iter(ids)
    while some := list(islice(waiting, SOME)):
        yield some
