"""`zhengyou coverage`: plan who founds, who joins, who gets an instructor; check a plan; say where places lie."""

from __future__ import annotations

import csv
import json
import math
import os
from collections import Counter
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from zhengyou import standards
from zhengyou.coverage.actions import locating
from zhengyou.coverage.actions.locating import Spot
from zhengyou.coverage.planner import checking, many, sentences
from zhengyou.coverage.planner.plan import Kind, Plan
from zhengyou.coverage.queries import gathering, plan_document
from zhengyou.coverage.queries.gathering import Gathered
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below
from zhengyou.standards import Policy, PolicyError
from zhengyou.web.errors import Refused

_PLACES: Final = "names and codes of places are public"
_COLUMNS: Final = 3
_OPERATOR: Final = Scope.operator()


class Command(BaseCommand):
    """plan, check, locate."""

    help = "组建方案：plan 编制；check 核对；locate 登记乡镇和单位的位置"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="plan|check|locate")
        text = "编制组建方案：单独组建、联合组建、挂靠、选派指导员，剩下的写明原因；只打印，不登记"
        plan = verbs.add_parser("plan", help=text, description=text)
        plan.add_argument(
            "--territory", required=True, metavar="CODE", help="县、市或省的区划代码，如 411302"
        )
        plan.add_argument(
            "--fewest", type=float, metavar="F", help="0 最紧凑，1 党支部最少；不填按标准里的数"
        )
        plan.add_argument(
            "--seed", type=int, default=1, metavar="N", help="随机数种子，默认 1；同一种子结果相同"
        )
        plan.add_argument("--json", action="store_true", help="输出 JSON")
        text = "按台账和规则核对 plan --json 写出的方案，有违反时退出码为 1"
        check = verbs.add_parser("check", help=text, description=text)
        check.add_argument("file", metavar="FILE", type=Path, help="方案文件（JSON）")
        text = "登记位置：CSV 文件，每行写名称（乡镇、单位名称或信用代码）、东经、北纬"
        locate = verbs.add_parser("locate", help=text, description=text)
        locate.add_argument("file", metavar="FILE", type=Path, help="位置文件（CSV，UTF-8）")
        locate.add_argument("--territory", required=True, metavar="CODE", help="这些地方都在哪里，如 411302")
        locate.add_argument(
            "--source", required=True, metavar="S", help="这些位置从哪里来，如 县自然资源局 2026-10"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        {"plan": self.plan, "check": self.hold, "locate": self.locate}[options["verb"]](options)

    def plan(self, options: dict[str, Any]) -> None:
        """Prints the proposal; nothing is written."""
        policy = _policy({} if options["fewest"] is None else {"fewest": options["fewest"]})
        if options["seed"] < 0:
            raise CommandError("种子应是不小于 0 的整数。")
        territory = _territory(options["territory"])
        gathered = _gathered(territory)
        counties = [one.county for one in gathered]
        plans = many.plan_all(
            counties,
            policy,
            seed=options["seed"],
            processes=os.cpu_count() or 1,
            tell=lambda done: self._tell(done, len(counties)),
        )
        notices = sum((Counter(one.notices) for one in gathered), Counter[str]())
        if options["json"]:
            pairs = list(zip(counties, plans, strict=True))
            document = plan_document.written(territory.code, policy, pairs, notices)
            self.stdout.write(json.dumps(document, ensure_ascii=False))
            return
        for line in _lines(territory, plans, notices):
            self.stdout.write(line)

    def _tell(self, done: int, total: int) -> None:
        if total > 1:
            self.stderr.write(f"{done}/{total}", ending="\r" if done < total else "\n")

    def hold(self, options: dict[str, Any]) -> None:
        """Holds a plan against rules and census."""
        try:
            document = json.loads(options["file"].read_text(encoding="utf-8"))
        except OSError:
            raise CommandError(f"读不了文件 {options['file']}。") from None
        except ValueError:
            raise CommandError(f"{options['file']} 不是 JSON 文件。") from None
        if not isinstance(document, dict) or not isinstance(document.get("policy"), dict):
            raise CommandError(f"{options['file']} 不是组建方案：缺少 policy。")
        policy = _policy(document["policy"], whole=True)
        gathered = _gathered(_territory(str(document.get("territory", ""))))
        counties = [one.county for one in gathered]
        try:
            plans, found = plan_document.read(document, counties)
        except plan_document.NotAPlan as wrong:
            raise CommandError(f"{options['file']} 不是组建方案：{wrong.where} 缺少或者不对。") from None
        for county, one in zip(counties, plans, strict=True):
            found += checking.check(county, policy, one)
        for violation in found:
            self.stdout.write(sentences.sentence(violation))
        self.stdout.write(f"{len(found)} violations")
        if found:
            raise CommandError(f"方案有 {len(found)} 处违反规则。")

    def locate(self, options: dict[str, Any]) -> None:
        """Writes where places lie."""
        territory = _territory(options["territory"])
        try:
            with options["file"].open(encoding="utf-8-sig", newline="") as file:
                spots = [_spot(line, row) for line, row in enumerate(csv.reader(file), start=1) if any(row)]
            done = locating.locate(
                territory=territory, spots=spots, source=options["source"], by=_OPERATOR, at=timezone.now()
            )
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"读不了文件 {options['file']}：应是 UTF-8 的 CSV 文件。") from None
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        self.stdout.write(f"登记了 {done:,} 处位置")


def _policy(values: dict[str, Any], *, whole: bool = False) -> Policy:
    rules = standards.load_planner()
    try:
        return rules.read(values) if whole else rules.adjusted(values)
    except PolicyError as wrong:
        if wrong.line is None:
            raise CommandError(f"方案的限度 {wrong.key} 不认识，或者和别的限度矛盾。") from None
        line = wrong.line
        raise CommandError(
            f"{line.label_zh}（{wrong.key}）应在 {line.least:g} 到 {line.most:g} 之间。"
        ) from None


def _territory(code: str) -> Territory:
    found = Territory.objects.across_all(because=_PLACES).filter(code=code, valid_to__isnull=True).first()
    if found is None:
        raise CommandError(f"没有区划代码 {code}。")
    return found


def _gathered(territory: Territory) -> list[Gathered]:
    """Each county of a place; a place below a county, or without counties, is planned by itself."""
    rows = Territory.objects.across_all(because=_PLACES).filter(
        below("path", territory.path), level=Territory.Level.COUNTY, valid_to__isnull=True
    )
    places = list(rows.order_by("code")) or [territory]
    return [gathering.county_of(one, _OPERATOR) for one in places]


def _spot(line: int, row: list[str]) -> Spot:
    try:
        if len(row) < _COLUMNS:
            raise ValueError
        east, north = float(row[1]), float(row[2])
        if not (math.isfinite(east) and math.isfinite(north)):
            raise ValueError
    except ValueError:
        raise Refused(
            f"第 {line} 行应是：名称,东经,北纬，例如 汉冶街道,112.54,33.00。一行也没有登记。"
        ) from None
    return Spot(line, row[0].strip(), east, north)


def _lines(territory: Territory, plans: list[Plan], notices: Counter[str]) -> list[str]:
    """The proposal in a few lines."""
    groups = [group for one in plans for group in one.groups]
    areas = [area for one in plans for area in one.areas]
    left = Counter(one.why for plan in plans for one in plan.left)
    covered = {kind: [one for one in groups if one.kind is kind] for kind in Kind}
    counts = {kind: (len(some), sum(len(one.units) for one in some)) for kind, some in covered.items()}
    lines = [
        f"{territory}组建方案",
        f"  单独组建 {counts[Kind.OWN][0]:,} 个",
        f"  联合党支部 {counts[Kind.JOINT][0]:,} 个，覆盖 {counts[Kind.JOINT][1]:,} 家单位",
        f"  挂靠 {counts[Kind.HOSTED][0]:,} 个现有党支部，{counts[Kind.HOSTED][1]:,} 家单位",
        f"  指导员 {len(areas):,} 名，服务 {sum(len(one.units) for one in areas):,} 家单位",
        f"  剩下 {sum(left.values()):,} 家单位",
    ]
    lines += [f"    {number:,} 家：{sentences.REASONS[why]}" for why, number in left.most_common()]
    return lines + [
        f"  注意：{sentences.NOTICES[name].format(number=f'{number:,}')}" for name, number in notices.items()
    ]
