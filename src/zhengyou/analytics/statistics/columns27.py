"""The columns of table 27: size, owner, and who controls the enterprise. Heads as on the official form."""

from __future__ import annotations

import ibis
from django.utils.translation import gettext_lazy as _

from zhengyou.analytics.statistics.declaring import Column, Head, Underivable
from zhengyou.analytics.statistics.official import EVERY, facts

_type = facts.ownership_type
_control = facts.ownership_control
_private = _type == "private"
_hmt, _foreign = _type == "hmt", _type == "foreign"
_held = _control.isin(("wholly", "holding"))
OWNER_MEMBER = facts.owner_politics == "cpc"
_WHO_CONTROLS = _(
    "台账登记了企业类型和独资、控股，没有登记由哪一方控股，分不出由私有经济控制的这类企业；不猜，请人工填写。"
)
CONTROLLED = _private | (_hmt & _held) | (_foreign & _held)
# Whether an hmt or foreign enterprise without a stated control is privately controlled nobody can say: unknown, not "no".
_PRIVATE_CONTROL = ibis.ifelse((_hmt | _foreign) & _control.isnull(), ibis.null("boolean"), _private)

COLUMNS = (
    Column("A", "all", "总数", EVERY, _("正常经营的非公企业，不含个体工商户")),
    Column("B", "staff_50", "从业人员50人以上企业", facts.employees >= 50, _("从业人员数，含50人")),
    Column("C", "staff_100", "从业人员100人以上企业", facts.employees >= 100, _("从业人员数，含100人")),
    Column(
        "D",
        "owner_member",
        "法定代表人是党员的",
        OWNER_MEMBER,
        _("出资人（法定代表人）政治面貌；本人没有同意登记的为未知"),
    ),
    Column(
        "E",
        "owner_secretary",
        "兼任企业党组织书记的",
        OWNER_MEMBER & facts.owner_is_secretary,
        _("其中兼任党组织书记的"),
    ),
    Column(
        "F",
        "private",
        "私有经济控制",
        _PRIVATE_CONTROL,
        _("企业类型为私营的。港澳台商、外商投资企业登记了独资或控股的，计入各自的栏；没有登记的说不清"),
    ),
    Column("G", "private_wholly", "私营独资", _private & (_control == "wholly"), _("私营且为独资的")),
    Column(
        "H", "private_hmt", "港澳台商投资", Underivable(_WHO_CONTROLS), _("由私有经济控制的港澳台商投资企业")
    ),
    Column("I", "private_foreign", "外商投资", Underivable(_WHO_CONTROLS), _("由私有经济控制的外商投资企业")),
    Column("J", "hmt", "港澳台商经济控制", _hmt & _held, _("港澳台商投资且为独资或控股的")),
    Column("K", "hmt_wholly", "港澳台商独资", _hmt & (_control == "wholly"), _("其中独资的")),
    Column("L", "foreign", "外商经济控制", _foreign & _held, _("外商投资且为独资或控股的")),
    Column("M", "foreign_wholly", "外商独资", _foreign & (_control == "wholly"), _("其中独资的")),
)
LETTERS = tuple(column.letter for column in COLUMNS if not isinstance(column.where, Underivable))

COLUMN_HEADS = (
    Head(0, 0, 1, 5),
    Head(1, 0, 2, 1, "总数", joined=True),
    Head(1, 1, 1, 2),
    Head(2, 1, 1, 1, "从业人员50人以上企业", joined=True),
    Head(2, 2, 1, 1, "从业人员100人以上企业"),
    Head(1, 3, 1, 2),
    Head(2, 3, 1, 1, "法定代表人是党员的", joined=True),
    Head(2, 4, 1, 1, "兼任企业党组织书记的"),
    Head(0, 5, 1, 4),
    Head(1, 5, 2, 1, "私有经济控制", joined=True),
    Head(1, 6, 2, 1, "私营独资"),
    Head(1, 7, 2, 1, "港澳台商投资"),
    Head(1, 8, 2, 1, "外商投资"),
    Head(0, 9, 1, 2),
    Head(1, 9, 2, 1, "港澳台商经济控制", joined=True),
    Head(1, 10, 2, 1, "港澳台商独资"),
    Head(0, 11, 1, 2),
    Head(1, 11, 2, 1, "外商经济控制", joined=True),
    Head(1, 12, 2, 1, "外商独资"),
)
