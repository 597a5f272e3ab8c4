"""The digest of a snapshot, made when it is frozen and proved at any time after: over its places, its cells, then its facts.

Places stand in the order of their paths, cells in the order of their bytes, so that the digest is the same on every database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import connection
from django.db.models import OrderBy
from django.db.models.functions import Collate

from zhengyou.analytics.models import FrozenCell, FrozenFacts, FrozenPlace, Snapshot
from zhengyou.analytics.numbers import Numbers

PLACE: Final = ("path", "code", "name", "level", "parent_id")
KEY: Final = ("indicator", "dimension", "value")
CELL: Final = ("path", *KEY, *Numbers._fields)
PLACES: Final = 200
_BECAUSE: Final = "a snapshot is proved as a whole, whoever may read it"

Order = Sequence[str | OrderBy]
EARLIER: Order = KEY
"""Snapshots of earlier editions have the cells of a place in the order of their database's language."""


@dataclass(frozen=True, slots=True)
class Proof:
    """compared: snapshots. different: those whose rows are not what was frozen, the oldest first."""

    compared: int
    different: list[Snapshot]


def prove() -> Proof:
    """Makes the digest of every snapshot anew from its rows; one batch of places in memory."""
    rows = list(Snapshot.objects.across_all(because=_BECAUSE).exclude(digest="").order_by("date"))
    return Proof(len(rows), [one for one in rows if not is_whole(one)])


def is_whole(snapshot: Snapshot) -> bool:
    """Whether its rows are what was frozen."""
    return any(digest(snapshot, order) == snapshot.digest for order in (in_bytes(), EARLIER))


def in_bytes() -> Order:
    """The key of a cell in the order of its bytes, whatever the language of the database."""
    collation = "C" if connection.vendor == "postgresql" else "BINARY"
    return [Collate(name, collation).asc() for name in KEY]


def of_places(places: Iterable[FrozenPlace]) -> bytes:
    """What the digest is over, of places."""
    return _lines([getattr(place, name) for name in PLACE] for place in places)


def of_cells(rows: Iterable[Sequence[Any]]) -> bytes:
    """What the digest is over, of cells: columns as CELL."""
    return _lines(rows)


def digest(snapshot: Snapshot, order: Order) -> str:
    """The digest of what is held of a snapshot, its cells within a place in this order."""
    places = list(FrozenPlace.objects.across_all(because=_BECAUSE).filter(snapshot=snapshot).order_by("path"))
    found = sha256(of_places(places))
    for some in _batches(places):
        cells = FrozenCell.objects.across_all(because=_BECAUSE).filter(place__in=some)
        found.update(
            of_cells(cells.order_by("place__path", *order).values_list("place__path", *CELL[1:]).iterator())
        )
    for some in _batches(places):
        facts = FrozenFacts.objects.across_all(because=_BECAUSE).filter(place__in=some)
        for content in facts.order_by("place__path", "facts").values_list("content", flat=True).iterator(20):
            found.update(content)
    return found.hexdigest()


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    return "".join(f"{'|'.join(map(str, row))}\n" for row in rows).encode()


def _batches(places: list[FrozenPlace]) -> Iterator[list[FrozenPlace]]:
    for start in range(0, len(places), PLACES):
        yield places[start : start + PLACES]
