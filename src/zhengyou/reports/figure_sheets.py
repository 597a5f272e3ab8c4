"""Figures of several places as a workbook: the rates at a glance, their parts, what each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from django.template.defaultfilters import date as written
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.analytics.indicators import INDICATORS, Indicator
from zhengyou.reports.queries.figures import Figure
from zhengyou.web.policy import ScopedRequest
from zhengyou.workbooks.exporting import Sheet

RATE: Final = "0.0"
COUNT: Final = "#,##0"
PART_FORMATS: Final = (RATE, *([COUNT] * 4), "")


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of one place. numbers: the four, None where they are not shown; note: why not."""

    key: str
    share: float | None
    said: str
    numbers: Sequence[int | None]
    note: str = ""

    @property
    def rate(self) -> float | str:
        """Of a hundred; where there is none, the words that pages say."""
        return self.said if self.share is None else round(self.share * 100, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One place with all figures. lead: what stands before its code, where lines are of several kinds."""

    lead: tuple[str, ...]
    code: str
    name: str
    told: Sequence[Told]


def sheets(
    title: str, above: Sequence[str], lead: Sequence[str], lines: Iterable[Line], *, english: bool
) -> list[Sheet]:
    """Three sheets. lead: heads of what stands before a line's code; every line tells the same figures."""
    held = list(lines)
    keys = [one.key for one in held[0].told]
    places = [*lead, _("区划代码"), _("名称")]
    blank = [""] * len(places)
    return [
        Sheet(
            [*places, *(INDICATORS[key].name for key in keys)],
            ([*line.lead, line.code, line.name, *(one.rate for one in line.told)] for line in held),
            _("比率（%）"),
            title,
            above,
            [*blank, *([RATE] * len(keys))],
            kept=len(places),
        ),
        Sheet(
            [_("指标"), *places, *part_heads()],
            _parts_of_all(held, len(keys)),
            _("分子和分母"),
            title,
            above,
            ["", *blank, *PART_FORMATS],
            kept=len(places) + 1,
        ),
        Sheet(
            [_("指标"), *(term for term, _text in definition(INDICATORS[keys[0]], english=english))],
            ([INDICATORS[key].name, *_texts(INDICATORS[key], english)] for key in keys),
            _("口径"),
            title,
            widths=(24, 36, 30, 30, 36, 30),
            wrapped=True,
        ),
    ]


def _parts_of_all(lines: Sequence[Line], figures: int) -> Iterator[list[Any]]:
    for number in range(figures):
        for line in lines:
            one = line.told[number]
            yield [INDICATORS[one.key].name, *line.lead, line.code, line.name, *parts(one)]


def part_heads() -> list[str]:
    """Of what parts() gives."""
    return [_("比率（%）"), _("分子"), _("分母"), _("情况未知"), _("不计入"), _("说明")]


def told(one: Figure) -> Told:
    """A figure as it stands today."""
    if one.numbers is None:
        return Told(one.key, None, one.said, [None] * 4, _("不公布：不足五人，或会推算出不足五人"))
    return Told(one.key, one.share, one.said, one.numbers)


def parts(one: Told) -> list[Any]:
    """As many cells as there are heads; of what is withheld, empty ones and the reason."""
    share = None if one.share is None else round(one.share * 100, 1)
    return [share, *one.numbers, one.note]


def definition(one: Indicator, *, english: bool) -> list[tuple[str, str]]:
    """(term, text): what a figure means."""
    return [
        (_("定义"), one.definition_en if english else one.definition_zh),
        (_("分子"), one.numerator_en if english else one.numerator_zh),
        (_("分母"), one.denominator_en if english else one.denominator_zh),
        (_("不计入的及原因"), one.left_out_en if english else one.left_out_zh),
        (_("口径出处"), one.source),
    ]


def _texts(one: Indicator, english: bool) -> list[str]:
    return [text for _term, text in definition(one, english=english)]


def meaning(one: Indicator, *, english: bool) -> list[str]:
    """The definition as lines over a table."""
    return [
        _("%(term)s：%(text)s") % {"term": term, "text": text}
        for term, text in definition(one, english=english)
    ]


def place_line(name: str, code: str) -> str:
    """Whose figures they are."""
    return _("地方：%(name)s（%(code)s）") % {"name": name, "code": code}


def taken_by(request: ScopedRequest) -> str:
    """Who exported it and when."""
    now = written(timezone.localtime(), "Y-m-d H:i")
    return _("导出：%(who)s，%(when)s") % {"who": cast(User, request.user).name, "when": now}
