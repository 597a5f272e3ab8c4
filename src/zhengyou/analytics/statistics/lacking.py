"""Missing facts that both tables name beside their numbers, and what neither of them counts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from ibis.expr.types import BooleanValue

from zhengyou.analytics.statistics.declaring import Apart, Lack
from zhengyou.analytics.statistics.official import facts

ABOUT_ORGANISATIONS = (
    Lack("has_org", _("是否建立党组织"), facts.has_org.isnull()),
    Lack("form", _("组建形式"), facts.established & facts.form.isnull()),
    Lack("org_level", _("党组织类别（单独组建的）"), facts.own & facts.org_level.isnull()),
    Lack(
        "joint_branch", _("所在的党组织及其类别（联合等方式组建的）"), facts.joint & facts.org_level.isnull()
    ),
    Lack(
        "gap",
        _("党员人数或未建立的原因（未建立党组织的）"),
        facts.without & (facts.due.isnull() | facts.few.isnull() | facts.none.isnull()),
    ),
)
ABOUT_PEOPLE = (
    Lack("instructor", _("是否选派指导员"), facts.instructor.isnull()),
    Lack("person", _("指导员姓名（已选派的）"), facts.instructor & facts.person.isnull()),
    Lack("employees", _("从业人员数"), facts.employees.isnull()),
    Lack("members", _("党员数（组织关系在本单位的）"), facts.here.isnull()),
    Lack("unmoved", _("组织关系未转入的党员数"), facts.unmoved.isnull()),
)


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
