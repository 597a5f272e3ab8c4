"""What the demonstration's city and county do about the directive: tasks, contact points, visits, documents, days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from zhengyou.campaigns.actions import (
    answers,
    calendar,
    contacts,
    document_steps,
    documents,
    task_steps,
    visits,
)
from zhengyou.campaigns.actions import tasks as task_actions
from zhengyou.campaigns.models import Clause, Directive, Task, TaskBody
from zhengyou.campaigns.queries import bodies
from zhengyou.census.models import Unit
from zhengyou.demo.cast import Cast, script
from zhengyou.organisations.models import Body
from zhengyou.scoping import Scope, below
from zhengyou.web.subjects import Subject, find

_PARTS = ("leads", "assists", "informed")


def give_out_tasks(cast: Cast, directive: Directive) -> None:
    """The city's responsibility matrix, sent down; some clauses are nobody's yet."""
    by = cast.scopes["city"]
    able = bodies.may_take_part(cast.place("city"), on=cast.at.date())
    keys = dict(Clause.objects.within(by).filter(directive=directive).values_list("key", "pk"))
    for told in script()["tasks"]:
        task = task_actions.add(
            title=told["title"],
            done_when=told["done_when"],
            starts_on=_day(cast, 1),
            due_on=_day(cast, told["due"], later=True),
            clauses=[keys[key] for key in told["clauses"]],
            bodies=_bodies(told, able, by),
            origin=Task.Origin.CLAUSE if told["clauses"] else Task.Origin.MEASURE,
            by=by,
            at=cast.on(2),
        )
        if told.get("note"):
            task_steps.note(task=task, text=told["note"], by=by, at=cast.on(5))
        if told.get("outcome"):
            task_steps.finish(task=task, on=_day(cast, 3), outcome=told["outcome"], by=by, at=cast.on(3))
    task_steps.issue(by=by, at=cast.on(2.2))


def keep_in_touch(cast: Cast) -> None:
    """Contact points of leaders, and visits with their promises."""
    for told in script()["contacts"]:
        by = cast.scopes[told["by"]]
        unit, subject = _unit(cast, by, told["unit"])
        contacts.add(
            leader=told["leader"], post=told["post"], kind="unit", subject_id=unit, subject=subject,
            valid_from=_day(cast, 1), by=by, at=cast.on(1),
        )  # fmt: skip
    for told in script()["visits"]:
        by = cast.scopes[told["by"]]
        unit, subject = _unit(cast, by, told["unit"])
        offices = {body.kind: body.pk for body in bodies.own_level(cast.place(told["by"]), on=cast.at.date())}
        promises = [
            visits.Promise(one["what"], offices[one["who"]], _day(cast, one["due"], later=True))
            for one in told["promises"]
        ]
        visits.record(
            kind="unit", subject_id=unit, subject=subject, visited_on=_day(cast, told["day"]),
            visitor=told["visitor"], said=told["said"], promises=promises, by=by, at=cast.on(told["day"] + 0.2),
        )  # fmt: skip


def write_documents(cast: Cast, directive: Directive) -> None:
    """The city's implementation document waits for approval; the county's has clauses without an answer."""
    city = cast.scopes["city"]
    document = documents.start(directive=directive, by=city, at=cast.on(3))
    _answer(document, city, cast, script()["answers"], script()["excused"])
    document.refresh_from_db()
    document_steps.submit(document=document, by=city, at=cast.on(5.2))
    county = cast.scopes["county"]
    draft = documents.start(directive=directive, by=county, at=cast.on(5))
    _answer(draft, county, cast, script()["county_answers"], {})


def fill_calendar(cast: Cast) -> None:
    """Meetings and reporting days of the city, a Party day of the county."""
    for told in script()["calendar"]:
        facts = {
            "kind": told["kind"],
            "title": told["title"],
            "starts_on": _day(cast, told["day"], later=True),
            "repeats": told["repeats"],
        }
        calendar.add(territory=cast.place(told["by"]), facts=facts, by=cast.scopes[told["by"]], at=cast.on(1))


def _answer(document: Any, by: Scope, cast: Cast, said: dict[str, str], excused: dict[str, str]) -> None:
    rows = Clause.objects.within(by).filter(directive=document.directive_id, key__in=[*said, *excused])
    for clause in rows.order_by("start"):
        answers.save(
            document=document, clause=clause, text=said.get(clause.key, ""), excused=excused.get(clause.key, ""),
            version=0, by=by, at=cast.on(5),
        )  # fmt: skip


def _bodies(told: dict[str, Any], able: Iterable[Body], by: Scope) -> dict[int, str]:
    """{body: part}; "below" are the offices of the level below."""
    found: dict[int, str] = {}
    for part in _PARTS:
        for body in able:
            word = body.kind if body.territory.path == by.place else "below"
            if word in told.get(part, []):
                found[body.pk] = TaskBody.Part(part)
    return found


def _unit(cast: Cast, by: Scope, number: int) -> tuple[str, Subject]:
    """The nth unit of the county with a Party organisation of its own, the last where there are fewer: id and name."""
    units = Unit.objects.within(by).filter(
        below("path", cast.scopes["county"].place), closed_on__isnull=True, has_org=True, form="own"
    )
    unit = list(units.order_by("path", "name")[: number + 1])[-1]
    subject = find(by, "unit", str(unit.pk))
    assert subject is not None
    return str(unit.pk), subject


def _day(cast: Cast, day: float, *, later: bool = False) -> date:
    """A day after the directive was issued; one that has come unless `later`."""
    return timezone.localdate(cast.issued_at + timedelta(days=day) if later else cast.on(day))
