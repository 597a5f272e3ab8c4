"""What may happen to units, members and ledgers, for machines that try everything; and how a test picks among what is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from zhengyou.census.models import Member, Unit
from zhengyou.census.tests.importing.lab import code
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.organisations.tests.whole import plan
from zhengyou.scoping import ScopedModel
from zhengyou.web.errors import Conflict, Forbidden, Refused

BECAUSE = "the test chooses among all"
PICK = st.integers(0, 30)
KNOWN = st.sampled_from([True, False, None])
UNIT = st.fixed_dictionaries(
    {
        "org_kind": st.sampled_from(["enterprise", "individual", "association", "federation_branch", "law_firm", ""]),
        "reg_status": st.sampled_from(["normal", "suspended", ""]),
        "members_formal": st.sampled_from([0, 2, 3, None]),
        "has_org": KNOWN,
        "above_scale": KNOWN,
        "union": KNOWN,
        "industry_code": st.sampled_from(["C13", "F51", ""]),
        "condition": st.sampled_from(["good", "difficult", ""]),
        "located_in": st.sampled_from(["park", "building", ""]),
    }
)  # fmt: skip
MEMBER = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["full", "probationary", ""]),
        "standing": st.sampled_from(["normal", "left", ""]),
        "relation": st.sampled_from(["here", "elsewhere", ""]),
        "out_of_contact": KNOWN,
    }
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["甲公司", "乙公司", "丙商会", "宛城小吃店", "宛城新材料有限公司"]),
            "township": st.sampled_from(["汉冶街道", "东关街道"]),
            "has_org": st.sampled_from(["是", "否", None]),
            "reg_status": st.sampled_from(["正常", "停业", None]),
            "members_formal": st.sampled_from([0, 3, None]),
            "industry_code": st.sampled_from(["C13", None]),
        },
        optional={"uscc": st.sampled_from([code(1), code(2), code(3)])},
    ),
    min_size=1,
    max_size=4,
)


def rows(model: type[ScopedModel], **facts: Any) -> list[Any]:
    return list(model.objects.across_all(because=BECAUSE).filter(**facts).order_by("pk"))


def one_of(model: type[ScopedModel], number: int, **facts: Any) -> Any:
    found = rows(model, **facts)
    return found[number % len(found)] if found else None


def if_allowed(act: Callable[[], Any]) -> Any:
    """What the product refuses does not happen, as for a person."""
    try:
        with transaction.atomic():
            return act()
    except (Refused, Conflict, Forbidden):
        return None


def division(subject: Territory | PartyOrganisation, share: int) -> Plan:
    """Every other one of what stands at a place or belongs to an organisation goes to a new one beside it; which, share says."""
    name = f"新设{len(rows(type(subject)))}"
    if isinstance(subject, Territory):
        standing = {
            "territory": rows(Territory, parent=subject),
            "organisation": rows(PartyOrganisation, territory=subject),
            "unit": rows(Unit, territory=subject),
        }
        code = f"{subject.code[:-2]}{70 + len(rows(Territory)) % 30}"
    else:
        standing = {
            "organisation": rows(PartyOrganisation, superior=subject),
            "unit": rows(Unit, organisation=subject),
            "member": rows(Member, branch=subject),
        }
        code = ""
    chosen = {
        kind: tuple(one.pk for number, one in enumerate(some, share) if number % 2 or len(some) == 1)
        for kind, some in standing.items()
    }
    return plan("split", subject, name=name, code=code, chosen=chosen)
