"""The clauses of a stretch of text: sentences that ask, parallel demands apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhengyou.campaigns.rules.directive import demands
from zhengyou.campaigns.rules.directive.demands import Reading
from zhengyou.campaigns.rules.directive.sentences import (
    Piece,
    after_ordinal,
    masked,
    ordinals,
    pieces,
    sentences,
)

_DEFINES = re.compile(r"(?:□|[^，。；：□]){1,12}，(?:就是|即|就)")
_SHORTEST = 4
"""A clause has at least so many characters, its full stop counted."""
_SHORTEST_CELL = 6
_ASKING_ORDINALS = ("要", "须", "应")
_PRINTED_ORDINALS = ("bracketed", "chinese", "figure")
"""Marks such as （1）, which are no words of the clause; 一是 and 首先 are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """text[start:end] of a paragraph asks for something, by the words in `duty`."""

    start: int
    end: int
    duty: tuple[str, ...]


@dataclass(slots=True)
class _Member:
    piece: Piece
    reading: Reading
    defines: bool
    sentence: int
    begin: int


def asked(text: str, start: int = 0, *, given: tuple[str, ...] = (), listed: bool = False) -> list[Asked]:
    """What a folded text asks for from a place on. listed: a list stands below it.

    `given` are the duty words of its mark (一要): the first sentence is asked then whatever its words are.
    """
    if not given and demands.is_bare(text[start:]):
        return []
    hidden = masked(text)
    members = list(_members(text, hidden, start, listed=listed))
    _inherit(members)
    if given and members:
        first = members[0]
        if not first.reading.fact and not first.reading.announces:
            first.reading = Reading(True, tuple(dict.fromkeys((*given, *first.reading.duty))))
    return list(_merged(text, members))


def asked_in_cell(text: str, start: int, end: int) -> list[Asked]:
    """What a cell of a table asks for: short words in it are headings or names."""
    cell = text[start:end].strip("|｜")
    offset = start + text[start:end].find(cell)
    if len(cell) < _SHORTEST_CELL or demands.names_thing(cell):
        return []
    return [Asked(one.start + offset, one.end + offset, one.duty) for one in asked(cell)]


def _members(text: str, hidden: str, start: int, *, listed: bool) -> Iterator[_Member]:
    counted = {place: kind for place, kind in ordinals(text, 0).items() if place >= start}
    counted |= ordinals(text, start)
    heads = {kind: place for place, kind in reversed(counted.items())}.values()
    for number, (begin, end) in enumerate(sentences(text, start)):
        past = False
        whole_question = text[begin:end].rstrip("”’」』").endswith("？")
        for piece in pieces(text, begin, end, counted):
            own = after_ordinal(text, piece)
            reading = (
                Reading(False, fact=True)
                if whole_question
                else demands.read(
                    hidden[own : piece.end],
                    past=past,
                    listed=(listed and piece.end == len(text)) or piece.end in heads,
                )
            )
            past = reading.past
            if piece.ordinal in _ASKING_ORDINALS and not (reading.fact or reading.announces):
                reading = Reading(True, tuple(dict.fromkeys((piece.ordinal, *reading.duty))), begins=0)
            defines = _DEFINES.match(hidden[own : piece.end]) is not None
            asking = own if piece.ordinal in _PRINTED_ORDINALS else piece.start
            asking = own + reading.begins if reading.begins else asking
            yield _Member(piece, reading, defines, number, asking)


def _inherit(members: list[_Member]) -> None:
    """Parallel members ask when one of them does: 有序，就是要…。有度，就是…。 and 一是认识到位；二是责任到位."""
    defining = [member for member in members if member.defines]
    if any(member.reading.duty for member in defining):
        for member in defining:
            _ask(member)
    for kind in {member.piece.ordinal for member in members if member.piece.ordinal}:
        _inherit_counted(members, [member for member in members if member.piece.ordinal == kind])


def _inherit_counted(members: list[_Member], counted: list[_Member]) -> None:
    """What leads to a count (要做到三个到位：, 主要做法有三条。) says whether its members ask or tell."""
    first = members.index(counted[0])
    lead = [member for member in members[:first] if member.sentence == counted[0].sentence]
    if not lead and first:
        lead = [member for member in members[:first] if member.sentence == members[first - 1].sentence]
    if any(member.reading.past for member in lead):
        for member in counted:
            if not member.reading.duty:
                member.reading = Reading(False, fact=True, past=True)
        return
    led = any(member.reading.asks or member.reading.announces for member in lead)
    if led or any(member.reading.asks for member in counted):
        for member in counted:
            _ask(member)


def _ask(member: _Member) -> None:
    if not member.reading.asks and not member.reading.fact:
        member.reading = Reading(True)


def _merged(text: str, members: list[_Member]) -> Iterator[Asked]:
    """A member that asks for nothing goes with the one before it in the same sentence (例如…；…)."""
    open_one: Asked | None = None
    sentence = -1
    for member in members:
        piece, reading = member.piece, member.reading
        if reading.asks:
            if open_one:
                yield from _whole(text, open_one)
            open_one, sentence = Asked(member.begin, piece.end, reading.duty), member.sentence
        elif open_one and sentence == member.sentence and not piece.ordinal:
            open_one = Asked(open_one.start, piece.end, open_one.duty)
        elif open_one:
            yield from _whole(text, open_one)
            open_one = None
    if open_one:
        yield from _whole(text, open_one)


def _whole(text: str, one: Asked) -> Iterator[Asked]:
    start, end = one.start, one.end
    while start < end and text[start] in "，；：。！？、”’」』":
        start += 1
    if end - start >= _SHORTEST:
        yield Asked(start, end, one.duty)
