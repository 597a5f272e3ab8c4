"""One account per role, with sign-ins that are made once for each installation."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import User
from zhengyou.census.models import Unit
from zhengyou.organisations.actions import people
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.rules.roles import role_name
from zhengyou.scoping import Scope, below

_BECAUSE = "the operator makes the demonstration's accounts"
ROLES = (  # role, sign-in name, name, territory
    ("province_office", "sheng", "赵建平", "410000"),
    ("city_office", "shi", "钱文静", "411300"),
    ("county_office", "xian", "孙志强", "411302"),
    ("county_office", "linxian", "贺志远", "411303"),
    ("township_office", "jiedao", "田海燕", "411302003"),
    ("organisation_dept", "zuzhibu", "周明辉", "411302"),
    ("united_front", "tongzhanbu", "吴丽娟", "411302"),
    ("market_regulator", "shichangju", "郑国栋", "411302"),
    ("federation", "gongshanglian", "冯雪梅", "411302"),
    ("industry_authority", "hangye", "陈立新", "411302"),
    ("secretary", "shuji", "王建军", ""),
    ("instructor", "zhidaoyuan", "褚晓东", "411302"),
    ("system_admin", "xitong", "卫国庆", "410000"),
    ("security_admin", "anquan", "蒋春生", "410000"),
    ("audit_admin", "shenji", "沈学文", "410000"),
)

IN_OFFICE = timedelta(days=60)  # before the campaign's directive is issued


@dataclass(frozen=True, slots=True)
class SignIn:
    """One line of the summary."""

    role: str
    where: str
    username: str
    password: str


def make_people(folder: Path, *, at: datetime) -> list[SignIn]:
    """Makes what is missing; returns all sign-ins.

    Passwords lie in sign-ins.json in `folder`, readable by its owner only.
    """
    passwords = _passwords(folder)
    operator = Scope.operator()
    made = []
    for role, username, name, code in ROLES:
        organisation = None if code else _branch()
        territory = Territory.objects.within(operator).get(code=code) if code else None
        if not User.objects.filter(username=username).exists():
            post = people.Post(role, territory=territory, organisation=organisation)
            appointment = people.create(
                name=name, username=username, post=post, on=at.date() - IN_OFFICE, by=operator, at=at
            )
            accounts.make_ready(user=appointment.user, password=passwords[username], at=at)
            if role == "instructor":
                _give_units(appointment.user)
        made.append(SignIn(role_name(role), str(organisation or territory), username, passwords[username]))
    return made


def _passwords(folder: Path) -> dict[str, str]:
    path = folder / "sign-ins.json"
    held: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [username for _role, username, _name, _code in ROLES if username not in held]
    if missing:
        held |= {username: f"{username}-{secrets.token_hex(4)}" for username in missing}
        path.touch(mode=0o600)
        path.write_text(json.dumps(held, indent=1))
    return held


def _branch() -> PartyOrganisation:
    """The first branch of its own in 宛城区: the demonstration's secretary."""
    county = Territory.objects.across_all(because=_BECAUSE).get(code="411302")
    branches = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(
        below("place", county.path), level="branch"
    )
    return branches.order_by("path")[0]


def _give_units(user: User) -> None:
    """The instructor serves a dozen units of the county.

    Only the account is linked: the names of instructors are the workbooks', which are imported again on every run.
    """
    county = Territory.objects.across_all(because=_BECAUSE).get(code="411302")
    units = Unit.objects.across_all(because=_BECAUSE).filter(
        below("path", county.path), instructor=True, has_org=False
    )
    chosen = list(units.order_by("path", "name").values_list("pk", flat=True)[:12])
    Unit.objects.across_all(because=_BECAUSE).filter(pk__in=chosen).update(instructor_account=user)
