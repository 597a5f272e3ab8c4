"""Table 30: Party organisations of social organisations. Heads as on the official form."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from ibis.expr.types import BooleanValue

from zhengyou.analytics.statistics import identities, lacking
from zhengyou.analytics.statistics.declaring import (
    Apart,
    Check,
    Column,
    Distinct,
    Head,
    Row,
    Sum,
    Table,
    Term,
    Underivable,
    Units,
)
from zhengyou.analytics.statistics.official import EVERY, facts

_GROUPS = ("social_group", "association")
_KINDS = (*_GROUPS, "foundation", "private_non_enterprise", "law_firm", "accounting_firm", "tax_firm")
_ABSORBED = _("台账没有登记党组织是不是由未转入组织关系的党员组成的；不猜，请人工填写。")


def _kind(*codes: str) -> BooleanValue:
    return facts.org_kind.isin(codes)


COLUMNS = (
    Column("A", "all", "总数", EVERY, _("正常运行的社会组织，含行业协会商会，不含工商联基层分会")),
    Column("B", "social_group", "社会团体", _kind(*_GROUPS), _("社会团体，含行业协会商会")),
    Column("C", "foundation", "基金会", _kind("foundation"), _("单位类别")),
    Column(
        "D",
        "private_non_enterprise",
        "民办非企业单位",
        _kind("private_non_enterprise"),
        _("单位类别，含社会服务机构"),
    ),
    Column("E", "law_firm", "律师事务所", _kind("law_firm"), _("单位类别")),
    Column("F", "accounting_firm", "会计师事务所", _kind("accounting_firm"), _("单位类别")),
    Column("G", "tax_firm", "税务师事务所", _kind("tax_firm"), _("单位类别")),
)
_LETTERS = tuple(column.letter for column in COLUMNS)
_COLUMN_HEADS = tuple(Head(0, number, 1, 1, column.words) for number, column in enumerate(COLUMNS))
_ROW_HEADS = (
    Head(0, 0, 1, 5, "单位数"),
    Head(1, 0, 3, 1, "已单独建立党组织"),
    Head(1, 1, 1, 4, "建立党委的"),
    Head(2, 1, 1, 4, "建立总支部的"),
    Head(3, 1, 1, 4, "建立支部的"),
    Head(4, 0, 1, 5, "已建立联合党支部的"),
    Head(5, 0, 2, 1, joined=True),
    Head(5, 1, 1, 4, "具有3名以上党员的"),
    Head(6, 1, 1, 4, "联合党支部数"),
    Head(7, 0, 5, 1, "未建立党组织"),
    Head(7, 1, 1, 4, "应建尚未建立党组织的"),
    Head(8, 1, 1, 1, joined=True),
    Head(8, 2, 1, 3, "建立党小组的"),
    Head(9, 1, 1, 4, "仅有个别党员的"),
    Head(10, 1, 1, 4, "没有党员的"),
    Head(11, 1, 1, 4, "已派党建工作指导员的"),
    Head(12, 0, 7, 1, "补充情况"),
    Head(12, 1, 1, 4, "从业人员"),
    Head(13, 1, 2, 1, joined=True),
    Head(13, 2, 1, 3, "党员"),
    Head(14, 2, 1, 1, joined=True),
    Head(14, 3, 1, 2, "未转入组织关系的"),
    Head(15, 1, 1, 4, "党建工作指导员"),
    Head(16, 1, 3, 3, "吸收未转入组织关系的党员建立党组织情况"),
    Head(16, 4, 1, 1, "建立党委的"),
    Head(17, 4, 1, 1, "建立总支部的"),
    Head(18, 4, 1, 1, "建立支部的"),
)
_ROWS = (
    Row(1, "units", "单位数", Units(EVERY), _("正常运行的社会组织")),
    Row(
        2,
        "own_committee",
        "已单独建立党组织 · 建立党委的",
        Units(facts.own_committee),
        _("组建形式为单独，党组织类别为党委"),
    ),
    Row(
        3,
        "own_general",
        "已单独建立党组织 · 建立总支部的",
        Units(facts.own_general),
        _("组建形式为单独，党组织类别为党总支"),
    ),
    Row(
        4,
        "own_branch",
        "已单独建立党组织 · 建立支部的",
        Units(facts.own_branch),
        _("组建形式为单独，党组织类别为党支部"),
    ),
    Row(
        5,
        "joint",
        "已建立联合党支部的",
        Units(facts.joint),
        _("组建形式为联合、网格（区域）、行业或挂靠；没有填形式、类别为联合党支部的也算"),
    ),
    Row(
        6,
        "joint_three",
        "已建立联合党支部的 · 具有3名以上党员的",
        Units(facts.joint_three),
        _("其中组织关系在本单位的党员有3名以上的"),
    ),
    Row(
        7,
        "joint_branches",
        "已建立联合党支部的 · 联合党支部数",
        Distinct(facts.in_branch, facts.branch),
        _("这些单位所在的党支部、联合党支部，一个支部在每栏只算一次，所以各栏相加可能多于总数"),
    ),
    Row(
        8,
        "due",
        "未建立党组织 · 应建尚未建立党组织的",
        Units(facts.due),
        _("达到组建条件的（正式党员3名以上，行业协会商会含未转入的）；没有填人数的，看填报的未建立原因"),
    ),
    Row(
        9,
        "due_group",
        "未建立党组织 · 应建尚未建立党组织的 · 建立党小组的",
        Units(facts.due & facts.group),
        _("其中登记的党组织类别为党小组的"),
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
        "sent",
        "未建立党组织 · 已派党建工作指导员的",
        Units(facts.without & facts.instructor),
        _("未建立党组织，已选派指导员、联络员的"),
    ),
    Row(
        13,
        "staff",
        "补充情况 · 从业人员",
        Sum(EVERY, facts.employees.fill_null(0), facts.employees.notnull()),
        _("从业人员数之和"),
        "人",
    ),
    Row(
        14,
        "members",
        "补充情况 · 从业人员 · 党员",
        Sum(EVERY, facts.members, facts.members_complete),
        _("组织关系在本单位的党员（没有总数时用正式加预备）与未转入组织关系的党员之和"),
        "人",
    ),
    Row(
        15,
        "unmoved",
        "补充情况 · 从业人员 · 党员 · 未转入组织关系的",
        Sum(EVERY, facts.unmoved.fill_null(0), facts.unmoved.notnull()),
        _("组织关系未转入的党员数之和"),
        "人",
    ),
    Row(
        16,
        "instructors",
        "补充情况 · 党建工作指导员",
        Distinct(facts.instructor, facts.person),
        _("按姓名和所在单位认人，一人联系几家只算一次；同名同单位的两人会算成一人"),
        "人",
    ),
    Row(
        17,
        "absorbed_committee",
        "补充情况 · 吸收未转入组织关系的党员建立党组织情况 · 建立党委的",
        Underivable(_ABSORBED),
        _ABSORBED,
    ),
    Row(
        18,
        "absorbed_general",
        "补充情况 · 吸收未转入组织关系的党员建立党组织情况 · 建立总支部的",
        Underivable(_ABSORBED),
        _ABSORBED,
    ),
    Row(
        19,
        "absorbed_branch",
        "补充情况 · 吸收未转入组织关系的党员建立党组织情况 · 建立支部的",
        Underivable(_ABSORBED),
        _ABSORBED,
    ),
)
_ADDED_UP = tuple(row.key for row in _ROWS if isinstance(row.line, Units | Sum))
_CHECKS = (
    *identities.of_rows(_LETTERS),
    Check(
        "due_group",
        _("建立党小组的不多于应建尚未建立党组织的"),
        Term(_("建立党小组的"), ("due_group",)),
        Term(_("应建尚未建立党组织的"), ("due",)),
        "<=",
        _LETTERS,
    ),
    Check(
        "sent",
        _("已派指导员的不多于未建立党组织的"),
        Term(_("已派党建工作指导员的"), ("sent",)),
        Term(_("未建立党组织的"), ("without",)),
        "<=",
        _LETTERS,
    ),
    Check(
        "unmoved",
        _("未转入组织关系的党员不多于党员"),
        Term(_("未转入组织关系的"), ("unmoved",)),
        Term(_("党员"), ("members",)),
        "<=",
        _LETTERS,
    ),
    Check(
        "kinds",
        _("总数 = 各类社会组织之和，每行如此（联合党支部数、指导员除外）"),
        Term(_("总数"), columns=("A",)),
        Term(_("B至G栏之和"), columns=_LETTERS[1:]),
        rows=_ADDED_UP,
    ),
    *identities.of_columns(COLUMNS, _ROWS, [(letter, "A") for letter in _LETTERS[1:]]),
    Check(
        "overview_associations",
        _("其中的行业协会商会与总览的行业协会商会组织覆盖率分母相同"),
        Term(_("本表"), ("associations",)),
        Term(_("总览"), figure=("association_cover", "denominator")),
    ),
)

TABLE = Table(
    number="30",
    ordinal="第三十表",
    title="社会组织法人单位建立党的基层组织情况",
    measure="个、人",
    populations=("social_organisation", "association", "federation_branch", ""),
    base=_kind(*_KINDS) & facts.operating,
    column_heads=_COLUMN_HEADS,
    row_heads=_ROW_HEADS,
    columns=COLUMNS,
    rows=_ROWS,
    apart=lacking.apart(
        _kind(*_KINDS),
        (
            Apart(
                "federation",
                _("工商联基层分会：多数不是独立法人，不计入"),
                _kind("federation_branch") & facts.operating,
            ),
        ),
    ),
    lacks=(*lacking.ABOUT_ORGANISATIONS, *lacking.ABOUT_PEOPLE),
    checks=_CHECKS,
    hidden={**identities.HIDDEN, "associations": Units(_kind("association"))},
    notes=(
        _("只计正常运行的单位；停业、注销、僵尸空挂的不计入，经营状态不明的另列。"),
        _("行业协会商会依法登记为社会团体，计入B栏；工商联基层分会另列。"),
        _("只有党小组的单位，党小组不是党的基层组织，算作未建立。"),
        _("缺事实的单位不算“否”：在该行该栏不计入，另列家数。"),
    ),
)
