"""What differs between two editions, demand by demand, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from zhengyou.campaigns.rules.document.content import Content, Item, Measure
from zhengyou.campaigns.rules.document.drafting import measure as told
from zhengyou.campaigns.rules.document.drafting import written

LETTERS_COMPARED = 2000  # longer replacements are shown whole: letters would not be read, and take long
LEAST_KEPT = 2  # letters in common between two changes, below which they are one change
HEAD = ("title", "issuer", "number", "addressees", "dated", "opening", "closing")
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]*")


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that stayed (change None), came or went."""

    text: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """name: one of HEAD, text, excused or measures."""

    name: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """item: id of the demand, 0 for the head of the document. asked: its words."""

    change: Change
    fields: tuple[Field, ...]
    item: int = 0
    key: str = ""
    asked: str = ""


Pairs = dict[str, tuple[str, str]]
"""What stood in a field before, and what stands there now; only fields that differ."""


def compare(old: Content, new: Content) -> list[Difference]:
    """Head first, then the demands in the new edition's order, those that are gone last. Empty when nothing differs."""
    found = []
    for change, pairs, item in _differing(old, new):
        fields = tuple(Field(name, mark(*pair)) for name, pair in pairs.items())
        about = (item.id, item.key, item.asked) if item else (0, "", "")
        found.append(Difference(change, fields, *about))
    return found


def count(old: Content, new: Content) -> int:
    """How many differences compare() gives, without looking for the words."""
    return sum(1 for _ in _differing(old, new))


def _differing(old: Content, new: Content) -> Iterator[tuple[Change, Pairs, Item | None]]:
    if head := _unlike({name: (_shown(old, name), _shown(new, name)) for name in HEAD}):
        yield Change.CHANGED, head, None
    held = {clause: item for item in old.items() for clause in item.clauses}
    met: set[int] = set()
    for item in new.items():
        before = next((held[clause] for clause in item.clauses if clause in held), None)
        met.update([before.id] if before else [])
        pairs = _of_items(before, item)
        if pairs or before is None:
            yield Change.CHANGED if before else Change.ADDED, pairs, item
    for item in old.items():
        if item.id not in met:
            yield Change.REMOVED, _of_items(item, None), item


def _of_items(old: Item | None, new: Item | None) -> Pairs:
    pairs = {name: (getattr(old, name, ""), getattr(new, name, "")) for name in ("text", "excused")}
    lines = (_lines(old.measures if old else ()), _lines(new.measures if new else ()))
    return _unlike({**pairs, "measures": lines})


def _unlike(pairs: Pairs) -> Pairs:
    return {name: (old, new) for name, (old, new) in pairs.items() if old != new}


def _lines(measures: Sequence[Measure]) -> str:
    return "\n".join(told(one) for one in measures)


def _shown(content: Content, name: str) -> str:
    value = getattr(content, name)
    return written(value) if name == "dated" and value else str(value or "")


def mark(old: str, new: str) -> tuple[Stretch, ...]:
    """Both texts as one, with what went and what came: by sentences first, by letters inside those that changed.

    Without the removed stretches it is the new text, without the added ones the old.
    """
    before, after = _sentences(old), _sentences(new)
    found: list[Stretch] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            found.append(Stretch(gone))
        elif gone and come and len(gone) + len(come) <= LETTERS_COMPARED:
            found += _letters(gone, come)
        else:
            found += _replaced(gone, come)
    return tuple(_joined(found))


def _sentences(text: str) -> list[str]:
    return [one for one in _SENTENCE.findall(text) if one]


def _letters(old: str, new: str) -> Iterator[Stretch]:
    """Letters in common too short to be read as such belong to the change."""
    blocks = [
        block
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        if block.size >= LEAST_KEPT or not block.size
    ]
    left = right = 0
    for block in blocks:
        yield from _replaced(old[left : block.a], new[right : block.b])
        if block.size:
            yield Stretch(old[block.a : block.a + block.size])
        left, right = block.a + block.size, block.b + block.size


def _replaced(old: str, new: str) -> list[Stretch]:
    return [one for one in (Stretch(old, Change.REMOVED), Stretch(new, Change.ADDED)) if one.text]


def _joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Neighbours of one kind become one."""
    last: Stretch | None = None
    for one in stretches:
        if last is None:
            last = one
        elif last.change == one.change:
            last = Stretch(last.text + one.text, one.change)
        else:
            yield last
            last = one
    if last:
        yield last
