"""Reading imports and rounds."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Final

from django.db.models import Count, Min, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou.census.importing import returning, storing, targets
from zhengyou.census.importing import template as templates
from zhengyou.census.models import ImportBatch, ImportIssue, Round
from zhengyou.census.queries import registers
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

_ALL: Final = "a round is the same for the whole province"
_OWN: Final = "issues of a batch that was read through the scope"


def rounds() -> QuerySet[Round]:
    """All rounds, the newest first."""
    return Round.objects.across_all(because=_ALL).order_by("-as_of", "-id")


def open_rounds() -> QuerySet[Round]:
    """Rounds that take imports, the newest first."""
    return rounds().filter(closed_at__isnull=True)


def round_named(code: str) -> Round:
    """The round of that code. Raises Refused with a hint when there is none."""
    found = rounds().filter(code=code.strip()).first()
    if found is None:
        raise Refused(
            _(
                "没有轮次 %(code)s。请先开轮次：zhengyou census open-round %(code)s --as-of 日期（例如 2026-11-20）。"
            )
            % {"code": code}
        )
    return found


def batches(scope: Scope, kind: str = "", state: str = "") -> QuerySet[ImportBatch]:
    """Imports of the scope's places, the newest first, with territory and round."""
    rows = ImportBatch.objects.within(scope).select_related("territory", "round").order_by("-id")
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(state=state) if state else rows


def batch_numbered(scope: Scope, number: int) -> ImportBatch:
    """The batch of that number. Raises Refused when the scope has none."""
    found = batches(scope).filter(pk=number).first()
    if found is None:
        raise Refused(_("没有第 %(number)s 批导入。请核对批次号。") % {"number": number})
    return found


def choices(kind: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields that a column can mean, by group, for a drop-down."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in targets.fields(kind).values():
        groups.setdefault(one.group, []).append((one.key, one.label(get_language() or "")))
    return list(groups.items())


def issues(batch: ImportBatch, severity: str = "") -> QuerySet[ImportIssue]:
    """What was wrong or doubtful, in the order of the rows."""
    rows = ImportIssue.objects.across_all(because=_OWN).filter(batch=batch).order_by("sheet", "row", "id")
    return rows.filter(severity=severity) if severity else rows


def issue_summary(batch: ImportBatch) -> list[tuple[str, str, int, str]]:
    """(code, severity, count, message of the first), errors first, the most frequent first."""
    counted = issues(batch).order_by().values("code", "severity").annotate(count=Count("id"), first=Min("id"))
    messages = dict(
        issues(batch).filter(pk__in=[one["first"] for one in counted]).values_list("pk", "message")
    )
    told = [(one["code"], one["severity"], one["count"], messages[one["first"]]) for one in counted]
    return sorted(told, key=lambda one: (one[1], -one[2], one[0]))


def refused_file(batch: ImportBatch) -> Path | None:
    """The sender's workbook with the refused rows only, None while there is none."""
    return returning.path_of(batch)


def offers_refused(scope: Scope, batch: ImportBatch) -> bool:
    """Whether the reader is offered the workbook of refused rows: it is there, or can still be made."""
    if not batch.refused or not may_take_refused(scope, batch):
        return False
    return refused_file(batch) is not None or upload_path(batch).exists()


def may_take_refused(scope: Scope, batch: ImportBatch) -> bool:
    """Whether the reader may have the workbook of refused rows: identity numbers stand in it as they were sent.

    Whoever sent it has it anyway; of a roll that others sent, only roles that may reveal such numbers.
    """
    own = scope.user_id is not None and batch.user_id == scope.user_id
    return own or batch.kind != ImportBatch.Kind.MEMBERS or scope.sees("reveal_id")


def upload_path(batch: ImportBatch) -> Path:
    """Where the workbook lies as it was sent."""
    return storing.path_of(batch.stored_as)


def template(kind: str, territory: Territory | None, target: str | Path | IO[bytes]) -> None:
    """Writes the template (xlsx) of a kind of workbook. Raises Http404 for an unknown kind."""
    if kind not in templates.SHEETS:
        raise Http404
    held = (
        registers.held_everywhere(territory, today=timezone.localdate()) if kind == "units" else frozenset()
    )
    templates.write(kind, territory, target, leave_out=held)
