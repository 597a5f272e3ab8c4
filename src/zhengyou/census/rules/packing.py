"""Many numbers in few bytes: what an import saw of a province goes into some thousand. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from itertools import accumulate


def pack(numbers: Iterable[int]) -> bytes:
    """The numbers as a set, in order: the steps from one to the next as text, compressed."""
    ordered = sorted(set(numbers))
    steps = [b - a for a, b in zip([0, *ordered], ordered, strict=False)]
    return zlib.compress(",".join(map(str, steps)).encode(), 1)


def unpack(packed: bytes) -> set[int]:
    """The set again."""
    text = zlib.decompress(packed).decode()
    return set(accumulate(map(int, text.split(",")))) if text else set()
