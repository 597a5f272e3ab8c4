"""Looks a document through: nothing asked may stay unanswered, and no measure may hang in the air."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhengyou.campaigns.rules.document.content import Content, Item, Measure
from zhengyou.campaigns.rules.document.drafting import written
from zhengyou.campaigns.rules.likeness import pairs

ALIKE = 0.9  # of two answers, from which on one was pasted
LEAST_COMPARED = 12  # characters; shorter answers are alike by chance
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


class Weight(StrEnum):
    STOPS = "stops"  # the document cannot be submitted
    MEND = "mend"  # should be mended before it is submitted
    NOTE = "note"  # to be thought about; may be right as it is


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. code: explained in campaigns.document_words. item: id of the demand, 0 for the document as a whole.

    key: the clause's id for the reader. task: id of the measure, 0 for none. about: what it concerns, in its own words.
    others: keys of further clauses concerned.
    """

    code: str
    weight: Weight
    item: int = 0
    key: str = ""
    task: int = 0
    about: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Days between which measures lie: from the directive or the campaign's begin to the last phase's end."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        """Whether the day lies inside; an unknown day does, an open end has no limit."""
        if day is None:
            return True
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def check(content: Content, *, window: Window, withdrawn: Sequence[str] = ()) -> list[Finding]:
    """All findings: those that stop first, then in the document's order.

    withdrawn: titles of answered directives that were withdrawn since.
    """
    items = list(content.items())
    found = [Finding("head_missing", Weight.STOPS, about=name) for name in _missing_head(content)]
    found += [
        Finding("unanswered", Weight.STOPS, one.id, one.key, about=one.asked)
        for one in items
        if not one.answered
    ]
    found += [Finding("directive_withdrawn", Weight.MEND, about=title) for title in withdrawn]
    seen: set[int] = set()
    for one in items:
        found += _of_item(one)
        for measure in one.measures:
            if measure.task not in seen:  # a measure under several clauses is told once
                found += _of_measure(measure, window, one)
                seen.add(measure.task)
    found += [
        Finding("measure_without_clause", Weight.MEND, task=one.task, about=one.title)
        for one in content.loose
    ]
    return [*found, *_pasted(items)]


def stops(findings: Sequence[Finding]) -> list[Finding]:
    """Those with which nothing can be submitted."""
    return [one for one in findings if one.weight is Weight.STOPS]


def _missing_head(content: Content) -> list[str]:
    held = {"title": content.title, "issuer": content.issuer, "addressees": content.addressees}
    return [name for name, value in held.items() if not value.strip()]


def _of_item(one: Item) -> Iterator[Finding]:
    if one.excused.strip():
        if one.measures:
            yield Finding("excused_with_measure", Weight.NOTE, one.id, one.key, about=one.measures[0].title)
        return
    if not one.text.strip():
        return
    if not one.measures:
        yield Finding("without_measure", Weight.NOTE, one.id, one.key, about=one.asked)
        return
    days = {written(day) for measure in one.measures for day in (measure.starts_on, measure.due_on) if day}
    told = [written(day) for day in _days(one.text)]
    other = tuple(dict.fromkeys(day for day in told if day not in days))
    if other:
        yield Finding("text_names_other_day", Weight.NOTE, one.id, one.key, about="、".join(other))


def _days(text: str) -> Iterator[date]:
    for year, month, day in _DAY.findall(text):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:  # 2月30日 is the author's to mend
            continue


def _of_measure(one: Measure, window: Window, item: Item) -> Iterator[Finding]:
    def finding(code: str, about: str = "") -> Finding:
        return Finding(code, Weight.MEND, item.id, item.key, one.task, about or one.title)

    if not one.leads:
        yield finding("measure_without_lead")
    if one.gone:
        yield finding("lead_gone", f"{one.title}（{'、'.join(one.gone)}）")
    if one.due_on is None:
        yield finding("measure_without_date")
    if not one.done_when.strip():
        yield finding("measure_without_mark")
    outside = [day for day in (one.starts_on, one.due_on) if day and not window.holds(day)]
    if outside:
        yield finding("outside_phases", f"{one.title}（{'、'.join(map(written, outside))}）")


def _pasted(items: Sequence[Item]) -> Iterator[Finding]:
    """Answers alike under demands that share no measure; each is told once, with all that are like it."""
    texts = [one for one in items if len(one.text.strip()) >= LEAST_COMPARED and not one.excused]
    like: dict[int, list[int]] = {}
    for first, second, _likeness in pairs([one.text for one in texts], [one.text for one in texts], ALIKE):
        if first < second and not _share(texts[first], texts[second]):
            like.setdefault(first, []).append(second)
    told: set[int] = set()
    for first, others in sorted(like.items()):
        if first in told:
            continue
        told.update(others)
        keys = tuple(texts[other].key for other in others)
        yield Finding(
            "pasted", Weight.MEND, texts[first].id, texts[first].key, about=texts[first].text, others=keys
        )


def _share(one: Item, other: Item) -> bool:
    return bool({measure.task for measure in one.measures} & {measure.task for measure in other.measures})
