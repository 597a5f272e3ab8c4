"""What waits for a person in the census: own imports to finish or to mend, a round whose date is near, facts not yet known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Sighting, Unit
from zhengyou.census.queries import imports, missing, registers, transfers, units
from zhengyou.scoping import Reach, Scope
from zhengyou.web.todo import Waiting

FEW: Final = 3
NEAR: Final = timedelta(days=30)
UNFINISHED: Final = (ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED, ImportState.FAILED)
_VERBS: Final = {ImportState.CHECKED: gettext_lazy("确认导入"), ImportState.FAILED: gettext_lazy("再试一次")}


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """The matters of one person, earliest first within each kind."""
    found: list[Waiting] = []
    if scope.may("imports.run"):
        found += _imports(scope)
        found += _rounds(scope, today)
    if scope.reach is Reach.TERRITORY and scope.may("units.edit"):
        found += _missing(scope, today)
        found += _handed(scope, today)
    if scope.may("members.edit"):
        found += _transfers(scope)
    if scope.reach is Reach.TERRITORY and scope.may("units.edit"):
        found += _disagreements(scope)
    if scope.reach in {Reach.ORGANISATION, Reach.UNITS} and scope.may("units.edit"):
        found += _unknown(scope)
    return found


def _imports(scope: Scope) -> list[Waiting]:
    """The own imports that stand still, and those with refused rows that no later one of the same kind and place mended."""
    mine = ImportBatch.objects.within(scope).filter(user_id=scope.user_id)
    later = mine.filter(
        pk__gt=OuterRef("pk"),
        kind=OuterRef("kind"),
        territory=OuterRef("territory"),
        round=OuterRef("round"),
        state=ImportState.COMMITTED,
    )
    to_mend = Q(state=ImportState.COMMITTED, refused__gt=0) & ~Exists(later)
    rows = mine.filter(Q(state__in=UNFINISHED) | to_mend, round__closed_at__isnull=True).order_by("-pk")[:FEW]
    return [_import(row) for row in rows]


def _import(row: ImportBatch) -> Waiting:
    url = reverse("census:import", args=[row.pk])
    if row.state == ImportState.COMMITTED:
        text = _("“%(file)s”有 %(count)s 行退回，等您改好再上传") % {
            "file": row.file_name,
            "count": row.refused,
        }
        return Waiting(None, text, url, _("查看退回的行"))
    verb = str(_VERBS.get(ImportState(row.state), _("接着办")))
    return Waiting(None, _("“%(file)s”还没有导入完") % {"file": row.file_name}, url, verb)


def _rounds(scope: Scope, today: date) -> list[Waiting]:
    """Open rounds whose date is near, while nothing was imported for them inside the scope, nor for it by an office above."""
    done = ImportBatch.objects.within(scope).filter(round=OuterRef("pk"), state=ImportState.COMMITTED)
    seen = Sighting.objects.within(scope).filter(round=OuterRef("pk"), batch_id__isnull=False)
    near = imports.open_rounds().filter(as_of__range=(today - NEAR, today + NEAR))
    near = near.filter(~Exists(done), ~Exists(seen))
    return [
        Waiting(
            due_on=max(row.as_of, today),
            text=_("第 %(code)s 轮摸底数据截至 %(day)s，还没有导入台账")
            % {"code": row.code, "day": row.as_of.isoformat()},
            url=reverse("census:import_upload"),
            verb=_("上传台账"),
        )
        for row in near
    ]


def _missing(scope: Scope, today: date) -> list[Waiting]:
    """Units that the newest open round has not seen, once for the round: when the office has begun, or the date is past."""
    newest = list(imports.rounds())  # a few a year
    round = next((one for one in newest if one.closed_at is None), None)
    earlier = next((one for one in newest if round and one.as_of < round.as_of), None)
    if round is None or earlier is None:
        return []
    if round.as_of >= today and not missing.imported(scope, round):
        return []
    count = missing.count(scope, round, earlier)
    if not count:
        return []
    asked, first = missing.due(scope, round)
    text = _("第 %(code)s 轮有 %(count)s 家单位上轮见到、本轮未见") % {"code": round.code, "count": count}
    if asked:
        text = _("%(text)s，其中 %(asked)s 家待核实") % {"text": text, "asked": asked}
    url = reverse("census:round_missing", args=[round.pk])
    return [Waiting(first or max(round.as_of, today), text, url, _("逐家核实"))]


def _handed(scope: Scope, today: date) -> list[Waiting]:
    """Units that moved out of the places below, for this office to transfer."""
    return [
        Waiting(
            max(round.as_of, today),
            _("第 %(code)s 轮有 %(count)s 家单位迁往外地，下级移交给您转移")
            % {"code": round.code, "count": count},
            f"{reverse('census:round_missing', args=[round.pk])}?show=handed",
            _("办理转移"),
        )
        for round, count in missing.handed(scope).items()
    ]


def _unknown(scope: Scope) -> list[Waiting]:
    """Units of a secretary or an instructor of whom something necessary is not known; one line for each, or a count."""
    open_units = Unit.objects.within(scope).filter(closed_on__isnull=True)
    rows = list(open_units.filter(units.lacking(scope)).order_by("path", "name")[: FEW + 1])
    if len(rows) > FEW:
        count = open_units.filter(units.lacking(scope)).count()
        url = f"{reverse('census:units')}?missing=any"
        return [Waiting(None, _("%(count)s 家单位还有必要情况未知") % {"count": count}, url, _("补充"))]
    return [
        Waiting(
            None,
            _("%(name)s还有 %(count)s 项必要情况未知")
            % {"name": row.name, "count": len(units.missing(scope, row))},
            f"{reverse('census:unit_correct', args=[row.pk])}?show=missing",
            _("补充"),
        )
        for row in rows
    ]


def _transfers(scope: Scope) -> list[Waiting]:
    """Members whom another branch asks for; only the sides concerned are told."""
    rows = transfers.to_release(scope)
    one = rows.first()
    if one is None:
        return []
    count = rows.count()
    url = reverse("census:transfer", args=[one.pk]) if count == 1 else reverse("census:transfers")
    return [Waiting(None, _("%(count)s 名党员等您放行转接") % {"count": count}, url, _("查看"))]


def _disagreements(scope: Scope) -> list[Waiting]:
    """Facts about which a workbook and a register disagree."""
    count = registers.disagreements(scope).order_by().count()
    if not count:
        return []
    text = _("%(count)s 处台账和登记数据写得不一样") % {"count": count}
    return [Waiting(None, text, reverse("census:disagreements"), _("核对"))]
