"""Pages of the shell: components, errors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from zhengyou.web.context import navigation
from zhengyou.web.policy import Public, ScopedRequest, SignedIn, page
from zhengyou.web.todo import waiting


@page(policy=SignedIn())
def home(request: HttpRequest) -> HttpResponse:
    """Where a person lands: the first word of the own bar, or what to do without an appointment."""
    mine = navigation(request)
    return redirect(mine[0].url) if mine else render(request, "web/nobody.html")


@page(policy=SignedIn())
def todo(request: ScopedRequest) -> HttpResponse:
    """All that waits for me; without a page around them, the first lines, for the pages where people land."""
    today = timezone.localdate()
    template = "web/todo_fragment.html" if request.htmx else "web/todo.html"
    return render(request, template, {"todo": waiting(request.scope, today=today), "today": today})


@page(policy=Public("shows the building blocks with made-up data"))
def components(request: HttpRequest) -> HttpResponse:
    """The live page of components."""
    return render(request, "web/components_page.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: static, because anything may be broken."""
    return render(request, "500.html", status=500)
