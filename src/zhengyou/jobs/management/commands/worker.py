"""`zhengyou worker`: does the long work that waits."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zhengyou.jobs.worker import Worker


class Command(BaseCommand):
    """Runs until it gets SIGTERM or SIGINT; the job at hand then goes back on the queue."""

    help = "执行后台工作（导入、汇总等），直到收到停止信号。`zhengyou serve` 已包含它"

    def add_arguments(self, parser: CommandParser) -> None:
        """Name and pace."""
        parser.add_argument(
            "--worker-id", default="", help="本进程的名字；重启时用同一个名字，可立即接手上次中断的工作"
        )
        parser.add_argument(
            "--interval", type=float, default=1.0, help="没有工作时隔几秒再看一次（默认 %(default)s）"
        )
        parser.add_argument("--once", action="store_true", help="把正在排队的工作做完就结束")

    def handle(self, *args: Any, worker_id: str, interval: float, once: bool, **options: Any) -> None:
        """Runs the worker."""
        worker = Worker(worker_id=worker_id, interval=interval)
        worker.configure_signals()
        if once:
            worker.work_off()
        else:
            worker.run()
