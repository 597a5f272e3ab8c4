"""Stages compare and apply for rows of one table: held facts read in bulk, compared column by column, written in bulk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Generic, TypeVar

from django.db import models
from django.db.models import Model, Q, QuerySet

from zhengyou import companion, loading
from zhengyou.census.importing import making
from zhengyou.census.importing.making import Columns, Made, Maker, recorded
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.task import Task
from zhengyou.census.rules.findings import ERASE
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.encryption import EncryptedTextField, blind_indexes, encrypt
from zhengyou.encryption.fields import Sealed
from zhengyou.loading import amounts
from zhengyou.organisations.actions.bulk import Entry
from zhengyou.scoping import OutsideScope

CHUNK: Final = 2000
M = TypeVar("M", bound=Model)
T = TypeVar("T")
Changes = dict[str, tuple[Any, Any]]


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The items in runs of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


def ledger_of(task: Task, batch_id: int | None) -> Ledger:
    """The ledger of an import: what it says holds for the round's date, unless a row carries its own."""
    return Ledger(
        Origin(
            by=task.by,
            at=task.at,
            source=task.file_name,
            entered_by=task.entered_by,
            as_of=task.round.as_of,
            batch_id=batch_id,
        )
    )


@dataclass(frozen=True, slots=True)
class New:
    """Rows that nothing held fits, as the table holds them but for their numbers, with the documents of their change rows."""

    columns: dict[str, Sequence[Any]]
    documents: list[str]


@dataclass(slots=True)
class Records(Generic[M]):
    """How facts of one model are compared and written.

    Facts come as columns, by attribute, one value for each row: None says nothing, ERASE makes unknown.
    rows: the model's rows, unscoped, for locking and writing what was matched within the scope before. within: the same
    through the importer's scope. place: attribute with the territory path. sealed: encrypted attribute -> its index.
    settle: derives what follows from the facts of a record. follows: the same from columns. derived: attributes without
    change rows. own_date: attribute of a row's own date, if any; a changed row that says none gets default_date, unless
    what is held is younger.
    """

    model: type[M]
    kind: str
    rows: Callable[[], QuerySet[M]]
    within: Callable[[], QuerySet[M]]
    place: str
    sealed: Mapping[str, str]
    settle: Callable[[Any], None] = lambda _: None
    follows: Callable[[Columns], dict[str, list[Any]]] = making.nothing_follows
    derived: frozenset[str] = frozenset()
    own_date: str = ""
    default_date: date | None = None
    _blanks: dict[str, Any] = field(default_factory=dict)

    def blank(self, name: str) -> Any:
        """What an attribute holds when nothing is known: '' for text, None for everything else."""
        if name not in self._blanks:
            is_text = isinstance(self._column(name), models.CharField | models.TextField)
            self._blanks[name] = "" if is_text else None
        return self._blanks[name]

    def differing(self, held: Sequence[int], facts: Columns) -> dict[int, Changes]:
        """What differs from what is held, by place in the columns: {attribute: (old, new)}; the old one of sealed facts is None.

        held: id of the record of each row. One query.
        """
        found: dict[int, Changes] = {}
        stated = [name for name, column in facts.items() if any(value is not None for value in column)]
        own = [self.own_date] if self.own_date and self.own_date not in stated else []
        names = [*stated, *own]
        if not names or not held:
            return found
        before = dict(zip(names, self._load(held, names), strict=True))
        for name in stated:
            for place, old, new in self._different(name, before[name], facts[name]):
                found.setdefault(place, {})[name] = (old, new)
        if self.own_date:
            self._date_changed(found, before[self.own_date], facts.get(self.own_date))
        return found

    def _load(self, held: Sequence[int], names: Sequence[str]) -> Sequence[Sequence[Any]]:
        """Columns of what is held, in the order of `held`."""
        columns = [self._unread(name) for name in names]
        found = self.rows().filter(numbered(held)).order_by().values_list("pk", *columns)
        by_id = {line[0]: line for line in found}
        _ids, *loaded = zip(*(by_id[pk] for pk in held), strict=True)
        return loaded

    def _unread(self, name: str) -> Any:
        """What is asked for to compare an attribute: of a sealed one its index, of an amount the bare number."""
        is_amount = isinstance(self._column(name), models.DecimalField)
        return amounts.unread(name) if is_amount else self.sealed.get(name, name)

    def _column(self, name: str) -> models.Field[Any, Any]:
        return next(one for one in self.model._meta.concrete_fields if one.attname == name)

    def _different(
        self, name: str, before: Sequence[Any], column: Sequence[Any]
    ) -> Iterator[tuple[int, Any, Any]]:
        blank = self.blank(name)
        if name in self.sealed:
            yield from self._resealed(name, before, column)
            return
        if isinstance(self._column(name), models.DecimalField):
            yield from self._other_amounts(name, before, column)
            return
        for place, (old, said) in enumerate(zip(before, column, strict=True)):
            if said is None or said == old:
                continue
            new = blank if said is ERASE else said
            if settled(new) != old or (isinstance(new, Entry) and new.new):
                yield place, old, new

    def _other_amounts(
        self, name: str, before: Sequence[Any], column: Sequence[Any]
    ) -> Iterator[tuple[int, Any, Any]]:
        for place, (held, said) in enumerate(zip(before, column, strict=True)):
            new = None if said is ERASE else said
            if said is not None and not amounts.same(held, new):
                yield place, amounts.read(self._column(name), held), new

    def _resealed(
        self, name: str, before: Sequence[Any], column: Sequence[Any]
    ) -> Iterator[tuple[int, None, str]]:
        """What differs from sealed facts, told by their indexes without opening them."""
        new = _plain(column, "")
        indexes = blind_indexes(new, purpose=self.sealed[name])
        for place, (old, said, index) in enumerate(zip(before, column, indexes, strict=True)):
            if said is not None and index != old:
                yield place, None, new[place]

    def _date_changed(
        self, found: dict[int, Changes], before: Sequence[Any], column: Sequence[Any] | None
    ) -> None:
        for place, changes in found.items():
            old = before[place]
            silent = column is None or column[place] is None
            if silent and (old is None or old < self.default_date):
                changes[self.own_date] = (old, self.default_date)

    def create(self, facts: Columns, *, ledger: Ledger, defaults: Mapping[str, Any]) -> Sequence[int]:
        """Writes rows that nothing held fits; returns the new ids, in the order of the columns."""
        return self.insert(self.prepare(facts), ledger=ledger, defaults=defaults)

    def prepare(self, facts: Columns) -> New:
        """The larger part of `create`, which asks nothing of the database."""
        plain = self._settled(facts)
        return _new(plain, self._maker().make(plain))

    @contextmanager
    def preparing(self, items: Iterable[tuple[T, Columns]], count: int) -> Iterator[Iterator[tuple[T, New]]]:
        """Each item with its facts prepared, in their order, as far as can be while those before are written.

        count: of all new records. Many are prepared in a second process, which begins here.
        """
        if count < making.WORTH_IT_FROM or not companion.pays():
            with closing(loading.ahead(lambda one: self.prepare(one[1]), items)) as prepared:
                yield ((item, new) for (item, _facts), new in prepared)
            return
        settled_items = ((item, self._settled(facts)) for item, facts in items)
        with (
            closing(making.Helper(self._maker())) as helper,
            closing(loading.drawn(making.ahead(helper, settled_items))) as made,
        ):
            yield ((item, _new(plain, more)) for item, plain, more in made)

    def insert(self, new: New, *, ledger: Ledger, defaults: Mapping[str, Any]) -> Sequence[int]:
        """The rest of it: numbers the rows and writes them with their change rows."""
        paths = new.columns[self.place]
        ids = loading.reserve(self.model, len(paths))
        days = new.columns.get(self.own_date) or [None] * len(ids)
        ledger.all_created(self.kind, ids, documents=new.documents, paths=paths, days=days)
        loading.insert(self.model, {"id": ids, **new.columns}, constants=defaults)
        return ids

    def _settled(self, facts: Columns) -> Columns:
        """Facts as the table holds them, sealed ones still as plain text."""
        plain = {name: _plain(column, self.blank(name)) for name, column in facts.items()}
        return {
            name: [settled(value) for value in column] if name.endswith("_id") else column
            for name, column in plain.items()
        }

    def _maker(self) -> Maker:
        """How new records are made, as another process can be told."""
        sealed = {name: self._encrypted(name) for name in self.sealed}
        return Maker(
            {
                name: EncryptedTextField(index=one.index, number_index=one.number_index)
                for name, one in sealed.items()
            },
            self.derived,
            self.follows,
        )

    def change(
        self, changes: Sequence[tuple[int, Changes]], *, ledger: Ledger, stamps: Mapping[str, Any]
    ) -> list[int]:
        """Writes changed facts, each record locked and compared with what stands there now; returns their ids.

        changes: (id, what differs). stamps: attributes set beside the facts, without a change row.
        """
        ids: list[int] = []
        for some in chunks(changes):
            found = self.rows().select_for_update().filter(pk__in=[pk for pk, _ in some])
            locked = {one.pk: one for one in found}
            touched = {"version", *stamps, *self.derived}
            for pk, changed in some:
                touched |= self._change(locked[pk], changed, ledger, stamps)
            rows = list(locked.values())
            columns = {name: [getattr(one, name) for one in rows] for name in sorted(touched)}
            loading.update(self.model, [one.pk for one in rows], columns)
            ids += locked
        return ids

    def _change(self, one: Any, changes: Changes, ledger: Ledger, stamps: Mapping[str, Any]) -> set[str]:
        """Changes one locked record; returns the names of what was set."""
        touched: set[str] = set()
        before = {name: getattr(one, name) for name in changes}
        previous = getattr(one, self.place)
        for name, (_old, new) in changes.items():
            touched |= self._assign(one, name, new)
        for name, value in stamps.items():
            setattr(one, name, value)
        one.version += 1
        self.settle(one)
        path = getattr(one, self.place)
        ledger.changed(
            self.kind,
            one.pk,
            values={
                recorded(name): (old, getattr(one, name))
                for name, old in before.items()
                if name not in self.derived
            },
            path=path,
            previous_path=previous if previous != path else "",
            as_of=getattr(one, self.own_date) if self.own_date else None,
        )
        return touched

    def _assign(self, one: Any, name: str, value: Any) -> set[str]:
        """Sets an attribute; returns the names of the columns that changed with it."""
        if name in self.sealed:
            setattr(one, name, Sealed(encrypt(value)))
            return {name, *self._encrypted(name).fill_indexes(one, value)}
        setattr(one, name, settled(value))
        return {name}

    def _encrypted(self, name: str) -> EncryptedTextField:
        column = self.model._meta.get_field(name)
        assert isinstance(column, EncryptedTextField)
        return column

    def confirm(self, ids: Sequence[int], *, by: str) -> None:
        """Every written row again through the scope. Raises OutsideScope, which rolls everything back."""
        for some in chunks(ids):
            if self.within().filter(numbered(some)).count() != len(set(some)):
                raise OutsideScope(
                    f"{self.model.__name__}: an import of {by} would have written outside the scope"
                )


def numbered(ids: Sequence[int]) -> Q:
    """Records by their ids. Ids without a gap, as an import gives them, are asked for as a range, which is no long list."""
    first, last = min(ids), max(ids)
    return Q(pk__range=(first, last)) if last - first + 1 == len(set(ids)) else Q(pk__in=ids)


def columns_of(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """The facts of rows as columns; a fact that a row sets to unknown is erased."""
    names = dict.fromkeys(name for row in rows for name in row.facts)
    return {name: [_stated(row.facts, name) for row in rows] for name in names}


def _stated(facts: Mapping[str, Any], name: str) -> Any:
    value = facts.get(name)
    return ERASE if value is None and name in facts else value


def _plain(column: Sequence[Any], blank: Any) -> list[Any]:
    return [blank if value is None or value is ERASE else value for value in column]


def settled(value: Any) -> Any:
    """A fact as the column holds it: an organisation of the book by its id, None while it has none."""
    return value.row.pk if isinstance(value, Entry) else value


def _new(plain: Columns, made: Made) -> New:
    return New({**plain, **made.columns}, made.documents)
