"""Elements, colours and the widths of words."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

INK, SOFT, LINE = "#1f2328", "#57606a", "#d8dee4"
PALE, FULL, DEEP = "#e8f0f8", "#3874b0", "#174f86"
FACES = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, sans-serif"
TEXT = 14.0  # the size of letters, in the drawing's own unit


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """One element. In attribute names `_` stands for `-`; numbers are written short; what is inside is markup already."""
    written = "".join(f" {key.replace('_', '-')}={quoteattr(_short(one))}" for key, one in attributes.items())
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def words(
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    fill: str = INK,
    weight: int = 400,
    name: bool = False,
) -> str:
    """A line of text; y is its baseline. name: of a thing, which is Chinese in every language where it has Chinese signs."""
    chinese = name and any(east_asian_width(sign) in "WF" for sign in text)
    told = {"lang": "zh-Hans"} if chinese else {}
    return element("text", escape(text), x=x, y=y, text_anchor=anchor, fill=fill, font_weight=weight, **told)


def picture(title: str, width: float, height: float, inside: Iterable[str]) -> str:
    """The whole drawing. Its title is what a screen reader says of it; the table beside it has the numbers."""
    return element(
        "svg",
        element("title", escape(title)),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        width="100%",
        role="img",
        aria_label=title,
        font_family=FACES,
        font_size=TEXT,
    )


def width_of(text: str) -> float:
    """About how wide a line is: a Chinese sign is as wide as it is high, others a little more than half."""
    return sum(TEXT if east_asian_width(sign) in "WF" else TEXT * 0.58 for sign in text)


def lines_of(text: str, width: float, most: int = 2) -> list[str]:
    """The text in lines no wider than `width`; what does not fit into `most` lines ends in …."""
    lines = [""]
    for sign in text:
        if lines[-1] and width_of(lines[-1] + sign) > width:
            lines.append("")
        lines[-1] += sign
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return [line.strip() for line in lines]


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
