"""`zhengyou rollup`: bring figures up to date, count them anew, prove them, print them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from zhengyou.analytics import comparing, queries, soundness
from zhengyou.analytics.actions import building, following
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.census.models import Round
from zhengyou.coverage.actions import deriving
from zhengyou.engines.means import EngineFailed
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope


class Command(BaseCommand):
    """refresh, build, verify, show."""

    help = "各级指标：refresh 跟上最近的变动；build 全部重算；verify 核对；show 查看。"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="refresh|build|verify|show")
        for verb, text in (
            ("refresh", "跟上还没有计入的变动"),
            ("build", "由台账全部重算"),
            ("verify", "与台账重新计数的结果逐格核对，有出入时退出码为 1"),
            ("show", "打印一个地方的各项指标"),
        ):
            one = verbs.add_parser(verb, help=text, description=text)
            one.add_argument(
                "--territory", default="", metavar="CODE", help="区划代码，如 411302；不填为全部"
            )
            one.add_argument("--date", default="", metavar="D", help="截止日 2026-11-20；不填为最近一轮")
            one.add_argument("--json", action="store_true", help="输出 JSON")
            if verb in {"build", "verify"}:
                one.add_argument(
                    "--engine",
                    default="",
                    choices=("duckdb", "spark"),
                    metavar="E",
                    help="由哪个引擎重新计数：duckdb 或 spark；不填按设置",
                )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["verb"])(options)

    def refresh(self, options: dict[str, Any]) -> None:
        """Follows the outbox; changes anywhere are followed, whatever the territory."""
        self._current(options)
        done = 0
        while followed := following.follow(at=timezone.now()):
            done += followed
        self._say({"followed": done}, f"已计入 {done:,} 项变动", options)

    def build(self, options: dict[str, Any]) -> None:
        """Derives every unit and counts every cell."""
        round_ = self._current(options)
        units = deriving.everything()
        try:
            made = building.build(
                round_, at=timezone.now(), engine=options["engine"], under=self._path(options)
            )
        except EngineFailed as failed:
            raise CommandError(failed.sentence) from None
        said = f"第 {round_.code} 轮：{units:,} 家单位，{made:,} 个格子"
        self._say({"date": round_.as_of.isoformat(), "units": units, "cells": made}, said, options)

    def verify(self, options: dict[str, Any]) -> None:
        """Compares cell by cell with a count by the engine, and looks for facts that no count can be right with."""
        round_, path = self._current(options), self._path(options)
        try:
            found = comparing.compare(round_, engine=options["engine"] or settings.ENGINE, under=path)
        except EngineFailed as failed:
            raise CommandError(failed.sentence) from None
        bad = soundness.findings()
        names = dict(Territory.objects.within(Scope.operator()).values_list("path", "code"))
        first = [{"territory": names.get(one.path, one.path), **_told(one)} for one in found.first]
        said = [f"核对 {found.compared:,} 个格子，{found.different:,} 个不一致"]
        said += [_line(one) for one in first]
        if found.waiting:
            said.append(f"还有 {found.waiting:,} 项变动没有计入，涉及的地方这次没有核对")
        said += bad or ["没有发现不成立的台账"]
        document = {
            "compared": found.compared, "different": found.different, "first": first, "waiting": found.waiting, "bad": bad,
        }  # fmt: skip
        self._say(document, "\n".join(said), options)
        if found.different:
            raise CommandError(
                "指标与台账不一致：请运行 zhengyou rollup build 重算，并把以上内容告诉维护人员。"
            )
        if bad:
            raise CommandError("台账有不成立的地方，涉及的指标不可靠：请按以上各条更正后再核对。")

    def _current(self, options: dict[str, Any]) -> Round:
        """The current round. Earlier ones keep the figures of their day: the facts have moved on since."""
        asked, latest = self._round(options["date"]), self._round("")
        if asked.pk != latest.pk:
            raise CommandError(
                f"第 {asked.code} 轮的数字已经定格，只能查看；现在的数字属于第 {latest.code} 轮。"
            )
        return latest

    def _say(self, found: dict[str, Any], sentence: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(found, ensure_ascii=False) if options["json"] else sentence)

    def show(self, options: dict[str, Any]) -> None:
        """One territory's figures."""
        round_ = self._round(options["date"])
        territory = self._territory(options["territory"] or "410000")
        held = queries.figures(Scope.operator(), round_, [territory.path])[territory.path]
        shown = [
            {
                "indicator": key,
                "numerator": cell.numerator,
                "denominator": cell.denominator,
                "value": None if cell.share is None else round(cell.share, 6),
                "protected": cell.withheld,
            }
            for key in INDICATORS
            if (cell := held.get(key))
        ]
        if options["json"]:
            found = {"territory": territory.code, "date": round_.as_of.isoformat(), "cells": shown}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(f"{territory}，截至 {round_.as_of}")
        for one in shown:
            name = INDICATORS[str(one["indicator"])].name_zh
            if one["protected"]:
                self.stdout.write(f"    不公布  （不足五人，或会推算出不足五人）  {name}")
                continue
            share = "未知" if one["value"] is None else f"{one['value']:.1%}"
            self.stdout.write(f"  {share:>7}  {one['numerator']:,} / {one['denominator']:,}  {name}")

    def _round(self, day: str) -> Round:
        rounds = Round.objects.within(Scope.operator())
        if day:
            try:
                found = rounds.filter(as_of=date.fromisoformat(day)).last()
            except ValueError:
                raise CommandError(f"日期 {day} 无法识别，请写成 2026-11-20。") from None
            if found is None:
                raise CommandError(f"没有截止日为 {day} 的摸底轮次。")
            return found
        latest = queries.current_round()
        if latest is None:
            raise CommandError("还没有摸底轮次：请先运行 zhengyou census open-round R --as-of DATE。")
        return latest

    def _territory(self, code: str) -> Territory:
        found = Territory.objects.within(Scope.operator()).filter(code=code).first()
        if found is None:
            raise CommandError(f"没有区划代码 {code}。")
        return found

    def _path(self, options: dict[str, Any]) -> str:
        return self._territory(options["territory"]).path if options["territory"] else ""


def _told(one: comparing.Difference) -> dict[str, Any]:
    return {
        "indicator": one.indicator, "dimension": one.dimension, "value": one.value,
        "held": dict(zip(COUNTS, one.held, strict=True)), "counted": dict(zip(COUNTS, one.counted, strict=True)),
    }  # fmt: skip


def _line(one: dict[str, Any]) -> str:
    """`  411302 org_cover section=C 分子 3 应为 4`: where, which figure, the first number that is wrong."""
    divided = f" {one['dimension']}={one['value'] or '未知'}" if one["dimension"] else ""
    words = dict(zip(COUNTS, ("分子", "分母", "情况未知", "不计入"), strict=True))
    wrong = next(name for name in COUNTS if one["held"][name] != one["counted"][name])
    numbers = f"{words[wrong]} {one['held'][wrong]:,} 应为 {one['counted'][wrong]:,}"
    return f"  {one['territory']} {one['indicator']}{divided} {numbers}"
