"""How the machine is doing, for the system administrator: no campaign data, no person's name."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import __version__, jobs
from zhengyou.jobs.models import Job
from zhengyou.web.health import SILENT
from zhengyou.web.policy import Needs, ScopedRequest, page

FULL_BELOW = 0.1
"""Share of free disk space below which it is time to act."""

FAILURES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Fact:
    """One line: term, value, and whether it is well (None: nothing to judge)."""

    term: str
    value: str
    well: bool | None = None


@page(policy=Needs("system.manage"))
def system(request: ScopedRequest) -> HttpResponse:
    """Worker, jobs, database, disk, versions."""
    figures = jobs.queries.figures(at=timezone.now())
    states = [(label, figures.jobs[state]) for state, label in Job.States.choices]
    context: dict[str, Any] = {
        "facts": [_worker(figures.heartbeat_age), _disk(), _database(), *_versions()],
        "states": states,
        "failed": _failed(),
    }
    return render(request, "web/system.html", context)


def _worker(age: float | None) -> Fact:
    if age is None:
        return Fact(
            _("后台程序"),
            _("从未运行。导入和汇总不会进行，请运行 zhengyou serve 或 zhengyou worker。"),
            False,
        )
    if age > SILENT:
        text = _("已经 %(minutes)d 分钟没有动静，请检查 zhengyou worker。") % {"minutes": age // 60}
        return Fact(_("后台程序"), text, False)
    return Fact(_("后台程序"), _("正常，%(seconds)d 秒前有动静") % {"seconds": age}, True)


def _disk() -> Fact:
    space = shutil.disk_usage(settings.DATA_DIR)
    text = _("剩余 %(free)s，共 %(total)s") % {
        "free": filesizeformat(space.free),
        "total": filesizeformat(space.total),
    }
    return Fact(_("磁盘"), text, space.free > space.total * FULL_BELOW)


def _database() -> Fact:
    version = ".".join(map(str, connection.get_database_version()))
    text = _("%(name)s %(version)s，占用 %(size)s") % {
        "name": connection.display_name,
        "version": version,
        "size": filesizeformat(_database_size()),
    }
    return Fact(_("数据库"), text)


def _database_size() -> int:
    """Bytes. SQLite keeps what is not yet merged beside its file."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(str(connection.settings_dict["NAME"]))
    return sum(part.stat().st_size for part in (file, file.with_name(f"{file.name}-wal")) if part.is_file())


def _versions() -> list[Fact]:
    return [
        Fact(_("争优"), __version__),
        Fact(_("运行环境"), f"Python {platform.python_version()} · Django {django.get_version()}"),
        Fact(_("个人信息加密"), settings.FIELD_CIPHER.upper()),
        Fact(
            _("访问方式"), _("HTTPS") if settings.HTTPS else _("HTTP，只适合本机或内网试用"), settings.HTTPS
        ),
    ]


def _failed() -> list[Job]:
    """The latest failures: kind and number only, the title may name a county's file."""
    rows = Job.objects.across_all(because="kind, time and error number for whoever keeps the machine")
    return list(
        rows.filter(state="failed")
        .only("kind", "error_id", "finished_at")
        .order_by("-finished_at")[:FAILURES_SHOWN]
    )
