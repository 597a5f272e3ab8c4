"""The page where a member with an account looks at the own record and may say whether it is right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhengyou.census.actions import differences as actions
from zhengyou.census.forms.rolls import FindOwnForm, OwnAnswerForm
from zhengyou.census.queries import own_record as queries
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import ScopedRequest, SignedIn, page


@never_cache
@page(policy=SignedIn())
def own_record(request: ScopedRequest) -> HttpResponse:
    """The own record, once the person has found it; nobody has to answer."""
    assert request.user.is_authenticated
    own = queries.of(request.user)
    trail = [(_("我的信息"), reverse("my_data"))]
    if own is None:
        find = FindOwnForm(request.POST or None, scope=request.scope, today=timezone.localdate())
        if request.method == "POST" and find.is_valid():
            with refusals_at(find, "id_number"):
                number = find.cleaned_data["id_number"]
                actions.find_own(user=request.user, id_number=number, at=timezone.now())
                return redirect("census:own_record")
        return form_page(
            request,
            find,
            title=_("核对本人党员信息"),
            form_id="own_record",
            trail=trail,
            note=_("自愿核对，不核对也没有关系。按姓名和公民身份号码找到您在名册上的记录。"),
            button=_("查看"),
        )
    initial = {"answer": own.answer, "note": own.note, "version": own.member.version}
    form = OwnAnswerForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            said = form.cleaned_data
            actions.answer_own(own=own, by=request.scope, at=timezone.now(), **said)
            messages.success(
                request, _("谢谢。您的答复已转给支部。") if said["answer"] == "wrong" else _("谢谢，已记下。")
            )
            return redirect("census:own_record")
    context = {"form": form, "own": own, "facts": queries.facts(own.member), "trail": trail}
    return render(request, "census/own_record.html", context)
