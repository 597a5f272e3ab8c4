"""`zhengyou check`: is the installation whole, and are its data? Takes the place of Django's command of that name."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangoCheck
from django.utils.translation import gettext as _

from zhengyou.config import checking


class Command(DjangoCheck):
    """Prints what is wrong, a line each; exit status 1 when anything is.

    With one of Django's own options (labels, --tag, --list-tags, --deploy, --database) it is Django's command.
    """

    help = "检查安装和数据是否完好：设置、标准、数据库版本、密钥、审计日志、区划树和党组织树"

    def add_arguments(self, parser: CommandParser) -> None:
        """Django's and --json."""
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Runs all checks."""
        if app_labels or any(options.get(name) for name in ("tags", "list_tags", "deploy", "databases")):
            super().handle(*app_labels, **options)
            return
        found = checking.findings()
        if options["json"]:
            self.stdout.write(json.dumps({"findings": found}, ensure_ascii=False))
        else:
            for sentence in found:
                self.stdout.write(sentence)
        if found:
            raise CommandError(_("发现 %(count)s 处问题。") % {"count": len(found)})
        if not options["json"]:
            self.stdout.write(_("一切完好。"))
