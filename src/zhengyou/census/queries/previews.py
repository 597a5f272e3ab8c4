"""The preview of an import as a person reads it: what changes, from what, and who said otherwise when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.importing import previewing
from zhengyou.census.models import ImportBatch, Unit
from zhengyou.census.queries import registers
from zhengyou.census.queries.facts import shown
from zhengyou.changes.models import Change
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope
from zhengyou.web import people

_NAMES: Final = "the names of what a row of the preview, matched within the importer's scope, belongs to"
_REFERENCES: Final[dict[str, type[models.Model]]] = {
    "territory": Territory,
    "organisation": PartyOrganisation,
    "superior": PartyOrganisation,
    "branch": PartyOrganisation,
    "unit": Unit,
}
_HISTORY: Final = "the subjects of the preview were matched within the importer's scope"
_TABLES: Final = {
    "unit": standards.load_unit_fields,
    "member": standards.load_member_fields,
    "organisation": standards.load_organisation_fields,
}
_FOLLOWS: Final = {
    "mobile_where": "mobile_status",
    "out_of_contact_since": "out_of_contact",
    "voluntary_reason": "voluntary",
}
SUBJECTS: Final = {
    "units": "unit",
    "organisations": "organisation",
    "members": "member",
    **dict.fromkeys(standards.load_registers(), "unit"),
}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row that can be taken. changes: (field, label, old, new, who last said otherwise and when).

    kept: (label, what a register holds, what the row says, the register's name): not taken. moved: (from, to) of a transfer.
    """

    sheet: str
    row: int
    name: str
    outcome: str
    changes: list[tuple[str, str, str, str, str]]
    kept: list[tuple[str, str, str, str]] = field(default_factory=list)
    moved: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """One page of the preview. total: rows that fit. fields: (field, label, rows that change it), of updated rows."""

    rows: list[PreviewRow]
    total: int
    fields: list[tuple[str, str, int]]


def preview(
    batch: ImportBatch,
    kind: str = "",
    page: int = 1,
    size: int = 50,
    *,
    scope: Scope | None = None,
    q: str = "",
    field: str = "",
) -> Preview:
    """What the import would do, row by row. kind: created, updated or unchanged, "" for all.

    scope: of the reader, who learns of a field that the role does not see only that it changes; None hides nothing.
    q: part of the name. field: only rows that change it. A page past the end is the last one.
    """
    places, counts = _places(batch, kind, q, field)
    last = max(1, -(-len(places) // size))
    start = (min(max(page, 1), last) - 1) * size
    lines = list(_lines_at(batch, places[start : start + size]))
    reading = _Reading(batch.kind, lines, scope or Scope.operator())
    subject = SUBJECTS[batch.kind]
    fields = [(name, _label(subject, name), count) for name, count in counts.most_common()]
    return Preview([reading.row(line) for line in lines], len(places), fields)


def _places(batch: ImportBatch, kind: str, q: str, field: str) -> tuple[list[int], Counter[str]]:
    """Where the rows that fit begin in the preview's file, and how many rows change each field."""
    found: list[int] = []
    counts: Counter[str] = Counter()
    # Text that was written by json.dumps: a quote inside a value is escaped, so these words stand there only as a key.
    mark = f'"outcome": "{kind}"'.encode() if kind else b""
    place = 0
    for text in _texts(batch):
        if mark in text:
            line = json.loads(text) if q or field or kind == "updated" else {}
            if kind == "updated":
                counts.update({*line["changes"], *line["organisation_changes"]})
            changed = field in line["changes"] or field in line["organisation_changes"] if field else True
            if changed and (not q or q in line["name"]):
                found.append(place)
        place += len(text)
    return found, counts


def _texts(batch: ImportBatch) -> Iterator[bytes]:
    try:
        with previewing.path_of(batch).open("rb") as source:
            yield from source
    except FileNotFoundError:
        return


def _lines_at(batch: ImportBatch, places: Sequence[int]) -> Iterator[dict[str, Any]]:
    if not places:
        return
    with previewing.path_of(batch).open("rb") as source:
        for place in places:
            source.seek(place)
            yield json.loads(source.readline())


class _Reading:
    """Reads the lines of one page of the preview for one reader; names and sources come with a few queries for all."""

    def __init__(self, kind: str, lines: Sequence[dict[str, Any]], reader: Scope) -> None:
        self.subject = SUBJECTS[kind]
        self.reader = reader
        self.sources = _Sources(kind, lines)
        self.names = _Names(lines)

    def row(self, line: dict[str, Any]) -> PreviewRow:
        """One line in words."""
        subject = self.subject
        changes = [self._change(subject, line["held"], name, pair) for name, pair in line["changes"].items()]
        for name, pair in line["organisation_changes"].items():
            changes.append(self._change("organisation", line["organisation"], name, pair))
        kept = [
            (_label(subject, name), *self._both(subject, name, pair), registers.name_of(register))
            for name, (register, *pair) in line.get("kept", {}).items()
        ]
        moved = line.get("moved")
        return PreviewRow(
            line["sheet"],
            line["row"],
            line["name"],
            line["outcome"],
            changes,
            kept,
            tuple(moved) if moved else None,
        )

    def _both(self, subject: str, name: str, pair: Sequence[str]) -> tuple[str, str]:
        """Both values in words; what the role does not see is not shown."""
        if not _seen(self.reader, subject, name):
            return ("", "")
        held, said = (self._shown(name, text, subject) for text in pair)
        return held, said

    def _change(
        self, subject: str, pk: int | None, name: str, pair: Sequence[str]
    ) -> tuple[str, str, str, str, str]:
        if not _seen(self.reader, subject, name):
            return (name, _label(subject, name), "", _("已更新") if pair[1] else _("已清除"), "")
        old, new = (self._shown(name, text, subject) for text in pair)
        source = self.sources.of(subject, pk, name) if pair[0] or old else ""
        return (name, _label(subject, name), old, new, source)

    def _shown(self, name: str, text: str, subject: str) -> str:
        if text.startswith("="):
            return text[1:]
        return self.names.of(name, text) or shown(name, text, subject)


class _Names:
    """Names of the places, organisations and units that the lines refer to by number: one query for each model."""

    def __init__(self, lines: Sequence[dict[str, Any]]) -> None:
        wanted: dict[type[models.Model], set[int]] = {}
        for line in lines:
            for changes in (line["changes"], line["organisation_changes"]):
                for name, pair in changes.items():
                    if model := _REFERENCES.get(name):
                        wanted.setdefault(model, set()).update(int(text) for text in pair if text.isdecimal())
        self.found: dict[tuple[type[models.Model], int], str] = {}
        for model, ids in wanted.items():
            rows = model.objects.across_all(because=_NAMES).filter(pk__in=ids)  # type: ignore[attr-defined]
            self.found.update({(model, pk): name for pk, name in rows.values_list("pk", "name")})

    def of(self, field: str, text: str) -> str:
        """The name, "" when the field is no reference or the row has gone."""
        model = _REFERENCES.get(field)
        return self.found.get((model, int(text)), "") if model and text.isdecimal() else ""


def _seen(reader: Scope, subject: str, name: str) -> bool:
    """Whether the reader's role sees a field. What stands beside the fields tables belongs to the field it follows."""
    key = {"union": "union_"}.get(name, _FOLLOWS.get(name, name))
    one = _TABLES[subject]().get(key)
    return one is None or reader.sees(one.access)


class _Sources:
    """Who last said what stands there: the change rows of one page of the preview in one query for each kind."""

    def __init__(self, kind: str, lines: Sequence[dict[str, Any]]) -> None:
        self.found: dict[tuple[str, int, str], Change] = {}
        self.made: dict[tuple[str, int], Change] = {}
        ids = {SUBJECTS[kind]: {line["held"] for line in lines if line["held"] and line["changes"]}}
        ids.setdefault("organisation", set()).update(
            line["organisation"] for line in lines if line["organisation"] and line["organisation_changes"]
        )
        for subject, some in ids.items():
            rows = Change.objects.across_all(because=_HISTORY).filter(
                subject_kind=subject, subject_id__in=some
            )
            for change in rows.order_by("id") if some else ():
                if change.field == Change.CREATED:
                    self.made[subject, change.subject_id] = change
                else:
                    self.found[subject, change.subject_id, change.field] = change

    def of(self, subject: str, pk: int | None, name: str) -> str:
        """2026-01-03 王芳 · 某表.xlsx."""
        change = self.found.get((subject, pk or 0, name)) or self.made.get((subject, pk or 0))
        if change is None:
            return ""
        day = timezone.localdate(change.at).isoformat()
        return f"{day} {people.named(change.actor)}" + (f" · {change.source}" if change.source else "")


def _label(subject: str, name: str) -> str:
    key = {"union": "union_"}.get(name, name)
    one = _TABLES[subject]().get(key)
    return one.label(get_language() or "") if one else str(_OTHER_LABELS.get(name, name))


_OTHER_LABELS: Final = {
    "territory": gettext_lazy("所在地"),
    "organisation": gettext_lazy("党组织"),
    "mobile_where": gettext_lazy("流动去向"),
    "out_of_contact_since": gettext_lazy("失联起始"),
    "voluntary_reason": gettext_lazy("自愿参加的情形"),
}
