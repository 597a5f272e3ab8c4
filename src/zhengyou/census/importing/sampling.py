"""Samples of a column for a person who says what it means; what looks personal is masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from zhengyou.encryption import mask_id_number, mask_name
from zhengyou.encryption.masking import mask_contact
from zhengyou.workbooks import cells
from zhengyou.workbooks.tables import Table

SAMPLES: Final = 3
LOOKED_AT: Final = 50  # rows
_LONGEST: Final = 60
_MASKS: Final = {
    **dict.fromkeys(("owner_name", "secretary", "deputy", "instructor_name", "surveyed_by"), mask_name),
    **dict.fromkeys(("contact_phone", "secretary_phone", "phone"), mask_contact),
    "id_number": mask_id_number,
}
_LOOKS_PERSONAL: Final = re.compile(r"\d{17}[\dXx]|\d{15}|(?:\+?86[ -]?)?1\d{2}[ -]?\d{4}[ -]?\d{4}")
_HEADED_PERSONAL: Final = re.compile(r"姓名|电话|手机|联系方式|身份证|公民身份")


def of(tables: Sequence[Table]) -> dict[tuple[str, str], list[str]]:
    """Up to three different values of each column, by (sheet, letter), as they stand in the file: not masked."""
    found: dict[tuple[str, str], list[str]] = {}
    for table in tables:
        for _number, values in islice(table.rows(), LOOKED_AT):
            for column in table.columns:
                text = cells.text(values[column.index]).strip()[:_LONGEST]
                some = found.setdefault((table.sheet, column.letter), [])
                if text and len(some) < SAMPLES and text not in some:
                    some.append(text)
    return found


def masked(kind: str, field: str | None, header: str, text: str) -> str:
    """The sample as it may be shown. A column that nobody knows yet is judged by its heading and by its numbers."""
    mask = mask_name if (kind, field) == ("members", "name") else _MASKS.get(field or "")
    if mask is not None:
        return mask(text)
    if field:
        return text
    text = mask_contact(text) if _HEADED_PERSONAL.search(header) else text
    return _LOOKS_PERSONAL.sub(lambda found: mask_id_number(found[0]), text)
