"""The unit's count, the branch's roll and the member's own word beside one another: differences to be explained.

Nothing is stored of a difference but its explanation. One page is one county (or one secretary's branches): a fixed number of
grouped queries whatever its size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models import Explanation, Member, OwnAnswer, Round, Transfer, Unit
from zhengyou.encryption import mask_name
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Reach, Scope, below

KINDS: Final = {
    "counts": gettext_lazy("单位报数和名册不一致"),
    "elsewhere": gettext_lazy("在本单位工作，组织关系在别处"),
    "works_elsewhere": gettext_lazy("名册上的党员在别的单位工作"),
    "not_seen": gettext_lazy("上轮在名册上，本轮没有"),
    "two_rolls": gettext_lazy("两份名册都有"),
    "own_record": gettext_lazy("本人说不对"),
}
_HERE: Final = ("", "here")
COUNTY: Final = 12  # a path as long as a county's


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference.

    subject_kind, subject_id: unit, organisation or member. figures: what it rests on; an explanation holds for these only.
    sentence: what a reader is told; members: condition of the members behind it.
    """

    kind: str
    subject_kind: str
    subject_id: int
    name: str
    path: str
    line: str
    figures: str
    sentence: str
    explained: Explanation | None = None

    @property
    def key(self) -> str:
        """counts-unit-17: its address."""
        return f"{self.kind}-{self.subject_kind}-{self.subject_id}"

    @property
    def title(self) -> str:
        """Its kind in words."""
        return str(KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class Counted:
    """Members on a roll: full, probationary, and those whose category is unknown."""

    full: int = 0
    probationary: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.full + self.probationary + self.unknown

    def plus(self, other: Counted) -> Counted:
        """The sum."""
        return Counted(
            self.full + other.full, self.probationary + other.probationary, self.unknown + other.unknown
        )


def listed(
    scope: Scope, *, place: Territory | None = None, kind: str = "", explained: bool = False
) -> list[Difference]:
    """Differences below a place inside the scope: units and branches by territory and name. explained: those explained, instead.

    An explanation given for other figures counts no longer.
    """
    found = [one for one in _all(scope, place.path if place else "") if not kind or one.kind == kind]
    told = _explanations(scope, place.path if place else "")
    matched = [_with(one, told.get((one.kind, one.subject_kind, one.subject_id))) for one in found]
    chosen = [one for one in matched if (one.explained is not None) is explained]
    return sorted(chosen, key=lambda one: (one.path, one.name, one.subject_id, one.kind))


def found(scope: Scope, key: str) -> Difference | None:
    """The difference of an address, explained or not; None when the figures agree by now or the scope does not reach it."""
    kind, _dash, rest = key.partition("-")
    subject_kind, _dash, number = rest.partition("-")
    if kind not in KINDS or not number.isdecimal() or len(number) > 18:
        return None
    path = _path_of(scope, subject_kind, int(number))
    if path is None:
        return None
    county = path[:COUNTY]
    told = _explanations(scope, county)
    for one in _all(scope, county):
        if (one.kind, one.subject_kind, one.subject_id) == (kind, subject_kind, int(number)):
            return _with(one, told.get((kind, subject_kind, int(number))))
    return None


def _path_of(scope: Scope, kind: str, pk: int) -> str | None:
    models: dict[str, tuple[Any, str]] = {
        "unit": (Unit, "path"),
        "organisation": (PartyOrganisation, "place"),
        "member": (Member, "place"),
    }
    if kind not in models:
        return None
    model, field = models[kind]
    text: str | None = model.objects.within(scope).filter(pk=pk).values_list(field, flat=True).first()
    return text


def _with(one: Difference, told: Explanation | None) -> Difference:
    return replace(one, explained=told) if told is not None and told.figures == one.figures else one


def _explanations(scope: Scope, path: str) -> dict[tuple[str, str, int], Explanation]:
    rows = Explanation.objects.within(scope)
    if path:
        rows = rows.filter(below("path", path))
    return {(row.kind, row.subject_kind, row.subject_id): row for row in rows}


def _all(scope: Scope, path: str) -> list[Difference]:
    units = _units(scope, path)
    branches = _branches(scope, path)
    rolls = _rolls(scope, path)
    sole = _sole_units(units)
    return [
        *_of_counts(units, rolls, sole),
        *_of_units(units, rolls),
        *_of_branches(branches, rolls),
        *_not_seen(scope, path, branches),
        *_two_rolls(scope, path),
        *_own_records(scope, path),
    ]


def _units(scope: Scope, path: str) -> dict[int, dict[str, Any]]:
    """Open units by id, with what they say of their members: one query."""
    rows = Unit.objects.within(scope).filter(closed_on__isnull=True)
    if path:
        rows = rows.filter(below("path", path))
    names = (
        *("pk", "name", "path", "organisation_id"),
        *("members_total_in", "members_formal", "members_probation", "members_out"),
    )
    told = {"line": F("organisation__path"), "complete": F("organisation__roll_complete_on")}
    return {row["pk"]: row for row in rows.annotate(**told).values(*names, *told).order_by()}


def _branches(scope: Scope, path: str) -> dict[int, dict[str, Any]]:
    """The organisations that keep rolls, by id: one query."""
    rows = PartyOrganisation.objects.within(scope).filter(valid_to__isnull=True)
    if path:
        rows = rows.filter(below("place", path))
    names = ("pk", "name", "place", "path")
    return {row["pk"]: row for row in rows.values(*names).order_by()}


def _rolls(scope: Scope, path: str) -> list[dict[str, Any]]:
    """Counts of members who count, by unit, branch, category and relation: two queries; a few rows a branch."""
    rows = Member.objects.within(scope).filter(closed_on__isnull=True, standing__in=("", "normal"))
    if not path:
        return _grouped(rows)
    # Two queries, each on its own index, instead of one that reads every roll.
    here = _grouped(rows.filter(below("place", path)))
    return here + _grouped(rows.filter(below("unit__path", path)).exclude(below("place", path)))


def _grouped(rows: QuerySet[Member]) -> list[dict[str, Any]]:
    names = ("unit_id", "branch_id", "category", "relation")
    told = {"number": Count("pk"), "covered": F("unit__organisation_id"), "works": F("unit__name")}
    return [dict(row) for row in rows.order_by().values(*names).annotate(**told)]


def _sole_units(units: dict[int, dict[str, Any]]) -> dict[int, int]:
    """{branch: its only unit}: members of such a branch work there when their roll does not say where."""
    covered: dict[int, list[int]] = {}
    for pk, unit in units.items():
        if unit["organisation_id"] is not None:
            covered.setdefault(unit["organisation_id"], []).append(pk)
    return {branch: pks[0] for branch, pks in covered.items() if len(pks) == 1}


def _counted(row: dict[str, Any]) -> Counted:
    number = row["number"]
    if row["category"] == "full":
        return Counted(full=number)
    return Counted(probationary=number) if row["category"] == "probationary" else Counted(unknown=number)


def _of_counts(
    units: dict[int, dict[str, Any]],
    rolls: list[dict[str, Any]],
    sole: dict[int, int],
) -> Iterable[Difference]:
    """What a unit says of its members beside the roll of its branch. Without a roll there is nothing to compare."""
    by_unit: dict[int, Counted] = {}
    for row in rolls:
        unit = row["unit_id"] or sole.get(row["branch_id"])
        at_home = row["relation"] in _HERE and (
            row["branch_id"] is None
            or unit not in units
            or units[unit]["organisation_id"] in (None, row["branch_id"])
        )
        if unit in units and at_home:
            by_unit[unit] = by_unit.get(unit, Counted()).plus(_counted(row))
    for pk, unit in units.items():
        roll = by_unit.get(pk)
        if roll is None and unit["complete"] is None:
            continue
        roll = roll or Counted()
        said = (unit["members_total_in"], unit["members_formal"], unit["members_probation"])
        pairs = zip(said, (roll.total, roll.full, roll.probationary), strict=True)
        if all(stated is None or stated == counted for stated, counted in pairs):
            continue
        sentence = _("单位报 %(said)s，名册上 %(roll)s。") % {
            "said": _people(*said),
            "roll": _people(roll.total, roll.full, roll.probationary, roll.unknown),
        }
        yield _unit_difference(
            "counts", pk, unit, f"{said}:{roll.full},{roll.probationary},{roll.unknown}", sentence
        )


def _people(total: int | None, full: int | None, probationary: int | None, unknown: int = 0) -> str:
    """5 名（正式 4、预备 1）; what is not said is left out."""
    parts = []
    if full is not None:
        parts.append(_("正式 %(number)s") % {"number": full})
    if probationary is not None:
        parts.append(_("预备 %(number)s") % {"number": probationary})
    if unknown:
        parts.append(_("类别未填 %(number)s") % {"number": unknown})
    if total is None:
        return _comma().join(_("%(part)s 名") % {"part": part} for part in parts)
    inner = _comma().join(parts)
    whole = _("%(number)s 名") % {"number": total}
    return _("%(whole)s（%(parts)s）") % {"whole": whole, "parts": inner} if inner else whole


def _of_units(units: dict[int, dict[str, Any]], rolls: list[dict[str, Any]]) -> Iterable[Difference]:
    """Members who work in a unit and belong to another branch than the unit's, against the number that the unit says."""
    away: dict[int, int] = {}
    for row in rolls:
        unit = units.get(row["unit_id"])
        own = unit["organisation_id"] if unit else None
        if unit and (
            row["relation"] not in _HERE or (row["branch_id"] is not None and row["branch_id"] != own)
        ):
            away[row["unit_id"]] = away.get(row["unit_id"], 0) + row["number"]
    for pk, unit in units.items():
        number, said = away.get(pk, 0), unit["members_out"]
        if not number or said == number:
            continue
        if said is None:
            sentence = _("名册上有 %(number)s 名党员在这里工作，组织关系在别处；单位没有报这个数。") % {
                "number": number
            }
        else:
            sentence = _("名册上有 %(number)s 名党员在这里工作，组织关系在别处；单位报 %(said)s 名。") % {
                "number": number,
                "said": said,
            }
        yield _unit_difference("elsewhere", pk, unit, f"{said}:{number}", sentence)


def _unit_difference(kind: str, pk: int, unit: dict[str, Any], figures: str, sentence: str) -> Difference:
    return Difference(kind, "unit", pk, unit["name"], unit["path"], unit["line"] or "", figures, sentence)


def _of_branches(branches: dict[int, dict[str, Any]], rolls: list[dict[str, Any]]) -> Iterable[Difference]:
    """Members of a branch who work in a unit that it does not cover."""
    away: dict[int, dict[str, int]] = {}
    for row in rolls:
        branch = row["branch_id"]
        if branch in branches and row["unit_id"] is not None and row["covered"] != branch:
            where = away.setdefault(branch, {})
            where[row["works"]] = where.get(row["works"], 0) + row["number"]
    for pk, where in away.items():
        number = sum(where.values())
        names = _comma().join(sorted(where)[:3]) + (_("等") if len(where) > 3 else "")
        sentence = _("名册上有 %(number)s 名党员在别的单位工作：%(names)s。") % {
            "number": number,
            "names": names,
        }
        figures = ";".join(f"{name}:{count}" for name, count in sorted(where.items()))
        yield _branch_difference("works_elsewhere", pk, branches[pk], figures, sentence)


def _not_seen(scope: Scope, path: str, branches: dict[int, dict[str, Any]]) -> Iterable[Difference]:
    """Branches whose roll of the present round lacks members whom an earlier round had: two queries."""
    present = (
        Round.objects.across_all(because="rounds are the same for everybody")
        .order_by("-as_of", "-pk")
        .first()
    )
    if present is None:
        return
    rows = Member.objects.within(scope).filter(
        closed_on__isnull=True, branch__isnull=False, last_round__isnull=False
    )
    if path:
        rows = rows.filter(below("place", path))
    grouped = (
        rows.order_by()
        .values("branch_id")
        .annotate(
            seen=Count("pk", filter=Q(last_round=present)), left=Count("pk", filter=~Q(last_round=present))
        )
    )
    for row in grouped:
        if row["seen"] and row["left"] and row["branch_id"] in branches:
            sentence = _("上轮名册上的 %(number)s 名党员，第 %(round)s 轮名册上没有。") % {
                "number": row["left"],
                "round": present.code,
            }
            figures = f"{present.code}:{row['left']}"
            yield _branch_difference(
                "not_seen", row["branch_id"], branches[row["branch_id"]], figures, sentence
            )


def _branch_difference(kind: str, pk: int, branch: dict[str, Any], figures: str, sentence: str) -> Difference:
    shown = figures if len(figures) <= 300 else figures[:240] + f"#{len(figures)}"
    return Difference(
        kind, "organisation", pk, branch["name"], branch["place"], branch["path"], shown, sentence
    )


def _two_rolls(scope: Scope, path: str) -> Iterable[Difference]:
    """Members whom two rolls of one round claim."""
    rows = Transfer.objects.within(scope).filter(contested=True, state=TransferState.PROPOSED)
    if path:
        rows = rows.filter(Q(below("from_place", path)) | Q(below("to_place", path)))
    for row in rows.select_related("member", "from_branch", "to_branch"):
        if row.from_branch is None or row.to_branch is None:
            continue
        sentence = _("“%(first)s”和“%(second)s”的名册上都有%(name)s。") % {
            "first": row.from_branch.name,
            "second": row.to_branch.name,
            "name": mask_name(row.member.name),
        }
        yield Difference(
            kind="two_rolls",
            subject_kind="member",
            subject_id=row.member_id,
            name=mask_name(row.member.name),
            path=row.from_place,
            line=row.from_branch.path,
            figures=f"{row.from_branch_id},{row.to_branch_id}",
            sentence=sentence,
        )


def _own_records(scope: Scope, path: str) -> Iterable[Difference]:
    """Members who looked at their own record and say that it is not right; a record corrected since is asked of nobody."""
    rows = OwnAnswer.objects.within(scope).filter(answer="wrong", version=F("member__version"))
    rows = rows.filter(member__closed_on__isnull=True)
    if path:
        rows = rows.filter(below("member__place", path))
    for row in rows.select_related("member__branch"):
        if not _reaches(scope, row.member):
            continue
        name = mask_name(row.member.name)
        sentence = _("%(name)s核对了自己的信息，说：%(note)s") % {"name": name, "note": row.note or _("不对")}
        yield Difference(
            kind="own_record",
            subject_kind="member",
            subject_id=row.member_id,
            name=name,
            path=row.member.place,
            line=row.member.branch.path if row.member.branch else "",
            figures=f"{row.answered_on}:{row.version}",
            sentence=sentence,
        )


def _reaches(scope: Scope, member: Member) -> bool:
    """Own answers are found by their owner too; the list of differences is for those who keep the roll."""
    branch = member.branch
    if scope.reach is Reach.TERRITORY:
        return member.place.startswith(scope.path)
    if scope.reach is Reach.ORGANISATION:
        return branch is not None and branch.path.startswith(scope.path)
    return scope.reach is Reach.EVERYTHING


def members_behind(scope: Scope, one: Difference) -> QuerySet[Member]:
    """The members a difference is about, as far as the scope reaches them."""
    rows = Member.objects.within(scope).filter(closed_on__isnull=True).select_related("branch", "unit")
    if one.subject_kind == "member":
        rows = rows.filter(pk=one.subject_id)
    elif one.kind == "counts":
        unit = Unit.objects.within(scope).filter(pk=one.subject_id).first()
        branch = unit.organisation_id if unit else None
        rows = rows.filter(Q(unit_id=one.subject_id) | Q(unit=None, branch_id=branch, branch__isnull=False))
    elif one.kind == "elsewhere":
        unit = Unit.objects.within(scope).filter(pk=one.subject_id).first()
        own = unit.organisation_id if unit else None
        other = Q(branch__isnull=False) & (~Q(branch_id=own) if own else Q())
        rows = rows.filter(unit_id=one.subject_id).filter(other | ~Q(relation__in=_HERE))
    elif one.kind == "works_elsewhere":
        own_units = Q(unit__organisation_id=one.subject_id)
        rows = rows.filter(branch_id=one.subject_id, unit__isnull=False).exclude(own_units)
    else:
        present = Round.objects.across_all(because="rounds are the same for everybody").order_by(
            "-as_of", "-pk"
        )
        rows = rows.filter(branch_id=one.subject_id, last_round__isnull=False).exclude(
            last_round=present.first()
        )
    return rows.order_by("branch_id", "name", "pk")


def _comma() -> str:
    """What stands between the parts of a list."""
    return pgettext("list", "、")
