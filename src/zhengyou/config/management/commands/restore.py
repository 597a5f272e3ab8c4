"""`zhengyou restore FILE`: from a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.config import checking, copies
from zhengyou.scoping import Scope


class Command(BaseCommand):
    """Verifies the whole file first, then replaces database, uploads and keys."""

    help = "从备份文件恢复数据库、上传文件和密钥；先停服务"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file."""
        parser.add_argument("file", type=Path, help="zhengyou backup 写的文件")
        parser.add_argument("--force", action="store_true", help="替换全部现有数据")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        """Exit status 1 with one sentence when the file is damaged or there are data here already."""
        try:
            taken = copies.restore(file, force=force)
        except copies.CannotCopy as error:
            raise CommandError(error.sentence) from None
        self.stdout.write(
            _("已恢复 %(made_at)s 的备份，%(files)s 个文件。")
            % {"made_at": taken.made_at[:16].replace("T", " "), "files": f"{taken.files:,}"}
        )
        for name in copies.keys_from_environment():
            self.stderr.write(
                _("环境变量 %(name)s 优先于备份里的密钥，请确认它是备份时的那一把。") % {"name": name}
            )
        if checking.migrations():
            self.stdout.write(_("备份来自较旧的版本，请运行 zhengyou setup，再运行 zhengyou check。"))
            return
        audit.record("backup.restored", by=Scope.operator(), at=timezone.now(), subject=file.name)
        self.stdout.write(_("请运行 zhengyou check 核对。"))
