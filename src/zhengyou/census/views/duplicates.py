"""Pages of records that look alike: search, list, side by side, merge, set apart, take a merge back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.census.actions import duplicates as actions
from zhengyou.census.actions import merging, repointing
from zhengyou.census.forms.duplicates import ApartForm, LikenessFilter, MergeForm, SearchForm, TwinForm
from zhengyou.census.models import Likeness, Merge, Unit
from zhengyou.census.queries import comparing_units
from zhengyou.census.queries import duplicates as queries
from zhengyou.census.rules.choosing import FIRST, SECOND
from zhengyou.scoping import Reach
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("units.edit"))
def duplicates(request: ScopedRequest) -> HttpResponse:
    """Pairs that wait, and with the filter those decided."""
    form = LikenessFilter(request.GET, scope=request.scope)
    wanted = form.wanted()
    shown = paged(request, queries.listed(request.scope, **wanted))
    return render(
        request,
        "census/duplicates/list.html",
        {
            "form": form,
            "page": shown,
            "lines": queries.lines(shown.object_list),
            "state": wanted["state"],
            "filtered": any(form.chosen().values()),
            "trail": [(_("单位"), reverse("census:units"))],
        },
    )


@page(policy=Needs("units.edit"))
def search(request: ScopedRequest) -> HttpResponse:
    """For which place; the search itself is a job."""
    _refuse_others(request)
    form = SearchForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        territory = form.territory()
        job = jobs.start(
            kind=actions.SEARCH,
            title=_("查找重复登记：%(place)s") % {"place": territory.name},
            payload={
                "territory": territory.pk,
                "user": request.scope.user_id,
                "role": request.scope.role,
                "path": request.scope.path,
            },
            by=request.scope,
            path=territory.path,
            key=f"{actions.SEARCH}:{territory.code}",
        )
        return redirect("jobs:page", job.pk)
    note = _(
        "把范围内的单位两两比对信用代码、名称、所在地、电话、出资人和地址，找出可能登记了两次的。只列出来请您判断，不会自动合并。"
    )
    return form_page(
        request,
        form,
        title=_("查找重复登记"),
        form_id="duplicates.search",
        trail=_trail(),
        note=note,
        button=_("开始查找"),
    )


@page(policy=Needs("units.edit"))
def twin(request: ScopedRequest, pk: int) -> HttpResponse:
    """A person holds a unit against another one that no search has brought up."""
    row = get_object_or_404(Unit.objects.within(request.scope), pk=pk)
    _refuse_others(request)
    form = TwinForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "other"):
            made = actions.put_forward(
                first=row, second=form.cleaned_data["other"], by=request.scope, at=timezone.now()
            )
            return redirect("census:duplicate", pk=made.pk)
    return form_page(
        request,
        form,
        title=_("与另一家比对"),
        form_id="duplicates.twin",
        trail=[(_("单位"), reverse("census:units")), (row.name, reverse("census:unit", args=[pk]))],
        note=_(
            "您认为这家单位登记了两次、系统又没有找出来的，在这里选出另一条记录，逐项比对后再决定合并不合并。"
        ),
        button=_("比对"),
    )


@page(policy=Needs("units.edit"))
def pair(request: ScopedRequest, pk: int) -> HttpResponse:
    """Side by side, with what speaks for and against."""
    return _pair_page(request, _found(request, pk), chosen=request.GET or None)


@page(policy=Needs("units.edit"))
def merge(request: ScopedRequest, pk: int) -> HttpResponse:
    """First what will happen; then, confirmed, the merge."""
    row = _found(request, pk)
    if request.method != "POST":
        return redirect("census:duplicate", pk=pk)
    if row.state != Likeness.State.OPEN:
        raise Conflict(str(actions.DECIDED))
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return _pair_page(request, row, chosen=request.POST, status=422)
    kept, removed = (row.first, row.second) if form.kept() == FIRST else (row.second, row.first)
    if "confirmed" not in request.POST:
        return render(
            request,
            "census/duplicates/consequence.html",
            {
                "trail": [*_trail(), (_pair_title(row), reverse("census:duplicate", args=[pk]))],
                "kept": kept,
                "removed": removed,
                "moves": repointing.told(removed, kept),
                "taken": _taken(form, row),
                "sent": form.sent(),
                "back": f"{reverse('census:duplicate', args=[pk])}?{_query(form)}",
            },
        )
    try:
        merging.merge(
            likeness=row,
            keep=form.kept(),
            chosen=form.chosen(),
            versions=(form.cleaned_data["first_version"], form.cleaned_data["second_version"]),
            by=request.scope,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _pair_page(request, row, form=form, status=422)
    jobs.follow_up()
    messages.success(
        request, _("“%(removed)s”已并入“%(kept)s”。") % {"removed": removed.name, "kept": kept.name}
    )
    return redirect("census:unit", pk=kept.pk)


@require_POST
@page(policy=Needs("units.edit"))
def apart(request: ScopedRequest, pk: int) -> HttpResponse:
    """They are two; the next pair comes."""
    row = _found(request, pk)
    form = ApartForm(request.POST, scope=request.scope)
    if not form.is_valid():
        return _pair_page(request, row, apart_form=form, status=422)
    following = queries.after(request.scope, row)
    actions.set_apart(likeness=row, note=form.cleaned_data["note"], by=request.scope, at=timezone.now())
    messages.success(request, _("已记下：不是同一家。以后不再提示这一对。"))
    return redirect("census:duplicate", following.pk) if following else redirect("census:duplicates")


@page(policy=Needs("units.edit"))
def again(request: ScopedRequest, pk: int) -> HttpResponse:
    """What was set apart is judged once more."""
    row = _found(request, pk)
    _refuse_others(request)
    if request.method == "POST":
        actions.take_up_again(likeness=row, by=request.scope, at=timezone.now())
        messages.success(request, _("这一对重新等您判断。"))
        return redirect("census:duplicate", pk=pk)
    return _confirm(
        request,
        title=_("重新判断"),
        trail=[*_trail(), (_pair_title(row), reverse("census:duplicate", args=[pk]))],
        question=_("要重新判断“%(pair)s”是不是同一家吗？") % {"pair": _pair_title(row)},
        consequence=_("它会回到等您判断的名单里，原来的理由保留。"),
        button=_("重新判断"),
    )


@page(policy=Needs("units.edit"))
def undo(request: ScopedRequest, pk: int) -> HttpResponse:
    """Takes a merge back, when nothing stands against it."""
    rows = Merge.objects.within(request.scope).select_related("kept", "removed")
    row = get_object_or_404(rows, pk=pk)
    _refuse_others(request)
    against = ""
    if request.method == "POST":
        try:
            removed = merging.unmerge(merge=row, by=request.scope, at=timezone.now())
        except Refused as refusal:
            against = refusal.sentence
        else:
            jobs.follow_up()
            messages.success(request, _("已撤销合并，“%(name)s”恢复为单独一家。") % {"name": removed.name})
            return redirect("census:unit", pk=removed.pk)
    return _confirm(
        request,
        title=_("撤销合并"),
        trail=[
            (_("单位"), reverse("census:units")),
            (row.kept.name, reverse("census:unit", args=[row.kept_id])),
        ],
        question=_("要把“%(removed)s”从“%(kept)s”中分出来吗？")
        % {"removed": row.removed.name, "kept": row.kept.name},
        consequence=_("两家各项情况、党员和其他资料都恢复到合并以前。合并以后另外改过的内容不受影响。"),
        button=_("撤销合并"),
        against=against,
        status=409 if against else 200,
    )


def _found(request: ScopedRequest, pk: int) -> Likeness:
    return get_object_or_404(queries.pairs(request.scope), pk=pk)


def _refuse_others(request: ScopedRequest) -> None:
    if request.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden


def _trail() -> list[tuple[str, str]]:
    return [(_("单位"), reverse("census:units")), (_("重复登记"), reverse("census:duplicates"))]


def _pair_title(row: Likeness) -> str:
    return f"{row.first.name} / {row.second.name}"


def _form(request: ScopedRequest, row: Likeness, data: QueryDict | None) -> MergeForm:
    keep = data.get("keep") if data else None
    beside = comparing_units.side_by_side(
        request.scope,
        row.first,
        row.second,
        on=timezone.localdate(),
        keep=FIRST if keep == FIRST else SECOND if keep == SECOND else None,
    )
    initial = {"keep": beside.keep, "first_version": row.first.version, "second_version": row.second.version}
    form = MergeForm(data, scope=request.scope, beside=beside, initial=initial)
    form.beside = beside  # type: ignore[attr-defined]
    return form


def _pair_page(
    request: ScopedRequest,
    row: Likeness,
    *,
    chosen: QueryDict | None = None,
    form: MergeForm | None = None,
    apart_form: ApartForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or _form(request, row, chosen if chosen and "keep" in chosen else None)
    beside: comparing_units.SideBySide = form.beside  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "trail": _trail(),
        "pair": row,
        "units": [(FIRST, _("左边"), row.first), (SECOND, _("右边"), row.second)],
        "signs": queries.signs(row),
        "grown": queries.grown(row),
        "form": form,
        "keep": form["keep"].value(),
        "rows": [(one, form.side(one)) for one in beside.differing if not one.one_sided],
        "one_sided": [(one, form.side(one)) for one in beside.differing if one.one_sided],
        "same": beside.same,
        "apart_form": apart_form or ApartForm(scope=request.scope),
        "following": queries.after(request.scope, row),
        "open": row.state == Likeness.State.OPEN,
        "merge": queries.merge_of(request.scope, row.first) or queries.merge_of(request.scope, row.second),
    }
    return render(request, "census/duplicates/pair.html", context, status=status)


def _taken(form: MergeForm, row: Likeness) -> list[tuple[str, str, str]]:
    """(label, value that stays, value that goes) of the facts that come from the record that does not go on."""
    found = []
    for one in form.beside.differing:  # type: ignore[attr-defined]
        side = form.side(one)
        if side != form.kept():
            stays, goes = (one.first, one.second) if side == FIRST else (one.second, one.first)
            found.append((one.label, stays.value, goes.value))
    return found


def _query(form: MergeForm) -> str:
    query = QueryDict(mutable=True)
    query.update(form.sent())
    return query.urlencode()


def _confirm(
    request: ScopedRequest, *, trail: list[tuple[str, str]], status: int = 200, **context: Any
) -> HttpResponse:
    more = {"trail": trail, "back": trail[-1][1], **context}
    return render(request, "census/confirm.html", more, status=status)
