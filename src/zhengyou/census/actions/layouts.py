"""What can happen to a kept layout: kept, kept anew, called by another name, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from zhengyou.audit import actions as audit
from zhengyou.census.importing.sketching import Sketch
from zhengyou.census.models import KeptLayout
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, confirm
from zhengyou.web.errors import Forbidden

_OWN: Final = "the office's own layout of that table, found by the place of the person who decides"
_PLACES: Final = "names and codes of places are public"


@transaction.atomic
def keep(
    *, sketches: Sequence[Sketch], kind: str, office: str, title: str, by: Scope, at: datetime, person: bool
) -> list[KeptLayout]:
    """Keeps what the columns of these tables mean, for the office at the path; an earlier decision gives way.

    person: whether somebody looked at every column; else a column without a field stays open for a better proposal.
    """
    territory = Territory.objects.across_all(because=_PLACES).filter(path=office).first()
    if territory is None:
        return []
    found = {}
    for sketch in sketches:
        if not any(one["field"] for one in sketch.columns):
            continue
        columns = [{**one, "decided": person or one["field"] is not None} for one in sketch.columns]
        row, _made = KeptLayout.objects.across_all(because=_OWN).update_or_create(
            territory=territory,
            kind=kind,
            fingerprint=sketch.fingerprint,
            defaults={
                "title": title[-200:],
                "sheet": sketch.sheet[:80],
                "columns": columns,
                "heading": sketch.heading,
                "user_id": by.user_id,
                "actor": by.label[:120],
                "kept_at": at,
            },
        )
        found[row.pk] = row
    return list(found.values())


@transaction.atomic
def rename(*, layout: KeptLayout, name: str, by: Scope, at: datetime) -> KeptLayout:
    """Calls a layout by a name of the office's own. Raises Forbidden."""
    _require(layout, by)
    layout.name = name.strip()[:80]
    layout.save(update_fields=["name"])
    confirm(layout, by)
    _audit("layout.renamed", layout, by, at)
    return layout


@transaction.atomic
def forget(*, layout: KeptLayout, by: Scope, at: datetime) -> None:
    """The next table of this kind is proposed afresh. Imports that were made with it stay. Raises Forbidden."""
    _require(layout, by)
    confirm(layout, by)
    _audit("layout.forgotten", layout, by, at)
    layout.delete()


def _require(layout: KeptLayout, by: Scope) -> None:
    """Only the office that keeps it may change it: what the level above decided is not for those below."""
    own = by.reach is Reach.EVERYTHING or by.path == layout.territory.path
    if not (by.may("imports.run") and own):
        raise Forbidden


def _audit(action: str, layout: KeptLayout, by: Scope, at: datetime) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind="layout",
        subject_id=layout.pk,
        subject=str(layout),
        path=layout.territory.path,
        detail={"kind": layout.kind},
    )
