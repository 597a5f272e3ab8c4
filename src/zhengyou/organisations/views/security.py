"""The security administrator's page: locked sign-ins, missing second factors, accounts to close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import User
from zhengyou.accounts.queries import Lockout, lockouts, without_second_factor
from zhengyou.organisations.models import Appointment, in_force
from zhengyou.organisations.rules.roles import needs_second_factor, role_choices
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web.errors import Refused
from zhengyou.web.forms import FilterForm
from zhengyou.web.policy import Needs, ScopedRequest, page

FOUND_AT_MOST = 50


class PersonFilter(FilterForm):
    """Finds accounts."""

    q = forms.CharField(label=gettext_lazy("姓名或登录名"), required=False, max_length=60)


@dataclass(frozen=True, slots=True)
class Found:
    """One account and what its person holds today."""

    user: User
    posts: list[str]


@page(policy=Needs("security.manage"))
def security(request: ScopedRequest) -> HttpResponse:
    """What is locked, what is missing, and a search for one account."""
    form = PersonFilter(request.GET)
    sought = form.chosen()["q"]
    today = timezone.localdate()
    people = _people(request.scope)
    context = {
        "form": form,
        "sought": sought,
        "locked": _locked(request.scope),
        "missing": _missing(request.scope, today),
        "idle": _with_posts(_idle(request.scope, today)[:FOUND_AT_MOST], today),
        "found": _with_posts(_matching(people, sought)[:FOUND_AT_MOST], today) if sought else [],
    }
    return render(request, "organisations/security.html", context)


@page(policy=Needs("security.manage"))
@require_POST
def unlock(request: ScopedRequest) -> HttpResponse:
    """Forgets the failed sign-ins of a name that is locked."""
    username = request.POST.get("username", "")
    if username not in {one.username for one in _locked(request.scope)}:
        raise Http404
    accounts.unlock(username=username, by=request.scope, at=timezone.now())
    messages.success(request, _("已解除“%(name)s”的锁定。") % {"name": username})
    return redirect("organisations:security")


@page(policy=Needs("security.manage"))
@require_POST
def deactivate(request: ScopedRequest, pk: int) -> HttpResponse:
    """Closes an account; the person is signed out at once."""
    user = get_object_or_404(_people(request.scope), pk=pk)
    try:
        accounts.deactivate(user=user, by=request.scope, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("已停用 %(name)s 的账号。") % {"name": user.name})
    return redirect("organisations:security")


@page(policy=Needs("security.manage"))
@require_POST
def reactivate(request: ScopedRequest, pk: int) -> HttpResponse:
    """Opens a closed account again; an office then hands out a new slip."""
    user = get_object_or_404(_people(request.scope), pk=pk)
    accounts.reactivate(user=user, by=request.scope, at=timezone.now())
    done = _("已重新启用 %(name)s 的账号。请所在办公室发新的登录单。")
    messages.success(request, done % {"name": user.name})
    return redirect("organisations:security")


def _people(scope: Scope) -> QuerySet[User]:
    """Whoever holds or held a role in the scope; at the top also those who never held any."""
    held = Appointment.objects.within(scope)
    people = Q(pk__in=held.values("user_id"))
    if _at_the_top(scope):
        every = Appointment.objects.across_all(because="accounts without any role are shown at the top")
        people |= ~Q(pk__in=every.values("user_id"))
    return User.objects.filter(people).order_by("username")


def _at_the_top(scope: Scope) -> bool:
    return scope.reach is Reach.EVERYTHING or len(scope.path) <= LABEL_WIDTH


def _matching(people: QuerySet[User], text: str) -> QuerySet[User]:
    return people.filter(Q(name__icontains=text) | Q(username__icontains=text))


def _idle(scope: Scope, today: date) -> QuerySet[User]:
    """Open accounts whose people hold no role today: GB/T 22239-2019, 8.1.4.2, wants spare accounts closed."""
    busy = Appointment.objects.across_all(because="a role held anywhere keeps an account open").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today)
    )
    return _people(scope).filter(is_active=True).exclude(pk__in=busy.values("user_id"))


def _missing(scope: Scope, today: date) -> list[Appointment]:
    """Roles that want a second factor, held by people who have none yet."""
    wanting = [code for code, _name in role_choices() if needs_second_factor(code)]
    lacking = without_second_factor(User.objects.filter(is_active=True))
    rows = Appointment.objects.within(scope).filter(in_force(today), role__in=wanting, user__in=lacking)
    return list(rows.select_related("user", "territory", "organisation"))


def _locked(scope: Scope) -> list[Lockout]:
    """Locked sign-ins of people in the scope; at the top also names that nobody has."""
    found = lockouts(at=timezone.now())
    if _at_the_top(scope):
        return found
    names = {name.lower() for name in _people(scope).values_list("username", flat=True)} if found else set()
    return [one for one in found if one.username.lower() in names]


def _with_posts(users: QuerySet[User], today: date) -> list[Found]:
    listed = list(users)
    rows = Appointment.objects.across_all(because="the people were read through the scope").filter(
        in_force(today), user__in=listed
    )
    posts: dict[int, list[str]] = {}
    for one in rows.select_related("territory", "organisation"):
        posts.setdefault(one.user_id, []).append(str(one))
    return [Found(user, posts.get(user.pk, [])) for user in listed]
