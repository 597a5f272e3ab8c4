"""One row of a workbook on its way through the stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zhengyou.census.rules.findings import ERASE, Finding, error, say, warning
from zhengyou.census.rules.places import Place

Outcome = Literal["", "created", "updated", "unchanged", "refused"]


@dataclass(slots=True, eq=False)
class Row:
    """What one row says, what is wrong with it, what it means for what is held.

    values: by field key; only what is stated, ERASE for 清空. letters: column of each field.
    held: id of the record it belongs to, None for a new one. facts: by attribute, what is to be held then.
    changes: by attribute, (old, new) of what differs.
    """

    sheet: str
    number: int
    values: dict[str, Any]
    letters: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)
    place: Place | None = None
    held: int | None = None
    links: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    outcome: Outcome = ""

    def refused(self) -> bool:
        """Whether any finding forbids to take the row."""
        return any(finding.severity == "error" for finding in self.findings)

    def refuse(self, code: str, message: str, key: str = "") -> None:
        """The row cannot be taken."""
        self.findings.append(error(code, message, key))

    def warn(self, code: str, message: str, key: str = "") -> None:
        """The row is taken, a person should look at it."""
        self.findings.append(warning(code, message, key))

    def told_beside(self, sheet: str, number: int) -> str:
        """Another row of the workbook as a sentence about this one names it: by its sheet too, where that is another."""
        return told_beside(self.sheet, sheet, number)

    def said(self, key: str) -> Any:
        """The value of a field, None when the row says nothing or erases it."""
        value = self.values.get(key)
        return None if value is ERASE else value


def told_beside(here: str, sheet: str, number: int) -> str:
    """A row as a sentence about a row of the sheet `here` names it."""
    if sheet == here:
        return say("第 %(number)s 行", number=number)
    return say("工作表“%(sheet)s”第 %(number)s 行", sheet=sheet, number=number)
