"""Filters and components that every template has without loading them. The live page is /components/."""

import datetime
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest
from django.template.context import Context
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhengyou.web import people

register = template.Library()

TODO_LINES = 8  # of what waits, before the page with all of it
MAP_COLUMNS = range(5, 8)  # five is the rule; zy-w6 and zy-w7 in zhengyou.css


@register.filter
def thousands(value: Any) -> str:
    """1153 -> "1,153", 6.25 -> "6.3"; None or "" -> 未知."""
    if value is None or value == "":
        return _("未知")
    if isinstance(value, int):
        return f"{value:,}"
    return f"{Decimal(str(value)).quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


@register.filter
def percent(value: Any) -> str:
    """A share, 0.941 -> "94.1%", one decimal, halves up; None or "" -> 未知."""
    if value is None or value == "":
        return _("未知")
    return f"{_points(value):,}%"


@register.filter
def isodate(value: Any) -> str:
    """A date, or a moment in local time, as 2026-11-23; None -> 未知."""
    if isinstance(value, datetime.datetime):
        return _local(value).date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else str(value or _("未知"))


@register.filter
def isotime(value: Any) -> str:
    """A moment in local time as 2026-11-23 10:42; None -> 未知."""
    if not isinstance(value, datetime.datetime):
        return isodate(value)
    return f"{_local(value):%Y-%m-%d %H:%M}"


@register.filter
def known(value: Any) -> Any:
    """The value, or the word 未知 in place of None and "" (0 is known)."""
    return _("未知") if value is None or value == "" else value


@register.filter
def person(value: str) -> str:
    """The name of whoever did something, as `Scope.label` keeps it."""
    return people.named(value)


@register.filter
def person_name(value: str) -> str:
    """The same without the office, for lists."""
    return people.short(value)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's query string with changes: `{% query page=2 %}` -> "?q=x&page=2"; None takes one out."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return "?" + parameters.urlencode()


@register.simple_tag
def control(field: BoundField) -> str:
    """A form field's widget in Bootstrap's classes, without its label."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return field.as_widget()
    if isinstance(widget, CheckboxInput):
        kind = "form-check-input"
    else:
        kind = "form-select" if isinstance(widget, Select) else "form-control"
    return field.as_widget(attrs={"class": f"{kind} is-invalid" if field.errors else kind})


@register.inclusion_tag("web/components/bar.html")
def bar(value: Any, target: Any = None, label: str = "") -> dict[str, Any]:
    """A bar of one share. value, target: 0 to 1; None draws the empty track. label: for screen readers."""
    said = label or percent(value)
    if target is not None:
        said = _("%(value)s，目标 %(target)s") % {"value": said, "target": percent(target)}
    return {"width": _within(value), "goal": _within(target) if target is not None else None, "label": said}


@register.inclusion_tag("web/components/kpi.html")
def kpi(
    label: str,
    value: Any,
    note: str = "",
    share: Any = None,
    target: Any = None,
    url: str = "",
    url_label: str = "",
    list_url: str = "",
    list_label: str = "",
) -> dict[str, Any]:
    """One figure in a card.

    value: as shown ("94.1%", "137"). share, target: 0 to 1, draw the bar; without a share there is none.
    url: the definition (口径); list_url: the list behind the figure.
    """
    return {
        "label": label,
        "value": known(value),
        "note": note,
        "share": share,
        "target": target,
        "url": url,
        "url_label": url_label or _("口径"),
        "list_url": list_url,
        "list_label": list_label or _("名单"),
    }


@register.inclusion_tag("web/components/tile_map.html")
def tile_map(tiles: Iterable[Any], legend: Sequence[str] = (), note: str = "") -> dict[str, Any]:
    """Tiles of territories (示意图).

    tiles: dicts with label, value (as shown), level (0 unknown, 1 lightest to 5 darkest), url, current; with
    col and row (from 0) they stand on the map, else in the order given. legend: the words of levels 1 to 5.
    """
    listed = list(tiles)
    at = {(tile["row"], tile["col"]): tile for tile in listed if tile.get("col") in range(MAP_COLUMNS[-1])}
    cells: list[Any] = list(listed)
    columns = MAP_COLUMNS[0]
    if at and len(at) == len(listed):  # else a tile would be lost
        columns = max(columns, *(column + 1 for _row, column in at))
        top, bottom = min(row for row, _column in at), max(row for row, _column in at)
        cells = [at.get((row, column)) for row in range(top, bottom + 1) for column in range(columns)]
    return {
        "cells": cells,
        "columns": columns,
        "legend": list(enumerate(legend, start=1)),
        "unknown": any(not tile.get("level") for tile in listed),
        "note": note,
    }


@register.inclusion_tag("web/components/sort_header.html", takes_context=True)
def sort_header(context: Context, label: str, field: str, number: bool = False) -> dict[str, Any]:
    """A table's head that sorts by `field`: ?sort=field, then ?sort=-field. Keeps the other parameters."""
    sort = context["request"].GET.get("sort", "")
    direction = {field: "ascending", f"-{field}": "descending"}.get(sort, "")
    return {
        "label": label,
        "number": number,
        "direction": direction,
        "href": query(context, sort=f"-{field}" if direction == "ascending" else field, page=None),
    }


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: Context, page: "Page[Any]") -> dict[str, Any]:
    """Page numbers with the total. page: Django's Page; the parameter is `page`."""
    paginator = page.paginator
    numbers = [
        {"number": number, "href": query(context, page=number), "current": number == page.number}
        if isinstance(number, int)
        else {"gap": True}
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "total": thousands(paginator.count),
        "numbers": numbers if paginator.num_pages > 1 else [],
        "previous": query(context, page=page.number - 1) if page.has_previous() else "",
        "next": query(context, page=page.number + 1) if page.has_next() else "",
    }


@register.inclusion_tag("web/components/filter_bar.html", takes_context=True)
def filter_bar(context: Context, form: BaseForm, export_url: str = "") -> dict[str, Any]:
    """A list's controls on one line, sent by GET. export_url gets the same parameters."""
    request: HttpRequest = context["request"]
    chosen = any(request.GET.get(name) for name in form.fields)
    return {
        "form": form,
        "sort": request.GET.get("sort", ""),
        "clear": request.path if chosen else "",
        "export": export_url + query(context, page=None) if export_url else "",
    }


@register.inclusion_tag("web/components/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """An empty list says what to do next. title: what is not there; text: why; url and action: a verb."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong, on top of a form, each line a link to its field. Nothing while all is well."""
    errors = []
    for form in forms:
        errors += [{"text": text} for text in form.non_field_errors()]
        for field in form:
            errors += [
                {"text": text, "label": field.label, "href": f"#{field.id_for_label}"}
                for text in field.errors
            ]
    return {"errors": errors}


@register.inclusion_tag("web/components/steps.html")
def steps(items: Iterable[Any]) -> dict[str, Any]:
    """Steps of a task. items: label, note, state ("done", "now" or "later"), url of a step to go back to."""
    return {"items": items}


@register.inclusion_tag("web/components/facts.html")
def facts(items: Iterable[Any]) -> dict[str, Any]:
    """Facts of a record. items: term, value, source, date, url; reveal: address that shows a masked value."""
    return {"items": items}


@register.inclusion_tag("web/components/todo.html")
def todo(items: Iterable[Any], today: datetime.date, whole: bool = False) -> dict[str, Any]:
    """What waits for me, by date. items: text, url, verb, due_on (a date or None), already in order.

    Unless whole: the first TODO_LINES and whatever is late, and how many there are in all.
    """
    listed = [{"item": item, **_due(_of(item, "due_on"), today)} for item in items]
    shown = [line for place, line in enumerate(listed) if whole or place < TODO_LINES or line["late"]]
    return {"items": shown, "total": len(listed) if len(shown) < len(listed) else 0}


@register.inclusion_tag("web/components/chart.html")
def chart(
    name: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Any],
    kind: str = "line",
    unit: str = "",
    target: Any = None,
) -> dict[str, Any]:
    """A chart with the table behind it.

    name: unique on the page. kind: "line" or "bar". series: dicts with name and data (as many as labels; None
    is unknown). unit "%": the data and the target are shares, 0 to 1.
    """
    share = unit == "%"

    def drawn(value: Any) -> float | None:
        if value is None:
            return None
        return float(_points(value)) if share else float(value)

    shown = percent if share else thousands
    names = [str(line["name"]) for line in series]
    columns = [list(line["data"]) for line in series]
    return {
        "name": f"chart-{name}",
        "title": title,
        "unit": "" if share else unit,
        "names": names,
        "rows": [
            (label, list(zip(names, map(shown, cells), strict=True)))
            for label, *cells in zip(labels, *columns, strict=True)
        ],
        "data": {
            "kind": kind,
            "title": title,
            "unit": unit,
            "labels": [str(label) for label in labels],
            "series": [
                {"name": name, "data": list(map(drawn, column))}
                for name, column in zip(names, columns, strict=True)
            ],
            "target": drawn(target),
            "target_label": _("目标"),
        },
    }


def _local(moment: datetime.datetime) -> datetime.datetime:
    return localtime(moment) if moment.tzinfo else moment


def _points(share: Any) -> Decimal:
    return (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _within(share: Any) -> str:
    """A share as an SVG length, never outside the track and never in a language's own notation."""
    return f"{min(max(float(share or 0), 0.0), 1.0) * 100:.1f}%"


def _of(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, dict) else getattr(item, name, None)


def _due(due: datetime.date | None, today: datetime.date) -> dict[str, Any]:
    if due is None:
        return {"when": "", "late": False}
    days = (today - due).days
    if days > 0:
        return {"when": ngettext("超期 %(days)s 天", "超期 %(days)s 天", days) % {"days": days}, "late": True}
    day = due.strftime("%m-%d") if due.year == today.year else due.isoformat()
    return {"when": _("%(day)s 前") % {"day": day}, "late": False, "iso": due.isoformat()}
