"""States of a reorganisation: done, and taken back."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class ReorganisationState(StrEnum):
    """A reorganisation is carried out whole or not at all; it may be taken back once."""

    DONE = "done"
    REVERSED = "reversed"


REORGANISATIONS: Final = {"reverse": (ReorganisationState.DONE, ReorganisationState.REVERSED)}
"""{step: (state before, state after)}."""
