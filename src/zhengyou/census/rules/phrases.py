"""Yes and no as offices write them out: 按规定开展, 未纳入, 已建立党支部. Pure."""

from __future__ import annotations

import re
from typing import Final

_DONE: Final = (
    "开展|落实|执行|召开|建立|组建|成立|设立|设有|设置|配备|配有|配齐|选派|派驻|派出|纳入|列入|列支|达标|参加|交纳|缴纳|完成|"
    "实行|坚持|进行|举办|轮训|评议|具备|拥有|有"
)
_HOW: Final = (
    "(?:能够|能|一直|长期|坚持|严格|每年|每季度|每月|按年|按季度|按季|按月|定期|按期|按时|及时|正常|单独|独立|专门|"
    "按照?(?:规定|要求|计划|制度))*"
)
_WHAT: Final = (
    "(?:了|到)?(?:本?(?:公司|企业|单位))?(?:"
    "(?:年度|全年|财务|专项|经费)*(?:预算|管理费用?)|三会一课|组织生活|民主评议(?:党员)?|(?:党员)?(?:教育)?(?:培训|轮训)|"
    "(?:联合|独立|单独)?(?:党组织|党支部|党总支|党委|党小组|支部)|"
    "工会(?:组织|委员会)?|(?:共青)?团(?:组织|支部|委|总支)|妇联(?:组织)?|妇女组织|妇工委|"
    "(?:党建)?(?:工作)?(?:指导员|联络员)|(?:专职)?副?书记|"
    "(?:单独|独立|固定|专门)?的?(?:党员|党群|党建)?(?:活动)?(?:场所|阵地|活动室|中心)|标准|要求"
    ")?中?"
)
_YES: Final = re.compile(f"(?:已经?|均已|都已|全部)?{_HOW}(?:{_DONE}){_WHAT}")
_NO: Final = re.compile(
    "(?:尚未|还未|暂未|从未|未曾|未能|暂没有|还没有|暂时没有|目前没有|目前无|没有|暂无|尚无|还没|未|没|无|不(?=达标|落实))"
    f"{_HOW}(?:{_DONE})?{_WHAT}"
)


def is_done(phrase: str) -> bool | None:
    """Whether a phrase, folded, says that something is done or not.

    None where it says more or less than that: 部分开展, 正在筹建, 不定期开展, 有3名党员.
    """
    if _NO.fullmatch(phrase):
        return False
    return True if _YES.fullmatch(phrase) else None
