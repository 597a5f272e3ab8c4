"""Bodies of a level: the usual ones are set up, others are added by an office."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.organisations.models import Body, Territory
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Refused


@transaction.atomic
def add(*, territory: Territory, kind: str, name: str, by: Scope, at: datetime) -> Body:
    """Adds a body to a place. Raises Refused when it is there already, OutsideScope."""
    name = name.strip()
    if Body.objects.within(by).filter(territory=territory, kind=kind, name=name).exists():
        raise Refused(_("%(place)s已经有“%(name)s”。") % {"place": territory.name, "name": name})
    body = Body(territory=territory, kind=kind, name=name, valid_from=timezone.localdate(at))
    body.save(force_insert=True)
    confirm(body, by)
    audit.record(
        "body.added", by=by, at=at, subject_kind="body", subject_id=body.pk, subject=name, path=territory.path
    )
    return body
