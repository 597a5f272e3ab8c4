"""Pages that ask with one form: how the page is laid out, and where a refusal is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhengyou.web.errors import Refused


@contextmanager
def refusals_at(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """A refusal inside the block becomes an error of the form, or of one field; the view then shows the form again.

    The block ends with the answer for the case that nothing was refused.
    """
    try:
        yield
    except Refused as refusal:
        form.add_error(field, refusal.sentence)


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    form_id: str,
    trail: Sequence[tuple[str, str]],
    about: object = "",
    note: str = "",
    button: str = "",
    status: int = 200,
    template: str = "web/form.html",
    **more: Any,
) -> HttpResponse:
    """The form under its title.

    form_id: by which a person says that it asks too much. trail: (label, address) of the pages above; the last one is
    where 返回 leads. about: whom or what it concerns. note: a sentence above the fields. more: for the template.
    """
    context = {
        "form": form,
        "form_title": title,
        "form_id": form_id,
        "trail": trail,
        "back": trail[-1][1],
        "about": about,
        "note": note,
        "button": button or _("保存"),
    }
    return render(request, template, context | more, status=status)
