"""Names of groups that stay from plan to plan: who keeps most of its units keeps the name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment


def named(
    groups: Sequence[Sequence[int]], before: Mapping[int, str], prefix: str, taken: Sequence[str] = ()
) -> list[str]:
    """A name for each group of unit ids: that of the group before with which it shares most units, over all groups at once.

    before: {unit: name}. New ones go on above the highest number that was there; taken: names that nobody may get.
    """
    old = sorted(set(before.values()) - set(taken), key=_number)
    shared = np.zeros((len(groups), len(old)), np.int64)
    place = {name: number for number, name in enumerate(old)}
    for row, units in enumerate(groups):
        for unit in units:
            if (name := before.get(unit)) in place:
                shared[row, place[name]] += 1
    names = [""] * len(groups)
    for row, column in zip(*linear_sum_assignment(-shared), strict=True):
        if shared[row, column]:
            names[row] = old[column]
    highest = max((_number(name) for name in [*before.values(), *taken]), default=0)
    for row, name in enumerate(names):
        if not name:
            highest += 1
            names[row] = f"{prefix}{highest}"
    return names


def _number(name: str) -> int:
    digits = "".join(letter for letter in name if letter.isdigit())
    return int(digits or 0)
