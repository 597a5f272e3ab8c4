"""Whom a visit or a contact point is about: given by a link, or found by name."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse

from zhengyou.campaigns.forms.visits import SubjectSearch
from zhengyou.campaigns.queries.visits import KINDS
from zhengyou.campaigns.views.section import page_of
from zhengyou.scoping import Reach
from zhengyou.web import subjects
from zhengyou.web.policy import ScopedRequest
from zhengyou.web.subjects import Subject

SHOWN: Final = 20
"""Of each kind; who looks for one among more writes another character."""


def given(request: ScopedRequest) -> tuple[str, str, Subject] | None:
    """(kind, id, subject) that the address names; None when it names none. Outside the scope: 404."""
    kind, subject_id = request.GET.get("kind", ""), request.GET.get("id", "")[:40]
    if not kind:
        return None
    found = subjects.find(request.scope, kind, subject_id) if kind in KINDS else None
    if found is None:
        raise Http404
    return kind, subject_id, found


def search(request: ScopedRequest, *, title: str) -> HttpResponse:
    """Finds units, organisations and places by name; each leads on to the same address. An instructor's units stand there."""
    form = SubjectSearch(request.GET)
    text = form.chosen()["q"]
    wanted = bool(text) or request.scope.reach is Reach.UNITS
    found = subjects.named(request.scope, KINDS, text, limit=SHOWN + 1) if wanted else []
    held = {kind: [one for one in found if one[0] == kind] for kind in KINDS}
    context = {
        "form": form,
        "form_title": title,
        "found": [one for rows in held.values() for one in rows[:SHOWN]],
        "cut": any(len(rows) > SHOWN for rows in held.values()),
        "shown": SHOWN,
        "searched": wanted,
    }
    return page_of(request, "visits", "campaigns/visits/whom.html", context)
