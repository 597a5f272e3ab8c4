"""Takes an import back: old values from its change rows, what it created removed, unless something depends on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.census.actions import sightings
from zhengyou.census.importing.kinds.units import settle
from zhengyou.census.importing.records import chunks
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ComparisonRow, ImportBatch, Likeness, Member, Sighting, Unit
from zhengyou.changes import queries as changes
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.models import Change
from zhengyou.encryption import decrypt
from zhengyou.encryption.fields import EncryptedTextField, Sealed
from zhengyou.organisations.actions import bulk_moves, moving
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation, Reminder, Territory
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

Model = type[Unit] | type[Member] | type[PartyOrganisation]
MODELS: Final[dict[str, Model]] = {"member": Member, "unit": Unit, "organisation": PartyOrganisation}
PLACE: Final = {"member": "place", "unit": "path", "organisation": "place"}
_ATTRIBUTES: Final = {"union_": "union"}
_BECAUSE: Final = "the batch was read through the scope; its rows are restored whole or not at all"
_OWN_PARTS: Final = (
    ComparisonRow,
    Likeness,
    OrganisationLink,
    Reminder,
    Sighting,
)  # belong to the row and go with it
COUNTED: Final = {
    "census.member": gettext_lazy("%(count)s 名党员"),
    "census.unit": gettext_lazy("%(count)s 家单位"),
    "census.merge": gettext_lazy("%(count)s 次合并"),
    "census.missingunit": gettext_lazy("%(count)s 条漏报核实"),
    "census.registerentry": gettext_lazy("%(count)s 条登记数据"),
    "census.disagreement": gettext_lazy("%(count)s 条登记与台账不一致"),
    "census.transfer": gettext_lazy("%(count)s 条组织关系转接"),
    "census.ownanswer": gettext_lazy("%(count)s 名党员本人的账号核对"),
    "organisations.partyorganisation": gettext_lazy("%(count)s 个下级党组织"),
    "organisations.appointment": gettext_lazy("%(count)s 项任职"),
    "campaigns.contactpoint": gettext_lazy("%(count)s 个联系点"),
    "campaigns.receipt": gettext_lazy("%(count)s 份收到的文件"),
    "campaigns.conveyance": gettext_lazy("%(count)s 次传达学习"),
    "coverage.foundingstep": gettext_lazy("%(count)s 条组建步骤"),
    "coverage.location": gettext_lazy("%(count)s 处登记的位置"),
}
_CHANGED: Final = {
    "member": gettext_lazy("%(count)s 名党员（例如“%(name)s”）"),
    "unit": gettext_lazy("%(count)s 家单位（例如“%(name)s”）"),
    "organisation": gettext_lazy("%(count)s 个党组织（例如“%(name)s”）"),
}


@dataclass(frozen=True, slots=True)
class Undone:
    """How many records got their old values back, and how many were removed."""

    restored: int
    removed: int


@dataclass(slots=True)
class _Work:
    """What a batch did to one kind: ids it created, and first old and last new text of each field it changed."""

    created: set[int] = field(default_factory=set)
    changed: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)


def undo(batch: ImportBatch, *, by: Scope, at: datetime) -> Undone:
    """Restores what was held before. In the caller's transaction. Raises Refused, naming what depends on the import."""
    work = _work_of(batch)
    _refuse_later_changes(batch, work)
    ledger = Ledger(Origin(by=by, at=at, source=f"撤销第 {batch.pk} 批导入", batch_id=batch.pk))
    restored = sum(_restore(kind, some, ledger) for kind, some in work.items())
    removed = sum(_remove(kind, work[kind].created, ledger) for kind in ("member", "unit", "organisation"))
    ledger.write()
    _see_no_more(batch, work["unit"])
    return Undone(restored, removed)


def _see_no_more(batch: ImportBatch, work: _Work) -> None:
    """The round has not seen what only this import said; moved units are seen where they stand again."""
    sightings.take_back(batch)
    for some in chunks([pk for pk, fields in work.changed.items() if "territory" in fields]):
        sightings.follow(some)


def _work_of(batch: ImportBatch) -> dict[str, _Work]:
    work = {kind: _Work() for kind in MODELS}
    for change in changes.of_batch(batch.pk):
        some = work[change.subject_kind]
        if change.field == Change.CREATED:
            some.created.add(change.subject_id)
            continue
        fields = some.changed.setdefault(change.subject_id, {})
        first = fields.get(change.field)
        fields[change.field] = (first[0] if first else change.old, change.new)
    for some in work.values():
        for pk in some.created:
            some.changed.pop(pk, None)
    return work


def _refuse_later_changes(batch: ImportBatch, work: Mapping[str, _Work]) -> None:
    """A field that somebody changed since would lose that change; imports that were undone themselves count not."""
    undone = set(
        ImportBatch.objects.across_all(because=_BECAUSE)
        .filter(state=ImportState.UNDONE)
        .values_list("pk", flat=True)
    )
    told = []
    for kind, some in work.items():
        ids = some.created | some.changed.keys()
        later = {
            change.subject_id
            for change in (changes.later_than(batch.pk, kind, ids) if ids else ())
            if change.batch_id not in undone
            and (change.subject_id in some.created or change.field in some.changed[change.subject_id])
        }
        if later:
            told.append(_CHANGED[kind] % {"count": len(later), "name": _name(kind, min(later))})
    if told:
        raise Refused(
            _("第 %(number)s 批不能撤销：导入以后，%(things)s的资料又有修改。请逐条更正。")
            % {"number": batch.pk, "things": "、".join(told)}
        )


def _name(kind: str, pk: int) -> str:
    return (
        MODELS[kind].objects.across_all(because=_BECAUSE).filter(pk=pk).values_list("name", flat=True).first()
        or ""
    )


def _restore(kind: str, work: _Work, ledger: Ledger) -> int:
    model = MODELS[kind]
    place = PLACE[kind]
    territories = dict(Territory.objects.across_all(because=_BECAUSE).values_list("pk", "path"))
    moved: list[PartyOrganisation] = []
    elsewhere: dict[int, str] = {}
    for ids in chunks(sorted(work.changed), 500):
        rows: list[Any] = list(
            model.objects.across_all(because=_BECAUSE).select_for_update().filter(pk__in=ids)
        )
        previous_places = {row.pk: getattr(row, place) for row in rows}
        touched = {"version", place}
        values: dict[int, dict[str, tuple[Any, Any]]] = {}
        for row in rows:
            before = {name: _recorded(row, name) for name in work.changed[row.pk]}
            for name, (old, _new) in work.changed[row.pk].items():
                touched |= put(row, name, old)
                if name == "territory":
                    setattr(row, place, territories[row.territory_id])
            row.version += 1
            touched |= _settle(row)
            if isinstance(row, PartyOrganisation) and "superior" in before:
                moved.append(row)
            values[row.pk] = {name: (old, _recorded(row, name)) for name, old in before.items()}
        if kind == "member":
            _place_members(rows)
        for row in rows:
            path, previous = getattr(row, place), previous_places[row.pk]
            ledger.changed(
                kind,
                row.pk,
                values=values[row.pk],
                path=path,
                previous_path=previous if previous != path else "",
            )
        model.objects.across_all(because=_BECAUSE).bulk_create(
            rows,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(touched),
        )
        if kind == "organisation":
            elsewhere |= {row.pk: row.place for row in rows if row.place != previous_places[row.pk]}
    bulk_moves.replant(moved, on=None)
    moving.follow(elsewhere, ledger=ledger)
    return len(work.changed)


def put(row: Unit | Member | PartyOrganisation, name: str, text: str) -> set[str]:
    """Puts a text of the change table back into its column; returns the columns that changed."""
    column = row._meta.get_field(_ATTRIBUTES.get(name, name))
    assert isinstance(column, models.Field)
    if isinstance(column, EncryptedTextField):
        setattr(row, column.name, Sealed(text))
        return {column.name, *column.fill_indexes(row, decrypt(text))}
    setattr(row, column.attname, _value(column, text))
    return {column.name}


def _place_members(rows: Iterable[Member]) -> None:
    """A member stands where the branch is, else where the unit is."""
    branches = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(
        pk__in={row.branch_id for row in rows}
    )
    units = Unit.objects.across_all(because=_BECAUSE).filter(pk__in={row.unit_id for row in rows})
    by_branch, by_unit = dict(branches.values_list("pk", "place")), dict(units.values_list("pk", "path"))
    for row in rows:
        row.place = by_branch.get(row.branch_id or 0) or by_unit.get(row.unit_id or 0) or row.place


def _value(column: models.Field[Any, Any], text: str) -> Any:
    if isinstance(column, models.CharField | models.TextField):
        return text
    if not text:
        return None
    if isinstance(column, models.BooleanField):
        return text == "1"
    if isinstance(column, models.DecimalField):
        return Decimal(text)
    if isinstance(column, models.DateField):
        return date.fromisoformat(text)
    return int(text)


def _recorded(row: models.Model, name: str) -> Any:
    column = row._meta.get_field(_ATTRIBUTES.get(name, name))
    assert isinstance(column, models.Field)
    return getattr(row, column.attname)


def _settle(row: Unit | Member | PartyOrganisation) -> set[str]:
    """Derives anew what follows from the facts."""
    if isinstance(row, Unit):
        settle(row)
        return {"size_class"}
    if isinstance(row, PartyOrganisation):
        row.settle_election_due()
        return {"election_due"}
    return set()


def _remove(kind: str, ids: Iterable[int], ledger: Ledger) -> int:
    """Removes what the batch created; its own parts go with it."""
    model = MODELS[kind]
    ids = sorted(ids)
    rows = model.objects.across_all(because=_BECAUSE)
    paths = {
        pk: path
        for some in chunks(ids)
        for pk, path in rows.filter(pk__in=some).values_list("pk", PLACE[kind])
    }
    _refuse_dependants(model, list(paths))
    for pk, path in paths.items():
        ledger.changed(kind, pk, values={"removed": (None, True)}, path=path)
    if kind == "organisation":
        # Superiors and links among the removed ones protect each other; the rows go all together.
        organisations = PartyOrganisation.objects.across_all(because=_BECAUSE)
        for some in chunks(ids):
            organisations.filter(pk__in=some).update(superior=None)
            OrganisationLink.objects.across_all(because=_BECAUSE).filter(organisation__in=some).delete()
    for some in chunks(ids, 500):
        rows.filter(pk__in=some).delete()
    return len(paths)


def _refuse_dependants(model: Model, ids: list[int]) -> None:
    """Anything that points at the rows, but is neither among them nor a part of them, depends on them."""
    told: dict[str, int] = {}
    for pointing, column in depending(model):
        count = 0
        for some in chunks(ids):
            found = pointing.objects.across_all(because=_BECAUSE).filter(**{f"{column.name}__in": some})
            if pointing in (model, OrganisationLink):
                held = set(found.values_list("pk" if pointing is model else "organisation_id", flat=True))
                count += len(held - set(ids))
            else:
                count += found.count()
        if count and pointing is not OrganisationLink:
            kind = pointing._meta.label_lower
            told[kind] = told.get(kind, 0) + count
    if told:
        other = gettext_lazy("%(count)s 条其他记录")
        things = "、".join(COUNTED.get(kind, other) % {"count": count} for kind, count in told.items())
        raise Refused(
            _("不能撤销：这次导入新增的资料已被使用，有%(things)s和它们有关。请先处理这些资料。")
            % {"things": things}
        )


def depending(model: Model) -> Iterator[tuple[Any, Any]]:
    """(model, column) of whatever keeps a row from being removed: it points at it and is no part of it."""
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            not relation.auto_created
            or relation.concrete
            or not (relation.one_to_many or relation.one_to_one)
        ):
            continue
        pointing: Any = relation.related_model
        column: Any = relation.field  # type: ignore[union-attr]
        if column.primary_key or column.remote_field.on_delete is models.SET_NULL:
            continue
        if issubclass(pointing, _OWN_PARTS) and column.name in ("organisation", "unit", "first", "second"):
            continue
        yield pointing, column
