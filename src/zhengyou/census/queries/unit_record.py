"""One unit's facts as a reader may see them: in words, each with its source, date and author; derived ones with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Unit
from zhengyou.census.queries import facts as held
from zhengyou.census.queries import registers, words
from zhengyou.census.rules import expected, size_reasons
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Change
from zhengyou.encryption import mask_name
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope
from zhengyou.standards import Field

KIND: Final = "unit"
NAMES: Final = frozenset({"owner_name", "secretary", "deputy"})
PHONES: Final = frozenset({"contact_phone", "secretary_phone"})
_OF_ORGANISATION: Final = {"org_level": "level", "org_name": "name", "parent_org": "superior"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. why: sentences that explain a derived value; masked: whether a value stands behind the mask."""

    key: str
    term: str
    value: str
    source: str = ""
    date: date | None = None
    derived: bool = False
    why: list[str] = field(default_factory=list)
    masked: bool = False
    aside: bool = False  # nobody knows it and nobody needs it
    stale: bool = False  # a register gave it, too long ago to be believed without asking again


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that belong together. source, date: where most of them come from; a fact says its own only where it differs."""

    name: str
    facts: list[Fact]
    source: str = ""
    date: date | None = None

    @property
    def aside(self) -> int:
        """How many are unknown and needed by nobody."""
        return sum(fact.aside for fact in self.facts)


def facts(scope: Scope, unit: Unit, *, on: date, revealed: frozenset[str] = frozenset()) -> list[Group]:
    """The facts by group, in the order of the fields table. What the role may not see is masked or left out."""
    derived = held.unit_facts(unit, on=on)
    own = changes.provenance(KIND, unit.pk)
    known = registers.held(unit, today=on, scope=scope)
    organisation = unit.organisation
    theirs = changes.provenance("organisation", organisation.pk) if organisation else {}
    groups: dict[str, list[Fact]] = {}
    for one in _shown(scope):
        if one.tier == "derived":
            fact = _derived(unit, one, derived.get(one.key))
        elif one.owner == "organisation":
            if organisation is None:
                continue
            name = _OF_ORGANISATION.get(one.key, one.key)
            fact = _held(scope, one, getattr(organisation, name), theirs.get(name), revealed)
        else:
            fact = _held(scope, one, getattr(unit, expected.attribute(one)), own.get(one.key), revealed)
            fact = _registered(fact, known.get(one.key), own.get(one.key))
        aside = not fact.value and (one.tier != "core" or not expected.applies(one, vars(unit)))
        groups.setdefault(one.group, []).append(replace(fact, aside=aside))
    _add_besides(scope, unit, groups, own)
    return [grouped(words.group(name), listed) for name, listed in groups.items()]


def grouped(name: str, listed: list[Fact]) -> Group:
    """The facts with their common source said once, when at least two of them share it."""
    origins = Counter((fact.source, fact.date) for fact in listed if fact.source)
    if not origins:
        return Group(name, listed)
    (common, count) = origins.most_common(1)[0]
    if count == 1:
        return Group(name, listed)
    plain = [
        replace(fact, source="", date=None) if (fact.source, fact.date) == common else fact for fact in listed
    ]
    return Group(name, plain, *common)


def _shown(scope: Scope) -> list[Field]:
    table = standards.load_unit_fields()
    return [one for one in table if one.tier != "drop" and (scope.sees(one.access) or one.key in NAMES)]


def _held(scope: Scope, one: Field, value: Any, origin: Change | None, revealed: frozenset[str]) -> Fact:
    fact = Fact(key=one.key, term=words.label(one), value=words.told(one, value))
    if one.key in PHONES:
        plain = words.opened(value)
        hidden = bool(plain) and one.key not in revealed
        fact = replace(fact, value=words.masked(one.key, plain) if hidden else plain, masked=hidden)
    elif isinstance(value, PartyOrganisation):
        fact = replace(fact, value=value.name)
    elif not scope.sees(one.access):
        fact = replace(fact, value=mask_name(str(value)))
    return _sourced(fact, origin)


def _sourced(fact: Fact, origin: Change | None) -> Fact:
    if origin is None or not fact.value:
        return fact
    return replace(fact, source=source(origin), date=origin.as_of or localdate(origin.at))


def _registered(fact: Fact, held: registers.Held | None, origin: Change | None) -> Fact:
    """A fact that a register gave or confirmed bears the register as its source, unless somebody said it later."""
    if held is None or not fact.value:
        return fact
    said = (origin.as_of or localdate(origin.at)) if origin is not None else None
    if said is not None and said > held.as_of:
        return fact
    return replace(fact, source=words.joined([held.origin, held.who]), date=held.as_of, stale=held.stale)


def source(origin: Change) -> str:
    """Where a fact comes from and who said so: 网页登记 · 孙县办 · 他人代填."""
    return words.joined([origin.source, actor(origin).partition("（")[0], how(origin)])


def actor(origin: Change) -> str:
    """Who wrote it, with the office."""
    return _("命令行") if origin.actor == Scope.operator().label else origin.actor


def how(origin: Change) -> str:
    """How it came to be written, when it was not the usual way."""
    usual = origin.entered_by in {"", "self", "import"}
    return "" if usual else words.word("entered_by", origin.entered_by)


def _derived(unit: Unit, one: Field, value: Any) -> Fact:
    why = why_size(unit) if one.key == "size_class" else [_why(one.key, value)]
    if one.key == "size_class":
        value = unit.size_class
    text = _band(unit.employees) if one.key == "band50_100" else words.told(one, value)
    return Fact(
        key=one.key, term=words.label(one), value=text, derived=True, why=[line for line in why if line]
    )


def _band(employees: int | None) -> str:
    if employees is None:
        return ""
    return _("100 人以上") if employees >= 100 else _("50 至 99 人") if employees >= 50 else _("不足 50 人")


def _why(key: str, value: Any) -> str:
    known = value not in (None, "", [])
    return {
        "band50_100": _("由从业人员数推算。") if known else _("从业人员数未知，无法推算。"),
        "joint_units": _("同一个党组织覆盖的单位。"),
        "members_u35": _("由党员名册推算。")
        if known
        else _("党员名册还没有报告完整，或者缺少出生日期，无法推算。"),
        "developed": _("由党员名册推算。")
        if known
        else _("党员名册还没有报告完整，或者缺少入党日期，无法推算。"),
    }.get(key, "")


def why_size(unit: Unit) -> list[str]:
    """Why the unit has its size class or none: the row of the rule of 2017 and its inputs, or what is missing."""
    values = {"employees": unit.employees, "revenue": unit.revenue, "assets": unit.assets}
    found = size_reasons.reason(org_kind=unit.org_kind, industry_code=unit.industry_code, values=values)
    if "kind" in found.lacking:
        return [_("只划分企业和个体工商户的规模。")]
    if "industry" in found.lacking:
        return [_("行业未知，无法推算。请先补充行业。")]
    if "row" in found.lacking:
        return [_("办法没有规定这个行业的标准，或者行业只写到门类、还不够细，无法推算。")]
    lines = [_("按《统计上大中小微型企业划分办法（2017）》中“%(row)s”一行：") % {"row": found.row}]
    for metric, value, bounds in found.inputs:
        lines.append(
            _("%(name)s %(value)s（大型不少于 %(large)s，中型不少于 %(medium)s，小型不少于 %(small)s）")
            % {
                "name": _metric(metric),
                "value": words.number(value) or _("未知"),
                "large": words.number(bounds.large),
                "medium": words.number(bounds.medium),
                "small": words.number(bounds.small),
            }
        )
    if found.lacking:
        names = "、".join(_metric(metric) for metric in found.lacking)
        lines.append(_("缺少%(names)s，补充后自动推算，不猜测。") % {"names": names})
    elif len(found.inputs) > 1:
        lines.append(_("各项都达到下限才算，按较低的一档。"))
    return lines


def _metric(name: str) -> str:
    return words.label(standards.load_unit_fields()[name])


def _add_besides(scope: Scope, unit: Unit, groups: dict[str, list[Fact]], own: Mapping[str, Change]) -> None:
    """What stands beside the table: the place on top, the reason for a doubtful code, the owner's consent."""
    first = next(iter(groups.values()))
    place = territories.names_by_path([unit.path]).get(unit.path, "")
    first.insert(0, _sourced(Fact("territory", _("所在地"), place), own.get("territory")))
    if unit.uscc_override:
        fact = Fact("uscc_override", _("代码校验不符的说明"), unit.uscc_override)
        first.insert(2, _sourced(fact, own.get("uscc_override")))
    if unit.owner_politics_consent and scope.sees("unit_owner"):
        for listed in groups.values():
            keys = [fact.key for fact in listed]
            if "owner_politics" in keys:
                day = unit.owner_politics_consent.isoformat()
                listed.insert(
                    keys.index("owner_politics") + 1,
                    Fact("owner_politics_consent", _("本人同意登记的日期"), day),
                )
