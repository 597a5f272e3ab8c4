"""`zhengyou census duplicates`: the words, and what is printed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from zhengyou.census.actions import duplicates
from zhengyou.census.models import Likeness
from zhengyou.census.queries import duplicates as queries
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope


def add_arguments(commands: Any) -> CommandParser:
    """The sub-command; the caller says what it does."""
    searching: CommandParser = commands.add_parser("duplicates", help="查找可能登记了两次的单位")
    searching.add_argument("--territory", metavar="代码", required=True, help="区划代码，例如 411302")
    return searching


def search(*, place: Territory, by: Scope) -> tuple[dict[str, Any], list[str]]:
    """Searches now. Returns the document and the lines for a reader. Raises Refused, Forbidden."""
    found = duplicates.search(territory=place, by=by, at=timezone.now())
    lines = queries.lines(queries.listed(by, place=place))
    document = {
        "territory": place.code,
        "units": found.compared,
        "new": found.new,
        "again": found.again,
        "gone": found.gone,
        "pairs": [_pair(line) for line in lines],
    }
    text = [
        f"{place.name}：比对 {found.compared} 家，等待判断 {len(lines)} 对，其中新找到 {found.new + found.again} 对。"
    ]
    for line in lines:
        signs = "；".join(sign.text for sign in line.signs if sign.speaks == "for")
        text.append(f"{line.pair.first.name} / {line.pair.second.name}：{signs}")
    return document, text


def _pair(line: queries.Line) -> dict[str, Any]:
    pair: Likeness = line.pair
    return {
        "id": pair.pk,
        "units": [
            {"id": unit.pk, "uscc": unit.uscc, "name": unit.name} for unit in (pair.first, pair.second)
        ],
        "weight": pair.weight,
        "likely": line.likely,
        "evidence": pair.evidence,
    }
