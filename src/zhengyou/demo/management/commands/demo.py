"""`zhengyou demo`: a filled installation in one command."""

from __future__ import annotations

import io
import json
from argparse import BooleanOptionalAction
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from zhengyou.analytics import queries as analytics
from zhengyou.analytics.actions import following, freezing
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Snapshot
from zhengyou.census.actions import rounds
from zhengyou.census.models import Round
from zhengyou.coverage.actions import locating, steps
from zhengyou.coverage.models import FoundingStep, Location
from zhengyou.coverage.queries import worklist as coverage
from zhengyou.demo import campaign, city, files, people, places
from zhengyou.demo.cast import cast_of
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

EARLIER = ("2026-3", date(2026, 8, 20))
CURRENT = ("2026-4", date(2026, 11, 20))
STEPS = ("meet_owner", "ask_approval", "transfer_relations", "send_instructor")
COLUMNS = ("due_rate", "org_cover", "work_cover", "above_scale_rate")


class Command(BaseCommand):
    """Sets up, imports the made-up city, makes one account per role, prints a summary, serves."""

    help = "准备数据库并装入演示数据（南阳市 12,000 家单位、30,000 名党员），每种角色一个账号，然后启动服务。可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--serve", action=BooleanOptionalAction, default=True, help="装好后是否启动服务")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.DATA_DIR) / "demo"
        call_command("setup", stdout=self.stdout, stderr=self.stderr)
        self._write(folder)
        self._import_all(folder)
        at = timezone.now()
        self._set_steps(at)
        self._locate(at)
        signs = people.make_people(folder, at=at)
        if campaign.play(cast_of(at=at)):
            self.stdout.write("活动：省里下发文件，市县签收传达、分工走访、起草贯彻意见，问题逐级上报。")
        self._follow()
        self._summary()
        self._sign_ins(signs)
        if options["serve"]:
            call_command("serve", port=options["port"], stdout=self.stdout, stderr=self.stderr)

    def _write(self, folder: Path) -> None:
        if not (folder / "members.xlsx").exists():
            self.stdout.write("编制演示台账……")
            files.write(city.make_city(), folder)

    def _import_all(self, folder: Path) -> None:
        operator = Scope.operator()
        held = Round.objects.within(operator).filter(code=EARLIER[0]).first()
        if held is None or held.closed_at is None:
            self._import(folder / "organisations.xlsx", "organisations", EARLIER)
            self._import(folder / "units-earlier.xlsx", "units", EARLIER)
            self._freeze(EARLIER[1])
            rounds.close_round(
                round=Round.objects.within(operator).get(code=EARLIER[0]), by=operator, at=timezone.now()
            )
        self._import(folder / "organisations.xlsx", "organisations", CURRENT)
        self._import(folder / "units.xlsx", "units", CURRENT)
        self._import(folder / "members.xlsx", "members", CURRENT)

    def _import(self, path: Path, kind: str, round_: tuple[str, date]) -> None:
        code, as_of = round_
        midnight = timezone.make_aware(datetime.combine(as_of, time()))
        rounds.open_round(code=code, as_of=as_of, by=Scope.operator(), at=midnight)
        answer = io.StringIO()
        words = [str(path), "--territory", city.CITY, "--round", code, "--kind", kind, "--json"]
        call_command("census", "import", *words, stdout=answer, stderr=self.stderr)
        found = json.loads(answer.getvalue())
        self.stdout.write(
            f"{code} {path.name}：读取 {found['read']:,} 行，接受 {found['accepted']:,}"
            f"（新增 {found['created']:,}，更新 {found['updated']:,}，不变 {found['unchanged']:,}），退回 {found['refused']:,}"
        )

    def _freeze(self, day: date) -> None:
        """The report of the earlier round, so that figures have something to be held against; once."""
        operator = Scope.operator()
        if Snapshot.objects.within(operator).exists():
            return
        self._follow()
        made = freezing.freeze(day=day, title="第三季度报告", by=operator, at=timezone.now())
        self.stdout.write(f"{day} 的数字已经定格：{made.places:,} 个地方，{made.cells:,} 个数字")

    def _follow(self) -> None:
        while following.follow(at=timezone.now()):
            pass

    def _set_steps(self, at: datetime) -> None:
        """Next steps for about half of the units that are due, once."""
        operator = Scope.operator()
        if FoundingStep.objects.within(operator).exists():
            return
        due = list(coverage.due_units(operator).values_list("pk", flat=True))[::2]
        for number, step in enumerate(STEPS):
            units = due[number :: len(STEPS)]
            if units:
                steps.set_for(
                    units=units, step=step, person="孙志强", due_on=at.date() + timedelta(days=7 * (number + 1)),
                    note="", by=operator, at=at,
                )  # fmt: skip

    def _locate(self, at: datetime) -> None:
        """Where townships lie, once: `zhengyou coverage plan` measures by it."""
        operator = Scope.operator()
        if Location.objects.within(operator).exists():
            return
        known = Territory.objects.within(operator)
        for county in known.filter(code__in=places.MIDDLES):
            names = known.filter(parent=county).order_by("code").values_list("name", flat=True)
            spots = places.spots(county.code, list(names))
            locating.locate(territory=county, spots=spots, source=places.SOURCE, by=operator, at=at)

    def _summary(self) -> None:
        operator = Scope.operator()
        round_ = analytics.current_round()
        if round_ is None:
            return
        top = Territory.objects.within(operator).get(code=city.CITY)
        places = [top, *Territory.objects.within(operator).filter(parent=top).order_by("code")]
        cells = analytics.figures(operator, round_, [place.path for place in places])
        names = [INDICATORS[key].name_zh for key in COLUMNS]
        self.stdout.write(f"\n第 {round_.code} 轮，截至 {round_.as_of}：{'、'.join(names)}")
        for place in places:
            shares = []
            for key in COLUMNS:
                cell = cells[place.path].get(key)
                shares.append("     —" if cell is None or cell.share is None else f"{cell.share:7.1%}")
            self.stdout.write(f"  {place.code} {' '.join(shares)}  {place.name}")

    def _sign_ins(self, signs: list[people.SignIn]) -> None:
        self.stdout.write("\n登录（管理员首次登录要先设置动态口令）：")
        for sign in signs:
            self.stdout.write(f"  {sign.username:<14}{sign.password:<26}{sign.role} · {sign.where}")
