"""The register of questions, open to everybody who may be asked one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.burden.register import Question, register
from zhengyou.web.policy import Public, page

GROUPS = {"unit": _("单位"), "organisation": pgettext_lazy("many", "党组织"), "member": _("党员")}
OTHER = _("办事用的其他填报")


@page(policy=Public("people may know what is asked, and why, before they have an account"))
def questions(request: HttpRequest) -> HttpResponse:
    """What is asked, why, how long it takes and how often; what is derived and therefore never asked."""
    grouped: dict[object, list[Question]] = {}
    for question in register().values():
        if not question.dropped:
            grouped.setdefault(GROUPS.get(question.id.split(".")[0], OTHER), []).append(question)
    return render(request, "web/questions.html", {"groups": grouped.items()})
