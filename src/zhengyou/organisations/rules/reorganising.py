"""What a reorganisation is asked to do, and which place may stand under which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final, Literal

Choice = Literal["over", "ends"]
"""What becomes of an appointment over a place or organisation that is merged: goes over to the taker, or ends."""

_CODE: Final = {"city": r"[0-9]{4}00", "county": r"[0-9]{6}", "township": r"[0-9]{9}"}


@dataclass(frozen=True, slots=True)
class Plan:
    """One reorganisation as a person asks for it.

    tree: "territory" or "organisation"; kind: "move", "merge" or "split". subject: id of what is moved, merged or split.
    target: the new superior of a move, the taker of a merger. code, name, level: of what a split makes.
    chosen: {kind of row: ids} that go to the new one in a split. appointments: {id: choice} in a merger.
    """

    tree: str
    kind: str
    subject: int
    on: date
    target: int | None = None
    code: str = ""
    name: str = ""
    level: str = ""
    document: str = ""
    reason: str = ""
    chosen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    appointments: Mapping[int, Choice] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """For the payload of a job."""
        return asdict(self) | {"on": self.on.isoformat()}

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> Plan:
        """The plan that `to_json` wrote."""
        return cls(
            **{
                **held,
                "on": date.fromisoformat(held["on"]),
                "chosen": {kind: tuple(ids) for kind, ids in held["chosen"].items()},
                "appointments": {int(pk): choice for pk, choice in held["appointments"].items()},
            }
        )


def may_stand_under(level: str, parent_level: str, parent_code: str) -> bool:
    """Counties stand under cities, townships under counties; a city whose code does not end in 00 holds townships itself."""
    undivided = parent_level == "city" and not parent_code.endswith("00")
    if level == "county":
        return parent_level == "city" and not undivided
    if level == "township":
        return parent_level == "county" or undivided
    return level == "city" and parent_level == "province"


def fits_code(level: str, code: str) -> bool:
    """Whether the code has the digits of its level: 6 for cities (ending in 00) and counties, 9 for townships."""
    return re.fullmatch(_CODE.get(level, r""), code) is not None


def replaced(path: str, old: str, new: str) -> str:
    """A path at or below `old` with its place below `new`; any other path as it is."""
    return new + path[len(old) :] if path.startswith(old) else path


def together(paths: list[str], width: int) -> str:
    """The deepest path at or above all of them; '' when there is none."""
    if not paths:
        return ""
    first, last = min(paths), max(paths)
    end = 0
    while first[: end + width] == last[: end + width] and end + width <= len(first):
        end += width
    return first[:end]
