"""`zhengyou census compare` and `zhengyou census missing`: the words, and what is printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from zhengyou.census.actions import comparing
from zhengyou.census.models import Round
from zhengyou.census.models.comparison import Kind
from zhengyou.census.queries import comparison, imports, missing
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, is_below
from zhengyou.web.errors import Forbidden, Refused

Progress = Callable[[str, int, int | None], None]


def add_arguments(commands: Any) -> tuple[CommandParser, CommandParser]:
    """Both sub-commands; the caller says what they do."""
    comparing_ = commands.add_parser("compare", help="比较两轮之间的变化")
    comparing_.add_argument("earlier", metavar="前一轮", help="例如 2026-3")
    comparing_.add_argument("later", metavar="后一轮", help="例如 2026-4")
    lost = commands.add_parser("missing", help="列出上轮见到、本轮未见的单位")
    lost.add_argument("round", metavar="轮次", help="例如 2026-4")
    lost.add_argument("--earlier", metavar="轮次", help="和哪一轮对照，默认是上一轮")
    for one in (comparing_, lost):
        one.add_argument("--territory", metavar="代码", required=True, help="区划代码，例如 411302")
    return comparing_, lost


def compare(
    *, earlier: str, later: str, place: Territory, by: Scope, progress: Progress
) -> tuple[dict[str, Any], list[str]]:
    """Counts now. Returns the document and the lines for a reader. Raises Refused, Forbidden."""
    held = comparing.of(
        earlier=imports.round_named(earlier), later=imports.round_named(later), territory=place, by=by
    )
    done = comparing.count(
        comparison=held, at=timezone.now(), told=lambda number, total: progress("compare", number, total)
    )
    told = comparison.as_json(by, done)
    lines = [f"{place}：第 {earlier} 轮到第 {later} 轮"]
    lines += [f"{Kind(kind).label}：{count} 家" for kind, count in told["units"].items()]
    table = comparison.table(by, done)
    lines += [f"{line.label}：{line.total} 家" for line in table.lines]
    lines += [f"党组织 {line.label}：{line.total} 个" for line in table.organisations]
    return told, lines


def lost(*, round: str, earlier: str | None, place: Territory, by: Scope) -> tuple[dict[str, Any], list[str]]:
    """The units that the round has not seen. Returns the document and the lines for a reader. Raises Refused, Forbidden."""
    if not by.may("units.view") or not is_below(place.path, by.path):
        raise Forbidden
    held = imports.round_named(round)
    before: Round | None = imports.round_named(earlier) if earlier else comparison.before(held)
    if before is None or before.as_of >= held.as_of:
        raise Refused(f"第 {round} 轮以前没有可以对照的轮次。")
    told = missing.as_json(by, held, before, place)
    lines = [f"{place}：第 {before.code} 轮见到、第 {held.code} 轮未见 {told['missing']} 家"]
    lines += [
        " ".join(
            part
            for part in (
                one["place"],
                one["name"],
                one["uscc"],
                missing.named(one["state"]),
            )
            if part
        )
        for one in told["units"]
    ]
    return told, lines
