"""Three rounds, and one call for each thing that can happen to a unit in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from tests.world import World
from zhengyou.census.actions import comparing, units
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import (
    Comparison,
    ComparisonCell,
    ComparisonRow,
    ImportBatch,
    Round,
    Sighting,
    Unit,
)
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.models import Change
from zhengyou.scoping import Scope

BECAUSE = "a test looks at what was written"
OPERATOR = Scope.operator()
FIELDS = ("employees", "name", "org_kind", "owner_name", "contact_phone", "members_formal")


def moment(text: str) -> datetime:
    """Ten in the morning of that day."""
    return datetime.fromisoformat(f"{text}T02:00:00").replace(tzinfo=UTC)


@dataclass
class Rounds:
    """2026-3 (20 August), 2026-4 (20 November, the world's) and 2027-1 (20 February)."""

    world: World
    round: dict[str, Round] = field(default_factory=dict)
    batches: int = 0

    def __post_init__(self) -> None:
        for code, as_of in (("2026-3", date(2026, 8, 20)), ("2027-1", date(2027, 2, 20))):
            made = Round(code=code, as_of=as_of, opened_at=moment("2026-08-01"))
            made.save()
            self.round[code] = made
        self.round["2026-4"] = self.world.round
        Sighting.objects.across_all(because=BECAUSE).delete()  # each test says itself who was seen
        Change.objects.across_all(because=BECAUSE).update(
            at=moment("2026-01-10")
        )  # the cast has long been there

    def batch(
        self, code: str, place: str = "411302", state: ImportState = ImportState.COMMITTED
    ) -> ImportBatch:
        """An import into a round."""
        self.batches += 1
        at = moment("2026-11-23")
        made = ImportBatch(
            kind="units", territory=self.world.place[place], path=self.world.place[place].path,
            round=self.round[code], state=state, file_name=f"{self.batches}.xlsx", stored_as="x", sha256="0" * 64,
            actor="孙县办", uploaded_at=at, committed_at=at, rows_read=1, refused=0, undone_at=at,
        )  # fmt: skip
        made.save()
        return made

    def see(self, code: str, *keys: str, batch: ImportBatch | None = None) -> None:
        """The round has seen these units of the cast, in the workbook of a batch or on a screen."""
        for key in keys:
            unit = self.unit(key)
            seen = Sighting(round=self.round[code], unit=unit, path=unit.path)
            seen.batch_id = batch.pk if batch else None
            seen.save()

    def unit(self, key: str) -> Unit:
        """A unit of the cast as it stands now."""
        return Unit.objects.across_all(because=BECAUSE).get(pk=self.world.unit[key].pk)

    def says(self, batch: ImportBatch | None, key: str, on: str = "2026-11-23", **facts: Any) -> None:
        """An import, or a person on a day, writes facts of a unit."""
        unit = self.unit(key)
        ledger = Ledger(
            Origin(by=OPERATOR, at=moment(on), source="台账.xlsx", batch_id=batch.pk if batch else None)
        )
        values = {}
        for name, new in facts.items():
            values[name] = (getattr(unit, name), new)
            setattr(unit, name, new)
        unit.save()
        recorded = {name: tuple(getattr(one, "pk", one) for one in pair) for name, pair in values.items()}
        ledger.changed("unit", unit.pk, values=recorded, path=unit.path)
        ledger.write()

    def moves(self, batch: ImportBatch | None, key: str, place: str, on: str = "2026-11-23") -> None:
        """The same for its place."""
        unit = self.unit(key)
        old, new = unit.territory_id, self.world.place[place]
        Unit.objects.across_all(because=BECAUSE).filter(pk=unit.pk).update(territory=new, path=new.path)
        ledger = Ledger(Origin(by=OPERATOR, at=moment(on), source="x", batch_id=batch.pk if batch else None))
        ledger.changed("unit", unit.pk, values={"territory": (old, new.pk)}, path=new.path)
        ledger.write()

    def born(
        self, batch: ImportBatch | None, name: str, place: str = "411302001", on: str = "2026-11-23"
    ) -> str:
        """A new unit; its key is its name."""
        where = self.world.place[place]
        unit = Unit(territory=where, path=where.path, name=name, batch_id=batch.pk if batch else None)
        unit.save()
        ledger = Ledger(Origin(by=OPERATOR, at=moment(on), source="x", batch_id=batch.pk if batch else None))
        ledger.created("unit", unit.pk, values={"name": name, "territory": where.pk}, path=where.path)
        ledger.write()
        self.world.unit[name] = unit
        return name

    def closes(self, key: str, on: str, reason: str = "stopped", by: Scope = OPERATOR) -> None:
        """Somebody closes a unit on a screen."""
        unit = self.unit(key)
        day = date.fromisoformat(on)
        units.close(unit=unit, on=day, reason=reason, version=unit.version, by=by, at=moment(on))

    def compare(self, earlier: str = "2026-3", later: str = "2026-4", place: str = "411302") -> Comparison:
        """The comparison, counted."""
        held = comparing.of(
            earlier=self.round[earlier],
            later=self.round[later],
            territory=self.world.place[place],
            by=OPERATOR,
        )
        return comparing.count(comparison=held, at=moment("2026-11-23"))

    def counted(
        self, earlier: str = "2026-3", later: str = "2026-4", *, place: str = "411302"
    ) -> dict[tuple[str, str], int]:
        """{(field, kind): how many, over all places}, zeros left out."""
        held = self.compare(earlier, later, place)
        found: dict[tuple[str, str], int] = {}
        for cell in ComparisonCell.objects.across_all(because=BECAUSE).filter(comparison=held):
            found[cell.field, cell.kind] = found.get((cell.field, cell.kind), 0) + cell.count
        return found

    def rows(self, held: Comparison) -> list[tuple[str, str, str, str, str]]:
        """(unit, field, kind, old, new) behind the numbers."""
        rows = ComparisonRow.objects.across_all(because=BECAUSE).filter(comparison=held, run=held.run)
        return sorted(rows.values_list("unit__name", "field", "kind", "old", "new"))
