"""Bars of shares, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhengyou.reports.charts.drawing import (
    DEEP,
    FULL,
    LINE,
    PALE,
    SOFT,
    TEXT,
    element,
    lines_of,
    picture,
    width_of,
    words,
)

ROW, THICK, GAP = 38.0, 14.0, 10.0


@dataclass(frozen=True, slots=True)
class Bar:
    """share: 0 to 1; None has no bar. said: what stands at the right, the share in words or why there is none.

    faint: hatched over the whole track, for what is withheld or unknown, so that it is not taken for 0.
    """

    label: str
    share: float | None
    said: str
    faint: bool = False


def bars(title: str, rows: Sequence[Bar], *, width: float = 640.0) -> str:
    """The drawing, as wide as said in its own unit; as many rows as there are, in the order given."""
    left = min(max((width_of(row.label) for row in rows), default=0.0), width * 0.36)
    right = max((width_of(row.said) for row in rows), default=0.0)
    start = left + GAP
    track = max(width - start - right - GAP, width * 0.2)
    hatch = (
        f"zy-hatch-{width:.0f}"  # the same chart may stand on a page in two widths, one of them not displayed
    )
    inside = [_hatch(hatch)] if any(row.faint for row in rows) else []
    for place, row in enumerate(rows):
        middle = ROW * place + ROW / 2
        inside += _label(row.label, left, middle)
        inside.append(_rect(start, middle, track, PALE))
        if row.faint:
            inside.append(_rect(start, middle, track, f"url(#{hatch})"))
        elif row.share is not None:
            inside.append(_rect(start, middle, track * min(max(row.share, 0.0), 1.0), FULL))
            at = start + track * min(max(row.share, 0.0), 1.0)
            inside.append(
                element("line", x1=at, x2=at, y1=middle - THICK / 2, y2=middle + THICK / 2, stroke=DEEP)
            )
        colour = SOFT if row.share is None else DEEP
        inside.append(words(row.said, width, middle + TEXT * 0.36, anchor="end", fill=colour))
    return picture(title, width, max(ROW * len(rows), ROW), inside)


def _label(text: str, left: float, middle: float) -> list[str]:
    lines = lines_of(text, left)
    first = middle + TEXT * 0.36 - (len(lines) - 1) * TEXT * 0.6
    return [words(line, 0, first + number * TEXT * 1.2, name=True) for number, line in enumerate(lines)]


def _rect(x: float, middle: float, width: float, fill: str) -> str:
    return element("rect", x=x, y=middle - THICK / 2, width=width, height=THICK, rx=3, fill=fill)


def _hatch(name: str) -> str:
    stroke = element("path", d="M0 6 L6 0", stroke=LINE, stroke_width=2)
    return element(
        "defs",
        element("pattern", stroke, id=name, width=6, height=6, patternUnits="userSpaceOnUse"),
    )
