"""What registers hold of units, what contradicts them, and what only they know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Disagreement, ImportBatch, RegisterEntry, Unit, Unsurveyed
from zhengyou.census.queries import facts, words
from zhengyou.census.rules.expected import attribute
from zhengyou.encryption import mask_name
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below

_OWN = "entries of a unit that was read through the scope"
_CODES = "whether the census holds a code is asked of the whole installation; nothing else is told"


@dataclass(frozen=True, slots=True)
class Held:
    """A fact that a register gives. shown: its value in words; minutes: what asking it would take; who: imported it."""

    key: str
    label: str
    shown: str
    register: str
    origin: str
    as_of: date
    stale: bool
    minutes: Decimal
    who: str = ""


def origin(register: str, as_of: date) -> str:
    """市场监管登记（2026-11-01）: what stands as the source of a fact."""
    name = standards.load_registers()[register].origin(words.language())
    return _("%(register)s（%(day)s）") % {"register": name, "day": as_of.isoformat()}


def name_of(register: str) -> str:
    """市场监管登记."""
    return standards.load_registers()[register].origin(words.language())


def held(unit: Unit, *, today: date, scope: Scope) -> dict[str, Held]:
    """{field key: what a register gives}, those too old to be believed marked stale; masked where the role may not see."""
    table = standards.load_unit_fields()
    found: dict[str, Held] = {}
    entries = list(RegisterEntry.objects.across_all(because=_OWN).filter(unit=unit).order_by("as_of"))
    who = _importers(entries)
    for entry in entries:
        register = standards.load_registers().get(entry.register)
        if register is None:
            continue
        since = register.holds_since(today)
        for key, day in entry.fields.items():
            as_of = date.fromisoformat(day)
            one = table[key]
            value = getattr(unit, attribute(one))
            if value in (None, ""):
                continue
            text = words.told(one, value)
            found[key] = Held(
                key=key,
                label=words.label(one),
                shown=text if scope.sees(one.access) else mask_name(text) if key == "owner_name" else "",
                register=entry.register,
                origin=origin(entry.register, as_of),
                as_of=as_of,
                stale=as_of < since,
                minutes=one.minutes,
                who=who.get(entry.batch_id, ""),
            )
    return found


def _importers(entries: Iterable[RegisterEntry]) -> dict[int | None, str]:
    """{batch: who imported it}."""
    ids = [entry.batch_id for entry in entries if entry.batch_id is not None]
    if not ids:
        return {}
    rows = ImportBatch.objects.across_all(because=_OWN).filter(pk__in=ids).values_list("pk", "actor")
    operator = Scope.operator().label
    return {pk: _("命令行") if actor == operator else actor.partition("（")[0] for pk, actor in rows}


def not_asked(unit: Unit, *, today: date, scope: Scope) -> list[Held]:
    """What a form need not ask, in the order of the fields table."""
    known = held(unit, today=today, scope=scope)
    order = standards.load_unit_fields().keys
    return [known[key] for key in order if key in known and not known[key].stale]


def minutes(spared: Iterable[Held]) -> Decimal:
    """The minutes that a person does not spend."""
    return sum((one.minutes for one in spared), Decimal(0))


def held_everywhere(territory: Territory | None, *, today: date) -> frozenset[str]:
    """The fields that registers give of every open unit of a place: a template need not have these columns.

    Name and code stay, because rows are found by them. One query for a register.
    """
    if territory is None:
        return frozenset()
    units = Unit.objects.across_all(because="which columns a template needs").filter(
        below("path", territory.path), closed_on__isnull=True
    )
    total = units.count()
    if not total:
        return frozenset()
    counts: dict[str, int] = {}
    for code, register in standards.load_registers().items():
        entries = RegisterEntry.objects.across_all(because=_OWN).filter(
            below("unit__path", territory.path),
            unit__closed_on__isnull=True,
            register=code,
            as_of__gte=register.holds_since(today),
        )
        since = register.holds_since(today).isoformat()
        for fields in entries.values_list("fields", flat=True).iterator():
            for key, day in fields.items():
                counts[key] = counts.get(key, 0) + (day >= since)
    return frozenset(key for key, count in counts.items() if count == total) - {"name", "uscc"}


def disagreements(scope: Scope, *, place: Territory | None = None) -> QuerySet[Disagreement]:
    """The open ones, place by place, unit by unit."""
    rows = Disagreement.objects.within(scope).filter(outcome="").select_related("unit")
    if place is not None:
        rows = rows.filter(below("unit__path", place.path))
    return rows.order_by("unit__path", "unit__name", "unit_id", "field")


def in_words(scope: Scope, row: Disagreement) -> tuple[str, str, str]:
    """(the fact, what the register says, what the workbook says)."""
    one = standards.load_unit_fields()[row.field]
    said = [facts.shown(row.field, text) for text in (row.held, row.said)]
    if one.key == "industry_code":
        said = [words.industry(text) for text in (row.held, row.said)]
    if not scope.sees(one.access):
        said = [mask_name(text) for text in said]
    return words.label(one), said[0], said[1] or _("（清空）")


def unsurveyed(
    scope: Scope, *, place: Territory | None = None, q: str = "", aside: bool = False
) -> QuerySet[Unsurveyed]:
    """登记有、台账没有: what registers know below the scope and no census of any place holds."""
    held_here = Unit.objects.across_all(because=_CODES).filter(uscc=OuterRef("uscc"))
    rows = Unsurveyed.objects.within(scope).filter(~Exists(held_here)).select_related("territory")
    rows = rows.exclude(reason="") if aside else rows.filter(reason="")
    if place is not None:
        rows = rows.filter(below("path", place.path))
    if q:
        rows = rows.filter(name__icontains=q)
    return rows.order_by("path", "name", "pk")


def waiting_unit(scope: Scope, text: str) -> Unsurveyed | None:
    """The one of these with a number, inside the scope."""
    if not text.isdecimal() or len(text) > 18:
        return None
    return unsurveyed(scope).filter(pk=int(text)).first()


def told(facts_held: Mapping[str, Any], register: str, as_of: date, scope: Scope) -> list[Held]:
    """What a register says of a unit that the census does not hold yet, as the form for a new unit shows it."""
    table = standards.load_unit_fields()
    found = []
    for one in table:
        text = facts_held.get(one.key, "")
        if text and one.key not in {"name", "uscc"}:
            label = words.label(one)
            shown = words.industry(text) if one.key == "industry_code" else facts.shown(one.key, text)
            if not scope.sees(one.access):
                shown = ""
            found.append(
                Held(one.key, label, shown, register, origin(register, as_of), as_of, False, one.minutes)
            )
    return found
