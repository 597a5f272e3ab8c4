"""Reading imports and rounds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from django.db.models import Count, Min, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.importing import previewing, returning, storing, targets
from zhengyou.census.importing import template as templates
from zhengyou.census.models import ImportBatch, ImportIssue, Round
from zhengyou.census.queries import registers
from zhengyou.census.queries.facts import shown
from zhengyou.changes.models import Change
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope
from zhengyou.web import people
from zhengyou.web.errors import Refused

_ALL: Final = "a round is the same for the whole province"
_OWN: Final = "issues of a batch that was read through the scope"
_HISTORY: Final = "the subjects of the preview were matched within the importer's scope"
_TABLES: Final = {
    "unit": standards.load_unit_fields,
    "member": standards.load_member_fields,
    "organisation": standards.load_organisation_fields,
}
_FOLLOWS: Final = {
    "mobile_where": "mobile_status",
    "out_of_contact_since": "out_of_contact",
    "voluntary_reason": "voluntary",
}
SUBJECTS: Final = {
    "units": "unit",
    "organisations": "organisation",
    "members": "member",
    **dict.fromkeys(standards.load_registers(), "unit"),
}


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


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row that can be taken. changes: (field, label, old, new, who last said otherwise and when).

    kept: (label, what a register holds, what the row says, the register's name): not taken. moved: (from, to) of a transfer.
    """

    sheet: str
    row: int
    name: str
    outcome: str
    changes: list[tuple[str, str, str, str, str]]
    kept: list[tuple[str, str, str, str]] = field(default_factory=list)
    moved: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of the preview. total: rows of that outcome in all."""

    rows: list[PreviewRow]
    total: int


def preview(
    batch: ImportBatch, kind: str = "", page: int = 1, size: int = 50, *, scope: Scope | None = None
) -> Preview:
    """What the import would do, row by row. kind: created, updated or unchanged, "" for all.

    scope: of the reader, who learns of a field that the role does not see only that it changes; None hides nothing.
    """
    reader = scope or Scope.operator()
    start = (max(page, 1) - 1) * size
    total = 0
    taken: list[dict[str, Any]] = []
    for line in previewing.lines(batch):
        if kind and line["outcome"] != kind:
            continue
        if start <= total < start + size:
            taken.append(line)
        total += 1
    sources = _Sources(batch.kind, taken)
    return Preview([_row(line, batch.kind, sources, reader) for line in taken], total)


def _row(line: dict[str, Any], kind: str, sources: _Sources, reader: Scope) -> PreviewRow:
    subject = SUBJECTS[kind]
    changes = [
        _change(subject, line["held"], name, pair, sources, reader) for name, pair in line["changes"].items()
    ]
    for name, pair in line["organisation_changes"].items():
        changes.append(_change("organisation", line["organisation"], name, pair, sources, reader))
    kept = [
        (_label(subject, name), *_both(subject, name, pair, reader), registers.name_of(register))
        for name, (register, *pair) in line.get("kept", {}).items()
    ]
    moved = line.get("moved")
    return PreviewRow(
        line["sheet"],
        line["row"],
        line["name"],
        line["outcome"],
        changes,
        kept,
        tuple(moved) if moved else None,
    )


def _both(subject: str, name: str, pair: list[str], reader: Scope) -> tuple[str, str]:
    """Both values in words; what the role does not see is not shown."""
    if not _seen(reader, subject, name):
        return ("", "")
    held, said = (shown(name, text, subject) for text in pair)
    return held, said


def _change(
    subject: str, pk: int | None, name: str, pair: list[str], sources: _Sources, reader: Scope
) -> tuple[str, str, str, str, str]:
    if not _seen(reader, subject, name):
        return (name, _label(subject, name), "", _("已更新") if pair[1] else _("已清除"), "")
    old, new = (text[1:] if text.startswith("=") else shown(name, text, subject) for text in pair)
    return (name, _label(subject, name), old, new, sources.of(subject, pk, name) if pair[0] or old else "")


def _seen(reader: Scope, subject: str, name: str) -> bool:
    """Whether the reader's role sees a field. What stands beside the fields tables belongs to the field it follows."""
    key = {"union": "union_"}.get(name, _FOLLOWS.get(name, name))
    one = _TABLES[subject]().get(key)
    return one is None or reader.sees(one.access)


class _Sources:
    """Who last said what stands there: the change rows of one page of the preview in one query for each kind."""

    def __init__(self, kind: str, lines: list[dict[str, Any]]) -> None:
        self.found: dict[tuple[str, int, str], Change] = {}
        self.made: dict[tuple[str, int], Change] = {}
        ids = {SUBJECTS[kind]: {line["held"] for line in lines if line["held"] and line["changes"]}}
        ids.setdefault("organisation", set()).update(
            line["organisation"] for line in lines if line["organisation"] and line["organisation_changes"]
        )
        for subject, some in ids.items():
            rows = Change.objects.across_all(because=_HISTORY).filter(
                subject_kind=subject, subject_id__in=some
            )
            for change in rows.order_by("id") if some else ():
                if change.field == Change.CREATED:
                    self.made[subject, change.subject_id] = change
                else:
                    self.found[subject, change.subject_id, change.field] = change

    def of(self, subject: str, pk: int | None, name: str) -> str:
        """2026-01-03 王芳 · 某表.xlsx."""
        change = self.found.get((subject, pk or 0, name)) or self.made.get((subject, pk or 0))
        if change is None:
            return ""
        day = timezone.localdate(change.at).isoformat()
        return f"{day} {people.named(change.actor)}" + (f" · {change.source}" if change.source else "")


def _label(subject: str, name: str) -> str:
    key = {"union": "union_"}.get(name, name)
    one = _TABLES[subject]().get(key)
    return one.label(get_language() or "") if one else str(_OTHER_LABELS.get(name, name))


_OTHER_LABELS: Final = {
    "territory": gettext_lazy("所在地"),
    "organisation": gettext_lazy("党组织"),
    "mobile_where": gettext_lazy("流动去向"),
    "out_of_contact_since": gettext_lazy("失联起始"),
    "voluntary_reason": gettext_lazy("自愿参加的情形"),
}


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
    held = registers.held_everywhere(territory, today=timezone.localdate()) if kind == "units" else frozenset()
    templates.write(kind, territory, target, leave_out=held)
