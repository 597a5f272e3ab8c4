"""`zhengyou backup FILE`: database, uploads and keys in one file."""

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
    """Writes one zip; the server may go on meanwhile."""

    help = "备份数据库、上传文件和密钥到一个文件；备份时不用停服务"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "file", type=Path, help="备份文件，例如 zhengyou-2026-11-23.zip；不会覆盖已有的文件"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Exit status 1 with one sentence when it cannot be done."""
        at = timezone.now()
        try:
            made = copies.backup(file, at=at)
        except copies.CannotCopy as error:
            raise CommandError(error.sentence) from None
        if (
            not checking.migrations()
        ):  # an older database is copied before its upgrade; its log may look otherwise
            audit.record("backup.made", by=Scope.operator(), at=at, subject=file.name)
        self.stdout.write(
            _("已备份 %(files)s 个文件，共 %(size)s MB：%(file)s")
            % {"files": f"{made.files:,}", "size": f"{made.bytes / 1e6:,.1f}", "file": file}
        )
        self.stdout.write(_("备份里有密钥和个人信息，请妥善保管，只让负责的人读取。"))
        for name in copies.keys_from_environment():
            self.stderr.write(_("密钥来自环境变量 %(name)s，不在备份里，请另行保管。") % {"name": name})
