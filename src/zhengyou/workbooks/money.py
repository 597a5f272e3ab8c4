"""Units of money as headings and title lines name them."""

import re
from decimal import Decimal
from typing import Literal

from zhengyou.workbooks import cells

Unit = Literal["元", "千元", "万元", "百万元", "亿元", "其他"]
"""其他: a foreign currency or an unusual unit; such a column must not be read as yuan."""

YUAN: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}

_NAMES: dict[str, Unit] = {
    "元": "元",
    "人民币元": "元",
    "千元": "千元",
    "万元": "万元",
    "人民币万元": "万元",
    "万元人民币": "万元",
    "万": "万元",
    "百万元": "百万元",
    "亿元": "亿元",
    "亿": "亿元",
}
_AMOUNT = r"(?:人民币)?[十百千万亿]*(?:美|港|欧|日|英|澳)?[元镑圆](?:人民币)?|[万亿]"
_IN_BRACKETS = re.compile(rf"[(\[【<](?:(?:金额)?单位[:为是]?)?({_AMOUNT})[)\]】>]")
_AFTER_COLON = re.compile(rf"单位[:为是](?:[人家个名户岁亩][、,/])*({_AMOUNT})(?![\u4e00-\u9fff])")
_AT_END = re.compile(r"[\u4e00-\u9fff]{2}[,/:_-]?([十百千万亿]+元)$|[,/:_-](元)$")


def unit_in(heading: str) -> Unit | None:
    """The unit that a heading or title line names, as in 收入（万元） or 单位：亿元, else None."""
    text = cells.squeezed(heading)
    for pattern in (_IN_BRACKETS, _AFTER_COLON, _AT_END):
        if found := pattern.search(text):
            return _NAMES.get(next(group for group in found.groups() if group), "其他")
    return None
