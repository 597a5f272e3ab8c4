"""Where a clause may be split, what may be marked as one, and what a mended clause says. Pure; offsets are of the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zhengyou.campaigns.rules.directive import demands
from zhengyou.campaigns.rules.directive.folded import fold, is_blank, joined
from zhengyou.campaigns.rules.directive.sentences import depths, is_ordinal, masked, sentences
from zhengyou.campaigns.rules.directive.tree import Region

Span = tuple[int, int]
BODY = frozenset({"opening", "heading", "text", "closing"})
"""Regions in which something may be asked."""
_RUNNING = BODY | {"number"}
_STOPS = "，；：。！？"
_LESSER = "、"
_ENDERS = "。！？；：.!?;:"
_SHORTEST = 4  # of half a clause
_SHORTEST_SENTENCE = 2
_OPENING = '“‘「『《（〔【〈"'
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INDENTS = " \t\u3000\xa0"


@dataclass(frozen=True, slots=True)
class Cut:
    """A clause in two: source[first] and source[second], only blanks and furniture between. lesser: at a 、."""

    first: Span
    second: Span
    lesser: bool

    @property
    def at(self) -> int:
        """Where the second half begins."""
        return self.second[0]


@dataclass(frozen=True, slots=True)
class Unasked:
    """A sentence that is no clause, of the passage `key`. duty: the words in it that might ask."""

    start: int
    end: int
    key: str
    duty: tuple[str, ...]


def cuts(source: str, regions: Iterable[Region], start: int, end: int) -> list[Cut]:
    """The punctuation at which source[start:end] may be split, none inside brackets and quotations; halves of four characters."""
    text = fold(source, _within(regions, _RUNNING, start, end))
    depth = depths(text.text)
    found = []
    for place in range(_SHORTEST - 1, len(text.text) - _SHORTEST):
        one = text.text[place]
        if one in _STOPS + _LESSER and depth[place] == 0:
            halves = (start, text.at[place] + 1), (text.at[place + 1], end)
            found.append(Cut(*halves, lesser=one in _LESSER))
    return found


def said(source: str, regions: Iterable[Region], start: int, end: int) -> str:
    """source[start:end]; where a page number or running head stands inside, without it and on one line."""
    kept = _within(regions, _RUNNING, start, end)
    places = [start, *(place for span in kept for place in span), end]
    between = zip(places[::2], places[1::2], strict=True)
    if all(all(map(is_blank, source[a:b])) for a, b in between):
        return source[start:end]
    return joined(source, kept)


def duty(source: str, regions: Iterable[Region], start: int, end: int) -> tuple[str, ...]:
    """The words in source[start:end] that ask, each once, in order."""
    text = fold(source, _within(regions, _RUNNING, start, end)).text
    return tuple(dict.fromkeys(word.word for _place, word in demands.duty_words(masked(text))))


def duty_places(source: str, start: int, end: int) -> list[Span]:
    """Where in source[start:end] the words stand that ask."""
    text = fold(source, [(start, end)])
    found = demands.duty_words(masked(text.text))
    return [text.span(place, place + len(word.word)) for place, word in found]


def unasked(source: str, regions: Sequence[Region], clauses: Iterable[Span]) -> list[Unasked]:
    """The sentences that are no clause, in the order of the text. clauses: spans that do not overlap, in order."""
    found = []
    for key, spans in _runs(source, regions, list(clauses)):
        text = fold(source, spans)
        hidden = masked(text.text)
        for whole, end in sentences(text.text):
            begin = _begins(text.text, whole, end)
            said = text.text[begin:end]
            if sum(map(str.isalnum, said)) >= _SHORTEST_SENTENCE and not is_ordinal(said):
                asking = dict.fromkeys(word.word for _at, word in demands.duty_words(hidden[begin:end]))
                found.append(Unasked(*text.span(begin, end), key, tuple(asking)))
    return found


def _begins(text: str, start: int, end: int) -> int:
    """Past the punctuation that belongs to the sentence before."""
    return next(
        (place for place in range(start, end) if text[place].isalnum() or text[place] in _OPENING), end
    )


def _within(regions: Iterable[Region], kinds: frozenset[str], start: int, end: int) -> list[Span]:
    return [
        (max(one.start, start), min(one.end, end))
        for one in regions
        if one.kind in kinds and one.start < end and start < one.end
    ]


def _runs(source: str, regions: Sequence[Region], clauses: list[Span]) -> Iterator[tuple[str, list[Span]]]:
    """(passage, spans) of stretches in which sentences may go on from line to line, without the clauses."""
    open_run: list[Span] = []
    whose = ("", "")
    place = 0
    for region in regions:
        if region.kind not in BODY:
            if region.kind in ("number", "title") and open_run:
                yield whose[1], open_run
                open_run = []
            continue
        if open_run and (whose != (region.kind, region.id) or _parted(source, open_run[-1][1], region.start)):
            yield whose[1], open_run
            open_run = []
        whose = (region.kind, region.id)
        begin = region.start
        while place < len(clauses) and clauses[place][1] <= begin:
            place += 1
        while place < len(clauses) and clauses[place][0] < region.end:
            start, end = clauses[place]
            if begin < start:
                open_run.append((begin, start))
            if open_run:
                yield whose[1], open_run
                open_run = []
            begin = min(end, region.end)
            if end > region.end:
                break
            place += 1
        if begin < region.end:
            open_run.append((begin, region.end))
    if open_run:
        yield whose[1], open_run


def _parted(source: str, before: int, after: int) -> bool:
    """Whether a new paragraph begins: the line before ended a sentence, a blank line or an indent stands between."""
    between = source[before:after]
    last = between.rfind("\n")
    lines = sum(one in _BREAKS for one in between.replace("\r\n", "\n"))
    indented = last >= 0 and between[last + 1 :].strip(_INDENTS) == "" and len(between) > last + 1
    return source[before - 1] in _ENDERS or lines > 1 or indented
