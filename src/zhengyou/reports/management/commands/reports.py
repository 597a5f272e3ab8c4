"""`zhengyou reports`: table. Words and shape are a public interface."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from zhengyou.analytics.actions import tables
from zhengyou.analytics.statistics import TABLES
from zhengyou.organisations.models import Territory
from zhengyou.reports import sheets
from zhengyou.reports.queries import statistics, statistics_json
from zhengyou.scoping import Scope


class Command(BaseCommand):
    """Derives an official statistics table from today's facts."""

    help = "由台账算出党内统计报表：table 27|30"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="table")
        one = verbs.add_parser("table", help="算出一张表", description="由现在的台账算出一张表")
        one.add_argument("number", metavar="NUMBER", choices=sorted(TABLES), help="第几表：27 或 30")
        one.add_argument("--territory", required=True, metavar="CODE", help="区划代码，如 411302")
        one.add_argument("-o", dest="file", metavar="FILE", type=Path, help="写成 xlsx，按表样")
        one.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        territory = Territory.objects.within(Scope.operator()).filter(code=options["territory"]).first()
        if territory is None:
            raise CommandError(f"没有区划代码 {options['territory']}。")
        now = timezone.now()
        derived = tables.derive(
            options["number"], territory, by=Scope.operator(), as_of=timezone.localdate(now), at=now
        )
        if options["file"]:
            self._write(options["file"], statistics.shown(derived, territory), territory)
        if options["json"]:
            found = statistics_json.document(derived, territory)
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        elif not options["file"]:
            self.stdout.write("\n".join(statistics_json.lines(derived, territory)))

    def _write(self, file: Path, shown: statistics.Shown, territory: Territory) -> None:
        try:
            with file.open("wb") as target:
                sheets.write(target, shown, str(territory))
        except OSError as failed:
            raise CommandError(f"{file} 写不进去：{failed.strerror}。") from failed
        self.stderr.write(f"已写入 {file}")
