"""`zhengyou directive`: import. Words and shape are a public interface."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhengyou.campaigns.rules.directive import read, shape
from zhengyou.campaigns.rules.directive.files import read_file
from zhengyou.campaigns.rules.directive.unreadable import UnreadableFile


class Command(BaseCommand):
    """Reads the words, reads the file, prints what it asks for."""

    help = "读讲话、方案、意见、通知，逐条列出要求"
    requires_system_checks: list[str] = []
    suppressed_base_arguments = {
        *("--version", "--verbosity", "--traceback", "--settings"),
        *("--pythonpath", "--no-color", "--force-color", "--skip-checks"),
    }

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command for each thing that can be done."""
        commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
        importing = commands.add_parser("import", help="读一份文稿")
        importing.add_argument("file", metavar="文件", type=Path, help="txt（UTF-8、GB18030）或 docx")
        importing.add_argument("--json", action="store_true", help="结果以 JSON 输出")
        importing.set_defaults(act=self.import_)

    def handle(self, *args: Any, **options: Any) -> None:
        """Calls the sub-command; a refusal becomes one line."""
        act: Callable[..., None] = options["act"]
        try:
            act(**options)
        except UnreadableFile as refusal:
            raise CommandError(refusal.sentence) from refusal

    def import_(self, *, file: Path, **options: Any) -> None:
        """`directive import`."""
        directive = read(read_file(file))
        for note in directive.notes:
            self.stderr.write(note)
        if options["json"]:
            self.stdout.write(json.dumps(shape.to_json(directive), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(shape.to_lines(directive)))
