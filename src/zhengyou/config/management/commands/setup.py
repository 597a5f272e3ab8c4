"""`zhengyou setup`: an empty or older database made ready. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns.actions.packs import load_pack
from zhengyou.coverage import on_demand as planner
from zhengyou.organisations.actions import setting_up
from zhengyou.standards import StandardError

PACK = "chuangxian-zhengyou"


class Command(BaseCommand):
    """Migrations, static files, divisions, bodies, campaign pack; prints what was new. Compiles the planner."""

    help = "准备或升级数据库：迁移、网页文件、区划、机构、活动包；可重复执行，不会重复添加"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 with one sentence when the database or a standard cannot be used."""
        try:
            self._migrate()
            call_command("collectstatic", interactive=False, verbosity=0)
            today = timezone.localdate()
            self._tell(_("区划"), setting_up.load_divisions())
            self._tell(_("机构"), setting_up.load_bodies())
            self._tell(_("活动和阶段"), load_pack(PACK, starts_on=today.replace(day=1)))
        except DatabaseError as error:
            raise CommandError(_("连不上数据库，或不能写入：%(why)s") % {"why": str(error).strip()}) from None
        except StandardError as error:
            raise CommandError(_("标准文件有错误：%(why)s") % {"why": error}) from None
        planner.warming.warm()
        self.stdout.write(_("准备完毕。"))

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if waiting:
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        self._tell(_("数据库升级步骤"), len(waiting))

    def _tell(self, what: str, new: int) -> None:
        line = _("%(what)s：新增 %(count)s") if new else _("%(what)s：已是最新")
        self.stdout.write(line % {"what": what, "count": f"{new:,}"})
