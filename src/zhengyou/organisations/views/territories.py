"""Pages of places: browsing the tree in code order, zones and parks of the own, bodies of a level."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.organisations.actions import bodies as body_actions
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.actions import territories as actions
from zhengyou.organisations.forms.fields import language
from zhengyou.organisations.forms.place import PlaceWidget, walk
from zhengyou.organisations.forms.territories import BodyForm, CloseTerritoryForm, RenameForm, ZoneForm
from zhengyou.organisations.models import Body, Territory
from zhengyou.organisations.queries import people, territories
from zhengyou.organisations.rules import bodies, roles
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, SignedIn, page

FIELD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"


@page(policy=Needs("territories.manage"))
def territories_top(request: ScopedRequest) -> HttpResponse:
    """The scope's own place."""
    own = territories.top(request.scope)
    if own is None:
        raise Http404
    return redirect("organisations:territory", code=own.code)


@page(policy=Needs("territories.manage"))
def territory(request: ScopedRequest, code: str) -> HttpResponse:
    """One place with those below it and its bodies."""
    place = _found(request, code)
    below = list(territories.children(place))
    return render(
        request,
        "organisations/territory.html",
        {
            "territory": place,
            "trail": _trail(request, place),
            "below": [row for row in below if row.valid_to is None],
            "closed": [row for row in below if row.valid_to is not None],
            "bodies": [
                (_kind_name(body.kind), body)
                for body in sorted(people.bodies(request.scope, place), key=_order)
            ],
            "own": actions.added_by_office(place) and place.valid_to is None,
            "may_reorganise": reorganising.may(request.scope, "territory")
            and place.valid_to is None
            and place.level in {"county", "township"}
            and place.path != request.scope.path,
            "may_add": place.level in {"city", "county"} and place.valid_to is None,
        },
    )


@page(policy=Needs("territories.manage"))
def territory_add(request: ScopedRequest, code: str) -> HttpResponse:
    """A zone or park below a place."""
    place = _found(request, code)
    offered = territories.zones_to_add(place)
    chosen_code = request.GET.get("code", "")
    held = {
        "opened_on": timezone.localdate(),
        "code": chosen_code,
        "name": dict(offered).get(chosen_code, ""),
    }
    form = ZoneForm(request.POST or None, scope=request.scope, initial=held)
    if place.level == Territory.Level.CITY:
        form.fields["code"].help_text = _("%(code)s71 到 %(code)s79 中没有用过的一个。") % {
            "code": place.code[:4]
        }
    else:
        form.fields["code"].help_text = _("九位数字，前六位是 %(code)s。") % {"code": place.code}
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with refusals_at(form):
            zone = actions.add_zone(
                name=chosen["name"],
                code=chosen["code"],
                parent=place,
                on=chosen["opened_on"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("已添加%(name)s。") % {"name": zone.name})
            return redirect("organisations:territory", code=zone.code)
    return _form(
        request, place, form, _("添加功能区或园区"), "territory.add", button=_("添加"), offered=offered
    )


@page(policy=Needs("territories.manage"))
def territory_rename(request: ScopedRequest, code: str) -> HttpResponse:
    """Another name for what an office added."""
    place = _found(request, code)
    form = RenameForm(request.POST or None, scope=request.scope, initial={"name": place.name})
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.rename(
                territory=place, name=form.cleaned_data["name"], by=request.scope, at=timezone.now()
            )
            messages.success(request, _("已保存。"))
            return redirect("organisations:territory", code=code)
    return _form(request, place, form, _("更改名称"), "territory.rename")


@page(policy=Needs("territories.manage"))
def territory_close(request: ScopedRequest, code: str) -> HttpResponse:
    """The end of what an office added."""
    place = _found(request, code)
    form = CloseTerritoryForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.close(
                territory=place, on=form.cleaned_data["closed_on"], by=request.scope, at=timezone.now()
            )
            messages.success(request, _("已撤销%(name)s。") % {"name": place.name})
            return redirect("organisations:territory", code=code)
    against = actions.dependants(place, on=timezone.localdate())
    return _form(request, place, form, _("撤销"), "territory.close", against=against, button=_("撤销"))


@page(policy=Needs("territories.manage"))
def body_add(request: ScopedRequest, code: str) -> HttpResponse:
    """A further body of a level."""
    place = _found(request, code)
    kinds = [(kind, _kind_name(kind)) for kind in (bodies.INDUSTRY, *bodies.NAMES)]
    form = BodyForm(request.POST or None, scope=request.scope, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            body_actions.add(territory=place, by=request.scope, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已添加。"))
            return redirect("organisations:territory", code=code)
    return _form(request, place, form, _("添加机构"), "body.add", button=_("添加"))


@page(policy=SignedIn())
def place_options(request: ScopedRequest) -> HttpResponse:
    """The drop-downs of a place field after a choice in one of them."""
    name = _plain(request.GET.get("field", "")) or "territory"
    widget = PlaceWidget()
    widget.scope = request.scope
    widget.deepest = request.GET.get("deepest", "") or "township"
    if widget.deepest not in roles.LEVELS:
        raise Http404
    chosen = walk(request.scope, request.GET.getlist(name))
    attrs = {"id": _plain(request.GET.get("id", "")) or f"id_{name}"}
    return HttpResponse(widget.render(name, [chosen.code] if chosen else [], attrs))


def _plain(text: str) -> str:
    """A field's name or id, or nothing when it holds what no name of ours holds."""
    return text if set(text) <= set(FIELD) else ""


def _found(request: ScopedRequest, code: str) -> Territory:
    try:
        return territories.by_code(request.scope, code)
    except Territory.DoesNotExist:
        raise Http404 from None


def _trail(request: ScopedRequest, place: Territory) -> list[tuple[str, str]]:
    own = territories.top(request.scope)
    above = [row for row in territories.trail(place)[:-1] if own is not None and row.path >= own.path]
    return [(row.name, reverse("organisations:territory", args=[row.code])) for row in above]


def _kind_name(kind: str) -> str:
    if kind == "leading_group_office":
        return _("领导小组办公室")
    return roles.role_name(kind, language()) if kind in roles.BODY_KINDS else kind


def _order(body: Body) -> tuple[int, str]:
    """The usual bodies first, in the order in which one speaks of them."""
    usual = list(bodies.NAMES)
    return (usual.index(body.kind) if body.kind in usual else len(usual), body.name)


def _form(
    request: ScopedRequest, place: Territory, form: Any, title: str, form_id: str, **more: Any
) -> HttpResponse:
    """more: button, against, offered."""
    own = (place.name, reverse("organisations:territory", args=[place.code]))
    return form_page(
        request,
        form,
        title=title,
        form_id=form_id,
        trail=[*_trail(request, place), own],
        about=place.name,
        template="organisations/territory_form.html",
        **more,
    )
