"""Runs inside an installation, in a process of its own: makes people, slips and codes by the product's own actions.

Journeys reach these functions through `Installation.furnish(name, **keywords)`; answers travel as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from tests.world import ORGANISATIONS, PASSWORD, PEOPLE
from zhengyou.accounts.actions import accounts, second_factor, slips
from zhengyou.accounts.models import Slip, User
from zhengyou.campaigns.models import Directive, ImplementationDocument, Receipt, Task, Visit
from zhengyou.census.models import Member, Unit
from zhengyou.coverage.actions import steps
from zhengyou.demo.campaign import play
from zhengyou.demo.cast import cast_of
from zhengyou.organisations.actions import people as appointing
from zhengyou.organisations.actions.people import Post
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.requests.models import Request
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()
CAMPAIGN = {
    "province": "province",
    "city": "city",
    "county": "county",
    "neighbour": "neighbour_county",
    "township": "township",
    "secretary": "secretary",
}  # who of the cast plays whom of the demonstration
WHY = "the journey looks at its own installation"


def people(*, keys: list[str] | None = None) -> list[str]:
    """The cast of tests/world.py with appointments, passwords and the notice seen; administrators without a code."""
    at = timezone.now()
    made = []
    for key, name, role, code, organisation in PEOPLE:
        if keys is not None and key not in keys:
            continue
        phone = "13900000000"
        if role:
            post = _post(role, code, organisation)
            appointment = appointing.create(
                name=name, username=key, phone=phone, post=post, on=timezone.localdate(at), by=OPERATOR, at=at
            )
            user: User = appointment.user
        else:
            user = accounts.create(name=name, username=key, phone=phone, by=OPERATOR, at=at)
        accounts.make_ready(user=user, password=PASSWORD, at=at)
        made.append(key)
    return made


def newcomer(*, key: str) -> str:
    """Takes the password and the notice from a person of the cast and returns the secret of a first slip."""
    user = User.objects.get(username=key)
    user.set_unusable_password()
    user.notice_version = ""
    user.notice_seen_at = None
    user.save()
    _slip, secret = slips.issue(user=user, purpose=Slip.Purpose.FIRST, by=OPERATOR, at=timezone.now())
    return secret


def codes(*, key: str, secret: str) -> bool:
    """Gives a person one-time codes from this secret."""
    second_factor.enrol(user=User.objects.get(username=key), secret=secret, by=OPERATOR, at=timezone.now())
    return True


def serve_units(*, key: str, names: list[str]) -> int:
    """Puts units into an instructor's hands."""
    units = Unit.objects.across_all(because=WHY)
    return units.filter(name__in=names).update(instructor_account=User.objects.get(username=key))


def step(*, unit: str, step: str, person: str, due_on: str) -> int:
    """A next step whose date may lie in the past, as it will after some weeks."""
    found = Unit.objects.within(OPERATOR).get(name=unit)
    day = date.fromisoformat(due_on)
    return steps.set_for(
        units=[found.pk], step=step, person=person, due_on=day, note="", by=OPERATOR,
        at=timezone.now() - timedelta(days=30),
    )  # fmt: skip


def numbers() -> dict[str, dict[str, int]]:
    """Keys of units and organisations by name, and of the campaign's records by kind, to ask for pages by address."""
    return {
        "units": {row.name: row.pk for row in Unit.objects.across_all(because=WHY)},
        "organisations": {row.name: row.pk for row in PartyOrganisation.objects.across_all(because=WHY)},
        "members": {row.name: row.pk for row in Member.objects.across_all(because=WHY)},
        "campaign": _campaign_numbers(),
    }


def campaign() -> bool:
    """What the offices of the cast have done since the province issued its directive, as in the demonstration."""
    return play(cast_of(CAMPAIGN, at=timezone.now()))


def data() -> list[str]:
    """Every text with Chinese in it that stands in the database: data, which no catalogue translates."""
    found: set[str] = set()
    for model in apps.get_models():
        columns = [
            str(one.column)
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField | models.JSONField)
        ]
        if not columns:
            continue
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
            for row in cursor.fetchall():
                found |= {text for value in row for text in _texts(value) if not text.isascii()}
    return sorted(found)


def _texts(value: Any) -> Iterator[str]:
    """A text, and those inside JSON."""
    if isinstance(value, str):
        yield value
        if value[:1] in {"[", "{"}:
            with suppress(ValueError):  # a text that begins with a bracket
                yield from _texts(json.loads(value))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _campaign_numbers() -> dict[str, int]:
    """One of each kind that the county office may open, once `campaign` has been called."""
    county = Territory.objects.within(OPERATOR).get(code="411302").path
    first: dict[str, QuerySet[Any]] = {
        "directive": Directive.objects.within(OPERATOR),
        "receipt": Receipt.objects.within(OPERATOR).filter(place=county, organisation__isnull=True),
        "task": Task.objects.within(OPERATOR).exclude(issued_to=""),
        "visit": Visit.objects.within(OPERATOR).filter(level=county),
        "document": ImplementationDocument.objects.within(OPERATOR).filter(place=county),
        "problem": Request.objects.within(OPERATOR).filter(kind=Request.Kind.PROBLEM, owed_by=county),
    }
    found = {name: rows.order_by("pk").values_list("pk", flat=True).first() for name, rows in first.items()}
    return {name: pk for name, pk in found.items() if pk is not None}


def _post(role: str, code: str, organisation: str) -> Post:
    if organisation:
        name = next(row[1] for row in ORGANISATIONS if row[0] == organisation)
        return Post(role, organisation=PartyOrganisation.objects.within(OPERATOR).get(name=name))
    return Post(role, territory=Territory.objects.within(OPERATOR).get(code=code))


def answer(act: str, told: str) -> None:
    """Calls the function `act` with the JSON object `told` as keywords and prints what it returns."""
    sys.stdout.write(json.dumps(globals()[act](**json.loads(told)), ensure_ascii=False))
