"""Two records of one unit become one, by a person's decision, and two again by another: exactly as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.actions import duplicates, freezing, register_lineage, repointing
from zhengyou.census.actions.single import lock, recorded
from zhengyou.census.models import Likeness, Merge, Unit
from zhengyou.census.queries import standing
from zhengyou.census.rules import choosing, derived, unit_row
from zhengyou.census.rules.choosing import FIRST, Side
from zhengyou.census.rules.expected import attribute
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.scoping import Scope, confirm
from zhengyou.standards import load_unit_fields
from zhengyou.web.errors import Conflict, Refused

KIND: Final = "unit"
REASON: Final = "duplicate"
_HELD: Final = "the pair was read through the scope"
_DERIVED: Final = (
    "path",
    "size_class",
    "contact_phone_index",
    "phone_number_index",
)  # follow from what is chosen; no facts of their own


@transaction.atomic
def merge(
    *,
    likeness: Likeness,
    keep: Side,
    chosen: Mapping[str, Side],
    versions: tuple[int, int],
    by: Scope,
    at: datetime,
) -> Merge:
    """Takes one unit of a pair into the other.

    keep: whose record goes on. chosen: {attribute: whose value stays}, for those a person chose; the others as `proposed`; a
    fact that a register holds stays whatever was chosen. versions: of first and second as they were shown.
    Raises Conflict (decided already, or changed meanwhile), Refused (closed, contradiction), Forbidden, OutsideScope.
    """
    duplicates.refuse_others(by)
    first, second = (confirm(unit, by) for unit in _locked(likeness, versions))
    duplicates.decide(likeness, Likeness.State.MERGED, by=by, at=at)
    for unit in (first, second):
        if unit.closed_on is not None:
            raise Refused(_("“%(name)s”已经终止，不能合并。") % {"name": unit.name})
    kept, removed = (first, second) if keep == FIRST else (second, first)
    taken = _attributes(first, second, keep, chosen)
    held = standing.of(removed)
    before = {unit.pk: freezing.frozen(unit, _columns(unit)) for unit in (kept, removed)}
    _take(kept, removed, taken, on=timezone.localdate(at))
    _refuse_contradictions(kept)
    _save(kept, removed)
    ledger = Ledger(Origin(by=by, at=at, source=_source(removed.name)))
    moved = repointing.follow(removed, kept, ledger=ledger)
    made = Merge(
        kept=kept,
        removed=removed,
        path=duplicates.common(kept.path, removed.path),
        taken={
            name: freezing.between(before[unit.pk], freezing.frozen(unit, _columns(unit)))
            for name, unit in (("kept", kept), ("removed", removed))
        },
        moved=moved,
        at=at,
        actor=(by.label or by.role)[:120],
        user_id=by.user_id,
    )
    made.save(force_insert=True)
    _tell_facts(kept, made.taken["kept"], held, before[kept.pk]["path"], by, at)
    _tell(ledger, removed, made.taken["removed"], removed.path)
    ledger.touched(KIND, kept.pk, path=kept.path)
    ledger.write()
    confirm(kept, by)
    confirm(removed, by)
    _note("unit.merged", kept, removed, by, at)
    return made


@transaction.atomic
def unmerge(*, merge: Merge, by: Scope, at: datetime) -> Unit:
    """Makes two records of one again, every fact and everything that pointed at them as before. Returns the one set free.

    Versions go on counting. Raises Conflict (taken back already); Refused, naming what depends on the merge; OutsideScope.
    """
    duplicates.refuse_others(by)
    rows = Merge.objects.within(by).filter(pk=merge.pk, undone_at__isnull=True)
    if not rows.update(undone_at=at, undone_by=(by.label or by.role)[:120]):
        raise Conflict(_("这次合并已经撤销过了。"))
    kept, removed = _both(merge.kept_id, merge.removed_id)
    meanwhile = register_lineage.of(merge)
    register_lineage.take_off(meanwhile, kept, by=by, at=at)
    _refuse_dependants(kept, removed, merge)
    ledger = Ledger(Origin(by=by, at=at, source=str(_("撤销合并"))))
    previous = {unit.pk: unit.path for unit in (kept, removed)}
    for name, unit in (("kept", kept), ("removed", removed)):
        freezing.thaw(unit, {column: old for column, (old, _new) in merge.taken[name].items()})
    register_lineage.give(meanwhile, removed, by=by, at=at)
    _save(kept, removed)
    repointing.go_back(merge.moved, removed, kept, ledger=ledger)
    register_lineage.enter(meanwhile, removed)
    for name, unit in (("kept", kept), ("removed", removed)):
        back = {column: [new, old] for column, (old, new) in merge.taken[name].items()}
        _tell(ledger, unit, back, previous[unit.pk])
        ledger.touched(KIND, unit.pk, path=unit.path)
    ledger.write()
    _wait_again(kept, removed)
    confirm(kept, by)
    confirm(removed, by)
    _note("unit.unmerged", kept, removed, by, at)
    return removed


def _locked(likeness: Likeness, versions: tuple[int, int]) -> tuple[Unit, Unit]:
    """Both rows in the order of their ids, so that two people never wait for each other."""
    first = lock(Unit, likeness.first, versions[0])
    return first, lock(Unit, likeness.second, versions[1])


def _both(kept: int, removed: int) -> tuple[Unit, Unit]:
    rows = Unit.objects.across_all(because=_HELD).select_for_update(of=("self",))
    found = {unit.pk: unit for unit in rows.filter(pk__in=(kept, removed)).order_by("pk")}
    return found[kept], found[removed]


def _attributes(first: Unit, second: Unit, keep: Side, chosen: Mapping[str, Side]) -> list[str]:
    """The attributes whose value comes from the record that does not stay."""
    ours, theirs = standing.of(first), standing.of(second)
    taken = []
    for name in standing.choosable():
        one, other = ours[name].standing, theirs[name].standing
        side = choosing.settled(one, other) or chosen.get(name) or choosing.proposed(one, other, keep)
        if side != keep:
            taken += [name, *choosing.TOGETHER.get(name, ())]
    return taken


def _take(kept: Unit, removed: Unit, names: Iterable[str], *, on: date) -> None:
    """Puts the values into the kept record and closes the other. A code that is taken changes places with the own one."""
    for name in names:
        if name in {"uscc", "uscc_override"}:
            ours, theirs = getattr(kept, name), getattr(removed, name)
            setattr(kept, name, theirs)
            setattr(removed, name, ours)
            continue
        field = freezing.column(Unit, name)
        setattr(kept, field.attname, getattr(removed, field.attname))
        if name == "contact_phone":
            kept.contact_phone_index = removed.contact_phone_index
            kept.phone_number_index = removed.phone_number_index
        elif name == "territory":
            kept.path = removed.path
    kept.size_class = derived.size_class(
        org_kind=kept.org_kind,
        industry_code=kept.industry_code,
        employees=kept.employees,
        revenue=kept.revenue,
        assets=kept.assets,
    )
    removed.closed_on, removed.closing_reason, removed.merged_into_id = on, REASON, kept.pk


def _refuse_contradictions(kept: Unit) -> None:
    """Two records may contradict each other where each was right by itself."""
    said = {
        one.key: getattr(kept, attribute(one))
        for one in load_unit_fields().held
        if one.owner == "unit" and getattr(kept, attribute(one)) not in (None, "")
    }
    wrong = [finding.message for finding in unit_row.contradictions(said) if finding.severity == "error"]
    if kept.organisation_id is not None and kept.has_org is not True:
        wrong.append(_("已经登记了党组织，“是否建立党组织”应为“是”。"))
    if wrong:
        raise Refused(
            _("这样选的各项互相矛盾：%(wrong)s请改选其中一项。") % {"wrong": "".join(map(str, wrong))}
        )


def _save(*units: Unit) -> None:
    """Writes both; a code that changes places is put down for a moment, because two may never have the same."""
    rows = Unit.objects.across_all(because=_HELD)
    rows.filter(pk__in=[unit.pk for unit in units]).update(uscc="")
    for unit in units:
        unit.version += 1
        unit.save()


def _columns(unit: Unit) -> list[str]:
    return [field.attname for field in unit._meta.concrete_fields if field.attname not in {"id", "version"}]


def _tell_facts(
    kept: Unit,
    pairs: freezing.Pairs,
    held: Mapping[str, standing.Held],
    previous: str,
    by: Scope,
    at: datetime,
) -> None:
    """Change rows of the kept record: each fact with the source and day it had in the other one."""
    groups: dict[Origin, freezing.Pairs] = {}
    for column, pair in pairs.items():
        if column in _DERIVED:
            continue
        name = freezing.column(Unit, column).name
        leading = next((one for one, more in choosing.TOGETHER.items() if name in more), name)
        source, day = (held[leading].source, held[leading].standing.day) if leading in held else ("", None)
        origin = Origin(by=by, at=at, source=_source(source), as_of=day)
        groups.setdefault(origin, {})[column] = pair
    for origin, some in groups.items():
        ledger = Ledger(origin)
        _tell(ledger, kept, some, previous)
        ledger.write()


def _tell(ledger: Ledger, unit: Unit, pairs: freezing.Pairs, previous: str) -> None:
    values = {
        recorded(freezing.column(Unit, column).name): (
            freezing.thawed(freezing.column(Unit, column), old),
            freezing.thawed(freezing.column(Unit, column), new),
        )
        for column, (old, new) in pairs.items()
        if column not in _DERIVED
    }
    ledger.changed(
        KIND, unit.pk, values=values, path=unit.path, previous_path=previous if previous != unit.path else ""
    )


def _source(source: str) -> str:
    return _("合并：%(source)s") % {"source": source} if source else _("合并")


def _refuse_dependants(kept: Unit, removed: Unit, merge: Merge) -> None:
    """What came after the merge and would be lost by taking it back."""
    if kept.merged_into_id is not None:
        into = Unit.objects.across_all(because=_HELD).get(pk=kept.merged_into_id)
        raise Refused(
            _("不能撤销：“%(kept)s”后来又并入了“%(into)s”。请先撤销那一次合并。")
            % {"kept": kept.name, "into": into.name}
        )
    changed = [
        standing.label(column)
        for name, unit in (("kept", kept), ("removed", removed))
        for column, now in freezing.frozen(unit, merge.taken[name]).items()
        if column not in _DERIVED and now != merge.taken[name][column][1]
    ]
    if changed:
        raise Refused(
            _("不能撤销：合并以后，%(what)s又有修改。请先把这几项改回合并时的内容，再撤销。")
            % {"what": "、".join(f"“{label}”" for label in changed)}
        )


def _wait_again(kept: Unit, removed: Unit) -> None:
    """The pair can be judged anew."""
    pair = sorted((kept.pk, removed.pk))
    Likeness.objects.across_all(because=_HELD).filter(first=pair[0], second=pair[1]).update(
        state=Likeness.State.OPEN, decided_at=None, decided_by="", user_id=None
    )


def _note(action: str, kept: Unit, removed: Unit, by: Scope, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=kept.pk,
        subject=kept.name,
        path=kept.path,
        detail={"removed": removed.pk, "name": removed.name},
    )
