"""Who acts in the demonstration's campaign: people with accounts, and offices of which nobody has one yet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengyou import standards
from zhengyou.accounts.models import User
from zhengyou.organisations.models import Territory
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import Reach, Scope

FOLDER = Path(__file__).parents[3] / "demo"
SIGN_INS = {
    "province": "sheng",
    "city": "shi",
    "county": "xian",
    "neighbour": "linxian",
    "township": "jiedao",
    "secretary": "shuji",
}
_BECAUSE = "the demonstration plays the offices"


@dataclass(frozen=True, slots=True)
class Cast:
    """scopes: by province, city, county, neighbour, township, secretary. at: when the demonstration is made.

    since: the day from which all of them are in office, perhaps only today.
    """

    scopes: Mapping[str, Scope]
    at: datetime
    since: date

    @property
    def issued_at(self) -> datetime:
        """When the province issued its directive: some days ago, in office hours."""
        first = timezone.localtime(self.at) - timedelta(days=script()["days"]["issued_before"])
        return first.replace(hour=9, minute=30, second=0, microsecond=0)

    def on(self, day: float) -> datetime:
        """So many days after that; never later than now."""
        return min(self.issued_at + timedelta(days=day), self.at)

    def in_office(self, day: float) -> datetime:
        """The same, but not before the offices that answer problems had somebody in them."""
        first = timezone.make_aware(datetime.combine(self.since, time(9, 30)))
        return min(max(self.on(day), first), self.at)

    def place(self, key: str) -> Territory:
        """Where one of them stands."""
        return Territory.objects.across_all(because=_BECAUSE).get(path=self.scopes[key].place)


@cache
def script() -> dict[str, Any]:
    """demo/line.toml."""
    return tomllib.loads((FOLDER / "line.toml").read_text())


def cast_of(players: Mapping[str, str] = SIGN_INS, *, at: datetime) -> Cast:
    """The people who play, by their sign-in names; those of demo.people unless others are named."""
    scopes, since = {}, []
    for key, username in players.items():
        user = User.objects.get(username=username)
        held = appointments_of(user, on=timezone.localdate(at))[0]
        scopes[key] = scope_for(user, held)
        since.append(held.valid_from)
    return Cast(scopes, at, max(since))


def office_of(territory: Territory) -> Scope:
    """The office of a place whose people have no account in the demonstration."""
    role = f"{territory.level}_office"
    access = standards.load_access()
    return Scope(
        reach=Reach.TERRITORY,
        role=role,
        path=territory.path,
        place=territory.path,
        groups=access.groups(role),
        rights=access.rights(role),
        label=f"{territory.name}领导小组办公室",
    )
