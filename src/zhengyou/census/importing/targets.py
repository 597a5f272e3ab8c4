"""What the columns of each kind's workbook can mean: names and synonyms are data of the standard."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Final

from zhengyou import standards
from zhengyou.census.importing import register_columns
from zhengyou.census.rules.place_titles import place_in
from zhengyou.census.rules.words import folded
from zhengyou.standards import Field, FieldTable
from zhengyou.workbooks import mapping
from zhengyou.workbooks.mapping import Target
from zhengyou.workbooks.tables import Context

UNIT_CODE: Final = "unit_code"
_CODE_WORDS: Final = ("代码", "税号")
_ABOUT_ORGANISATIONS: Final = frozenset({"has_org", "no_org_reason", "form"})
_BROAD: Final = frozenset({"city", "county"})
"""Their words are part of others: 市级, 地区. A place that is none refuses its row."""
_NUMBERS: Final = frozenset({"int", "decimal"})
_OF_ORGANISATIONS: Final = re.compile("党|支部|组建|批复|批准")
_OF_UNITS: Final = re.compile("^(?:企业|单位|公司|组织|机构|协会|商会)")
_RUNNING_NUMBERS: Final = frozenset(map(folded, ("序号", "序", "顺序号", "行号", "No.", "No")))


@cache
def fields(kind: str) -> dict[str, Field]:
    """The fields that a workbook of the kind can fill, by key, in the standard's order; places first.

    kind: "units", "organisations", "members", or the code of a register.
    """
    if kind in standards.load_registers():
        return {one.key: one for one in register_columns.fields(kind)}
    units = standards.load_unit_fields()
    if kind == "units":
        found = [*units.places, *units.held, _term_ends()]
    elif kind == "organisations":
        table = standards.load_organisation_fields()
        found = [*units.places, *_without(table.held, "territory", units.places)]
    else:
        table = standards.load_member_fields()
        found = [*units.places, *_member_fields(table.held)]
    return {one.key: one for one in found}


def _term_ends() -> Field:
    """A ledger of units may carry the end of the organisation's term in a column of its own."""
    return replace(standards.load_organisation_fields()["term_ends"], owner="organisation")


def _without(given: Iterable[Field], key: str, others: Iterable[Field]) -> list[Field]:
    """The fields; the one with `key` loses the synonyms that other columns bear as well."""
    taken = {folded(word) for other in others for word in (other.label_zh, *other.synonyms)}
    return [
        replace(one, synonyms=tuple(word for word in one.synonyms if folded(word) not in taken))
        if one.key == key
        else one
        for one in given
    ]


def _member_fields(given: Iterable[Field]) -> list[Field]:
    """The member's unit stands in two columns, by name and by code."""
    found: list[Field] = []
    for one in given:
        if one.key != "unit":
            found.append(one)
            continue
        words = (*one.synonyms,)
        codes = tuple(word for word in words if any(mark in word for mark in _CODE_WORDS))
        found.append(replace(one, synonyms=tuple(word for word in words if word not in codes)))
        code = replace(one, key=UNIT_CODE, label_zh="工作单位统一社会信用代码", synonyms=codes)
        found.append(replace(code, header_group=()))
    return found


@cache
def set_aside(kind: str) -> dict[str, Field]:
    """Fields that are known but never taken from a workbook: derived ones, and those the standard leaves out."""
    if kind in standards.load_registers():
        return {}
    table = _table(kind)
    return {one.key: one for one in (*table.derived, *table.dropped)}


def _table(kind: str) -> FieldTable:
    return {
        "units": standards.load_unit_fields,
        "organisations": standards.load_organisation_fields,
        "members": standards.load_member_fields,
    }[kind]()


def needless(kind: str, header: str, group: str) -> bool:
    """Whether a column that no field takes is known all the same: a running number, or what is derived or left out."""
    if folded(header) in _RUNNING_NUMBERS:
        return True
    if kind in standards.load_registers():
        return False  # an export holds much that the census does not want
    return left_out(kind, header, group) is not None


def left_out(kind: str, header: str, group: str) -> Field | None:
    """The derived or dropped field that a heading asks for, None for any other heading."""
    if kind in standards.load_registers():
        return None
    known = _table(kind).by_header(header, under=group)
    return known if known is not None and known.key in set_aside(kind) else None


@cache
def targets(kind: str) -> tuple[Target, ...]:
    """The headings of each field, those set aside too: they claim their columns so that no other field does."""
    return tuple(_target(one) for one in (*fields(kind).values(), *set_aside(kind).values()))


@cache
def context(kind: str) -> Context:
    """How sheets' names and titles between rows tell the township, where no column does."""
    township = _target(fields(kind)["township"])
    return Context(township.labels[0], mapping.known([township]), place_in)


def unsupported(kind: str, taken: Iterable[str]) -> frozenset[str]:
    """Fields of a table that mean nothing there: when an organisation was founded, in a table without organisations.

    A register of enterprises says 成立日期 too, of the enterprise. taken: keys of the fields that the table's columns hold.
    """
    known = fields(kind)
    about = {key for key in taken if known[key].owner == "organisation" or key in _ABOUT_ORGANISATIONS}
    return frozenset({"founded"}) if kind == "units" and about == {"founded"} else frozenset()


def of_the_unit(kind: str, key: str | None, header: str, group: str) -> bool:
    """Whether the heading says when the unit was founded, or leaves open who was: that is no date of its organisation.

    成立时间 is the organisation's under a group about it, or where the heading names the organisation or its approval.
    """
    if kind != "units" or key != "founded":
        return False
    named = _OF_ORGANISATIONS.search(f"{group}/{header}") is not None
    return not named or (_OF_UNITS.match(header) is not None and not re.search("党|支部", header))


def _target(one: Field) -> Target:
    options: tuple[str, ...] = ()
    if one.enum:
        values = standards.load_enums()[one.enum].values
        options = tuple(word for value in values for word in (value.zh, *value.synonyms))
    grouped = tuple(
        (group, leaf) for group, _, leaf in (text.partition("/") for text in one.header_group) if leaf
    )
    yearly = one.unit_of_measure == "万元" and one.key != "assets"
    return Target(
        one.key,
        (one.label_zh, *one.synonyms),
        grouped,
        options,
        one.type in _NUMBERS,
        yearly=yearly,
        named=one.key in _BROAD,
    )
