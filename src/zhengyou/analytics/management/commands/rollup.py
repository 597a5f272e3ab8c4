"""`zhengyou rollup`: bring figures up to date, count them anew, prove them, print them, freeze them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from zhengyou import jobs
from zhengyou.analytics import proving, queries, snapshots
from zhengyou.analytics.actions import building, following, freezing
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Snapshot
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.analytics.snapshots import Tree
from zhengyou.census.models import Round
from zhengyou.coverage.actions import deriving
from zhengyou.engines.means import EngineFailed
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

_HIDDEN = {
    Blank.SMALL: "    不公布  （不足五人，或会推算出不足五人）",
    Blank.FACTS: "  不能重算  （当时没有留下可以重新分开计数的明细）",
}


class Command(BaseCommand):
    """refresh, build, verify, show, freeze."""

    help = "各级指标：refresh 跟上最近的变动；build 全部重算；verify 核对；show 查看；freeze 定格。"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="refresh|build|verify|show|freeze")
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
            one.add_argument(
                "--date",
                default="",
                metavar="D",
                help="截止日 2026-11-20；不填为最近一轮；show 也可以填定格的报告日期",
            )
            one.add_argument("--json", action="store_true", help="输出 JSON")
            if verb in {"build", "verify"}:
                one.add_argument(
                    "--engine",
                    default="",
                    choices=("duckdb", "spark"),
                    metavar="E",
                    help="由哪个引擎重新计数：duckdb 或 spark；不填按设置",
                )
            if verb == "build":
                one.add_argument("--background", action="store_true", help="交给后台去做，可以查看进度和取消")
            if verb == "show":
                one.add_argument(
                    "--tree",
                    default=Tree.THEN.value,
                    choices=[tree.value for tree in Tree],
                    metavar="T",
                    help="定格的数字按哪时的区划：then 当时（默认），today 现在",
                )
        text = "把现在的全部数字作为一个报告日期的数字保存下来，以后不能修改"
        freeze = verbs.add_parser("freeze", help=text, description=text)
        freeze.add_argument("--date", required=True, metavar="D", help="报告日期 2026-12-31")
        freeze.add_argument("--title", required=True, metavar="T", help="名称，如 2026年年底统计")
        freeze.add_argument("--note", default="", metavar="N", help="说明")
        freeze.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["verb"])(options)

    def refresh(self, options: dict[str, Any]) -> None:
        """Follows the outbox; changes anywhere are followed, whatever the territory."""
        self._current(options)
        self._path(options)  # a code that is not known is refused
        done = 0
        while followed := following.follow(at=timezone.now()):
            done += followed
        self._say({"followed": done}, f"已计入 {done:,} 项变动", options)

    def build(self, options: dict[str, Any]) -> None:
        """Derives every unit and counts every cell."""
        round_, under = self._current(options), self._path(options)
        if options["background"]:
            payload = {"round": round_.pk, "engine": options["engine"], "under": under}
            title = f"全部重算第 {round_.code} 轮指标"
            job = jobs.start(
                kind=building.KIND, title=title, payload=payload, by=None, path=under, key=building.KIND
            )
            self._say({"job": str(job.pk)}, f"已交给后台：{job.title}（{job.pk}）", options)
            return
        units = deriving.everything()
        try:
            made = building.build(round_, at=timezone.now(), engine=options["engine"], under=under)
        except EngineFailed as failed:
            raise CommandError(failed.sentence) from None
        said = f"第 {round_.code} 轮：{units:,} 家单位，{made:,} 个格子"
        self._say({"date": round_.as_of.isoformat(), "units": units, "cells": made}, said, options)

    def verify(self, options: dict[str, Any]) -> None:
        """Compares cells with a count by the engine, coverage with its units, snapshots with what was frozen; finds bad facts."""
        round_, path = self._current(options), self._path(options)
        try:
            found = proving.prove(round_, engine=options["engine"] or settings.ENGINE, under=path)
        except EngineFailed as failed:
            raise CommandError(failed.sentence) from None
        self._say(found.document(), "\n".join(found.lines()), options)
        if wrong := found.wrong():
            raise CommandError("".join(wrong))

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
        """One territory's figures: as they stand, of an earlier round, or frozen on a reporting date."""
        code = options["territory"] or "410000"
        snapshot = snapshots.on(Scope.operator(), self._day(options["date"])) if options["date"] else None
        if snapshot:
            self._show_frozen(snapshot, code, Tree(options["tree"]), options)
            return
        round_ = self._round(options["date"])
        territory = self._territory(code)
        held = queries.figures(Scope.operator(), round_, [territory.path])[territory.path]
        cells = {key: one.numbers or Blank.SMALL for key, one in held.items()}
        found = {"territory": territory.code, "date": round_.as_of.isoformat()}
        self._print(found, f"{territory}，截至 {round_.as_of}", cells, options)

    def _show_frozen(self, snapshot: Snapshot, code: str, tree: Tree, options: dict[str, Any]) -> None:
        """As it was then, or the same people on today's tree."""
        by = Scope.operator()
        place = self._territory(code) if tree is Tree.TODAY else snapshots.place(by, snapshot, code)
        if place is None:
            raise CommandError(f"{snapshot.date} 定格的数字里没有区划代码 {code}。")
        cells = snapshots.figures(by, snapshot, [place.path], tree=tree)[place.path]
        found = {
            "territory": code,
            "date": snapshot.date.isoformat(),
            "tree": tree.value,
            "title": snapshot.title,
        }
        words = "当时的区划" if tree is Tree.THEN else "现在的区划"
        self._print(found, f"{place}，{snapshot.date} 定格（{snapshot.title}），按{words}", cells, options)

    def _print(
        self, about: dict[str, str], head: str, cells: Mapping[str, Numbers | Blank], options: dict[str, Any]
    ) -> None:
        held = {key: cells[key] for key in INDICATORS if key in cells}
        if options["json"]:
            shown = [_cell(key, numbers) for key, numbers in held.items()]
            self.stdout.write(json.dumps({**about, "cells": shown}, ensure_ascii=False))
            return
        self.stdout.write(head)
        for key, numbers in held.items():
            name = INDICATORS[key].name_zh
            if isinstance(numbers, Blank):
                self.stdout.write(f"{_HIDDEN[numbers]}  {name}")
                continue
            share = f"{numbers.numerator / numbers.denominator:.1%}" if numbers.denominator else "未知"
            self.stdout.write(f"  {share:>7}  {numbers.numerator:,} / {numbers.denominator:,}  {name}")

    def freeze(self, options: dict[str, Any]) -> None:
        """Follows what waits, then freezes the figures as they stand under a reporting date."""
        day, at = self._day(options["date"]), timezone.now()
        while following.follow(at=at):
            continue
        try:
            made = freezing.freeze(
                day=day, title=options["title"], note=options["note"], by=Scope.operator(), at=at
            )
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        found = {"date": day.isoformat(), "places": made.places, "cells": made.cells, "digest": made.digest}
        self._say(found, f"已定格 {day} 的数字：{made.places:,} 个地方，{made.cells:,} 个格子", options)

    def _day(self, text: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"日期 {text} 无法识别，请写成 2026-11-20。") from None

    def _round(self, day: str) -> Round:
        rounds = Round.objects.within(Scope.operator())
        if day:
            found = rounds.filter(as_of=self._day(day)).last()
            if found is None:
                raise CommandError(f"没有截止日为 {day} 的摸底轮次，也没有定格过那一天的数字。")
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


def _cell(key: str, numbers: Numbers | Blank) -> dict[str, Any]:
    """A cell in the document; null where its numbers are withheld or cannot be restated."""
    told = numbers if isinstance(numbers, Numbers) else None
    return {
        "indicator": key,
        "numerator": told.numerator if told else None,
        "denominator": told.denominator if told else None,
        "value": round(told.numerator / told.denominator, 6) if told and told.denominator else None,
        "protected": numbers is Blank.SMALL,
    }
