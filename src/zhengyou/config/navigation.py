"""The bar at the top: which words a role finds there."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.web.context import NavEntry
from zhengyou.web.policy import ScopedRequest

_SECTION = (
    "/received/",
    "/tasks/",
    "/documents/",
    "/editions/",
    "/visits/",
    "/contacts/",
    "/problems/",
    "/calendar/",
    "/campaign/",
)
# (word, address name, rights of which one is needed, further addresses of the same section)
_ENTRIES = [
    (_("总览"), "reports:overview", ("reports.view",), ()),
    (_("部署"), "campaigns:directives", ("directives.view",), _SECTION),
    (_("单位"), "census:units", ("units.view",), ()),
    (pgettext_lazy("many", "党组织"), "organisations:list", ("units.view",), ()),
    (_("党员"), "census:members", ("members.view",), ()),
    (_("应建未建"), "coverage:worklist", ("worklist.set",), ()),
    (_("统计表"), "reports:statistics", ("statistics.view",), ()),
    (_("导入"), "census:imports", ("imports.run",), ()),
    (_("账号"), "organisations:accounts", ("accounts.manage",), ()),
    (_("区划"), "organisations:territories", ("territories.manage",), ()),
    (_("安全"), "organisations:security", ("security.manage",), ()),
    (_("系统"), "system", ("system.manage",), ()),
    (_("审计"), "organisations:audit", ("audit.read",), ()),
]


def entries(request: HttpRequest) -> list[NavEntry]:
    """The words this person's role may follow, the current one marked."""
    scope = cast(ScopedRequest, request).scope
    shown = []
    for word, name, rights, further in _ENTRIES:
        if any(scope.may(right) for right in rights):
            url = reverse(name)
            shown.append(NavEntry(label=str(word), url=url, current=request.path.startswith((url, *further))))
    return shown
