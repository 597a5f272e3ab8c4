"""Lines put together into paragraphs, also where a typist or a scanner broke them in the midst of a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from zhengyou.campaigns.rules.directive.folded import Folded, fold, joined, width
from zhengyou.campaigns.rules.directive.furniture import furniture
from zhengyou.campaigns.rules.directive.lines import Line, lines_of
from zhengyou.campaigns.rules.directive.marks import SPOKEN, Mark, mark_of
from zhengyou.campaigns.rules.directive.tree import Region, Source

_NARROWEST, _WIDEST = 16, 110
_LONGEST_HEADING = 80
_OPEN_ENDS = "，、（“《—"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Whole lines of the source, `spans`, as one text."""

    spans: tuple[tuple[int, int], ...]
    folded: Folded
    indent: int
    row: bool
    after_break: bool

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]

    def printed(self, source: str) -> Callable[[int, int], str]:
        """Gives text[a:b] as it stands in the source, without blanks."""
        return printing(source, self.folded)

    def cut(self, place: int) -> tuple[Paragraph, Paragraph]:
        """Two paragraphs: what stands before text[place], and the rest. Neither may be empty."""
        halves = []
        for start, end in ((0, place), (place, len(self.text))):
            begin, stop = self.folded.span(start, end)
            gaps = frozenset(gap - start for gap in self.folded.gaps if start < gap < end)
            folded = Folded(self.text[start:end], self.folded.at[start:end], gaps)
            spans = tuple(self.within(begin, stop))
            halves.append(Paragraph(spans, folded, self.indent, self.row, self.after_break))
        return halves[0], halves[1]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of the source between two offsets that belong to the paragraph."""
        cut = [(max(start, a), min(end, b)) for a, b in self.spans]
        return [(a, b) for a, b in cut if a < b]


@dataclass(frozen=True, slots=True)
class Layout:
    """`full`: width of a full line where sentences are broken at the margin, 0 where each line is a paragraph.

    `indented`: paragraphs begin with blanks. `spaced`: every other line is blank, so that a blank line parts nothing.
    """

    full: int
    indented: bool
    spaced: bool


def paragraphs_of(source: Source) -> tuple[list[Paragraph], list[Region]]:
    """The paragraphs, and the furniture between them."""
    asides = sorted(source.asides, key=lambda region: region.start)
    lines = [line for line in lines_of(source) if not any(_inside(line, one) for one in asides)]
    known = furniture(lines)
    regions = [Region(kind, lines[number].start, lines[number].end) for number, kind in known.items()]
    regions += asides
    kept: list[Line] = []
    broken: list[bool] = []
    for number, line in enumerate(lines):
        if number not in known:
            kept.append(line)
            broken.append(number > 0 and number - 1 in known)
    marks = [mark_of(line.folded, printing(source.text, line.folded)) for line in kept]
    layout = layout_of(kept, marks)
    groups: list[list[Line]] = []
    breaks: list[bool] = []
    first_mark: Mark | None = None
    for number, line in enumerate(kept):
        mark = marks[number]
        if groups and (
            _awaits_text(groups[-1], first_mark, line, mark)
            or (broken[number] and _torn(groups[-1], first_mark, line, mark))
            or continues(groups[-1], line, mark, layout, broken[number])
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
            breaks.append(broken[number] or line.new_page)
            first_mark = mark
    found = [_paragraph(source, lines, one) for lines, one in zip(groups, breaks, strict=True)]
    return found, regions


def _inside(line: Line, region: Region) -> bool:
    return region.start <= line.start and line.end <= region.end


def printing(source: str, folded: Folded) -> Callable[[int, int], str]:
    """Gives folded.text[a:b] as it stands in the source, without blanks."""
    return lambda start, end: "".join(source[place] for place in folded.at[start:end])


def _paragraph(source: Source, lines: list[Line], after_break: bool) -> Paragraph:
    spans = tuple((line.start, line.end) for line in lines)
    return Paragraph(spans, fold(source.text, spans), lines[0].indent, lines[0].row, after_break)


def layout_of(lines: list[Line], marks: list[Mark | None]) -> Layout:
    """How the text is typed, seen from all its lines."""
    prose = [line for line in lines if not line.row]
    spaced = len(prose) > 4 and sum(line.after_blank for line in prose) > 0.8 * len(prose)
    full = _full_width(lines, marks)
    indented = sum(2 <= line.indent <= 8 for line in prose) >= max(2, 0.1 * len(prose))
    return Layout(full, indented, spaced)


def _full_width(lines: list[Line], marks: list[Mark | None]) -> int:
    """The width at which lines are broken. Broken lines end in the midst of a sentence and begin without a mark."""
    pairs = [
        line
        for line, after, mark in zip(lines, lines[1:], marks[1:], strict=False)
        if not line.ends_sentence and not line.row and not after.row and mark is None
    ]
    widths = Counter(line.width for line in pairs if _NARROWEST <= line.width <= _WIDEST)
    if not widths:
        return 0
    best = max(widths, key=lambda one: (_near(widths, one), one))
    prose = [line.width for line in lines if not line.row]
    beyond = sum(one > best + 4 for one in prose)
    at_margin = sum(best - 4 <= one <= best + 4 for one in prose)
    enough = _near(widths, best) >= 2 and _near(widths, best) >= 0.4 * at_margin
    return best if enough and beyond <= 0.1 * len(prose) else 0


def _near(widths: Counter[int], width: int) -> int:
    return sum(count for one, count in widths.items() if width - 4 <= one <= width)


def _awaits_text(before: list[Line], first: Mark | None, line: Line, mark: Mark | None) -> bool:
    """A mark that stands alone on its line belongs to the line below."""
    alone = len(before) == 1 and first is not None and first.end == len(before[0].text)
    return alone and mark is None and not line.row


def _torn(before: list[Line], first: Mark | None, line: Line, mark: Mark | None) -> bool:
    """A sentence that the end of a page cuts in two; a heading at the foot of a page is none."""
    text = "".join(one.text for one in before)
    prose = any(one in text for one in "，。；") and (first is None or "。" in text)
    return prose and mark is None and not before[-1].ends_sentence and not line.row and not before[-1].row


def continues(
    before: list[Line], line: Line, mark: Mark | None, layout: Layout, after_furniture: bool
) -> bool:
    """Whether the line goes on with the paragraph that the lines before it are."""
    last = before[-1]
    more_follows = _is_open(before)
    full = layout.full > 0 and _is_full(last, line, layout.full)
    own_line = layout.indented and line.indent >= 2
    parted = line.after_blank and not (layout.spaced or after_furniture or more_follows)
    numbered = mark is not None and not (mark.rank == SPOKEN and full and not own_line)
    ended = last.ends_sentence and last.text[-1] not in "；："
    if last.row or line.row or parted or numbered or ended or (own_line and not more_follows):
        return False
    hanging = layout.indented and before[0].indent >= 2 and line.indent < 2 and not last.ends_sentence
    if layout.full or hanging:
        return full or hanging or more_follows
    return more_follows or (last.width > _LONGEST_HEADING and not last.ends_sentence and line.indent < 2)


def _is_full(line: Line, after: Line, full: int) -> bool:
    """Whether the first word of the next line would not have fitted any more."""
    word = after.text[:1]
    if word.isascii() and word.isalnum():
        word = after.text.split("，")[0][:12]
    return line.width + max(2, width(word)) > full - 2


def _is_open(before: list[Line]) -> bool:
    """A comma or an open bracket at the end says that more follows."""
    text = "".join(line.text for line in before[-4:])
    if text[-1] in _OPEN_ENDS:
        return True
    return any(text.rfind(left) > text.rfind(right) for left, right in ("（）", "《》"))


def shown(source: str, paragraph: Paragraph, start: int, end: int) -> str:
    """What stands between two offsets, as one line."""
    return joined(source, paragraph.within(start, end))
