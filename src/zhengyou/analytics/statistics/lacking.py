"""Missing facts that both tables name beside their numbers, what hangs on them, and what neither of them counts."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from ibis.expr.types import BooleanValue

from zhengyou.analytics.statistics.declaring import Apart, Lack
from zhengyou.analytics.statistics.official import facts

ABOUT_ORGANISATIONS = (
    Lack("has_org", _("是否建立党组织"), facts.has_org.isnull(), ("unit.has_org",)),
    Lack("form", _("组建形式"), facts.established & facts.form.isnull(), ("unit.form",)),
    Lack(
        "org_level",
        _("党组织类别（单独组建的）"),
        facts.own & facts.org_level.isnull(),
        ("unit.org_name", "organisation.level"),
    ),
    Lack(
        "joint_branch",
        _("所在的党组织及其类别（联合等方式组建的）"),
        facts.joint & facts.org_level.isnull(),
        ("unit.org_name", "organisation.level"),
    ),
    Lack(
        "gap",
        _("党员人数或未建立的原因（未建立党组织的）"),
        facts.without & (facts.due.isnull() | facts.few.isnull() | facts.none.isnull()),
        ("unit.members_formal", "unit.members_total_in", "unit.members_out", "unit.no_org_reason"),
    ),
)
ABOUT_PEOPLE = (
    Lack("instructor", _("是否选派指导员"), facts.instructor.isnull(), ("unit.instructor",)),
    Lack(
        "person",
        _("指导员姓名（已选派的）"),
        facts.instructor & facts.person.isnull(),
        ("unit.instructor_name",),
    ),
    Lack("employees", _("从业人员数"), facts.employees.isnull(), ("unit.employees",)),
    Lack("members", _("党员数（组织关系在本单位的）"), facts.here.isnull(), ("unit.members_total_in",)),
    Lack("unmoved", _("组织关系未转入的党员数"), facts.unmoved.isnull(), ("unit.members_out",)),
)
_FOUNDED: Final = ("has_org", "form")
HANGS_ON: Final[dict[str, tuple[str, ...]]] = {
    "has_org": ("has_org",),
    "established": ("has_org",),
    "without": ("has_org",),
    "own_committee": (*_FOUNDED, "org_level"),
    "own_general": (*_FOUNDED, "org_level"),
    "own_branch": (*_FOUNDED, "org_level"),
    "joint": _FOUNDED,
    "joint_three": (*_FOUNDED, "members"),
    "in_branch": (*_FOUNDED, "joint_branch"),
    "branch": ("joint_branch",),
    "due": ("has_org", "gap"),
    "few": ("has_org", "gap"),
    "none": ("has_org", "gap"),
    "instructor": ("instructor",),
    "person": ("person",),
    "employees": ("employees",),
    "members_complete": ("members", "unmoved"),
    "unmoved": ("unmoved",),
    "owner_politics": ("owner_politics",),
    "owner_is_secretary": ("owner_is_secretary",),
    "ownership_type": ("ownership_type",),
    "ownership_control": ("ownership_control",),
}
"""{what is judged of a unit: the lacks that can leave it unknown}. What is not named is never unknown."""


def apart(belongs: BooleanValue, elsewhere: tuple[Apart, ...]) -> tuple[Apart, ...]:
    """Left out and why. belongs: the kinds of units the table is about, NULL where the kind is unknown."""
    return (
        Apart("closed", _("停业、注销或僵尸空挂"), belongs & ~facts.operating),
        Apart("status", _("经营状态未知，说不清是否计入"), belongs & facts.operating.isnull()),
        Apart(
            "kind",
            _("单位类别未知，说不清计入哪张表"),
            facts.org_kind.isnull() & (facts.operating | facts.operating.isnull()),
        ),
        *elsewhere,
    )
