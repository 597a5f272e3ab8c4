"""What rolls and members say against one another: not seen this round, on two rolls, an own record that is not right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models import Member, OwnAnswer, Round, Transfer
from zhengyou.census.queries.differences.area import Area
from zhengyou.census.queries.differences.one import Difference, of_branch
from zhengyou.encryption import mask_name
from zhengyou.scoping import Reach, Scope


def of(scope: Scope, area: Area, branches: dict[int, dict[str, Any]]) -> Iterator[Difference]:
    """Differences between rolls in an area, and those that members told."""
    yield from _not_seen(scope, area, branches)
    yield from _two_rolls(scope, area)
    yield from _own_records(scope, area)


def _not_seen(scope: Scope, area: Area, held: dict[int, dict[str, Any]]) -> Iterable[Difference]:
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
    rows = rows.filter(area.on("place"))
    grouped = (
        rows.order_by()
        .values("branch_id")
        .annotate(
            seen=Count("pk", filter=Q(last_round=present)), left=Count("pk", filter=~Q(last_round=present))
        )
    )
    for row in grouped:
        if row["seen"] and row["left"] and row["branch_id"] in held:
            sentence = _("上轮名册上的 %(number)s 名党员，第 %(round)s 轮名册上没有。") % {
                "number": row["left"],
                "round": present.code,
            }
            figures = f"{present.code}:{row['left']}"
            yield of_branch("not_seen", row["branch_id"], held[row["branch_id"]], figures, sentence)


def _two_rolls(scope: Scope, area: Area) -> Iterable[Difference]:
    """Members whom two rolls of one round claim."""
    rows = Transfer.objects.within(scope).filter(contested=True, state=TransferState.PROPOSED)
    rows = rows.filter(area.on("from_place") | area.on("to_place"))
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
            also=row.to_place,
            line=row.from_branch.path,
            figures=f"{row.from_branch_id},{row.to_branch_id}",
            sentence=sentence,
        )


def _own_records(scope: Scope, area: Area) -> Iterable[Difference]:
    """Members who looked at their own record and say that it is not right; a record corrected since is asked of nobody."""
    rows = OwnAnswer.objects.within(scope).filter(answer="wrong", version=F("member__version"))
    rows = rows.filter(member__closed_on__isnull=True)
    rows = rows.filter(area.on("member__place"))
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
