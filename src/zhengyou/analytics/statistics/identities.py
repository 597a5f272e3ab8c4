"""Identities that both tables must satisfy, inferred from their heads, and the lines that only they need."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add, or_

import ibis
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from ibis.expr.types import BooleanValue

from zhengyou.analytics.statistics.declaring import Check, Column, Line, Row, Term, Underivable, Units
from zhengyou.analytics.statistics.official import facts, unsaid

OWN = ("own_committee", "own_general", "own_branch")
GAP = ("due", "few", "none")
_OWN_LEVELS = (facts.own_committee, facts.own_general, facts.own_branch)
_GAPS = (facts.due, facts.few, facts.none)
_PARTS = (*_OWN_LEVELS, facts.joint, *_GAPS)
_BOTH_KNOWN = facts.members_complete & facts.employees.notnull()

HIDDEN: dict[str, Line] = {
    "own": Units(facts.own),
    "without": Units(facts.without),
    "unsettled": Units(unsaid(reduce(or_, _PARTS))),
    "own_unsettled": Units(facts.own & unsaid(reduce(or_, _OWN_LEVELS))),
    "gap_unsettled": Units(facts.without & unsaid(reduce(or_, _GAPS))),
    "both_known": Units(_BOTH_KNOWN),
    "members_within": Units(_BOTH_KNOWN & (facts.members <= facts.employees)),
}


def _not_one(conditions: Sequence[BooleanValue]) -> BooleanValue:
    """It can be said, and not exactly one is true."""
    true = reduce(add, (ibis.ifelse(one, 1, 0) for one in conditions))
    return ~unsaid(reduce(or_, conditions)) & (true != 1)


def of_rows(letters: Sequence[str]) -> tuple[Check, ...]:
    """The identities between rows, for each of the columns."""
    columns = tuple(letters)
    return (
        Check(
            "settled",
            _("单位数 = 单独建立的 + 联合建立的 + 未建立的"),
            Term(_("单位数"), ("units",)),
            Term(_("各项之和，加说不清的"), (*OWN, "joint", *GAP), unsettled=("unsettled",)),
            columns=columns,
            broken=_not_one(_PARTS),
        ),
        Check(
            "own",
            _("单独建立的 = 建立党委的 + 建立总支部的 + 建立支部的"),
            Term(_("单独建立的"), ("own",)),
            Term(_("三项之和，加说不清的"), OWN, unsettled=("own_unsettled",)),
            columns=columns,
            broken=facts.own & _not_one(_OWN_LEVELS),
        ),
        Check(
            "without",
            _("未建立的 = 应建尚未建立的 + 仅有个别党员的 + 没有党员的"),
            Term(_("未建立的"), ("without",)),
            Term(_("三项之和，加说不清的"), GAP, unsettled=("gap_unsettled",)),
            columns=columns,
            broken=facts.without & _not_one(_GAPS),
        ),
        Check(
            "three",
            _("联合建立的单位中，具有3名以上党员的不多于全部"),
            Term(_("具有3名以上党员的"), ("joint_three",)),
            Term(_("已建立联合党支部的"), ("joint",)),
            "<=",
            columns,
        ),
        Check(
            "branches",
            _("联合党支部数不多于已建立联合党支部的单位数"),
            Term(_("联合党支部数"), ("joint_branches",)),
            Term(_("已建立联合党支部的"), ("joint",)),
            "<=",
            columns,
        ),
        Check(
            "members",
            _("党员人数和职工（从业人员）人数都知道的单位，党员都不多于职工"),
            Term(_("党员不多于职工的单位"), ("members_within",)),
            Term(_("两个人数都知道的单位"), ("both_known",)),
            columns=columns,
            broken=_BOTH_KNOWN & (facts.members > facts.employees),
        ),
    )


def of_columns(
    columns: Sequence[Column], rows: Sequence[Row], parts: Sequence[tuple[str, str]]
) -> tuple[Check, ...]:
    """For each (part, whole) of the columns: no row of the part exceeds the whole."""
    where = {column.letter: column.where for column in columns}
    keys = tuple(row.key for row in rows if not isinstance(row.line, Underivable))
    return tuple(
        Check(
            f"column_{part}",
            format_lazy(_("{part}栏不多于{whole}栏，每行如此"), part=part, whole=whole),
            Term(format_lazy(_("{column}栏"), column=part), columns=(part,)),
            Term(format_lazy(_("{column}栏"), column=whole), columns=(whole,)),
            "<=",
            rows=keys,
            broken=_part_without_whole(where[part], where[whole]),
        )
        for part, whole in parts
    )


def _part_without_whole(part: BooleanValue | Underivable, whole: BooleanValue | Underivable) -> BooleanValue:
    if isinstance(part, Underivable) or isinstance(whole, Underivable):
        raise TypeError("a column without numbers is no part of an identity")
    return part & ~whole.fill_null(False)
