"""Takes a reorganisation back, as long as nothing was built on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions import moving, reorganising
from zhengyou.organisations.actions.holdings import PLACES, Holding, every
from zhengyou.organisations.actions.journal import model_of, rows, take_back
from zhengyou.organisations.lifecycle import REORGANISATIONS
from zhengyou.organisations.models import (
    JournalLine,
    OrganisationLink,
    PartyOrganisation,
    PathMove,
    Reorganisation,
    Territory,
    TerritoryLink,
)
from zhengyou.scoping import Reach, Scope, ScopedModel, confirm, is_below
from zhengyou.web.errors import Conflict, Forbidden, Refused

_GOES_ALONG = (TerritoryLink, OrganisationLink, PathMove, JournalLine)


@transaction.atomic
def reverse(*, reorganisation: Reorganisation, by: Scope, at: datetime) -> Reorganisation:
    """Everything stands again where it stood; what came to the moved places since goes back with them.

    Raises Forbidden, OutsideScope, Conflict (taken back already), Refused (a frozen snapshot or a later reorganisation
    builds on it, or rows came since that would have no place).
    """
    if not reorganising.may(by, reorganisation.tree):
        raise Forbidden
    reorganising.lock()
    confirm(reorganisation, by)
    before, after = REORGANISATIONS["reverse"]
    held = rows(Reorganisation).filter(pk=reorganisation.pk, state=before)
    if not held.update(state=after, reversed_at=at, reversed_by=by.label[:120] or by.role):
        raise Conflict(_("这次调整已经撤回。请刷新页面查看。"))
    row: Reorganisation = rows(Reorganisation).get(pk=reorganisation.pk)
    if not _own(row, by):
        raise Refused(_("这次调整涉及您管理范围以外的地方或党组织，请由上级办公室撤回。"))
    _clear_leftovers(row)
    if reasons := against(row):
        raise Refused(" ".join(reasons))
    ledger = Ledger(Origin(by=by, at=at, source=_source(row), as_of=row.on))
    told = _pointing_back(row)
    moves = take_back(row)
    _follow(row, ledger)
    _tell(told, ledger)
    reorganising.followed(moves, at=at, back=row.kept)
    ledger.write()
    reorganising.audit_of("reorganisation.reversed", row, by, at)
    return row


def against(row: Reorganisation) -> list[str]:
    """Sentences that say why it cannot be taken back; [] when it can."""
    found = [sentence for name in settings.REORGANISATION_BARRIERS for sentence in import_string(name)(row)]
    if later := _later(row):
        found.append(
            _("之后还有一次调整与它有关（%(day)s，%(what)s），请先撤回那一次。")
            % {"day": later.on.isoformat(), "what": str(later)}
        )
    return found or _strangers(row)


def _own(row: Reorganisation, by: Scope) -> bool:
    """Whether all that it touched lies in the person's own place or line."""
    if by.reach is Reach.EVERYTHING:
        return True
    path = row.place if by.reach is Reach.TERRITORY else row.line
    return is_below(path, by.path)


def _later(row: Reorganisation) -> Reorganisation | None:
    """A later reorganisation that still stands, of the same place or organisation or of one above or below."""
    own = [path for move in rows(PathMove).filter(reorganisation=row) for path in (move.old, move.new)]
    later = rows(PathMove).filter(
        tree=row.tree, reorganisation__gt=row.pk, reorganisation__state=REORGANISATIONS["reverse"][0]
    )
    for move in later.select_related("reorganisation").order_by("reorganisation_id", "seq"):
        if any(_related(one, other) for one in own for other in (move.old, move.new)):
            found: Reorganisation = move.reorganisation
            return found
    return None


def _related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _strangers(row: Reorganisation) -> list[str]:
    """What came since to places or organisations that the reorganisation made: without these it would have no place."""
    found = []
    for node in _made(row):
        for model, name, count in _pointing(row, node):
            found.append(
                _(
                    "“%(node)s”设立以后又有了%(count)s项（%(what)s），撤回后它们没有地方可去，请先移走或者结束。"
                )
                % {"node": node, "count": count, "what": model._meta.verbose_name or name}
            )
    return found


def _made(row: Reorganisation) -> list[Any]:
    made = []
    for line in rows(JournalLine).filter(reorganisation=row, before__isnull=True).order_by("seq"):
        made += list(rows(model_of(line)).filter(pk__in=line.ids))
    return [one for one in made if not isinstance(one, (TerritoryLink, OrganisationLink))]


def _pointing(row: Reorganisation, node: Any) -> list[tuple[type[ScopedModel], str, int]]:
    """(model, field, number) of the rows that name a node and that the journal neither made nor put there."""
    journalled: dict[str, set[Any]] = {}
    for line in rows(JournalLine).filter(reorganisation=row):
        journalled.setdefault(line.model, set()).update(line.ids)
    found = []
    for model in apps.get_models():
        if not issubclass(model, ScopedModel) or model in _GOES_ALONG:
            continue
        for one in model._meta.local_fields:
            if isinstance(one, models.ForeignKey) and one.related_model is type(node):
                ids = set(rows(model).filter(**{one.name: node.pk}).values_list("pk", flat=True))
                if own := ids - journalled.get(model._meta.label, set()):
                    found.append((model, one.name, len(own)))
    return found


def _clear_leftovers(row: Reorganisation) -> None:
    """What the machine itself gave to a new place or organisation, and nobody has touched, goes without being asked for."""
    made = _made(row)
    for name in settings.REORGANISATION_LEFTOVERS:
        import_string(name)([node for node in made if isinstance(node, Territory | PartyOrganisation)])


@dataclass(frozen=True, slots=True)
class _Told:
    """A record that points elsewhere again: what the change table learns of it."""

    holding: Holding
    pk: int
    values: dict[str, tuple[Any, Any]]
    path: str


def _pointing_back(row: Reorganisation) -> list[_Told]:
    """The records that will point elsewhere again, read before they do."""
    found = []
    held = {holding.model._meta.label: holding for holding in (PLACES, *every())}
    for line in rows(JournalLine).filter(reorganisation=row, before__isnull=False).order_by("-seq"):
        holding = held.get(line.model)
        values = {
            name.removesuffix("_id"): (line.after[name], line.before[name])
            for name in line.after
            if holding and name != holding.path
        }
        if holding is None or not values:
            continue
        standing = rows(holding.model).filter(pk__in=line.ids, **line.after)
        found += [_Told(holding, pk, values, path) for pk, path in standing.values_list("pk", holding.path)]
    return found


def _tell(told: Sequence[_Told], ledger: Ledger) -> None:
    """The change table and whoever derives learn of each record that points elsewhere again, and so do open forms."""
    by_holding: dict[str, list[_Told]] = {}
    for one in told:
        by_holding.setdefault(one.holding.kind, []).append(one)
    for some in by_holding.values():
        holding, ids = some[0].holding, [one.pk for one in some]
        now = dict(rows(holding.model).filter(pk__in=ids).values_list("pk", holding.path))
        for one in some:
            previous = one.path if one.path != now[one.pk] else ""
            ledger.changed(holding.kind, one.pk, values=one.values, path=now[one.pk], previous_path=previous)
        if holding is not PLACES:
            rows(holding.model).filter(pk__in=ids).update(version=F("version") + 1)


def _follow(row: Reorganisation, ledger: Ledger) -> None:
    """What stands where these rows stand follows them back."""
    lines = rows(JournalLine).filter(reorganisation=row, before__isnull=False)
    for holding in every():
        ids = sorted({pk for line in lines.filter(model=holding.model._meta.label) for pk in line.ids})
        if ids:
            holding.follow(ids, ledger)
    organisations = {pk for line in lines.filter(model=PartyOrganisation._meta.label) for pk in line.ids}
    if row.tree == "organisation":
        organisations |= {row.subject_id, *([row.target_id] if row.target_id else [])}
    places = rows(PartyOrganisation).filter(pk__in=organisations).values_list("pk", "place")
    moving.follow(dict(places), ledger=ledger)


def _source(row: Reorganisation) -> str:
    return f"撤回{reorganising.SOURCE[row.tree]} {row.document}".strip()
