"""Shares over time, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from zhengyou.reports.charts.drawing import (
    DEEP,
    FULL,
    INK,
    LINE,
    SOFT,
    TEXT,
    element,
    picture,
    width_of,
    words,
)

TOP, BOTTOM, LEFT = 26.0, 30.0, 44.0
DASHES = ("", "7 4", "2 4", "10 4 2 4")
COLOURS = (DEEP, FULL, INK, SOFT)


@dataclass(frozen=True, slots=True)
class Line:
    """shares: 0 to 1, one for each moment; None (unknown or withheld) leaves a gap."""

    name: str
    shares: tuple[float | None, ...]


def trend(
    title: str, moments: Sequence[str], lines: Sequence[Line], *, width: float = 640.0, height: float = 240.0
) -> str:
    """The drawing. The axis runs between round shares around what is shown; a single line has its values written at it."""
    ticks = _ticks([share for line in lines for share in line.shares if share is not None])
    low, high = ticks[0], ticks[-1]
    names = [line.name for line in lines] if len(lines) > 1 else []
    ends = max(
        [width_of(name) + 14 for name in names] + [width_of(moment) / 2 for moment in moments], default=0.0
    )
    right, bottom = width - min(ends, width * 0.4), height - BOTTOM

    def x(place: int) -> float:
        return LEFT + 22 + (right - LEFT - 22) * (place / (len(moments) - 1) if len(moments) > 1 else 0.5)

    def y(share: float) -> float:
        return bottom - (share - low) / (high - low) * (bottom - TOP)

    inside = []
    for share in ticks:
        inside.append(element("line", x1=LEFT, x2=right, y1=y(share), y2=y(share), stroke=LINE))
        inside.append(words(f"{share * 100:.0f}%", LEFT - 8, y(share) + TEXT * 0.36, anchor="end", fill=SOFT))
    for place in _labelled(moments, right - LEFT):
        inside.append(words(moments[place], x(place), height - 8, anchor="middle", fill=SOFT))
    for number, line in enumerate(lines):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        placed = [None if share is None else (x(place), y(share)) for place, share in enumerate(line.shares)]
        points = [point for point in placed if point]
        inside += [_path(run, colour, dash) for run in _runs(placed)]
        inside += [_mark(at, number, colour) for at in points]
        if len(lines) > 1 and points:
            inside.append(words(line.name, points[-1][0] + 10, points[-1][1] + TEXT * 0.36, fill=colour))
        elif len(lines) == 1:
            inside += [
                words(f"{share * 100:.1f}%", x(place), y(share) - 10, anchor="middle", fill=INK, weight=600)
                for place, share in enumerate(line.shares)
                if share is not None
            ]
    return picture(title, width, height, inside)


def _ticks(shares: Sequence[float]) -> list[float]:
    """Round shares from below the lowest to above the highest: twenty points apart at least, in steps of 5, 10 or 20."""
    low, high = floor(min(shares, default=0) * 10), ceil(max(shares, default=1) * 10)
    while high - low < 2:
        low, high = max(low - 1, 0), min(high + 1, 10)
    step = 0.5 if high - low == 2 else 1 if high - low <= 5 else 2
    if step == 2:
        low, high = low - low % 2, high + high % 2
    return [(low + step * number) / 10 for number in range(round((high - low) / step) + 1)]


def _labelled(moments: Sequence[str], room: float) -> list[int]:
    """The places whose moment is written: as many as there is room for, the last always."""
    if not moments:
        return []
    fit = max(int(room / (max(map(width_of, moments)) + 14)), 1)
    step = ceil(len(moments) / fit)
    return list(range(len(moments) - 1, -1, -step))


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Points that follow one another without a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is not None:
            runs[-1].append(point)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _path(run: Sequence[tuple[float, float]], colour: str, dash: str) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
    dashes = {"stroke_dasharray": dash} if dash else {}
    return element("polyline", points=points, fill="none", stroke=colour, stroke_width=2.5, **dashes)


def _mark(at: tuple[float, float], number: int, colour: str) -> str:
    """A disc, a square, a triangle or a ring."""
    x, y = at
    if number % 4 == 1:
        return element("rect", x=x - 4, y=y - 4, width=8, height=8, fill=colour)
    if number % 4 == 2:
        return element("path", d=f"M{x:.1f} {y - 5:.1f} l5 9 h-10 z", fill=colour)
    fill = "#ffffff" if number % 4 == 3 else colour
    return element("circle", cx=x, cy=y, r=4.5, fill=fill, stroke=colour, stroke_width=1.5)
