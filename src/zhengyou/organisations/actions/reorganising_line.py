"""Moves, mergers and splits of Party organisations. Each checks first; `reorganising` locks and keeps the record."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import F
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.organisations.actions import moving, replanting
from zhengyou.organisations.actions.handing_over import hand_over
from zhengyou.organisations.actions.holdings import others
from zhengyou.organisations.actions.journal import rows
from zhengyou.organisations.actions.noting import noting
from zhengyou.organisations.actions.work import Work, refuse_day
from zhengyou.organisations.models import (
    Appointment,
    OrganisationLink,
    PartyOrganisation,
    PathMove,
)
from zhengyou.scoping import Reach, is_below
from zhengyou.web.errors import Refused

KIND: Final = "organisation"
TOPS: Final = ("committee", "")  # what may stand at the top of a line; '' is not known yet


def move(work: Work) -> None:
    """An organisation, with all below it, stands under another superior (None: at the top of its line) from a day on."""
    row = _subject(work)
    above = _open(work, work.plan.target) if work.plan.target else None
    if above is not None and is_below(above.path, row.path):
        raise Refused(
            _("“%(superior)s”就是这个党组织或它的下级，不能作它的上级。请另选。") % {"superior": above.name}
        )
    if above is None and row.level not in TOPS:
        raise Refused(
            _("%(level)s要有上级党组织，不能不隶属任何上级。请选择新的上级。")
            % {"level": standards.load_enums()["org_level"].zh(row.level)}
        )
    if row.superior_id == (above.pk if above else None):
        raise Refused(_("它现在的上级就是这个党组织，不用变更。"))
    if above is not None:
        refuse_day(work, since=above.valid_from, what=above.name)
    if work.about(row, above):
        _replant(work, row, above)
        _bump(row)


def merge(work: Work) -> None:
    """An organisation goes up in another: members, units and subordinates come to the other, and it is dissolved."""
    row = _subject(work)
    taker = _open(work, work.plan.target)
    if is_below(taker.path, row.path):
        raise Refused(_("“%(name)s”就是它自己或它的下级，不能并入。请另选。") % {"name": taker.name})
    if taker.level != row.level:
        raise Refused(
            _("“%(name)s”和它不是同一类别，不能合并。请另选，或者先更正类别。") % {"name": taker.name}
        )
    refuse_day(work, since=max(row.valid_from, taker.valid_from), what=taker.name)
    if not work.about(row, taker):
        return
    for below in _children(row):
        _replant(work, below, taker)
    _settle_appointments(work, row, taker)
    hand_over(row, taker, journal=work.journal, ledger=work.ledger)
    work.journal.noted(KIND, row.path, taker.path, PathMove.Extent.REST)
    with noting(work.journal, taker):
        moving.follow({taker.pk: taker.place}, ledger=work.ledger)
    _complete(work, row, taker)
    _close(work, row)
    _bump(row, taker)


def split(work: Work) -> None:
    """A new organisation beside this one takes chosen members, units and subordinates."""
    row, plan = _subject(work), work.plan
    if not plan.name.strip():
        raise Refused(_("请填写新设党组织的名称。"))
    if not any(plan.chosen.values()):
        raise Refused(_("请至少选一名党员、一家单位或一个下级党组织划归新设的党组织。"))
    refuse_day(work, since=row.valid_from, what=row.name)
    made = PartyOrganisation(
        name=plan.name.strip(),
        code=plan.code.strip(),
        level=plan.level or row.level,
        territory=row.territory,
        place=row.place,
        superior=row.superior,
        path=replanting.free_path(row.superior),
        founded=plan.on.isoformat(),
        founding_document=plan.document.strip()[:80],
        roll_complete_on=row.roll_complete_on,  # of a complete roll each part is complete
        valid_from=plan.on,
    )
    made.settle_election_due()
    if not work.about(row, made):
        return
    work.journal.made(made)
    work.journal.made(OrganisationLink(organisation=made, superior=row.superior, valid_from=plan.on))
    told = {
        "name": made.name,
        "level": made.level,
        "territory": made.territory_id,
        "superior": made.superior_id,
    }
    work.ledger.created(KIND, made.pk, values=told, path=made.place)
    for below in _children(row):
        if below.pk in plan.chosen.get(KIND, ()):
            _replant(work, below, made)
    for holding in others():
        holding.hand(plan.chosen.get(holding.kind, ()), row, made, journal=work.journal, ledger=work.ledger)
    work.journal.noted(KIND, row.path, made.path, PathMove.Extent.PART)
    with noting(work.journal, made):
        moving.follow({made.pk: made.place}, ledger=work.ledger)
    _bump(row)


def _replant(work: Work, row: PartyOrganisation, above: PartyOrganisation | None) -> None:
    old, before = row.path, row.superior_id
    new = replanting.replant(row, above)
    work.journal.noted(KIND, old, new, PathMove.Extent.SUBTREE)
    after = above.pk if above else None
    work.journal.changed(PartyOrganisation, [row.pk], {"superior_id": before}, {"superior_id": after})
    row.refresh_from_db(fields=["path", "superior"])
    if row.valid_to is None:
        link = rows(OrganisationLink).get(organisation=row, valid_to__isnull=True)
        work.relink(link, "superior_id", after)
    work.ledger.changed(KIND, row.pk, values={"superior": (before, after)}, path=row.place)


def _settle_appointments(work: Work, row: PartyOrganisation, taker: PartyOrganisation) -> None:
    """Each secretary's appointment goes over to the taker or ends, as the person chose after having seen what follows."""
    for one in work.appointments(organisation=row):
        if work.choice(one) == "over":
            before = {"organisation_id": row.pk, "place": one.place}
            after = {"organisation_id": taker.pk, "place": taker.place}
        else:
            before = {"valid_to": one.valid_to}
            after = {"valid_to": max(work.plan.on, one.valid_from)}
        work.journal.changed(Appointment, [one.pk], before, after)


def _complete(work: Work, row: PartyOrganisation, taker: PartyOrganisation) -> None:
    """The joint roll is complete only as far back as both were."""
    before, own = taker.roll_complete_on, row.roll_complete_on
    after: date | None = min(before, own) if before and own else None
    if after != before:
        work.journal.changed(
            PartyOrganisation, [taker.pk], {"roll_complete_on": before}, {"roll_complete_on": after}
        )
        work.ledger.changed(KIND, taker.pk, values={"roll_complete_on": (before, after)}, path=taker.place)


def _close(work: Work, row: PartyOrganisation) -> None:
    on = work.plan.on
    work.journal.changed(PartyOrganisation, [row.pk], {"valid_to": None}, {"valid_to": on})
    links = rows(OrganisationLink).filter(organisation=row, valid_to__isnull=True)
    work.journal.changed(
        OrganisationLink, list(links.values_list("pk", flat=True)), {"valid_to": None}, {"valid_to": on}
    )
    work.ledger.changed(KIND, row.pk, values={"valid_to": (None, on)}, path=row.place)


def _bump(*changed: PartyOrganisation) -> None:
    """Whoever has a form of theirs open is told that they changed."""
    replanting.rows().filter(pk__in=[row.pk for row in changed]).update(version=F("version") + 1)


def _children(row: PartyOrganisation) -> list[PartyOrganisation]:
    """The organisations directly below, dissolved ones too: what is recorded of them goes along."""
    return list(replanting.rows().filter(superior=row).order_by("path"))


def _subject(work: Work) -> PartyOrganisation:
    row = _open(work, work.plan.subject)
    if work.by.reach is Reach.ORGANISATION and row.path == work.by.path:
        raise Refused(_("本组织的撤销和上级变更由上级党组织或领导小组办公室办理。"))
    link = rows(OrganisationLink).get(organisation=row, valid_to__isnull=True)
    refuse_day(work, since=link.valid_from, what=row.name)
    return row


def _open(work: Work, pk: int | None) -> PartyOrganisation:
    """The organisation inside the person's scope, its line locked."""
    held = PartyOrganisation.objects.within(work.by).filter(pk=pk or 0).first()
    if held is None:
        raise Refused(_("请选择您管理范围内的党组织。"))
    replanting.lock_lines(held.path)
    row = replanting.lock(held)
    if row.valid_to is not None:
        raise Refused(_("“%(name)s”已经撤销，不能再变更。") % {"name": row.name})
    return row
