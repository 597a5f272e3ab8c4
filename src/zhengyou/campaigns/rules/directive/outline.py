"""The tree of paragraphs by the hierarchy of their marks. Numbers are never counted: repeated and skipped ones stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zhengyou.campaigns.rules.directive import marks
from zhengyou.campaigns.rules.directive.marks import SPOKEN, Mark
from zhengyou.campaigns.rules.directive.paragraphs import Paragraph

_LONGEST_BARE = 40


@dataclass(slots=True)
class Node:
    """A marked paragraph, the unmarked ones that follow it, and what stands under it. The root has no mark."""

    mark: Mark | None
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)


def marked(paragraphs: list[Paragraph], source: str) -> list[Mark | None]:
    """The mark of each paragraph, None for none."""
    found: list[Mark | None] = []
    for paragraph in paragraphs:
        if paragraph.row:
            found.append(None)
            continue
        found.append(marks.mark_of(paragraph.folded, paragraph.printed(source)))
    _take_bare(paragraphs, found, source)
    _drop_lonely(found)
    return found


def _take_bare(paragraphs: list[Paragraph], found: list[Mark | None], source: str) -> None:
    """二强化责任 beside 一、 and 三、: a numeral whose 、 was forgotten, told by the order of its neighbours."""
    last = 0
    for place, paragraph in enumerate(paragraphs):
        mark = found[place]
        if mark and mark.kind == "chinese":
            last = marks.value_of(paragraph.text[: len(mark.number)]) or last
        if mark or paragraph.row or len(paragraph.text) > _LONGEST_BARE or paragraph.text[-1] in "。；！？：":
            continue
        bare = marks.bare_chinese(paragraph.text)
        if bare and bare[0] == last + 1 and (last or _next_value(paragraphs, found, place) == 2):
            last, length = bare
            printed = "".join(source[one] for one in paragraph.folded.at[:length])
            found[place] = Mark("chinese", printed, length)


def _next_value(paragraphs: list[Paragraph], found: list[Mark | None], place: int) -> int | None:
    for paragraph, mark in zip(paragraphs[place + 1 :], found[place + 1 :], strict=True):
        if mark and mark.kind == "chinese":
            return marks.value_of(paragraph.text[: len(mark.number)])
        bare = None if mark or len(paragraph.text) > _LONGEST_BARE else marks.bare_chinese(paragraph.text)
        if bare:
            return bare[0]
    return None


def _drop_lonely(found: list[Mark | None]) -> None:
    """A spoken mark without a second one of its kind before the next figure is none: 三要三不要是…"""
    groups: dict[str, list[int]] = {}
    for place, mark in enumerate([*found, Mark("end", "", 0)]):
        if mark is None:
            continue
        if mark.rank == SPOKEN:
            groups.setdefault(mark.kind, []).append(place)
            continue
        for places in groups.values():
            if len(places) < 2:
                for one in places:
                    found[one] = None
        groups = {}


def outline(paragraphs: list[Paragraph], found: list[Mark | None]) -> Node:
    """The tree. What stands before the first mark belongs to the root."""
    root = Node(None)
    open_nodes = [root]
    for paragraph, mark in zip(paragraphs, found, strict=True):
        if mark is None:
            open_nodes[-1].paragraphs.append(paragraph)
            continue
        while len(open_nodes) > 1 and _closes(open_nodes, mark):
            open_nodes.pop()
        node = Node(mark, [paragraph])
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
    return root


def _closes(open_nodes: list[Node], mark: Mark) -> bool:
    """Whether the innermost open node ends where this mark begins."""
    kinds = [node.mark.kind for node in open_nodes if node.mark]
    if mark.kind in kinds:
        return True
    last = open_nodes[-1].mark
    if last is None:
        return False
    if last.rank == SPOKEN:
        return mark.rank < 4
    return last.rank > mark.rank
