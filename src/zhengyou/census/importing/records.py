"""Stages compare and apply for rows of one table: loaded in bulk, compared field by field, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet

from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.task import Task
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.encryption import blind_index, encrypt
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.actions.bulk import Entry
from zhengyou.scoping import OutsideScope

CHUNK: Final = 2000
_BATCH: Final = 500
M = TypeVar("M", bound=Model)
T = TypeVar("T")


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in runs of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


@dataclass(slots=True)
class Ledgers:
    """One ledger for each date that facts hold for: rows may carry their own."""

    task: Task
    batch_id: int | None
    _by_date: dict[date, Ledger] = field(default_factory=dict)

    def on(self, day: date | None) -> Ledger:
        """The ledger of a date, by default the round's."""
        as_of = day or self.task.round.as_of
        if as_of not in self._by_date:
            task = self.task
            self._by_date[as_of] = Ledger(
                Origin(
                    by=task.by,
                    at=task.at,
                    source=task.file_name,
                    entered_by=task.entered_by,
                    as_of=as_of,
                    batch_id=self.batch_id,
                )
            )
        return self._by_date[as_of]

    def write(self) -> None:
        """Writes them all, in the caller's transaction."""
        for ledger in self._by_date.values():
            ledger.write()


@dataclass(slots=True)
class Records(Generic[M]):
    """How rows of one model are compared and written.

    rows: the model's rows, unscoped, for locking and writing what was matched within the scope before. within: the same
    through the importer's scope. place: attribute with the territory path. sealed: encrypted attribute -> its index.
    settle: derives what follows, after facts were set. derived: attributes without change rows. own_date: attribute of a
    row's own date, if any; a changed row that says none gets default_date, unless what is held is younger.
    """

    model: type[M]
    kind: str
    rows: Callable[[], QuerySet[M]]
    within: Callable[[], QuerySet[M]]
    place: str
    sealed: Mapping[str, str]
    settle: Callable[[M], None]
    derived: frozenset[str] = frozenset()
    own_date: str = ""
    default_date: date | None = None

    def compare(self, rows: Iterable[Row], *, progress: Callable[[int], None] = lambda _: None) -> None:
        """Sets changes and outcome of rows that have facts; one query for a chunk of rows."""
        done = 0
        for some in chunks([row for row in rows if not row.refused()]):
            held = self._load(some)
            for row in some:
                if row.held is None:
                    row.outcome = "created"
                    continue
                row.changes = self._differing(held[row.held], row.facts)
                row.outcome = "updated" if row.changes else "unchanged"
            done += len(some)
            progress(done)

    def _load(self, rows: Sequence[Row]) -> dict[int, dict[str, Any]]:
        ids = [row.held for row in rows if row.held is not None]
        names = sorted(
            {name for row in rows if row.held is not None for name in row.facts} | {self.own_date} - {""}
        )
        if not ids or not names:
            return {pk: {} for pk in ids}
        columns = [self.sealed.get(name, name) for name in names]
        found = self.rows().filter(pk__in=ids).order_by().values_list("pk", *columns)
        return {values[0]: dict(zip(names, values[1:], strict=True)) for values in found}

    def _differing(self, held: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        changes = {}
        for name, new in facts.items():
            old = held[name]
            if name in self.sealed:
                if blind_index(new, purpose=self.sealed[name]) != old:
                    changes[name] = (None, new)
            elif settled(new) != old or (isinstance(new, Entry) and new.new):
                changes[name] = (old, new)
        if changes and self.own_date and self.own_date not in facts:
            old = held[self.own_date]
            if old is None or old < self.default_date:
                changes[self.own_date] = (old, self.default_date)
        return changes

    def create(self, rows: Sequence[Row], *, ledgers: Ledgers, defaults: Mapping[str, Any]) -> list[int]:
        """Writes rows that nothing held fits; returns the new ids."""
        ids: list[int] = []
        for some in chunks([row for row in rows if row.outcome == "created"]):
            made = [self._new(row.facts, defaults) for row in some]
            self.rows().bulk_create(made, batch_size=_BATCH)
            for row, one in zip(some, made, strict=True):
                row.held = one.pk
                known = {
                    name: getattr(one, name) for name, value in row.facts.items() if value not in (None, "")
                }
                self._ledger(ledgers, one).created(
                    self.kind,
                    one.pk,
                    values={
                        _recorded(name): value for name, value in known.items() if name not in self.derived
                    },
                    path=getattr(one, self.place),
                )
            ids += [one.pk for one in made]
        return ids

    def _new(self, facts: Mapping[str, Any], defaults: Mapping[str, Any]) -> M:
        one = self.model(**defaults)
        for name, value in facts.items():
            self._assign(one, name, value)
        self.settle(one)
        return one

    def change(self, rows: Sequence[Row], *, ledgers: Ledgers, stamps: Mapping[str, Any]) -> list[int]:
        """Writes the changed facts of rows, each locked and compared with what stands there now; returns their ids.

        stamps: attributes set beside the facts, without a change row.
        """
        ids: list[int] = []
        for some in chunks([row for row in rows if row.outcome == "updated" and row.changes], 500):
            locked = {
                one.pk: one
                for one in self.rows().select_for_update().filter(pk__in=[row.held for row in some])
            }
            touched = {"version", *stamps, *self.derived}
            for row in some:
                one = locked[row.held]
                before = {name: getattr(one, name) for name in row.changes}
                previous = getattr(one, self.place)
                for name, (_old, new) in row.changes.items():
                    touched |= self._assign(one, name, new)
                for name, value in stamps.items():
                    setattr(one, name, value)
                one.version += 1  # type: ignore[attr-defined]
                self.settle(one)
                path = getattr(one, self.place)
                self._ledger(ledgers, one).changed(
                    self.kind,
                    one.pk,
                    values={
                        _recorded(name): (old, getattr(one, name))
                        for name, old in before.items()
                        if name not in self.derived
                    },
                    path=path,
                    previous_path=previous if previous != path else "",
                )
            self.rows().bulk_create(
                locked.values(),
                batch_size=_BATCH,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=sorted(self._columns()[name] for name in touched),
            )
            ids += locked
        return ids

    def confirm(self, ids: Sequence[int], *, by: str) -> None:
        """Every written row again through the scope. Raises OutsideScope, which rolls everything back."""
        for some in chunks(ids):
            if self.within().filter(pk__in=some).count() != len(set(some)):
                raise OutsideScope(
                    f"{self.model.__name__}: an import of {by} would have written outside the scope"
                )

    def _assign(self, one: M, name: str, value: Any) -> set[str]:
        """Sets an attribute; returns the names of the columns that changed with it."""
        index = self.sealed.get(name)
        if index is not None:
            setattr(one, index, blind_index(value, purpose=index))
            setattr(one, name, Sealed(encrypt(value)))
            return {name, index}
        setattr(one, name, settled(value))
        return {name}

    def _columns(self) -> dict[str, str]:
        """Field names by attribute and by themselves: bulk_create wants fields."""
        found = self.model._meta.concrete_fields
        return {**{one.name: one.name for one in found}, **{one.attname: one.name for one in found}}

    def _ledger(self, ledgers: Ledgers, one: M) -> Ledger:
        return ledgers.on(getattr(one, self.own_date) if self.own_date else None)


def settled(value: Any) -> Any:
    """A fact as the column holds it: an organisation of the book by its id, None while it has none."""
    return value.row.pk if isinstance(value, Entry) else value


def _recorded(name: str) -> str:
    """The name under which the change table knows an attribute."""
    return {"union": "union_"}.get(name, name.removesuffix("_id"))
