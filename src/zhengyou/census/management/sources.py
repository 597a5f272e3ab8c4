"""`zhengyou census differences`, and the kind of an import that is a register's export."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from zhengyou import standards
from zhengyou.census.importing.kinds.registers import NOT_IN_CENSUS
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.queries import differences
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, is_below
from zhengyou.web.errors import Forbidden, Refused

REGISTER = "register"


def add_arguments(commands: Any) -> CommandParser:
    """The sub-command; the caller says what it does."""
    listing: CommandParser = commands.add_parser(
        "differences", help="列出单位报数、名册和本人说法不一致的地方"
    )
    listing.add_argument("--territory", metavar="代码", required=True, help="区划代码，例如 411302")
    listing.add_argument("--explained", action="store_true", help="列出已说明的，不列待说明的")
    return listing


def add_register(importing: CommandParser) -> None:
    """Which register's export it is."""
    codes = list(standards.load_registers())
    named = "、".join(f"{code}（{one.zh}）" for code, one in standards.load_registers().items())
    importing.add_argument(
        "--register", choices=codes, help=f"哪一种登记数据：{named}；与 --kind register 同用"
    )


def kind_of(kind: str, register: str | None) -> str:
    """The kind of an import: a register's export bears the register's code. Raises Refused when the two words disagree."""
    if kind == REGISTER:
        if register is None:
            raise Refused("请用 --register 写明是哪一种登记数据：registration、insurance 或 tax。")
        return register
    if register is not None:
        raise Refused("--register 只和 --kind register 同用。")
    return kind


def listed(outcome: Outcome) -> int:
    """How many rows of an export the census does not hold: accepted, unchanged, and listed."""
    return sum(one.finding.code == NOT_IN_CENSUS for one in outcome.warnings)


def differing(*, place: Territory, explained: bool, by: Scope) -> tuple[dict[str, Any], list[str]]:
    """The document and the lines for a reader, in the order of the page. Raises Forbidden."""
    if not (by.may("members.view") and by.sees("member_names")) or not is_below(place.path, by.path):
        raise Forbidden
    found = differences.listed(by, place=place, explained=explained)
    document = {"territory": place.code, "differences": [_document(one) for one in found]}
    lines = [f"{place.name}：{len(found)} 条"]
    return document, lines + [f"{one.name}：{one.sentence}" for one in found]


def _document(one: differences.Difference) -> dict[str, Any]:
    told = one.explained
    return {
        "kind": one.kind,
        "subject": one.subject_kind,
        "id": one.subject_id,
        "name": one.name,
        "sentence": one.sentence,
        "explained": {
            "reason": told.reason,
            "note": told.note,
            "by": told.actor,
            "on": timezone.localdate(told.at).isoformat(),
        }
        if told
        else None,
    }
