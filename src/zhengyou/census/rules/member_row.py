"""What cannot be true together in a member's row, and cells that hold two facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from zhengyou.census.rules.dates import agree, is_after
from zhengyou.census.rules.findings import Finding, Reading, error, say, warning
from zhengyou.census.rules.words import Reader, cell_reader, choice, is_no_answer
from zhengyou.standards import Enum
from zhengyou.workbooks.cells import Cell

_WHERE = re.compile(r"^(流[入出])(?:党员)?[\s:：,，、;；(（至到往]*(.*?)[)）]?$")
_SINCE = re.compile(r"是?[,，、:：;；(（\s]*(?:自|从)?(\d{4}.*?)(?:起|以来|至今|开始)?[)）]?$")
_LONGEST_WHERE: Final = 120
_OF_AGE: Final = 18


class Mobile(NamedTuple):
    """流动党员: none, in or out; and where to or from, "" when unsaid."""

    status: str
    where: str


class OutOfContact(NamedTuple):
    """失联: whether, and since when ("" when unsaid)."""

    yes: bool
    since: str


class KindOfMember(NamedTuple):
    """党籍 that says 正式党员 or 预备党员: what the member is, not how the membership stands. code: of `category`."""

    code: str


def mobile_reader(label: str, enum: Enum) -> Reader:
    """Reads 否, 流入, 流出, and 流出（深圳） with the place."""
    offered = "、".join(value.zh for value in enum.values)

    def read(text: str) -> Reading:
        match = _WHERE.match(text)
        code = enum.code_of(match[1]) if match else choice(text, enum)
        if code is not None:
            return Reading(Mobile(code, match[2][:_LONGEST_WHERE] if match else ""))
        if is_no_answer(text):
            return Reading(None)
        return Reading(
            None,
            error(
                "unknown_choice",
                say("“%(label)s”认不出来，请填：%(offered)s。", label=label, offered=offered),
            ),
        )

    return cell_reader(read)


def standing_reader(standing: Reader, kinds: Enum, standings: Enum) -> Reader:
    """Reads 正常, 停止党籍 and the like; 正式党员 and 预备党员 as what they say of the member."""

    def read(value: Cell) -> Reading:
        if isinstance(value, str) and not standings.aside(value):
            code = choice(value, kinds)
            if code is not None and choice(value, standings) is None:
                return Reading(KindOfMember(code))
        return standing(value)

    return read


def out_of_contact_reader(yes_no: Reader, since: Reader) -> Reader:
    """Reads 是, 否, the date since when, or both: 是，2023年5月起."""

    def read(value: Cell) -> Reading:
        if isinstance(value, str) and (match := _SINCE.match(value.strip())):
            value = match[1]
        plain = yes_no(value)
        if plain.finding is None:
            return Reading(OutOfContact(plain.value, ""), None) if isinstance(plain.value, bool) else plain
        dated = since(value)
        if dated.value and dated.finding is None:
            return Reading(OutOfContact(True, dated.value))
        return plain

    return read


def contradictions(said: Mapping[str, Any]) -> Iterator[Finding]:
    """The contradictions between the values of one row. said: by field key, without those erased."""
    born, joined, full = (said.get(key, "") for key in ("birth_date", "joined_on", "full_on"))
    if joined and full and is_after(joined, full):
        yield error("full_before_joining", "转正日期早于入党日期，请核对。", "full_on")
    if born and joined and is_after(born, joined):
        yield error("joined_before_birth", "入党日期早于出生日期，请核对。", "joined_on")
    elif born and joined and int(joined[:4]) - int(born[:4]) < _OF_AGE:
        yield warning("joined_young", "入党时不满18周岁，请核对日期。", "joined_on")
    if said.get("category") == "probationary" and full:
        yield warning("probationary_full", "人员类别是预备党员，又填了转正日期，请核对。", "category")


def told_by(number: str) -> tuple[str, str]:
    """(birth date, gender) that a checked identity number says."""
    born = number[6:14]
    return f"{born[:4]}-{born[4:6]}-{born[6:]}", "male" if int(number[16]) % 2 else "female"


def from_id_number(said: Mapping[str, Any], birth: str, gender: str) -> Iterator[Finding]:
    """Where the row differs from what its identity number says; the number, which proves itself, is believed."""
    if said.get("birth_date") and not agree(said["birth_date"], birth):
        yield warning("birth_differs", "出生日期和身份证号不一致，按身份证号登记，请核对。", "birth_date")
    if said.get("gender") and said["gender"] != gender:
        yield warning("gender_differs", "性别和身份证号不一致，按身份证号登记，请核对。", "gender")
