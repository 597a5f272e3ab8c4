"""Pages of the campaign itself: purpose, phases, standards in force, and the calendar of one's level and those above."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import standards
from zhengyou.campaigns.actions import calendar as actions
from zhengyou.campaigns.actions import phases as phase_actions
from zhengyou.campaigns.forms.calendar import EntryForm, PhaseForm
from zhengyou.campaigns.models import CalendarEntry, Campaign, Phase
from zhengyou.campaigns.queries import calendar, due, levels
from zhengyou.campaigns.queries.campaign import current
from zhengyou.campaigns.views.section import page_of
from zhengyou.scoping import Reach
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page

TAB: Final = "calendar"
_ALL: Final = "the campaign is the same for everyone"
NAMES: Final = {
    "unit_fields": gettext_lazy("单位登记项目"),
    "member_fields": gettext_lazy("党员登记项目"),
    "organisation_fields": gettext_lazy("党组织登记项目"),
    "enums": gettext_lazy("选项和用语"),
    "founding": gettext_lazy("组建条件和任期"),
    "access": gettext_lazy("岗位权限"),
    "questions": gettext_lazy("填报项目"),
    "calendar": gettext_lazy("节假日安排"),
}
PAGES: Final = {"questions": "questions"}


@page(policy=Needs("directives.view"))
def campaign(request: ScopedRequest) -> HttpResponse:
    """What the campaign is for, its phases, and the standards it works with."""
    held = current()
    pack = _pack(held.code) if held else None
    told = {phase.code: phase.task_zh for phase in pack.phases} if pack else {}
    english = (get_language() or "").startswith("en")
    context = {
        "campaign": held,
        "campaign_name": _name(held) if held else _("活动"),
        "pack": pack,
        "trail": [(_("日程"), reverse("campaigns:calendar"))],
        "english": english,
        "today": timezone.localdate(),
        "phases": [(row, told.get(row.code, "")) for row in calendar.phases(held.pk)] if held else [],
        "moves": phase_actions.may_move(request.scope),
        "standards": [
            (str(NAMES.get(name, name)), edition, reverse(PAGES[name]) if name in PAGES else "")
            for name, edition in (calendar.in_force(pack) if pack else [])
        ],
    }
    return page_of(request, TAB, "campaigns/campaign.html", context)


@page(policy=Needs("calendar.manage"))
def phase(request: ScopedRequest, code: str) -> HttpResponse:
    """Other days for a phase; the province's office alone."""
    held = current()
    rows = Phase.objects.within(request.scope).select_related("campaign")
    row = get_object_or_404(rows, campaign=held, code=code)
    if not phase_actions.may_move(request.scope):
        raise Forbidden
    facts = {"starts_on": row.starts_on, "ends_on": row.ends_on, "version": row.version}
    form = PhaseForm(request.POST or None, scope=request.scope, initial=facts)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            phase_actions.move(phase=row, by=request.scope, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已保存。各级看到的起止已经更新。"))
            return redirect("campaigns:campaign")
    trail = [(_("日程"), reverse("campaigns:calendar")), (_name(row.campaign), reverse("campaigns:campaign"))]
    title = _("调整阶段起止")
    return form_page(request, form, title=title, form_id="phase", trail=trail, about=_name(row))


@page(policy=Needs("directives.view"))
def month(request: ScopedRequest) -> HttpResponse:
    """A month of the own level and the levels above; ?below=1 for offices the level directly below too."""
    today = timezone.localdate()
    first, last = calendar.month(_month(request.GET.get("month", ""), today))
    offices = request.scope.reach is Reach.TERRITORY
    below = offices and request.GET.get("below") == "1"
    found = calendar.days(request.scope, first=first, last=last, below=below)
    owed = due.within(request.scope, first=first, last=last)
    weeks = calendar.weeks(first, last, found)
    context = {
        "first": first,
        "today": today,
        "earlier": (first - timedelta(days=1)).replace(day=1),
        "later": last + timedelta(days=1),
        "weeks": [
            [(day, held, [one for one in owed if one.day == day]) for day, held in week] for week in weeks
        ],
        "due": owed,
        "weekdays": list(WEEKDAYS.values()),
        "days": found,
        "below": below,
        "offices": offices,
        "keeps": actions.may_keep(request.scope.place, request.scope),
        "unpublished": calendar.without_holidays(first.year),
        "campaign": current(),
    }
    return page_of(request, TAB, "campaigns/calendar.html", context)


@page(policy=Needs("calendar.manage"))
def entry_add(request: ScopedRequest) -> HttpResponse:
    """A new entry of the own level; what it clashes with is told, not refused."""
    level = levels.level_at(request.scope.place)
    if level is None:
        raise Http404
    held = {"starts_on": timezone.localdate(), "version": 0}
    form = EntryForm(request.POST or None, scope=request.scope, initial=held)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            row = actions.add(territory=level, facts=form.cleaned_data, by=request.scope, at=timezone.now())
            return _saved(request, row)
    return _form(request, form, title=_("添加日程"), about=level.name)


@page(policy=Needs("calendar.manage"))
def entry(request: ScopedRequest, pk: int) -> HttpResponse:
    """Corrects an entry of the own level."""
    row = _own(request, pk)
    facts = {name: getattr(row, name) for name in (*actions.FACTS, "version")}
    form = EntryForm(request.POST or None, scope=request.scope, initial=facts)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            version = form.cleaned_data["version"] or 0
            saved = actions.change(
                entry=row, facts=form.cleaned_data, version=version, by=request.scope, at=timezone.now()
            )
            return _saved(request, saved)
    return _form(request, form, title=_("更正日程"), about=row.title, removes=row)


@page(policy=Needs("calendar.manage"))
@require_POST
def entry_remove(request: ScopedRequest, pk: int) -> HttpResponse:
    """Takes an entry out of the calendar of the own level."""
    row = _own(request, pk)
    actions.remove(entry=row, by=request.scope, at=timezone.now())
    messages.success(request, _("已删除“%(title)s”。") % {"title": row.title})
    return _to_month(row.starts_on)


def _own(request: ScopedRequest, pk: int) -> CalendarEntry:
    """An entry that this office keeps; those of other levels are read in the list."""
    row = get_object_or_404(calendar.entries(request.scope), pk=pk)
    if not actions.may_keep(row.place, request.scope):
        raise Http404
    return row


def _saved(request: ScopedRequest, row: CalendarEntry) -> HttpResponse:
    messages.success(request, _("已保存。"))
    for sentence in calendar.clashes(request.scope, row, today=timezone.localdate()):
        messages.warning(request, sentence)
    return _to_month(row.starts_on)


def _to_month(day: date) -> HttpResponse:
    return redirect(reverse("campaigns:calendar", query={"month": f"{day:%Y-%m}"}))


def _month(text: str, today: date) -> date:
    """A day of the month that the address names; of this month when it names none."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    return day if 2000 <= day.year < 2100 else today


def _name(row: Campaign | Phase) -> str:
    """In the reader's language."""
    return row.name_en if (get_language() or "").startswith("en") else row.name_zh


def _pack(code: str) -> standards.Pack | None:
    """The campaign's pack; None for one whose files are no longer there."""
    try:
        return standards.load_pack(code)
    except standards.StandardError:
        return None


def _form(request: ScopedRequest, form: Any, **more: Any) -> HttpResponse:
    trail = [(_("日程"), reverse("campaigns:calendar"))]
    return form_page(
        request, form, form_id="calendar", trail=trail, template="campaigns/calendar_form.html", **more
    )
