"""What can happen to an export in somebody's own table: begun, its columns settled, written, cleared away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.audit import actions as audit
from zhengyou.census.actions import layouts
from zhengyou.census.exporting import plans, writing
from zhengyou.census.exporting.plans import Plan
from zhengyou.census.importing import deciding, reading, remembering, sketching, storing
from zhengyou.census.importing.storing import Given
from zhengyou.census.models import KeptLayout, LayoutExport
from zhengyou.census.queries import layouts as kept_layouts
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.web.errors import Forbidden, Refused
from zhengyou.workbooks.mapping import Mapping as ColumnMapping

JOB: Final = "census.export"
KEPT_FOR: Final = timedelta(days=7)
AT_ONCE: Final = 1000
"""Rows that are written while a person waits; more of them are a job."""
_ENDING: Final = ".filled.xlsx"
_NEEDS: Final = {"units": "units.view", "organisations": "units.view", "members": "members.view"}
_OWN: Final = "an export belongs to whoever began it, who is checked before"


def require(*, kind: str, by: Scope) -> None:
    """Whether this person may take this kind away. Raises Refused, Forbidden."""
    if kind not in _NEEDS:
        raise Refused(_("种类应当是 units、organisations 或 members。"))
    allowed = by.may("export") and by.may(_NEEDS[kind])
    if not allowed or (kind == "members" and not by.sees("member_names")):
        raise Forbidden
    if kind == "organisations" and not by.sees("organisation"):
        raise Forbidden


@transaction.atomic
def by_layout(
    *, layout: KeptLayout | None, kind: str, territory: Territory, by: Scope, at: datetime
) -> LayoutExport:
    """Begins an export by a kept layout, or by our own columns without one. Raises Forbidden."""
    require(kind=kind, by=by)
    title = str(layout) if layout else _("全部项目")
    return _new(kind, territory, by, at, layout=layout, file_name=title)


@transaction.atomic
def by_form(
    *, source: Given, file_name: str, kind: str, territory: Territory, by: Scope, at: datetime
) -> LayoutExport:
    """Begins an export by a form that somebody sent: its columns are proposed as those of an import. Raises Refused."""
    require(kind=kind, by=by)
    stored, _sha256 = storing.keep(source)
    try:
        mapping, headings = propose(
            storing.path_of(stored), file_name, kind=kind, office=kept_layouts.office(by, territory)
        )
        about = {"mapping": mapping.to_json(), "headings": headings, "form_as": stored}
        return _new(kind, territory, by, at, file_name=file_name[-200:], **about)
    except BaseException:
        storing.forget(stored)
        raise


def propose(
    path: Path, name: str, *, kind: str, office: str, headings: Mapping[str, int] | None = None
) -> tuple[ColumnMapping, dict[str, int]]:
    """What the columns of a form mean, as an import would take them, and heading rows that were guessed. Raises Refused."""
    kept = kept_layouts.kept(kind, office)
    with reading.opened(path, kind, name=name, kept=kept, headings=headings, guessing=True) as source:
        sheets = remembering.compare(source.tables, kept)
        return deciding.proposed(source, sheets, kind), source.headings


def _new(kind: str, territory: Territory, by: Scope, at: datetime, **more: Any) -> LayoutExport:
    export = LayoutExport(
        kind=kind,
        territory=territory,
        path=territory.path,
        user_id=by.user_id,
        actor=by.label[:120],
        made_at=at,
        **more,
    )
    export.save(force_insert=True)
    return export


@transaction.atomic
def decide(
    *,
    export: LayoutExport,
    chosen: Mapping[tuple[str, str], str | None],
    units: reading.Units,
    by: Scope,
    at: datetime,
) -> LayoutExport:
    """A person says what the form's columns mean; who imports for the office keeps it for the next time. Raises Refused."""
    decided = reading.choose(ColumnMapping.from_json(export.mapping), chosen, export.kind, units)
    if not any(one.field for one in decided.entries):
        raise Refused(_("没有一列对应得上，填出来会是空表。请至少指定一列。"))
    export.mapping = decided.to_json()
    export.save(update_fields=["mapping"])
    keep_form(export_path(export), export.file_name, decided, export, by=by, at=at)
    return export


def keep_form(
    path: Path, name: str, decided: ColumnMapping, export: LayoutExport, *, by: Scope, at: datetime
) -> None:
    """The office keeps a form's columns as it keeps those of an import; whoever may not import keeps nothing."""
    if not by.may("imports.run"):
        return
    with reading.opened(path, export.kind, name=name, headings=export.headings) as source:
        layouts.keep(
            sketches=sketching.sketches(source.workbook, source.tables, decided, export.kind),
            kind=export.kind,
            office=kept_layouts.office(by, export.territory),
            title=name,
            by=by,
            at=at,
            person=True,
        )


def export_path(export: LayoutExport) -> Path:
    """Where the form lies."""
    return storing.path_of(export.form_as)


@contextmanager
def plan(export: LayoutExport, by: Scope, form: Path | None = None) -> Iterator[Plan]:
    """How the export would fill its table, for this person. form: where it lies, if not in the store. Raises Refused."""
    require(kind=export.kind, by=by)
    if form is not None or export.form_as:
        with plans.of_form(
            form or export_path(export),
            name=export.file_name,
            kind=export.kind,
            mapping=ColumnMapping.from_json(export.mapping),
            headings=export.headings,
            territory=export.territory,
            by=by,
        ) as found:
            yield found
    elif export.layout is not None:
        yield plans.of_layout(export.layout, territory=export.territory, by=by)
    else:
        yield plans.of_ours(export.kind, territory=export.territory, by=by)


def write(
    *, export: LayoutExport, by: Scope, at: datetime, told: writing.Told = writing.silent
) -> LayoutExport:
    """Fills the table into the store. May be repeated. Raises Refused, Forbidden."""
    name = (export.form_as or storing.new_name()) + _ENDING
    with plan(export, by) as found, storing.made(name) as target:
        rows = writing.write(found, target, told=told)
    with transaction.atomic():
        older = export.result_as
        export.result_as, export.rows_written, export.done_at = name, rows, at
        export.save(update_fields=["result_as", "rows_written", "done_at"])
        transaction.on_commit(lambda: storing.forget(older) if older != name else None)
    return export


def record(*, by: Scope, at: datetime, export: LayoutExport, personal: list[str]) -> None:
    """Taking data away is itself an event: what, of where, which personal columns in full."""
    audit.record(
        "export.layout",
        by=by,
        at=at,
        subject_kind="export",
        subject_id=export.pk or "",
        subject=export.file_name,
        path=export.path,
        detail={"kind": export.kind, "rows": export.rows_written, "columns": personal},
    )


def write_out(
    *,
    layout: KeptLayout | None,
    form: Path | None,
    decided: Any,
    kind: str | None,
    territory: Territory,
    target: Path,
    by: Scope,
    at: datetime,
    told: writing.Told = writing.silent,
) -> dict[str, Any]:
    """The same in one go for the command line: {"rows", "left_empty", "masked", "hidden", "notes"}.

    form: a blank form; decided: a mapping file's content. Nothing is held of the export but its event; a form's columns
    are kept for the office. Raises Refused, Forbidden.
    """
    kind = kind or (layout.kind if layout else "units")
    require(kind=kind, by=by)
    if not is_below(territory.path, by.path) and by.reach is Reach.TERRITORY:
        raise Refused(_("“%(name)s”不在您负责的范围内。请选择本地或下级的区划。") % {"name": territory.name})
    if layout is not None and layout.kind != kind:
        raise Refused(_("这个表样的内容是“%(kind)s”。") % {"kind": layout.get_kind_display()})
    export = LayoutExport(kind=kind, territory=territory, path=territory.path, layout=layout, made_at=at)
    export.file_name = form.name[-200:] if form else str(layout or _("全部项目"))
    if form is not None:
        _settle(export, form, decided, by, at)
    with plan(export, by, form) as found:
        partial = target.with_name(f".{target.name}.partial")
        try:
            # The libraries that write have errors of their own for a folder that is not there.
            partial.touch(mode=0o600)
            export.rows_written = writing.write(found, partial, told=told)
            partial.replace(target)
        except OSError:
            raise Refused(_("写不了这个文件。请检查路径和权限。")) from None
        finally:
            partial.unlink(missing_ok=True)
        record(by=by, at=at, export=export, personal=found.titles("personal"))
        return {
            "rows": export.rows_written,
            "left_empty": found.titles("empty"),
            "masked": found.titles("masked"),
            "hidden": found.titles("hidden"),
            "notes": found.notes,
        }


def _settle(export: LayoutExport, form: Path, decided: Any, by: Scope, at: datetime) -> None:
    """The columns of a form as they are known, and as a mapping file says."""
    if not form.exists():
        raise Refused(_("文件打不开或不存在。请检查文件路径。"))
    chosen = reading.chosen_in(decided) if decided is not None else {}
    units = reading.units_in(decided) if decided is not None else {}
    office = kept_layouts.office(by, export.territory)
    mapping, headings = propose(
        form, form.name, kind=export.kind, office=office, headings=reading.headings_in(decided)
    )
    settled = reading.choose(mapping, chosen, export.kind, units)
    export.mapping, export.headings = settled.to_json(), headings
    keep_form(form, form.name, settled, export, by=by, at=at)


def copy_out(source: Path | None, target: Path) -> None:
    """A file of the store to where somebody wants it. Raises Refused."""
    assert source is not None
    try:
        with storing.opened(source) as stored, target.open("wb") as out:
            shutil.copyfileobj(stored, out)
    except OSError:
        raise Refused(_("写不了这个文件。请检查路径和权限。")) from None


@transaction.atomic
def start(*, export: LayoutExport, by: Scope, at: datetime) -> jobs.Job:
    """Fills the table in the background; the same export is not filled twice at once."""
    payload = {"export": export.pk, "user": by.user_id, "role": by.role, "path": by.path}
    title = _("填表 %(name)s") % {"name": export.file_name}
    path = "" if by.reach is Reach.EVERYTHING else export.path
    job = jobs.start(
        kind=JOB, title=title, payload=payload, by=by, path=path, at=at, key=f"{JOB}:{export.pk}"
    )
    export.job_id = job.pk
    export.save(update_fields=["job_id"])
    return job


def clear(*, at: datetime) -> int:
    """Deletes forms and filled tables whose time is over, with their records; the event stays in the log."""
    over = LayoutExport.objects.across_all(because=_OWN).filter(made_at__lt=at - KEPT_FOR)
    found = list(over.values_list("form_as", "result_as"))
    over.delete()
    for names in found:
        storing.forget(*names)
    return len(found)
