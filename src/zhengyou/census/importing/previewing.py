"""The preview of a checked workbook: one line of JSON for each row that can be taken, beside the stored workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from zhengyou.census.importing import storing
from zhengyou.census.importing.rows import Row
from zhengyou.census.importing.session import Session
from zhengyou.census.models import ImportBatch
from zhengyou.changes.texts import as_text
from zhengyou.encryption import mask_id_number, mask_name
from zhengyou.encryption.masking import mask_contact
from zhengyou.organisations.actions.bulk import Entry

_ENDING: Final = ".preview"
_SEALED: Final = {
    "contact_phone": mask_contact,
    "phone": mask_contact,
    "secretary_phone": mask_contact,
    "id_number": mask_id_number,
}
_PERSONS: Final = frozenset({"owner_name", "secretary", "deputy", "instructor_name", "surveyed_by"})
_HIDDEN: Final = frozenset({"place", "path"})


def write(batch: ImportBatch, session: Session, rows: Iterable[Row]) -> None:
    """Writes the preview of a batch; one of an earlier check gives way. rows: those that can be taken."""
    target = path_of(batch)
    partial = target.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(_line(row, session.kind), ensure_ascii=False) + "\n")
    partial.replace(target)


def path_of(batch: ImportBatch) -> Path:
    """Where the preview of a batch lies."""
    return storing.path_of(name_of(batch))


def name_of(batch: ImportBatch) -> str:
    """Its name in the store."""
    return batch.stored_as + _ENDING


def lines(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    """The rows of the preview in file order; none when there is no preview."""
    try:
        with path_of(batch).open(encoding="utf-8") as source:
            for text in source:
                yield json.loads(text)
    except FileNotFoundError:
        return


def _line(row: Row, kind: str) -> dict[str, Any]:
    pairs: dict[str, tuple[Any, Any]] = dict(row.changes)
    if row.outcome == "created":
        pairs = {name: (None, value) for name, value in row.facts.items() if value not in (None, "")}
    told = {name: _pair(name, old, new) for name, (old, new) in pairs.items() if name not in _HIDDEN}
    entry = row.links.get("organisation")
    changed = row.links.get("organisation_changes") or {}
    return {
        "sheet": row.sheet,
        "row": row.number,
        "name": row.values["name"],
        "outcome": row.outcome,
        "held": row.held if kind != "organisations" else _held(row),
        "changes": {name.removesuffix("_id"): pair for name, pair in told.items()},
        "organisation": entry.row.pk if isinstance(entry, Entry) else None,
        "organisation_changes": {name: _pair(name, old, new) for name, (old, new) in changed.items()},
        "kept": {
            name: (register, *_pair(name, old, new))
            for name, (register, old, new) in row.links.get("register", {}).items()
        },
        "moved": row.links.get("moved"),
    }


def _held(row: Row) -> int | None:
    entry = row.links.get("entry")
    return entry.row.pk if isinstance(entry, Entry) else None


def _pair(name: str, old: Any, new: Any) -> tuple[str, str]:
    return _told(name, old), _told(name, new)


def _told(name: str, value: Any) -> str:
    """The value as text, persons and identifiers masked; an organisation of the book by its name."""
    if isinstance(value, Entry):
        return f"={value.name}"
    text = as_text(value)
    if name in _SEALED:
        return _SEALED[name](text) if text and not text.startswith(("a1:", "s1:")) else ""
    return mask_name(text) if name in _PERSONS else text
