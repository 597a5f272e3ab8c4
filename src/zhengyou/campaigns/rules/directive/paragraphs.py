"""Lines put together into paragraphs, also where a typist or a scanner broke them in the midst of a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from zhengyou.campaigns.rules.directive import words
from zhengyou.campaigns.rules.directive.folded import Folded, fold, width
from zhengyou.campaigns.rules.directive.furniture import furniture
from zhengyou.campaigns.rules.directive.lines import Line, lines_of
from zhengyou.campaigns.rules.directive.marks import SPOKEN, Mark, mark_of
from zhengyou.campaigns.rules.directive.titles import is_title_end
from zhengyou.campaigns.rules.directive.tree import Region, Source

_NARROWEST, _WIDEST = 24, 140
_LONGEST_HEADING = 80
_OPEN_ENDS = "，、（“《—"
_NEVER_FIRST = "，。；：、！？”’」』）》"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Whole lines of the source, `spans`, as one text."""

    spans: tuple[tuple[int, int], ...]
    folded: Folded
    indent: int
    row: bool

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
            wide = frozenset(gap - start for gap in self.folded.wide if start < gap < end)
            folded = Folded(self.text[start:end], self.folded.at[start:end], gaps, wide)
            spans = tuple(self.within(begin, stop))
            halves.append(Paragraph(spans, folded, self.indent, self.row))
        return halves[0], halves[1]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of the source between two offsets that belong to the paragraph."""
        cut = [(max(start, a), min(end, b)) for a, b in self.spans]
        return [(a, b) for a, b in cut if a < b]


@dataclass(frozen=True, slots=True)
class Layout:
    """`full`: how wide a full line is where sentences are broken at the margin, 0 where each line is a paragraph.

    `in_columns`: counted in columns, else in characters. `indented`: paragraphs begin with blanks. `spaced`: every
    other line is blank, so that a blank line parts nothing.
    """

    full: int
    in_columns: bool
    indented: bool
    spaced: bool

    def size(self, line: Line) -> int:
        return line.width if self.in_columns else line.length


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
            first_mark = mark
    found: list[Paragraph] = []
    for group in _without_headings(groups, layout, source):
        found += [_paragraph(source, some) for some in group if some]
    return found, regions


def _without_headings(groups: list[list[Line]], layout: Layout, source: Source) -> list[list[list[Line]]]:
    """Each paragraph, in two where its first line is a heading that happens to fill the line.

    A mark whose other paragraphs are headings on lines of their own (一、…) makes this one a heading too; so does the
    end of a title (…的通知) in the first lines.
    """
    kinds = [mark_of(group[0].folded, printing(source.text, group[0].folded)) for group in groups]
    alone = Counter(
        mark.kind for mark, group in zip(kinds, groups, strict=True) if mark and not group[-1].ends_sentence
    )
    together = Counter(
        mark.kind for mark, group in zip(kinds, groups, strict=True) if mark and group[-1].ends_sentence
    )
    found = []
    for place, (mark, group) in enumerate(zip(kinds, groups, strict=True)):
        heads = mark is not None and alone[mark.kind] >= max(1, together[mark.kind])
        titles = place < 3 and mark is None and is_title_end(group[0].text)
        first = group[0].text
        plain = not any(one in first for one in "。；：")
        full = len(group) > 1 and layout.full > 0 and _is_full(group[0], group[1], layout)
        titles = titles and not is_title_end("".join(line.text for line in group))
        runs_on = full and plain and ((heads and group[-1].ends_sentence) or titles)
        found.append([group[:1], group[1:]] if runs_on else [group])
    return found


def _inside(line: Line, region: Region) -> bool:
    return region.start <= line.start and line.end <= region.end


def printing(source: str, folded: Folded) -> Callable[[int, int], str]:
    """Gives folded.text[a:b] as it stands in the source, without blanks."""
    return lambda start, end: "".join(source[place] for place in folded.at[start:end])


def _paragraph(source: Source, lines: list[Line]) -> Paragraph:
    spans = tuple((line.start, line.end) for line in lines)
    return Paragraph(spans, fold(source.text, spans), lines[0].indent, lines[0].row)


def layout_of(lines: list[Line], marks: list[Mark | None]) -> Layout:
    """How the text is typed, seen from all its lines."""
    prose = [line for line in lines if not line.row]
    spaced = len(prose) > 4 and sum(line.after_blank for line in prose) > 0.8 * len(prose)
    indented = sum(2 <= line.indent <= 8 for line in prose) >= max(2, 0.1 * len(prose))
    cut = _cut_lines(lines, marks)
    columns, by_columns = _full_size(
        [line.width for line in cut], [line.width for line in prose], (_NARROWEST, _WIDEST), 4
    )
    length, by_length = _full_size(
        [line.length for line in cut], [line.length for line in prose], (_NARROWEST // 2, _WIDEST // 2), 2
    )
    in_columns = by_columns >= by_length
    full = columns if in_columns else length
    if max(by_columns, by_length)[0] == 1 and not any(_is_widest_prose(line, prose) for line in cut):
        full = 0
    return Layout(full, in_columns, indented, spaced)


def _cut_lines(lines: list[Line], marks: list[Mark | None]) -> list[Line]:
    """Lines that seem to be broken: they end in the midst of a sentence, and the next one begins without a mark."""
    return [
        line
        for line, after, mark in zip(lines, lines[1:], marks[1:], strict=False)
        if not line.ends_sentence and not line.row and not after.row and mark is None
    ]


def _full_size(
    cut: list[int], prose: list[int], between: tuple[int, int], slack: int
) -> tuple[int, tuple[int, int]]:
    """Size of a full line, and how many lines speak for it, nearly and exactly; zeros when nothing does."""
    sizes = Counter(one for one in cut if between[0] <= one <= between[1])
    if not sizes:
        return 0, (0, 0)
    best = max(sizes, key=lambda one: (_near(sizes, one, slack), one))
    found = _near(sizes, best, slack)
    beyond = sum(one > best + slack for one in prose)
    at_margin = sum(best - slack <= one <= best + slack for one in prose)
    usual = max(range(best - slack, best + 1), key=lambda one: sizes[one])
    if sizes[usual] >= 0.5 * found:  # the others have a stop hanging over the margin
        best = usual
    enough = found >= (0.4 if beyond else 0.2) * at_margin and beyond <= 0.1 * len(prose)
    return (best, (found, sizes[best])) if enough else (0, (0, 0))


def _near(sizes: Counter[int], size: int, slack: int) -> int:
    return sum(count for one, count in sizes.items() if size - slack <= one <= size)


def _is_widest_prose(line: Line, prose: list[Line]) -> bool:
    """One broken line alone proves a margin only when none is wider and it is no heading."""
    return any(one in line.text for one in "，。；") and line.length >= max(one.length for one in prose) - 2


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
    more_follows = _is_open(before) or line.text[0] in _NEVER_FIRST
    full = layout.full > 0 and _is_full(last, line, layout)
    own_line = layout.indented and line.indent >= 2
    parted = line.after_blank and not (layout.spaced or after_furniture or more_follows)
    numbered = mark is not None and not (mark.rank == SPOKEN and full and not own_line)
    ended = last.ends_sentence and last.text[-1] not in "；："
    if last.row or line.row or parted or numbered or ended or _attached().match(line.text):
        return False
    if own_line and not more_follows:
        return False
    hanging = layout.indented and before[0].indent >= 2 and line.indent < 2 and not last.ends_sentence
    if layout.full or hanging:
        return full or hanging or more_follows
    return more_follows or (last.width > _LONGEST_HEADING and not last.ends_sentence and line.indent < 2)


@cache
def _attached() -> re.Pattern[str]:
    """附件：… begins a paragraph wherever the line before ends."""
    return re.compile(rf"{words.any_of(words.lists().role('attachment'))}\d{{0,2}}(?:：|$)")


def _is_full(line: Line, after: Line, layout: Layout) -> bool:
    """Whether the first word of the next line would not have fitted any more."""
    word = after.text[:1]
    if word.isascii() and word.isalnum():
        word = after.text.split("，")[0][:12]
    if layout.in_columns:
        return line.width + max(2, width(word)) > layout.full - 2
    return line.length + len(word) > layout.full - 1


def _is_open(before: list[Line]) -> bool:
    """A comma or an open bracket at the end says that more follows."""
    text = "".join(line.text for line in before[-4:])
    if text[-1] in _OPEN_ENDS:
        return True
    return any(text.rfind(left) > text.rfind(right) for left, right in ("（）", "《》"))
