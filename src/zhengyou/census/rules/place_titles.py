"""The place that a sheet's name or a title between rows gives: 一、仲景街道（12家）, 官庄镇企业."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from zhengyou import standards
from zhengyou.standards import fold
from zhengyou.workbooks import cells

_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.:]|\([一二三四五六七八九十]{1,3}\)[、.]?|\(?\d{1,2}[、.):])"
)
_BEHIND = re.compile(r"[:(\[【].*$|\d{1,4}[家户个]$")
_ABOUT: Final = (
    *("非公有制企业", "非公企业", "两新组织", "社会组织", "个体工商户", "党组织", "企业", "单位", "党员"),
    *("名单", "名册", "台账", "汇总表", "汇总", "情况", "上报", "填报", "表"),
)
_STREET: Final = {"街道": ("街道办事处", "街道办", "办事处", "办")}


def place_in(title: str) -> str | None:
    """The county or township that a title names in full, None when it says anything else."""
    text = _BEHIND.sub("", _NUMBERING.sub("", cells.squeezed(title)))
    while (shorter := _shortened(text)) != text:
        text = shorter
    return text if fold(text) in _names() else None


def _shortened(text: str) -> str:
    for word in _ABOUT:
        if text.endswith(word) and text != word:
            return text.removesuffix(word)
    return text


@cache
def _names() -> frozenset[str]:
    """Full names of counties and townships; streets also by their offices."""
    divisions = standards.load_divisions()
    found: set[str] = set()
    for one in (*divisions.counties, *divisions.townships, *divisions.zones):
        name = fold(one.name)
        found.add(name)
        for ending, others in _STREET.items():
            if name.endswith(ending):
                found.update(name.removesuffix(ending) + other for other in others)
    return frozenset(found)
