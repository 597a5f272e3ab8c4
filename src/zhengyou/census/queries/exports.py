"""Exports in somebody's own table, and where their files lie."""

from __future__ import annotations

from pathlib import Path

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.census.importing import storing
from zhengyou.census.importing.remembering import Kept
from zhengyou.census.models import ImportBatch, KeptLayout, LayoutExport
from zhengyou.census.queries import columns, layouts
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach, Scope
from zhengyou.web.errors import Refused
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

LATEST = 10


def mine(scope: Scope) -> QuerySet[LayoutExport]:
    """What this person began, the newest first."""
    rows = LayoutExport.objects.within(scope).filter(user_id=scope.user_id)
    return rows.select_related("territory", "layout__territory").order_by("-id")


def offered(scope: Scope) -> QuerySet[KeptLayout]:
    """The kept layouts that the person may fill: of the own office and of those above; the operator all."""
    if scope.reach is Reach.EVERYTHING:
        found = KeptLayout.objects.within(scope).select_related("territory")
    else:
        own = territories.top(scope)
        found = layouts.usable(own.path if own else "")
    return found.order_by("-kept_at", "-id")


def layout_numbered(scope: Scope, number: int) -> KeptLayout:
    """The kept layout of that number. Raises Refused when the scope has none."""
    found = offered(scope).filter(pk=number).first()
    if found is None:
        raise Refused(_("没有编号 %(number)s 的表样。请在“表样”页面查看编号。") % {"number": number})
    return found


def view(export: LayoutExport, scope: Scope) -> columns.View:
    """The columns of an export's form. Raises Refused when the file is gone."""
    own = layouts.office(scope, export.territory)
    kept = layouts.kept(export.kind, own) if scope.may("imports.run") else Kept()
    return columns.of_file(
        storing.path_of(export.form_as),
        ColumnMapping.from_json(export.mapping),
        kind=export.kind,
        name=export.file_name,
        headings=export.headings,
        kept=kept,
    )


def result(export: LayoutExport) -> Path | None:
    """The filled table, None while there is none."""
    path = storing.path_of(export.result_as) if export.result_as else None
    return path if path is not None and path.exists() else None


def file_name(export: LayoutExport) -> str:
    """What the filled table is called: 宛城区-月报表-2026-11-23.xlsx."""
    stem = export.file_name.rpartition(".")[0] or export.file_name
    day = timezone.localdate(export.done_at or export.made_at).isoformat()
    return f"{export.territory.name}-{stem}-{day}.xlsx".replace("/", "-")


def kinds(scope: Scope) -> list[tuple[str, object]]:
    """The kinds that the role may take away."""
    seen = {
        "units": scope.may("units.view"),
        "organisations": scope.may("units.view") and scope.sees("organisation"),
        "members": scope.may("members.view") and scope.sees("member_names"),
    }
    return [(code, word) for code, word in ImportBatch.Kind.choices if seen.get(code)]
