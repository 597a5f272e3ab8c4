"""Which frozen figures tell nothing that those that stand do not tell already, once places were reorganised.

A figure of then and one of today may be subtracted from each other, and the difference is whoever crossed the border of the
place: a township of four that was merged, say. So beside the figures that stand, which are safe among themselves, a frozen
figure is shown only where it could be worked out of what is shown anyway: from the same people where they lie today, less
those who came and with those who went, each of them shown for itself. It then adds nothing that anybody could subtract.

Two places that were merged are each told only together with the other: there the frozen figures say something that is not
known today, who of the whole came from where. They are shown where each part of both is shown, then and today: the parts are
then large groups, and nothing small stands beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def withheld(hidden: Collection[Key], needs: Mapping[Key, Collection[Key]]) -> frozenset[Key]:
    """All that is hidden, or needs what is.

    hidden: what may not be shown for itself. needs: {figure: the figures of then that it is worked out with}.
    """
    found = set(hidden)
    users: dict[Key, list[Key]] = {}
    for key, some in needs.items():
        for one in some:
            users.setdefault(one, []).append(key)
    waiting = list(found)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return frozenset(found)
