"""Table 27: Party organisations of enterprises under non-public control. Heads as on the official form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from ibis.expr.types import BooleanValue

from zhengyou.analytics.statistics import identities, lacking
from zhengyou.analytics.statistics.columns27 import COLUMN_HEADS, COLUMNS, CONTROLLED, LETTERS, OWNER_MEMBER
from zhengyou.analytics.statistics.declaring import (
    Apart,
    Check,
    Distinct,
    Head,
    Lack,
    Row,
    Sum,
    Table,
    Term,
    Units,
)
from zhengyou.analytics.statistics.official import EVERY, facts, unsaid

_STAFF = _("从业人员数之和。台账不分在岗职工和从业人员，按从业人员数计")
_MEMBERS = _("组织关系在本单位的党员（没有总数时用正式加预备）与未转入组织关系的党员之和")

_ROW_HEADS = (
    Head(0, 0, 1, 4, "单位数"),
    Head(1, 0, 1, 1, joined=True),
    Head(1, 1, 1, 3, "党建工作指导员联系的"),
    Head(2, 0, 3, 1, "已单独建立党组织"),
    Head(2, 1, 1, 3, "建立党委的"),
    Head(3, 1, 1, 3, "建立总支部的"),
    Head(4, 1, 1, 3, "建立支部的"),
    Head(5, 0, 1, 4, "已建立联合党支部的"),
    Head(6, 0, 2, 1, joined=True),
    Head(6, 1, 1, 3, "具有3名以上党员的"),
    Head(7, 1, 1, 3, "联合党支部数"),
    Head(8, 0, 3, 1, "未建立党组织"),
    Head(8, 1, 1, 3, "应建尚未建立党组织的"),
    Head(9, 1, 1, 3, "仅有个别党员的"),
    Head(10, 1, 1, 3, "没有党员的"),
    Head(11, 0, 7, 1, "补充情况"),
    Head(11, 1, 1, 3, "党建工作指导员"),
    Head(12, 1, 1, 3, "在岗职工"),
    Head(13, 1, 5, 1, joined=True),
    Head(13, 2, 1, 2, "党员"),
    Head(14, 2, 1, 2, "已建立党组织的企业在岗职工"),
    Head(15, 2, 1, 1, joined=True),
    Head(15, 3, 1, 1, "党员"),
    Head(16, 2, 1, 2, "未建立党组织，已派出党建指导员的企业在岗职工"),
    Head(17, 2, 1, 1, joined=True),
    Head(17, 3, 1, 1, "党员"),
)


def _staff(where: BooleanValue) -> Sum:
    return Sum(where, facts.employees.fill_null(0), facts.employees.notnull())


def _members(where: BooleanValue) -> Sum:
    return Sum(where, facts.members, facts.members_complete)


_ROWS = (
    Row(1, "units", "单位数", Units(EVERY), _("正常经营的非公企业")),
    Row(
        2, "instructed", "单位数 · 党建工作指导员联系的", Units(facts.instructor), _("已选派指导员、联络员的")
    ),
    Row(
        3,
        "own_committee",
        "已单独建立党组织 · 建立党委的",
        Units(facts.own_committee),
        _("组建形式为单独，党组织类别为党委"),
    ),
    Row(
        4,
        "own_general",
        "已单独建立党组织 · 建立总支部的",
        Units(facts.own_general),
        _("组建形式为单独，党组织类别为党总支"),
    ),
    Row(
        5,
        "own_branch",
        "已单独建立党组织 · 建立支部的",
        Units(facts.own_branch),
        _("组建形式为单独，党组织类别为党支部"),
    ),
    Row(
        6,
        "joint",
        "已建立联合党支部的",
        Units(facts.joint),
        _("组建形式为联合、网格（区域）、行业或挂靠；没有填形式、类别为联合党支部的也算"),
    ),
    Row(
        7,
        "joint_three",
        "已建立联合党支部的 · 具有3名以上党员的",
        Units(facts.joint_three),
        _("其中组织关系在本单位的党员有3名以上的"),
    ),
    Row(
        8,
        "joint_branches",
        "已建立联合党支部的 · 联合党支部数",
        Distinct(facts.in_branch, facts.branch),
        _("这些单位所在的党支部、联合党支部，一个支部在每栏只算一次，所以各栏相加可能多于总数"),
    ),
    Row(
        9,
        "due",
        "未建立党组织 · 应建尚未建立党组织的",
        Units(facts.due),
        _("达到组建条件的（正式党员3名以上）；没有填人数的，看填报的未建立原因"),
    ),
    Row(
        10,
        "few",
        "未建立党组织 · 仅有个别党员的",
        Units(facts.few),
        _("有党员（含未转入组织关系的），没有达到组建条件的"),
    ),
    Row(
        11,
        "none",
        "未建立党组织 · 没有党员的",
        Units(facts.none),
        _("本单位和未转入的党员都为0的；没有填人数的，看填报的未建立原因"),
    ),
    Row(
        12,
        "instructors",
        "补充情况 · 党建工作指导员",
        Distinct(facts.instructor, facts.person),
        _("按姓名和所在单位认人，一人联系几家只算一次；同名同单位的两人会算成一人"),
        "人",
    ),
    Row(13, "staff", "补充情况 · 在岗职工", _staff(EVERY), _STAFF, "人"),
    Row(14, "members", "补充情况 · 在岗职工 · 党员", _members(EVERY), _MEMBERS, "人"),
    Row(
        15,
        "staff_with",
        "补充情况 · 已建立党组织的企业在岗职工",
        _staff(facts.established),
        _STAFF,
        "人",
    ),
    Row(
        16,
        "members_with",
        "补充情况 · 已建立党组织的企业在岗职工 · 党员",
        _members(facts.established),
        _MEMBERS,
        "人",
    ),
    Row(
        17,
        "staff_sent",
        "补充情况 · 未建立党组织，已派出党建指导员的企业在岗职工",
        _staff(facts.without & facts.instructor),
        _STAFF,
        "人",
    ),
    Row(
        18,
        "members_sent",
        "补充情况 · 未建立党组织，已派出党建指导员的企业在岗职工 · 党员",
        _members(facts.without & facts.instructor),
        _MEMBERS,
        "人",
    ),
)
_PARTS = [("B", "A"), ("C", "B"), ("D", "A"), ("E", "D"), ("F", "A"), ("G", "F"), ("J", "A"), ("K", "J")]
_PARTS += [("L", "A"), ("M", "L")]
_KINDS = ("F", "J", "L")
_ADDED_UP = tuple(row.key for row in _ROWS if not isinstance(row.line, Distinct))
_CHECKS = (
    *identities.of_rows(LETTERS),
    Check(
        "instructed",
        _("指导员联系的单位不多于单位数"),
        Term(_("党建工作指导员联系的"), ("instructed",)),
        Term(_("单位数"), ("units",)),
        "<=",
        LETTERS,
    ),
    Check(
        "staff_parts",
        _("已建立的与未建立、已派指导员的，职工之和不多于全部在岗职工"),
        Term(_("两项之和"), ("staff_with", "staff_sent")),
        Term(_("在岗职工"), ("staff",)),
        "<=",
        LETTERS,
    ),
    Check(
        "member_parts",
        _("已建立的与未建立、已派指导员的，党员之和不多于全部党员"),
        Term(_("两项之和"), ("members_with", "members_sent")),
        Term(_("党员"), ("members",)),
        "<=",
        LETTERS,
    ),
    Check(
        "control",
        _("总数 = 私有经济控制 + 港澳台商经济控制 + 外商经济控制"),
        Term(_("总数"), ("units",), ("A",)),
        Term(_("三栏之和，加说不清的"), ("units",), _KINDS, unsettled=("control_unsettled",)),
        broken=~CONTROLLED,
    ),
    Check(
        "control_rows",
        _("三类控制之和不多于总数，每行如此（联合党支部数、指导员除外）"),
        Term(_("三栏之和"), columns=_KINDS),
        Term(_("总数"), columns=("A",)),
        "<=",
        rows=_ADDED_UP,
    ),
    *identities.of_columns(COLUMNS, _ROWS, _PARTS),
    Check(
        "overview_units",
        _("单位数与总览的组织覆盖率分母相同"),
        Term(_("单位数"), ("units",)),
        Term(_("总览"), figure=("org_cover", "denominator")),
    ),
    Check(
        "overview_covered",
        _("有党组织的（含只有党小组的）与总览的组织覆盖率分子相同"),
        Term(_("本表"), ("covered",)),
        Term(_("总览"), figure=("org_cover", "numerator")),
    ),
    Check(
        "overview_due",
        _("按人数应建而没有登记党组织的，与总览的应建组建率分母减分子相同"),
        Term(_("本表"), ("due_not_covered",)),
        Term(_("总览"), figure=("due_rate", "short")),
    ),
)

TABLE = Table(
    number="27",
    ordinal="第二十七表",
    title="非公有经济控制的企业法人单位建立党的基层组织情况",
    measure="个、人",
    populations=("enterprise", "individual", ""),
    base=(facts.population == "enterprise") & facts.operating,
    column_heads=COLUMN_HEADS,
    row_heads=_ROW_HEADS,
    columns=COLUMNS,
    rows=_ROWS,
    apart=lacking.apart(
        facts.population == "enterprise",
        (
            Apart(
                "individual",
                _("个体工商户：不是法人单位，不计入"),
                (facts.population == "individual") & facts.operating,
            ),
        ),
    ),
    lacks=(
        *lacking.ABOUT_ORGANISATIONS,
        *lacking.ABOUT_PEOPLE,
        Lack(
            "owner_politics",
            _("出资人（法定代表人）政治面貌"),
            facts.owner_politics.isnull(),
            ("unit.owner_politics",),
        ),
        Lack(
            "owner_is_secretary",
            _("出资人是否兼任书记（出资人是党员的）"),
            OWNER_MEMBER & facts.owner_is_secretary.isnull(),
            ("unit.owner_is_secretary",),
        ),
        Lack("ownership_type", _("企业类型"), facts.ownership_type.isnull(), ("unit.ownership_type",)),
        Lack(
            "ownership_control",
            _("控制方式"),
            facts.ownership_type.notnull() & facts.ownership_control.isnull(),
            ("unit.ownership_control",),
        ),
    ),
    checks=_CHECKS,
    hidden={
        **identities.HIDDEN,
        "control_unsettled": Units(unsaid(CONTROLLED)),
        "covered": Units(facts.has_org),
        "due_not_covered": Units(facts.qualifies.fill_null(False) & ~facts.has_org.fill_null(False)),
    },
    notes=(
        _("只计正常经营的单位；停业、注销、僵尸空挂的不计入，经营状态不明的另列。"),
        _("台账没有“是否法人单位”一项，非公企业都按法人单位计入，个体工商户不计入。"),
        _("只有党小组的单位，党小组不是党的基层组织，算作未建立。"),
        _("缺事实的单位不算“否”：在该行该栏不计入，另列家数。"),
    ),
)
