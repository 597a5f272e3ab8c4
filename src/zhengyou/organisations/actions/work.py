"""One reorganisation while it is carried out: what is asked, by whom, and what has been done so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhengyou.changes.actions import Ledger
from zhengyou.organisations.actions.holdings import Node
from zhengyou.organisations.actions.journal import Journal, rows
from zhengyou.organisations.actions.planting import Planter
from zhengyou.organisations.models import Appointment, OrganisationLink, TerritoryLink
from zhengyou.organisations.rules.reorganising import Choice, Plan
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH, MAX_DEPTH
from zhengyou.web.errors import Refused


@dataclass(slots=True)
class Work:
    """A plan with its journal.

    counting: counts what goes along; counts: {kind: how many}, set by `about`.
    bodies: {body that ended: the taker's like}. subject, target: set by `about`.
    checking: only whether it could be done; nothing is written.
    """

    plan: Plan
    by: Scope
    at: datetime
    ledger: Ledger
    counting: Callable[[Work], dict[str, int]]
    journal: Journal = field(default_factory=Journal)
    counts: dict[str, int] = field(default_factory=dict)
    bodies: dict[int, int] = field(default_factory=dict)
    subject: Node | None = None
    target: Node | None = None
    checking: bool = False

    def about(self, subject: Node, target: Node | None) -> bool:
        """Names what is reorganised, after everything was checked; whether to go on and do it."""
        self.subject, self.target = subject, target
        if not self.checking:
            self.counts = self.counting(self)
        return not self.checking

    def require(self, path: str, name: str) -> None:
        """What is reorganised, where it stood and where it goes lie all in the office's own place. Raises Refused."""
        if self.by.reach is Reach.EVERYTHING:
            return
        if self.by.reach is not Reach.TERRITORY or not path.startswith(self.by.path):
            raise Refused(_("%(name)s不在您的管理范围内。") % {"name": name})

    def path_under(self, planter: Planter, parent: str) -> str:
        """A free path under the parent. Raises Refused when too deep."""
        path = planter.path_under(parent)
        if len(path) > LABEL_WIDTH * MAX_DEPTH:
            raise Refused(_("层级超过 %(most)s 级，不能再往下放。") % {"most": MAX_DEPTH})
        return path

    def relink(self, link: TerritoryLink | OrganisationLink, name: str, above: int | None) -> None:
        """The present link ends on the day and another begins; one that would not last a day is changed."""
        before, on = getattr(link, name), self.plan.on
        refuse_day(self, since=link.valid_from, what=str(self.named(link)))
        model = type(link)
        if link.valid_from == on:
            self.journal.changed(model, [link.pk], {name: before}, {name: above})
            return
        self.journal.changed(model, [link.pk], {"valid_to": None}, {"valid_to": on})
        own: Mapping[str, Any] = (
            {"territory_id": link.territory_id}
            if isinstance(link, TerritoryLink)
            else {"organisation_id": link.organisation_id}
        )
        self.journal.made(model(**own, **{name: above}, valid_from=on))

    @staticmethod
    def named(link: TerritoryLink | OrganisationLink) -> Node:
        """Whose link it is."""
        return link.territory if isinstance(link, TerritoryLink) else link.organisation

    def appointments(self, **over: Node) -> list[Appointment]:
        """The appointments over a place or organisation that have not ended by the day, in order."""
        held = rows(Appointment).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=self.plan.on), **over)
        if "territory" in over:
            held = held.filter(organisation__isnull=True)
        return list(held.select_related("user", "territory", "organisation").order_by("role", "pk"))

    def choice(self, one: Appointment) -> Choice:
        """What the person chose for an appointment. Raises Refused when it came after the preview."""
        if one.pk not in self.plan.appointments:
            raise Refused(_("%(name)s的任职还没有选择去向。请重新预览，逐项选择。") % {"name": one.user.name})
        return self.plan.appointments[one.pk]


def refuse_day(work: Work, *, since: date, what: str) -> None:
    """Raises Refused for a day to come, one before the place or organisation, or its present link, began, or one that
    settings.REORGANISATION_DAYS are against."""
    on = work.plan.on
    if on > timezone.localdate(work.at):
        raise Refused(_("日期 %(day)s 还没有到，请填已经生效的日期。") % {"day": on.isoformat()})
    if on < since:
        raise Refused(
            _("生效日期不能早于%(name)s设立或现隶属关系开始的日期 %(day)s。请改日期。")
            % {"name": what, "day": since.isoformat()}
        )
    said = [
        sentence
        for name in settings.REORGANISATION_DAYS
        for sentence in import_string(name)(work.plan.tree, on)
    ]
    if said:
        raise Refused(" ".join(said))
