"""What points at a unit follows it into the one it is merged into, and back. Every relation is known here, or nothing moves."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.census.actions import freezing
from zhengyou.census.models import Unit
from zhengyou.changes.actions import Ledger
from zhengyou.web.errors import Refused

_WHOLE: Final = "whatever points at the merged unit follows it, whoever may see it"


@dataclass(frozen=True, slots=True)
class Follows:
    """How the rows of one relation follow.

    unless: columns that together with the unit are unique; a row stays where the kept unit has one with the same. () never
    clashes, None stays always. word: what a person reads, "" for what is no person's matter. besides: further columns that
    go with it: (row, kept) -> None. told: kind in the change table. join: (row that stays, the kept one's) -> None: what of it
    goes into the kept unit's row all the same.
    """

    unless: tuple[str, ...] | None
    word: str | Promise = ""
    besides: Callable[[Any, Unit], None] | None = None
    told: str = ""
    join: Callable[[Any, Any], None] | None = None
    where: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def _place_of_member(member: Any, kept: Unit) -> None:
    if member.branch_id is None:
        member.place = kept.path
    member.version += 1


def _place_of_sighting(sighting: Any, kept: Unit) -> None:
    if sighting.round.closed_at is None:
        sighting.path = kept.path


def _join_entries(entry: Any, kept: Any) -> None:
    """What the same register said of the other record only is held from there in the kept one as well."""
    kept.fields = {**entry.fields, **kept.fields}


STAYS: Final = Follows(None)
RELATIONS: Final[Mapping[str, Follows]] = {
    "census.member.unit": Follows(
        (), gettext_lazy("%(count)s 名党员改为在保留的单位"), _place_of_member, told="member"
    ),
    "census.sighting.unit": Follows(
        ("round_id",), gettext_lazy("%(count)s 轮摸底的登记情况"), _place_of_sighting
    ),
    "census.registerentry.unit": Follows(
        ("register",), gettext_lazy("%(count)s 份登记数据（登记、社保、税务）"), join=_join_entries
    ),
    "census.disagreement.unit": Follows(
        ("field",), gettext_lazy("%(count)s 处与登记数据不一致的地方"), where={"outcome": ""}
    ),
    "census.missingunit.unit": Follows(("round_id",), gettext_lazy("%(count)s 条本轮未见的答复")),
    "census.transfer.from_unit": Follows((), gettext_lazy("%(count)s 次党员转出")),
    "census.transfer.to_unit": Follows((), gettext_lazy("%(count)s 次党员转入")),
    "coverage.foundingstep.unit": Follows(("",), gettext_lazy("%(count)s 条组建党组织的下一步")),
    "coverage.location.unit": Follows(("",), gettext_lazy("%(count)s 处登记的位置")),
    "coverage.unitcoverage.unit": STAYS,  # derived anew
    "census.likeness.first": STAYS,  # what was judged of this record; it waits for an undo
    "census.likeness.second": STAYS,
    "census.merge.kept": STAYS,  # what was merged into it earlier stays so: undone in turn
    "census.merge.removed": STAYS,
    "census.unit.merged_into": STAYS,
    "census.comparisonrow.unit": STAYS,  # what two rounds looked like when they were compared
}

Moved = dict[str, list[list[Any]]]


class UnknownRelation(Exception):
    """A model points at units and nobody has said what becomes of it when two are merged."""


def relations() -> Iterator[tuple[str, models.Field[Any, Any]]]:
    """Every column that points at units, by the name under which it stands in RELATIONS. Raises UnknownRelation."""
    for relation in Unit._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        field: Any = relation.field  # type: ignore[union-attr]
        name = f"{field.model._meta.label_lower}.{field.name}"
        if name not in RELATIONS:
            raise UnknownRelation(f"say in {__name__} what becomes of {name} when two units are merged")
        yield name, field


def following(removed: Unit, kept: Unit) -> Iterator[tuple[str, Follows, models.Field[Any, Any], list[Any]]]:
    """The rows that will follow, relation by relation; those of a relation in the order of their ids."""
    for name, field in relations():
        rule = RELATIONS[name]
        if rule.unless is None:
            continue
        found = [row for row, own in _rows_with_own(rule, field, removed, kept) if own is None]
        if found:
            yield name, rule, field, found


def _rows_with_own(
    rule: Follows, field: models.Field[Any, Any], removed: Unit, kept: Unit
) -> list[tuple[Any, Any]]:
    """The rows of the removed unit, each with the kept unit's own that stands in its way, None when none does."""
    rows = list(_rows(field, removed).filter(**rule.where).order_by("pk"))
    if not rule.unless:
        return [(row, None) for row in rows]
    columns = [column for column in rule.unless if column]
    own = {_key(row, columns): row for row in _rows(field, kept).filter(**rule.where)}
    return [(row, own.get(_key(row, columns))) for row in rows]


def _key(row: Any, columns: list[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in columns)


def told(removed: Unit, kept: Unit) -> list[str]:
    """What will move, in words."""
    return [
        str(rule.word) % {"count": len(rows)}
        for _name, rule, _field, rows in following(removed, kept)
        if rule.word
    ]


def follow(removed: Unit, kept: Unit, *, ledger: Ledger) -> Moved:
    """Points everything at the kept unit. Returns the lineage: {relation: [[id, {column: [before, after]}], ...]}."""
    moved: Moved = {}
    joining = list(_joining(removed, kept))
    for name, rule, field, rows in following(removed, kept):
        for row in rows:
            moved.setdefault(name, []).append([row.pk, _changed(row, partial(_point, field, rule, kept))])
            if rule.told:
                ledger.changed(
                    rule.told, row.pk, values={field.name: (removed.pk, kept.pk)}, path=_path(row, kept)
                )
    for name, join, row, own in joining:
        changed = _changed(own, partial(join, row))
        if changed:
            moved.setdefault(name, []).append([own.pk, changed])
    return moved


def _joining(removed: Unit, kept: Unit) -> Iterator[tuple[str, Callable[[Any, Any], None], Any, Any]]:
    """Rows that stay behind and give something to the kept unit's own."""
    for name, field in relations():
        rule = RELATIONS[name]
        if rule.join is None:
            continue
        for row, own in _rows_with_own(rule, field, removed, kept):
            if own is not None:
                yield name, rule.join, row, own


def _point(field: models.Field[Any, Any], rule: Follows, kept: Unit, row: Any) -> None:
    setattr(row, field.attname, kept.pk)
    if rule.besides:
        rule.besides(row, kept)


def _changed(row: Any, change: Callable[[Any], None]) -> freezing.Pairs:
    """Changes a row and saves what differs. Returns it, the version left out: that goes on counting."""
    columns = _columns(row)
    before = freezing.frozen(row, columns)
    change(row)
    changed = freezing.between(before, freezing.frozen(row, columns))
    if changed:
        row.save(update_fields=sorted(changed))
    changed.pop("version", None)
    return changed


def go_back(moved: Moved, removed: Unit, kept: Unit, *, ledger: Ledger) -> None:
    """Points everything back as it was. Raises Refused, naming what was changed since."""
    fields = dict(relations())
    for name, rows in moved.items():
        rule, field = RELATIONS[name], fields[name]
        held = {row.pk: row for row in _all(field).select_for_update().filter(pk__in=[pk for pk, _ in rows])}
        changed = [pk for pk, pairs in rows if pk in held and _differs(held[pk], field, pairs)]
        if changed:
            raise Refused(
                _("不能撤销：合并以后，%(what)s又有变动。请先逐条更正。")
                % {"what": str(rule.word) % {"count": len(changed)}}
            )
        for pk, pairs in rows:
            row = held.get(pk)
            if row is None:
                continue  # removed since with the import that brought it: there is nothing to give back
            if field.attname in pairs:
                _refuse_clash(rule, field, row, removed)
            freezing.thaw(row, {column: old for column, (old, _new) in pairs.items()})
            if hasattr(row, "version"):
                row.version += 1
            row.save(update_fields=[*pairs, *(["version"] if hasattr(row, "version") else [])])
            if rule.told:
                ledger.changed(
                    rule.told, row.pk, values={field.name: (kept.pk, removed.pk)}, path=_path(row, removed)
                )


def _differs(row: Any, field: models.Field[Any, Any], pairs: freezing.Pairs) -> bool:
    """Whether the row no longer points where the merge left it, or what was joined to it is no longer the same."""
    names = [field.attname] if field.attname in pairs else list(pairs)
    return any(getattr(row, name) != pairs[name][1] for name in names)


def _refuse_clash(rule: Follows, field: models.Field[Any, Any], row: Any, removed: Unit) -> None:
    if not rule.unless:
        return
    same = {column: getattr(row, column) for column in rule.unless if column}
    if _rows(field, removed).filter(**rule.where, **same).exists():
        raise Refused(
            _("不能撤销：合并以后，“%(name)s”又有了%(what)s。请先处理。")
            % {"name": removed.name, "what": str(rule.word) % {"count": 1}}
        )


def _columns(row: models.Model) -> list[str]:
    return [field.attname for field in row._meta.concrete_fields if not field.primary_key]


def _all(field: models.Field[Any, Any]) -> QuerySet[Any]:
    model: Any = field.model
    rows: QuerySet[Any] = model.objects.across_all(because=_WHOLE)
    return rows


def _rows(field: models.Field[Any, Any], unit: Unit) -> QuerySet[Any]:
    return _all(field).filter(**{field.name: unit})


def _path(row: Any, unit: Unit) -> str:
    return str(getattr(row, "place", "") or unit.path)
