"""What a process remembers of people between requests: forgotten as soon as anything about people was written by anybody.

The stamp (stamping.py) is read before what is remembered under it, and changes in the transaction of every write to accounts,
appointments, organisations and territories. So what is found here is what the database would say, on however many processes.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, Generic, TypeVar

T = TypeVar("T")

MOST: Final = 2000
"""People of whom one process knows something at the same time."""


class Remembered(Generic[T]):
    """Values by key under one stamp. They are shared between requests: nobody may change them."""

    def __init__(self) -> None:
        self._held: tuple[str, dict[Hashable, T]] = ("", {})

    def find(self, stamp: str, key: Hashable) -> T | None:
        """The value, None where it is not known under this stamp."""
        under, held = self._held
        return held.get(key) if under == stamp else None

    def keep(self, stamp: str, key: Hashable, value: T) -> T:
        """Remembers what was read after the stamp was."""
        under, held = self._held
        if under != stamp or len(held) >= MOST:
            held = {}
            self._held = (stamp, held)
        held[key] = value
        return value
