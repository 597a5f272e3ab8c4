"""The `zhengyou` command: Django's management behind words that a clerk understands."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import OperationalError, ProgrammingError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from zhengyou import __version__

OFFERED = {
    "setup": "准备或升级数据库：迁移、标准、区划、活动包；可重复执行",
    "demo": "准备数据库并装入演示数据，每种角色一个账号，然后启动服务",
    "serve": "启动网站和后台任务",
    "account": "建立首批账号和三类管理员，补发登录单",
    "directive": "读文稿：讲话、方案、意见、通知，逐条列出要求",
    "census": "摸底台账：模板、轮次、导入、撤销、查看",
    "coverage": "组建方案：谁单独组建，谁联合，谁要指导员；核对方案",
    "rollup": "各级指标：刷新、查看、核对",
    "reports": "党内统计报表：由台账算出第二十七表、第三十表",
    "backup": "备份数据库、上传文件和密钥到一个文件",
    "restore": "从备份文件恢复",
    "check": "检查安装和数据是否完好",
}


def usage() -> str:
    """What `zhengyou --help` prints."""
    lines = ["用法：zhengyou 命令 [参数]", "", "命令："]
    lines += [f"  {name:<10}{text}" for name, text in OFFERED.items()]
    lines += ["", "每条命令加 --help 可看详细说明，例如：zhengyou census import --help", ""]
    return "\n".join(lines)


def main() -> None:
    """Entry of the console script. Exit status: 0 done, 1 refused with one line, 2 wrong usage."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhengyou.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in {"help", "--help", "-h"}:
        sys.stdout.write(usage())
        sys.exit(0 if arguments else 2)
    if arguments[0] == "--version":
        sys.stdout.write(f"zhengyou {__version__}\n")
        return
    django.setup()
    try:
        command = load(arguments[0])
    except KeyError:
        sys.stderr.write(f"没有 {arguments[0]} 这条命令。运行 zhengyou --help 查看全部命令。\n")
        sys.exit(2)
    # Wrong usage then ends with a line and status 2, not with an exception.
    command._called_from_command_line = True  # type: ignore[attr-defined]
    options = vars(command.create_parser("zhengyou", arguments[0]).parse_args(arguments[1:]))
    try:
        command.execute(*options.pop("args", ()), **options)
    except SystemCheckError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except CommandError as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        sys.exit(error.returncode)
    except (OperationalError, ProgrammingError):
        if not unprepared():
            raise
        sys.stderr.write("数据库还没有准备或升级：请先运行 zhengyou setup，再运行这条命令。\n")
        sys.exit(1)
    finally:
        connections.close_all()


def unprepared() -> bool:
    """Whether the database can be asked and lacks tables or columns of this edition."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
    except (OperationalError, ProgrammingError):
        return False
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def load(name: str) -> BaseCommand:
    """The command of this name, ours or Django's. Raises KeyError for none."""
    app = get_commands()[name]
    return app if isinstance(app, BaseCommand) else load_command_class(app, name)
