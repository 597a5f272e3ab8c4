"""The plot of docs/scale.md: milliseconds over the number of organisations, both on logarithmic scales, as SVG by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 210, 24, 48
FIRST, LAST = 10_000, 5_000_000
COLOURS: Final = ("#8c1d18", "#1f5f8b", "#5b6b2f", "#7a5195", "#996515")


def drawn(rows: Iterable[Mapping[str, str]]) -> str:
    """The picture. rows: {"organisations", "what", "milliseconds"}."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        lines.setdefault(row["what"], []).append((int(row["organisations"]), float(row["milliseconds"])))
    values = [value for points in lines.values() for _total, value in points] or [1, 1000]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12">',
        "<title>Milliseconds over the number of organisations, both scales logarithmic</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *_grid(low, high),
    ]
    named: list[float] = []
    ordered = sorted(lines.items(), key=lambda line: -sorted(line[1])[-1][1])
    for (what, points), colour in zip(ordered, COLOURS, strict=False):
        parts += _line(what, sorted(points), colour, low, high, named)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(total: float) -> float:
    share = (math.log10(total) - math.log10(FIRST)) / (math.log10(LAST) - math.log10(FIRST))
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(milliseconds: float, low: int, high: int) -> float:
    share = (math.log10(milliseconds) - low) / (high - low)
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(low: int, high: int) -> list[str]:
    parts = []
    for power in range(low, high + 1):
        y = _y(10**power, low, high)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        text = (
            f"{10**power:,} ms"
            if 0 <= power < 3
            else f"{10**power / 1000:,g} s"
            if power >= 3
            else f"{10**power:g} ms"
        )
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>')
    for total, text in (
        (10_000, "10,000"),
        (100_000, "100,000"),
        (1_000_000, "1 million"),
        (LAST, "5 million"),
    ):
        parts.append(f'<path d="M{_x(total):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eeeeee"/>')
        parts.append(
            f'<text x="{_x(total):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{text}</text>'
        )
    parts.append(f'<text x="{_x(200_000):.1f}" y="{HEIGHT - 8}" text-anchor="middle">organisations</text>')
    return parts


def _line(
    what: str, points: list[tuple[int, float]], colour: str, low: int, high: int, named: list[float]
) -> list[str]:
    """One line with its points, its name at the end of it, below those that already stand there."""
    places = [(_x(total), _y(value, low, high)) for total, value in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    y = places[-1][1] + 4
    while any(abs(y - other) < 15 for other in named):
        y += 1
    named.append(y)
    text = f"{what}: {_told(points[-1][1])}"
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x:.1f}" cy="{one:.1f}" r="3.5" fill="{colour}"/>' for x, one in places),
        f'<text x="{WIDTH - RIGHT + 10}" y="{y:.1f}" fill="{colour}">{escape(text)}</text>',
    ]


def _told(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2g} s" if milliseconds >= 1000 else f"{milliseconds:.2g} ms"
