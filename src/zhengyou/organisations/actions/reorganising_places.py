"""Moves, mergers and splits of places. Each checks first; `reorganising` opens the transaction, locks, and keeps the record."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from zhengyou.organisations.actions import moving
from zhengyou.organisations.actions.handing_over import hand_over, repoint
from zhengyou.organisations.actions.holdings import ORGANISATIONS, others
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.noting import noting
from zhengyou.organisations.actions.planting import Planter
from zhengyou.organisations.actions.work import Work, refuse_day
from zhengyou.organisations.models import (
    Appointment,
    Body,
    PathMove,
    Territory,
    TerritoryLink,
)
from zhengyou.organisations.queries import territories
from zhengyou.organisations.rules import bodies
from zhengyou.organisations.rules.reorganising import fits_code, may_stand_under
from zhengyou.web.errors import Refused

KIND: Final = "territory"
SOURCE: Final = "区划调整"


def move(work: Work) -> None:
    """A place, with all below it, stands under another place from a day on."""
    place = _subject(work)
    above = _open(work, work.plan.target)
    if above.path.startswith(place.path):
        raise Refused(_("“%(above)s”就是它自己或在它下面，不能作它的上级。请另选。") % {"above": above.name})
    if above.pk == place.parent_id:
        raise Refused(
            _("%(name)s现在就在%(above)s下面，不用变更。") % {"name": place.name, "above": above.name}
        )
    _refuse_misfit(place, above)
    refuse_day(work, since=above.valid_from, what=above.name)
    _refuse_same_name(above, place.name)
    if work.about(place, above):
        _replant(work, place, above)


def merge(work: Work) -> None:
    """A place goes up in another of its level: what stands in it and below it comes to the other, and it closes."""
    place = _subject(work)
    taker = _open(work, work.plan.target)
    if taker.pk == place.pk:
        raise Refused(_("不能并入自己。请另选并入哪里。"))
    if taker.level != place.level:
        raise Refused(
            _("%(name)s是%(level)s，%(taker)s是%(other)s，只有同级的才能合并。请另选。")
            % {
                "name": place.name,
                "level": place.get_level_display(),
                "taker": taker.name,
                "other": taker.get_level_display(),
            }
        )
    refuse_day(work, since=max(place.valid_from, taker.valid_from), what=place.name)
    children = _children(place)
    for child in children:
        _refuse_misfit(child, taker)
    if not work.about(place, taker):
        return
    for child in children:
        _replant(work, child, taker)
    _merge_bodies(work, place, taker)
    _settle_appointments(work, place, taker)
    hand_over(place, taker, journal=work.journal, ledger=work.ledger)
    work.journal.noted(KIND, place.path, taker.path, PathMove.Extent.REST)
    _close(work, place)


def split(work: Work) -> None:
    """A new place of the same level beside this one takes chosen places below it, units and organisations in it."""
    place = _subject(work)
    assert place.parent is not None
    made = _new_place(work, place, place.parent)
    chosen = work.plan.chosen
    below = [child for child in _children(place) if child.pk in chosen.get(KIND, ())]
    if not any(chosen.values()):
        raise Refused(_("请至少选一个划归新设地方的下级地方、单位或党组织。"))
    if not work.about(place, made):
        return
    _found(work, made)
    for child in below:
        _replant(work, child, made)
    ids = ORGANISATIONS.hand(
        chosen.get("organisation", ()), place, made, journal=work.journal, ledger=work.ledger
    )
    handed = [
        (
            holding,
            holding.hand(chosen.get(holding.kind, ()), place, made, journal=work.journal, ledger=work.ledger),
        )
        for holding in others()
    ]
    with noting(work.journal, place):
        moving.follow(dict.fromkeys(ids, made.path), ledger=work.ledger)
        for holding, own in handed:
            holding.follow(own, work.ledger)
    work.journal.noted(KIND, place.path, made.path, PathMove.Extent.PART)


def _replant(work: Work, place: Territory, above: Territory) -> None:
    """The place and all below it get paths under `above`; its link ends and a new one begins."""
    new = work.path_under(Planter(territories.every), above.path)
    old, before = place.path, place.parent_id
    work.journal.subtree(KIND, old, new)
    work.journal.changed(Territory, [place.pk], {"parent_id": before}, {"parent_id": above.pk})
    place.refresh_from_db(fields=["path", "parent"])
    if place.valid_to is None:
        link = rows(TerritoryLink).get(territory=place, valid_to__isnull=True)
        work.relink(link, "parent_id", above.pk)
    work.ledger.changed(KIND, place.pk, values={"parent": (before, above.pk)}, path=new)


def _new_place(work: Work, place: Territory, above: Territory) -> Territory:
    """The new place of a split, not yet saved. Raises Refused (code taken or not of its level and place, name taken, day)."""
    plan = work.plan
    name, code = plan.name.strip(), plan.code.strip()
    begins = above.code[:4] if place.level == Territory.Level.COUNTY else above.code
    if not fits_code(place.level, code) or not code.startswith(begins):
        digits = 9 if place.level == Territory.Level.TOWNSHIP else 6
        raise Refused(
            _("新设地方的代码是 %(digits)s 位数字，以 %(begins)s 开头。请改代码。")
            % {"digits": digits, "begins": begins}
        )
    if territories.every().filter(code=code).exists():
        raise Refused(_("代码 %(code)s 已经有了，请换一个。") % {"code": code})
    _refuse_same_name(above, name)
    refuse_day(work, since=place.valid_from, what=place.name)
    return Territory(
        code=code,
        name=name,
        level=place.level,
        kind=place.kind,
        parent=above,
        path=Planter(territories.every).path_under(above.path),
        valid_from=plan.on,
        source=SOURCE,
    )


def _found(work: Work, made: Territory) -> None:
    """Saves the new place with its link and the usual bodies of its level."""
    on, above = work.plan.on, made.parent
    assert above is not None
    work.journal.made(made)
    work.journal.made(TerritoryLink(territory=made, parent=above, valid_from=on))
    if made.level in bodies.LEVELS:
        for kind, title in bodies.bodies_of(made.name):
            work.journal.made(Body(territory=made, kind=kind, name=title, valid_from=on))
    told = {"name": made.name, "code": made.code, "parent": made.parent_id}
    work.ledger.created(KIND, made.pk, values=told, path=made.path)


def _merge_bodies(work: Work, place: Territory, taker: Territory) -> None:
    """A body of which the taker has its like ends, and its work goes to that one; any other comes to the taker."""
    held = {
        (body.kind, _plain(body, taker)): body for body in rows(Body).filter(territory=taker).order_by("-pk")
    }
    for body in rows(Body).filter(territory=place).order_by("pk"):
        same = held.get((body.kind, _plain(body, place)))
        if same is None:
            work.journal.changed(Body, [body.pk], {"territory_id": place.pk}, {"territory_id": taker.pk})
            continue
        repoint(body, same, journal=work.journal)
        if body.valid_to is None:
            work.journal.changed(
                Body, [body.pk], {"valid_to": None}, {"valid_to": _ended(work.plan.on, body)}
            )
        work.bodies[body.pk] = same.pk


def _plain(body: Body, place: Territory) -> str:
    """The name without the place's: 中共宛城区委组织部 and 中共卧龙区委组织部 are each other's like."""
    return body.name.replace(place.name, "")


def _settle_appointments(work: Work, place: Territory, taker: Territory) -> None:
    """Each appointment over the place goes over to the taker or ends, as the person chose after having seen what follows."""
    for one in work.appointments(territory=place):
        if work.choice(one) == "over":
            before = {"territory_id": place.pk, "place": place.path, "body_id": one.body_id}
            after = {
                "territory_id": taker.pk,
                "place": taker.path,
                "body_id": work.bodies.get(one.body_id or 0, one.body_id),
            }
            work.journal.changed(Appointment, [one.pk], before, after)
        else:
            work.journal.changed(
                Appointment, [one.pk], {"valid_to": one.valid_to}, {"valid_to": _ended(work.plan.on, one)}
            )


def _ended(on: date, row: Appointment | Body) -> date:
    return max(on, row.valid_from)


def _close(work: Work, place: Territory) -> None:
    on = work.plan.on
    work.journal.changed(Territory, [place.pk], {"valid_to": None}, {"valid_to": on})
    links = list(
        rows(TerritoryLink).filter(territory=place, valid_to__isnull=True).values_list("pk", flat=True)
    )
    work.journal.changed(TerritoryLink, links, {"valid_to": None}, {"valid_to": on})
    work.ledger.changed(KIND, place.pk, values={"valid_to": (None, on)}, path=place.path)


def _children(place: Territory) -> list[Territory]:
    """The places directly below, closed ones too: what is recorded of them goes along."""
    return list(territories.every().filter(parent=place))


def _subject(work: Work) -> Territory:
    """The place that is reorganised: open, below the person's own place, with an open link that began before the day."""
    place = _open(work, work.plan.subject)
    if place.parent_id is None or place.level == Territory.Level.CITY:
        raise Refused(_("%(name)s这一级不能在这里调整。") % {"name": place.name})
    work.require(place.parent.path if place.parent else "", place.name)
    link = rows(TerritoryLink).get(territory=place, valid_to__isnull=True)
    refuse_day(work, since=link.valid_from, what=place.name)
    return place


def _open(work: Work, pk: int | None) -> Territory:
    place = territories.every().select_related("parent").filter(pk=pk or 0).first()
    if place is None:
        raise Refused(_("请选择地方。"))
    work.require(place.path, place.name)
    if place.valid_to is not None:
        raise Refused(_("%(name)s已经撤销，不能再调整。") % {"name": place.name})
    return place


def _refuse_misfit(place: Territory, above: Territory) -> None:
    if not may_stand_under(place.level, above.level, above.code):
        raise Refused(
            _("%(name)s（%(level)s）不能放在%(above)s（%(other)s）下面。请另选。")
            % {
                "name": place.name,
                "level": place.get_level_display(),
                "above": above.name,
                "other": above.get_level_display(),
            }
        )


def _refuse_same_name(above: Territory, name: str) -> None:
    if not name or territories.children(above).filter(name=name, valid_to__isnull=True).exists():
        raise Refused(
            _("%(above)s下已经有“%(name)s”，请先更名。") % {"above": above.name, "name": name}
            if name
            else _("请填写新设地方的名称。")
        )
