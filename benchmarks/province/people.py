"""What a province has besides its units: rounds, what they saw, and three people who sign in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from zhengyou.accounts import notice
from zhengyou.accounts.actions.second_factor import enrol
from zhengyou.accounts.models import User
from zhengyou.census.models import Round, Sighting, Unit
from zhengyou.organisations.models import Appointment, Body, PartyOrganisation, Territory
from zhengyou.scoping import Scope, below

PASSWORD: Final = "zhengyou-benchmark-2026"
CODE_SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the county office, which needs a second factor
_BECAUSE: Final = "a made-up province for measuring, nobody's data"


def rounds(at: datetime) -> Round:
    """A closed round that saw nineteen of twenty units, and the open one that saw all; returns the open one."""
    today = at.date()
    earlier = Round(code="earlier", as_of=today - timedelta(days=92), opened_at=at, closed_at=at)
    current = Round(code="current", as_of=today, opened_at=at)
    for round_, condition in ((earlier, "id %% 20 <> 0"), (current, "true")):
        round_.save()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {Sighting._meta.db_table} (round_id, unit_id, path, source)"
                f" SELECT %s, id, path, 'import' FROM {Unit._meta.db_table} WHERE {condition} ORDER BY path",
                [round_.pk],
            )
    return current


def accounts(at: datetime) -> dict[str, str]:
    """Makes the people; {sign-in name: what the role stands over}. The township is the one in the middle by its units."""
    township = _township()
    county = township.parent
    branch = (
        PartyOrganisation.objects.across_all(because=_BECAUSE)
        .filter(below("place", township.path), level="branch")
        .order_by("pk")
        .first()
    )
    body = (
        Body.objects.across_all(because=_BECAUSE)
        .filter(territory=county, kind="leading_group_office")
        .first()
    )
    held: list[tuple[str, str, Territory | None, PartyOrganisation | None, Body | None]] = [
        ("township", "township_office", township, None, None),
        ("county", "county_office", county, None, body),
    ]
    if branch is not None:
        held.append(("secretary", "secretary", None, branch, None))
    for name, role, territory, organisation, office in held:
        user = User(
            username=name, name=f"测量{name}", created_at=at, notice_version=notice.VERSION, notice_seen_at=at
        )
        user.set_password(PASSWORD)
        user.save()
        place = territory.path if territory else organisation.place if organisation else ""
        Appointment(
            user=user,
            role=role,
            body=office,
            territory=territory,
            organisation=organisation,
            place=place,
            valid_from=date(2020, 1, 1),
        ).save()
        if role == "county_office":
            enrol(user=user, secret=CODE_SECRET, by=Scope.operator(), at=at)
    return {name: str(territory or organisation) for name, _role, territory, organisation, _office in held}


def _township() -> Territory:
    table = Unit._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT territory_id FROM {table} WHERE has_org GROUP BY territory_id ORDER BY count(*), territory_id"
        )
        found = [row[0] for row in cursor.fetchall()]
    return (
        Territory.objects.across_all(because=_BECAUSE).select_related("parent").get(pk=found[len(found) // 2])
    )
