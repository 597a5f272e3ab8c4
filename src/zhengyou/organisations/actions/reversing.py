"""Takes a reorganisation back, as long as nothing was built on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.actions import moving, reorganising
from zhengyou.organisations.actions.holdings import PLACES, Holding, every
from zhengyou.organisations.actions.journal import following, model_of, rows, take_back, unmake
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
WHAT: Final = {
    "organisations.Territory": gettext_lazy("下级地方"),
    "organisations.PartyOrganisation": gettext_lazy("党组织"),
    "organisations.Appointment": gettext_lazy("任职"),
    "organisations.Body": gettext_lazy("机构"),
    "census.Unit": gettext_lazy("单位"),
    "census.Member": gettext_lazy("党员"),
    "campaigns.Task": gettext_lazy("任务"),
    "campaigns.Receipt": gettext_lazy("签收记录"),
}


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
    if reasons := against(row):
        raise Refused(" ".join(reasons))
    made = _made(row)
    for left in _leftovers(made):
        left.delete()
    ledger = Ledger(Origin(by=by, at=at, source=_source(row), as_of=row.on))
    told = _pointing_back(row)
    moves = take_back(row)
    _follow(row, ledger)
    _gather(row, made)
    unmake(row)
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
    known: dict[tuple[str, str], set[Any]] = {}
    for line in rows(JournalLine).filter(reorganisation=row, before__isnull=False):
        for column in line.after:
            known.setdefault((line.model, column), set()).update(line.ids)
    made = _made(row)
    for one in made:
        known.setdefault((one._meta.label, ""), set()).add(one.pk)
    for left in _leftovers(made):
        known.setdefault((left.model._meta.label, ""), set()).update(left.values_list("pk", flat=True))
    for along, column in _companions(made):
        known.setdefault((along.model._meta.label, column), set()).update(along.values_list("pk", flat=True))
    found = []
    for node in made:
        for model, count in _pointing(node, known):
            found.append(
                _("“%(node)s”设立以后又有了 %(count)s 项%(what)s，撤回后没有地方可去，请先移走或者结束。")
                % {"node": node, "count": count, "what": WHAT.get(model._meta.label, _("其他记录"))}
            )
    return found


def _made(row: Reorganisation) -> list[Any]:
    """The places, organisations and bodies that the reorganisation made."""
    made = []
    for line in rows(JournalLine).filter(reorganisation=row, before__isnull=True).order_by("seq"):
        made += list(rows(model_of(line)).filter(pk__in=line.ids))
    return [one for one in made if not isinstance(one, (TerritoryLink, OrganisationLink))]


def _leftovers(made: Sequence[Any]) -> list[QuerySet[Any]]:
    """What the machine itself gave to a new place or organisation, and nobody has touched, goes without being asked for."""
    nodes = [node for node in made if isinstance(node, Territory | PartyOrganisation)]
    return [left for name in settings.REORGANISATION_LEFTOVERS for left in import_string(name)(nodes)]


def _companions(made: Sequence[Any]) -> list[tuple[QuerySet[Any], str]]:
    """(rows, column) that name a new place or organisation only because somebody else stands there, and go with it."""
    nodes = [node for node in made if isinstance(node, Territory | PartyOrganisation)]
    return [one for name in settings.REORGANISATION_COMPANIONS for one in import_string(name)(nodes)]


def _gather(row: Reorganisation, made: Sequence[Any]) -> None:
    """What has come to the new place or organisation since, and may go, comes to the one that it was split from."""
    subject = (
        rows(Territory if row.tree == "territory" else PartyOrganisation).filter(pk=row.subject_id).first()
    )
    for along, column in _companions(made):
        along.update(**{column: row.subject_id})
    for node in made:
        if subject is not None and type(node) is type(subject):
            for model, name in following(row.tree):
                if model is not type(node):
                    rows(model).filter(**{name: node.path}).update(**{name: subject.path})


def _pointing(
    node: Any, known: Mapping[tuple[str, str], set[Any]]
) -> Iterator[tuple[type[ScopedModel], int]]:
    """(model, number) of the rows that name a node and are not known, by their column or as they are."""
    for model in apps.get_models():
        if not issubclass(model, ScopedModel) or model in _GOES_ALONG:
            continue
        for one in model._meta.local_fields:
            if isinstance(one, models.ForeignKey) and one.related_model is type(node):
                ids = set(rows(model).filter(**{one.name: node.pk}).values_list("pk", flat=True))
                label = model._meta.label
                if own := ids - known.get((label, one.attname), set()) - known.get((label, ""), set()):
                    yield model, len(own)


@dataclass(frozen=True, slots=True)
class _Told:
    """A record that points or stands elsewhere again: what the change table learns of it, if anything."""

    holding: Holding
    pk: int
    values: dict[str, tuple[Any, Any]]
    path: str


def _pointing_back(row: Reorganisation) -> list[_Told]:
    """The records that will point or stand elsewhere again, read before they do."""
    found = []
    held = {holding.model._meta.label: holding for holding in (PLACES, *every())}
    for line in rows(JournalLine).filter(reorganisation=row, before__isnull=False).order_by("-seq"):
        holding = held.get(line.model)
        values = {
            name.removesuffix("_id"): (line.after[name], line.before[name])
            for name in line.after
            if holding and name != holding.path
        }
        if holding is None:
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
            if one.values:
                ledger.changed(
                    holding.kind, one.pk, values=one.values, path=now[one.pk], previous_path=previous
                )
            elif previous:
                ledger.touched(holding.kind, one.pk, path=now[one.pk], previous_path=previous)
        pointing = [one.pk for one in some if one.values]
        if holding is not PLACES:
            rows(holding.model).filter(pk__in=pointing).update(version=F("version") + 1)


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
