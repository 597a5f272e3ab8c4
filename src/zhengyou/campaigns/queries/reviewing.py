"""What waits for whoever manages a level's directives: drafts to look through, pairs to compare."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.queries import overlaps
from zhengyou.campaigns.queries.directives import worked_with
from zhengyou.scoping import Scope
from zhengyou.web.todo import Waiting


def waiting(scope: Scope, *, today: date) -> list[Waiting]:  # noqa: ARG001 - neither has a day of its own
    """Drafts of the own level, then how many pairs of clauses nobody compared."""
    if not scope.may("directives.manage") or not scope.place:
        return []
    drafts = worked_with(scope).filter(place=scope.place, state=DirectiveState.REVIEWING)
    found = [
        Waiting(
            due_on=None,
            text=_("《%(title)s》还没有下发") % {"title": row.title},
            url=reverse("campaigns:directive", args=[row.pk]),
            verb=_("核对"),
        )
        for row in drafts
    ]
    if count := overlaps.open_ones(scope):
        text = _("%(count)s 对可能重复的要求等您核对") % {"count": count}
        found.append(Waiting(due_on=None, text=text, url=reverse("campaigns:overlaps"), verb=_("核对")))
    return found
