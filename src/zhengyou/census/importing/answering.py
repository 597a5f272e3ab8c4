"""A heading that two questions share (党组织形式, 党组织, 经营状况): its answers tell which one was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Final

from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.census.rules import phrases
from zhengyou.census.rules.words import choice, folded, is_no_answer, plain, without_brackets
from zhengyou.workbooks import cells
from zhengyou.workbooks.mapping import MappedColumn
from zhengyou.workbooks.tables import Table

LOOKED_AT: Final = 200  # rows
SURENESS: Final = 0.75
"""Below what a heading says by itself: a person should look at it."""
_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    "org_level": ("form", "has_org"),
    "form": ("org_level", "has_org"),
    "has_org": ("no_org_reason",),
    "ownership_type": ("org_kind", "reg_status"),
    "org_kind": ("ownership_type",),
    "condition": ("reg_status",),
    "reg_status": ("condition",),
    "org_name": ("has_org", "form"),
    "zone_name": ("located_in",),
    "instructor_name": ("instructor",),
    "standing": ("category",),
    "category": ("standing",),
}
"""Field that a heading names -> fields that counties ask for under the same words, the likeliest first."""
_YES_NO: Final = "yes_no"


def settle(table: Table, columns: list[MappedColumn], kind: str) -> list[MappedColumn]:
    """The columns of a table with those turned over whose answers fit another question, as far as it is free."""
    known = targets.fields(kind)
    asked = [one for one in columns if one.field in _OTHERS and one.option is None and one.field in known]
    if not asked:
        return columns
    rows = [values for _, values in islice(table.rows(), LOOKED_AT)]
    taken = {one.field for one in columns}
    found = []
    for one in columns:
        answers = {plain(row[one.index]) for row in rows} if one in asked else set()
        other = _other(
            str(one.field), {text for text in answers if text and not cells.blank(text)}, taken, kind
        )
        if other is not None:
            taken.add(other)
            others = (str(one.field), *one.alternatives)
            found.append(replace(one, field=other, confidence=SURENESS, alternatives=others))
        else:
            found.append(one)
    return found


def _other(key: str, answers: set[str], taken: set[str | None], kind: str) -> str | None:
    """The field that all answers fit, when some of them do not fit the one that the heading names."""
    fits = {text: _fits(key, text, kind) for text in answers}
    if False not in fits.values():
        return None
    for other in _OTHERS[key]:
        if other in targets.fields(kind) and other not in taken:
            there = {text: _fits(other, text, kind) for text in answers}
            if False not in there.values() and any(there[text] for text in answers if fits[text] is False):
                return other
    return None


def _fits(key: str, text: str, kind: str) -> bool | None:
    """Whether a text answers the question of a field; None for what answers any question, or may."""
    field = targets.fields(kind)[key]
    enums = standards.load_enums()
    says_yes_or_no = choice(text, enums[_YES_NO]) is not None
    if field.type == "bool":
        if says_yes_or_no or phrases.is_done(folded(text)) is not None:
            return True
        unfounded = key == "has_org" and choice(text, enums["no_org_reason"]) is not None
        return None if unfounded or is_no_answer(text) else False
    if field.enum:
        if choice(text, enums[field.enum]) is not None:
            return True
        undecided = key == "ownership_type" and enums[field.enum].aside(without_brackets(text))
        return None if undecided or is_no_answer(text) else False
    # A name may be nearly anything, but a tick is none, nor is why there is no organisation.
    if says_yes_or_no:
        return False
    return None if is_no_answer(text) or choice(text, enums["no_org_reason"]) is not None else True
