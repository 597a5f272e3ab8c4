"""What came of an import: figures, issues and the mapping, in the shapes of the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhengyou.census.importing.sketching import Sketch
from zhengyou.census.rules.findings import Finding
from zhengyou.workbooks.mapping import Mapping as ColumnMapping


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding with its place in the workbook; `column` is "" for the row as a whole."""

    sheet: str
    row: int
    column: str
    finding: Finding

    def to_json(self) -> dict[str, Any]:
        """The ISSUE of the command line."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column or None,
            "code": self.finding.code,
            "message": self.finding.message,
        }


@dataclass(slots=True)
class Outcome:
    """Figures and issues of one import; `mapping` is what was used."""

    mapping: ColumnMapping
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    issues: list[Issue] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # about sheets and the file, for a reader
    sketches: list[Sketch] = field(default_factory=list)  # of the tables, for the office to keep

    @property
    def accepted(self) -> int:
        """Rows taken."""
        return self.created + self.updated + self.unchanged

    @property
    def errors(self) -> list[Issue]:
        """Why rows were refused."""
        return [issue for issue in self.issues if issue.finding.severity == "error"]

    @property
    def warnings(self) -> list[Issue]:
        """Doubts about rows that were taken, and about those that were not."""
        return [issue for issue in self.issues if issue.finding.severity == "warning"]

    def take(
        self,
        sheet: str,
        letters: Mapping[str, str],
        numbers: Sequence[int],
        results: Sequence[str],
        findings: Mapping[int, Sequence[Finding]],
    ) -> None:
        """Takes the figures and issues of some rows of a sheet.

        letters: column of each field. numbers: the sheet's own row numbers. results: created, updated, unchanged or
        refused, for each row. findings: by place in `numbers`.
        """
        self.read += len(numbers)
        came = Counter(results)
        self.created += came["created"]
        self.updated += came["updated"]
        self.unchanged += came["unchanged"]
        self.refused += came["refused"]
        for place in sorted(findings):
            for finding in findings[place]:
                self.issues.append(Issue(sheet, numbers[place], letters.get(finding.field, ""), finding))

    def to_json(self, batch: int | None) -> dict[str, Any]:
        """The document of `zhengyou census import --json`."""
        return {
            "batch": batch,
            "read": self.read,
            "accepted": self.accepted,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "warnings": [issue.to_json() for issue in self.warnings],
            "errors": [issue.to_json() for issue in self.errors],
            "mapping": [
                {"sheet": one.sheet, "column": one.column, "header": one.header, "field": one.field}
                for one in self.mapping.entries
            ],
            "notes": self.notes,
        }
