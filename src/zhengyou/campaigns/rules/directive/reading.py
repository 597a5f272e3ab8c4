"""Reads a text into its tree: paragraphs, what stands around the text, outline, headings, clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from zhengyou.campaigns.rules.directive import clauses, headings, marks, matter, outline
from zhengyou.campaigns.rules.directive.closing import closing_begins
from zhengyou.campaigns.rules.directive.folded import is_blank, joined
from zhengyou.campaigns.rules.directive.marks import SPOKEN, Mark
from zhengyou.campaigns.rules.directive.outline import Node
from zhengyou.campaigns.rules.directive.paragraphs import Paragraph, paragraphs_of
from zhengyou.campaigns.rules.directive.tree import Clause, Directive, Part, Point, Region, Source

_TRIMMED = "。：；，！、:;,.! \t\u3000"
_SEVERAL = "文件里有 {count} 份文稿，已按先后顺序合成一份；第二份起的标题作为部分的标题。"
_NOTHING = "没有读到正文。"


def read(source: Source | str) -> Directive:
    """The tree of a directive. Any text is read; what cannot be placed is text of the part above it."""
    given = Source(source) if isinstance(source, str) else source
    paragraphs, furniture = paragraphs_of(given)
    found = outline.marked(paragraphs, given.text)
    reader = _Reader(given.text, regions=list(furniture))
    documents = matter.documents(paragraphs, found)
    for document in documents:
        reader.take(document)
    notes = [_SEVERAL.format(count=len(documents))] if len(documents) > 1 else []
    if not reader.parts and not reader.opening:
        notes.append(_NOTHING)
    return Directive(
        title=reader.title,
        salutation=reader.salutation,
        opening=_text(reader.opening),
        opening_clauses=tuple(reader.opening_clauses),
        parts=tuple(reader.parts),
        closing=_text(reader.closing),
        closing_clauses=tuple(reader.closing_clauses),
        regions=tuple(sorted(reader.regions, key=lambda region: (region.start, region.end))),
        notes=tuple(notes),
    )


def _text(pieces: list[str]) -> str | None:
    return "\n".join(pieces) if pieces else None


@dataclass(slots=True)
class _Reader:
    source: str
    title: str = ""
    salutation: str | None = None
    opening: list[str] = field(default_factory=list)
    opening_clauses: list[Clause] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    closing_clauses: list[Clause] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    def take(self, document: matter.Document) -> None:
        """One text of the file; the second and further ones go on with the parts of the first."""
        first = not self.title and not self.parts and not self.opening
        for kind, paragraph in document.asides:
            self._region(kind, paragraph)
        heading = self._title(document.title, first=first)
        lead: list[Paragraph] = []
        if document.salutation and first:
            self._region("salutation", document.salutation)
            self.salutation = self._shown(document.salutation).rstrip(_TRIMMED + "：！")
        elif document.salutation:
            lead.append(document.salutation)
        body, closing = self._without_closing(document.body)
        root = outline.outline(body, outline.marked(body, self.source))
        before, nodes = _parts_of(root)
        before = lead + before
        if not nodes:
            self._plain_part(heading, before)
        elif first:
            self.opening = [self._shown(one) for one in before]
            self._take_clauses("opening", before, self.opening_clauses, listed=True)
        elif heading or before:
            self._plain_part(heading, before)
        if nodes and nodes[0].mark and nodes[0].mark.rank == SPOKEN:
            self._part(Node(None, [], nodes))
        else:
            for node in nodes:
                self._part(node)
        self.closing += [self._shown(one) for one in closing]
        self._take_clauses("closing", closing, self.closing_clauses)

    def _title(self, lines: list[Paragraph], *, first: bool) -> str:
        """Keeps the first text's title, gives that of a further one: the heading of a part."""
        pieces = [self._shown(line) for line in lines]
        text = pieces[0] if pieces else ""
        for before, after in pairwise(pieces):
            latin = (
                before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum()
            )
            text += f" {after}" if latin else after
        for line in lines:
            self._region("title" if first else "heading", line, id="" if first else str(len(self.parts) + 1))
        if first:
            self.title = text
            return ""
        return text

    def _without_closing(self, body: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
        begin = closing_begins(body, outline.marked(body, self.source))
        return body[:begin], body[begin:]

    def _plain_part(self, heading: str, paragraphs: list[Paragraph]) -> None:
        """A part without a number."""
        if not heading and not paragraphs:
            return
        id = str(len(self.parts) + 1)
        found: list[Clause] = []
        self._take_clauses(f"{id}.c", paragraphs, found, kind="text", id=id)
        text = "\n".join(self._shown(one) for one in paragraphs)
        self.parts.append(Part(id, "", heading, text, (), tuple(found)))

    def _part(self, node: Node) -> None:
        id = str(len(self.parts) + 1)
        own = Node(node.mark, node.paragraphs)
        heading, text, found = self._content(own, id, f"{id}.c", has_more=bool(node.children))
        points = []
        for number, child in enumerate(node.children, start=1):
            point = f"{id}.{number}"
            its_heading, its_text, its_clauses = self._content(child, point, f"{point}.")
            mark = child.mark.number if child.mark else ""
            points.append(Point(point, mark, its_heading or None, its_text, tuple(its_clauses)))
        printed = node.mark.number if node.mark else ""
        self.parts.append(Part(id, printed, heading, text, tuple(points), tuple(found)))

    def _content(
        self, top: Node, id: str, prefix: str, *, has_more: bool = False
    ) -> tuple[str, str, list[Clause]]:
        """Heading, text and clauses of a node with all that stands below it."""
        heading, pieces = "", []
        found: list[Clause] = []
        for node in top.walk():
            below = bool(node.children) or (node is top and has_more)
            for number, (paragraph, after_it) in enumerate(_with_next(node.paragraphs)):
                begin = after = 0
                given: tuple[str, ...] = ()
                if number == 0 and node.mark:
                    more = len(node.paragraphs) > 1 or bool(node.children) or (node is top and has_more)
                    begin = min(node.mark.end, len(paragraph.text))
                    spoken = node.mark.kind == "spoken 要"
                    after = headings.heading_end(
                        paragraph.folded,
                        begin,
                        whole=not (after_it and after_it.row),
                        more=more,
                        spoken=spoken,
                    )
                    given = ("要",) if spoken and after == begin else ()
                    if node is top:
                        self._region("number", paragraph, 0, begin, id)
                        self._region("heading", paragraph, begin, after, id)
                        heading = self._shown(paragraph, begin, after).strip(_TRIMMED + "：【】")
                own = after if node is top else 0
                self._region("text", paragraph, own, len(paragraph.text), id)
                text = self._shown(paragraph, own)
                if text:
                    pieces.append(text)
                listed = after_it.row if after_it else below
                self._clauses_of(paragraph, after, given, prefix, found, listed=listed)
        return heading, "\n".join(pieces), found

    def _take_clauses(
        self,
        name: str,
        paragraphs: Sequence[Paragraph],
        found: list[Clause],
        *,
        kind: str = "",
        id: str = "",
        listed: bool = False,
    ) -> None:
        """listed: parts stand below these paragraphs."""
        prefix = name if kind else f"{name}.c"
        for paragraph, after_it in _with_next(paragraphs):
            self._region(kind or name, paragraph, id=id)
            mark = self._mark(paragraph)
            follows = after_it.row or self._mark(after_it) is not None if after_it else listed
            start = mark.end if mark and mark.rank != SPOKEN else 0
            self._clauses_of(paragraph, start, (), prefix, found, listed=follows)

    def _mark(self, paragraph: Paragraph) -> Mark | None:
        return marks.mark_of(paragraph.folded, paragraph.printed(self.source))

    def _clauses_of(
        self,
        paragraph: Paragraph,
        start: int,
        given: tuple[str, ...],
        prefix: str,
        found: list[Clause],
        *,
        listed: bool,
    ) -> None:
        for one in self._asked(paragraph, start, given, listed=listed):
            begin, end = paragraph.folded.span(one.start, one.end)
            text = self.source[begin:end]
            kept = paragraph.within(begin, end)
            if any(not all(map(is_blank, self.source[a:b])) for (_, a), (b, _) in pairwise(kept)):
                text = joined(self.source, kept)
            found.append(Clause(f"{prefix}{len(found) + 1}", text, one.duty, begin, end))

    def _asked(
        self, paragraph: Paragraph, start: int, given: tuple[str, ...], *, listed: bool
    ) -> list[clauses.Asked]:
        if matter.is_salutation(paragraph.text) and paragraph.text.endswith("："):
            return []
        if not paragraph.row:
            return clauses.asked(paragraph.text, start, given=given, listed=listed)
        return [one for a, b in self._cells(paragraph) for one in clauses.asked_in_cell(paragraph.text, a, b)]

    def _cells(self, paragraph: Paragraph) -> list[tuple[int, int]]:
        """Where each cell of a table's row begins and ends: at tabs and upright strokes."""
        text, at = paragraph.text, paragraph.folded.at
        cuts = [0]
        for place in range(1, len(text)):
            if text[place - 1] in "|｜" or "\t" in self.source[at[place - 1] : at[place]]:
                cuts.append(place)
        borders = [*cuts, len(text)]
        return [(a, b) for a, b in pairwise(borders) if a < b]

    def _shown(self, paragraph: Paragraph, start: int = 0, end: int | None = None) -> str:
        stop = len(paragraph.text) if end is None else end
        if start >= stop:
            return ""
        return joined(self.source, paragraph.within(*paragraph.folded.span(start, stop)))

    def _region(
        self, kind: str, paragraph: Paragraph, start: int = 0, end: int | None = None, id: str = ""
    ) -> None:
        stop = len(paragraph.text) if end is None else end
        if start < stop:
            begin, finish = paragraph.folded.span(start, stop)
            self.regions += [Region(kind, a, b, id) for a, b in paragraph.within(begin, finish)]


def _goes_on(mark: Mark) -> bool:
    """三、 first of all: what Word numbered before it 1. and 2. are parts too."""
    return mark.kind == "chinese" and (marks.value_of(mark.number) or 0) > 1


def _with_next(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Paragraph | None]]:
    return zip_longest(paragraphs, paragraphs[1:])


def _parts_of(root: Node) -> tuple[list[Paragraph], list[Node]]:
    """What stands before the parts, and the parts. A list before the first higher mark belongs to the opening."""
    before, nodes = list(root.paragraphs), list(root.children)
    if not nodes:
        return before, []
    top = min(node.mark.rank for node in nodes if node.mark)
    if _goes_on(next(node.mark for node in nodes if node.mark and node.mark.rank == top)):
        return before, nodes
    while nodes[0].mark and nodes[0].mark.rank > top:
        for node in nodes.pop(0).walk():
            before += node.paragraphs
    return before, nodes
