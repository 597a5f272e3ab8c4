"""What a task is called, as proposed from the clause that it answers. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 60
_ENDS = re.compile(r"[。；;！!？?]")
_CALLED = 24
"""Within how many characters the ones who are told must have been named, for them to be left out."""
_EDGES = " 　\t，,。；;：:、！!？?"


def proposed(text: str, duty: Sequence[str] = ()) -> str:
    """The first thing a clause asks for, without those who are told and without the word of duty.

    duty: the duty words found in the clause. "各省辖市要及时汇报会议精神，结合…" -> "及时汇报会议精神，结合…".
    """
    first = _ENDS.split(text.strip(_EDGES), maxsplit=1)[0]
    for word in duty:
        at = first.find(word)
        rest = first[at + len(word) :].strip(_EDGES)
        if 0 <= at <= _CALLED and len(rest) >= 4:
            first = rest
            break
    return first if len(first) <= LONGEST else _shortened(first)


def _shortened(text: str) -> str:
    """Cut at the last comma that still fits, else at the length."""
    at = max(text.rfind(mark, 0, LONGEST) for mark in "，,、")
    return text[: at if at >= LONGEST // 3 else LONGEST]
