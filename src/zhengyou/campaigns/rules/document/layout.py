"""The document in official layout (GB/T 9704-2012): headings by the directive's structure, duties in a table as attachment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhengyou.campaigns.rules.document.content import Content, Item, Part, Point
from zhengyou.campaigns.rules.document.drafting import core, full_width, written
from zhengyou.documents import Attachment, Block, Document, Heading, Kind, Paragraph, Table
from zhengyou.standards.rules.numerals import chinese

TABLE_TITLE = "重点任务责任分工表"
TABLE_HEAD = ("对应条目", "要求", "任务", "牵头单位", "配合单位", "完成时限", "怎样算办成")
TABLE_WIDTHS = (4.6, 7.0, 8.0, 6.2, 6.2, 6.2, 7.0)
LISTED = 4  # names of bodies that stand below each other in a cell
UNNAMED = {"opening": "总体要求", "closing": "工作要求"}
UNNAMED_PART = "具体措施"


def official(content: Content, *, remark: str = "") -> Document:
    """The content tree for Word and PDF. remark: （送审稿）, say, in a line of its own below the title; '' once approved."""
    rows = list(_rows(content))
    title = f"{content.title}\n{remark}" if remark else content.title
    return Document(
        kind=Kind.DOCUMENT,
        title=title,
        body=tuple(_body(content)),
        issuers=(content.issuer,),
        number=content.number,
        addressees=content.addressees,
        attachments=(Attachment(TABLE_TITLE, (_table(rows),)),) if rows else (),
        signatures=(content.issuer,),
        dated=content.dated,
        sealed=True,
    )


def answered_parts(content: Content) -> list[Part]:
    """The parts that say something: where all is excused or still open, nothing is printed."""
    return [part for part in content.parts if any(_said(one) for one in part.all_items())]


def part_heading(part: Part) -> str:
    """The directive's own heading without its end mark; a usual one where it has none."""
    return _printed(part.heading) or UNNAMED.get(part.kind, UNNAMED_PART)


def _body(content: Content) -> Iterator[Block]:
    if content.opening.strip():
        yield Paragraph(content.opening)
    for part in answered_parts(content):
        yield Heading(1, part_heading(part))
        yield from _part(part)
    if content.closing.strip():
        yield Paragraph(content.closing)


def _part(part: Part) -> Iterator[Block]:
    """Demands directly under a part stand as （一）, its points are counted on behind them: no level is left out."""
    for one in filter(_said, part.items):
        yield Heading(2, "", runs_on=one.text)
    for point in _points(part):
        yield from _point(point)


def _points(part: Part) -> list[Point]:
    """Those that say something."""
    return [point for point in part.points if any(_said(one) for one in point.items)]


def _point(point: Point) -> Iterator[Block]:
    """One answer runs on behind the point's heading, several are counted below it."""
    said = [one for one in point.items if _said(one)]
    heading = _printed(point.heading)
    if len(said) == 1:
        yield Heading(2, f"{heading}。" if heading else "", runs_on=said[0].text)
    elif not heading:
        yield Heading(2, "", runs_on="\n".join(one.text for one in said))
    else:
        yield Heading(2, heading)
        for one in said:
            yield Heading(3, "", runs_on=one.text)


def _printed(heading: str) -> str:
    return full_width("".join(heading.split())).strip("。：；，,")


def _said(item: Item) -> bool:
    return bool(item.text.strip())


def _rows(content: Content) -> Iterator[tuple[str, ...]]:
    """A row for each measure, at the first demand that it answers."""
    seen: set[int] = set()
    for place, item in places(content):
        for one in item.measures:
            if one.task not in seen:
                seen.add(one.task)
                yield (
                    place,
                    core(item.asked),
                    full_width(one.title),
                    _named(one.leads),
                    _named(one.assists),
                    _days(one.starts_on, one.due_on),
                    one.done_when,
                )


def places(content: Content) -> Iterator[tuple[str, Item]]:
    """Where each answer stands in the printed document: 一（二）1, without the excused ones."""
    for number, part in enumerate(answered_parts(content), start=1):
        first = chinese(number)
        direct = list(filter(_said, part.items))
        for place, one in enumerate(direct, start=1):
            yield f"{first}（{chinese(place)}）", one
        for second, point in enumerate(_points(part), start=len(direct) + 1):
            said = [one for one in point.items if _said(one)]
            counted = len(said) > 1 and bool(point.heading.strip())
            for place, one in enumerate(said, start=1):
                yield f"{first}（{chinese(second)}）" + (f"{place}" if counted else ""), one


def _named(bodies: tuple[str, ...]) -> str:
    """A line each, many of them in running text."""
    return ("\n" if len(bodies) <= LISTED else "、").join(bodies)


def _days(starts_on: date | None, due_on: date | None) -> str:
    if starts_on and due_on:
        return f"{written(starts_on)}至{written(due_on)}"
    return written(due_on) if due_on else f"{written(starts_on)}起" if starts_on else ""


def _table(rows: list[tuple[str, ...]]) -> Table:
    return Table(head=(TABLE_HEAD,), rows=tuple(rows), widths=TABLE_WIDTHS, landscape=True)
