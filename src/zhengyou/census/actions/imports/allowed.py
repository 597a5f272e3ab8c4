"""Who may import what, where and into which round."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.web.errors import Forbidden, Refused

NEEDS: Final = {
    "units": "units.edit",
    "organisations": "organisations.edit",
    "members": "members.edit",
    **dict.fromkeys(standards.load_registers(), "units.edit"),
}


def require(*, kind: str, territory: Territory, round: Round, by: Scope) -> None:
    """Whether this person may import this kind here, now. Raises Forbidden (right), Refused (place, closed round)."""
    if kind not in NEEDS:
        raise Refused(_("导入的种类应当是 units、organisations 或 members。"))
    if not (by.may("imports.run") and by.may(NEEDS[kind])):
        raise Forbidden
    inside = by.reach is Reach.TERRITORY and is_below(territory.path, by.path)
    if by.reach is not Reach.EVERYTHING and not inside:
        raise Refused(_("“%(name)s”不在您负责的范围内。请选择本地或下级的区划。") % {"name": territory.name})
    if round.closed_at is not None:
        raise Refused(_("轮次 %(code)s 已经结束，不能再导入。请选择进行中的轮次。") % {"code": round.code})
