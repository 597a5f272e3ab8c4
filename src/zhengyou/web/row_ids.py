"""Ids of rows as a request says them. Whatever is no id is none: no error, and no row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

DIGITS: Final = 18
"""What a big integer of the database holds in any case."""


def row_id(text: str) -> int | None:
    """The id, None for whatever cannot be one."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def row_ids(texts: Iterable[str]) -> list[int]:
    """The ids among the texts, in their order."""
    return [pk for text in texts if (pk := row_id(text)) is not None]
