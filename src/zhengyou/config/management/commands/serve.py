"""`zhengyou serve`: web server and worker."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from zhengyou.config.serving import CannotServe, serve


class Command(BaseCommand):
    """Runs until Ctrl+C or SIGTERM; exit status 1 with one sentence when it cannot."""

    help = "启动网站和后台任务，按 Ctrl+C 停止"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 %(default)s）")
        parser.add_argument("--port", type=int, default=8000, help="端口（默认 %(default)s）")
        parser.add_argument(
            "--workers", type=int, default=min(4, os.cpu_count() or 1), help="网站进程数（默认 %(default)s）"
        )

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        """Checks the database, then serves."""
        if workers < 1:
            raise CommandError(_("--workers 至少是 1。"))
        check_database()
        try:
            serve(host=host, port=port, workers=workers, announce=self.announce)
        except CannotServe as error:
            raise CommandError(error.sentence) from None

    def announce(self, url: str) -> None:
        """The one line that says where."""
        self.stdout.write(_("争优已启动：%(url)s （按 Ctrl+C 停止）") % {"url": url})
        self.stdout.flush()


def check_database() -> None:
    """Refuses to serve a database that is away or not prepared."""
    connection = connections["default"]
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CommandError(_("连不上数据库：%(why)s") % {"why": str(error).strip()}) from None
    finally:
        connection.close()
    if waiting:
        raise CommandError(_("数据库还没有准备好或版本较旧，请先运行 zhengyou setup。"))
