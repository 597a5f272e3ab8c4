"""Is it alive, is it ready, how much waits: for load balancers and monitoring. Counts and ages only."""

# ruff: noqa: ARG001 - every view takes the request

from __future__ import annotations

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhengyou import __version__
from zhengyou.jobs import queries
from zhengyou.web.policy import Public, page

SILENT = 60.0  # seconds without a sign of life after which the worker counts as gone
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class _Migrated:
    """Once applied, migrations stay applied while this process lives; reading them all takes a while."""

    known = False


@page(policy=Public("a load balancer has no account; says nothing but that the process answers"))
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@page(policy=Public("a load balancer has no account; says what is missing, nothing about anybody"))
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and worker are there, else 503; which of them, as JSON."""
    found = {"database": False, "migrations": False, "worker": False}
    try:
        connections["default"].ensure_connection()
        found["database"] = connections["default"].is_usable()
        found["migrations"] = migrated()
        age = queries.heartbeat_age(at=timezone.now()) if found["migrations"] else None
        found["worker"] = age is not None and age <= SILENT
    except DatabaseError:
        pass  # what was not reached stays false, which is the answer
    return JsonResponse(found, status=200 if all(found.values()) else 503)


@page(policy=Public("monitoring has no account; counts and ages only"))
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format."""
    figures = queries.figures(at=timezone.now())
    lines = [
        "# HELP zhengyou_build_info Version that runs.",
        "# TYPE zhengyou_build_info gauge",
        f'zhengyou_build_info{{version="{__version__}"}} 1',
        "# HELP zhengyou_jobs Long work by state.",
        "# TYPE zhengyou_jobs gauge",
        *(f'zhengyou_jobs{{state="{state}"}} {number}' for state, number in figures.jobs.items()),
    ]
    if figures.heartbeat_age is not None:
        lines += [
            "# HELP zhengyou_worker_heartbeat_age_seconds Time since a worker last gave a sign of life.",
            "# TYPE zhengyou_worker_heartbeat_age_seconds gauge",
            f"zhengyou_worker_heartbeat_age_seconds {figures.heartbeat_age:.1f}",
        ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PROMETHEUS)


def migrated() -> bool:
    """Whether every migration of this version is applied."""
    if not _Migrated.known:
        executor = MigrationExecutor(connections["default"])
        _Migrated.known = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _Migrated.known
