"""The tabs that lead through the campaign's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhengyou.scoping import Scope
from zhengyou.web.context import NavEntry
from zhengyou.web.policy import ScopedRequest

_TABS: list[tuple[str, Any, str, str]] = [  # key, word, address, right
    ("directives", _("文件"), "campaigns:directives", "directives.view"),
    ("receipts", _("签收传达"), "campaigns:receipts", "directives.view"),
    ("tasks", _("任务分工"), "campaigns:tasks", "directives.view"),
    ("documents", _("贯彻意见"), "campaigns:documents", "directives.view"),
    ("visits", _("走访"), "campaigns:visits", "directives.view"),
    ("calendar", _("日程"), "campaigns:calendar", "directives.view"),
    ("problems", _("问题上报"), "requests:problems", "directives.view"),
]


def tabs(scope: Scope, current: str) -> list[NavEntry]:
    """The tabs of this role, the current one marked."""
    return [
        NavEntry(str(word), reverse(address), key == current)
        for key, word, address, right in _TABS
        if scope.may(right)
    ]


def page_of(
    request: ScopedRequest, current: str, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of the section; its template includes campaigns/parts/tabs.html."""
    return render(request, template, {"tabs": tabs(request.scope, current), **context}, status=status)
