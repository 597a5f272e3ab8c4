"""`zhengyou census` and its sub-commands. Words and shapes are a public interface."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from zhengyou import jobs
from zhengyou.accounts.models import User
from zhengyou.census.actions import exports, imports, refused_rows, rounds
from zhengyou.census.importing import reading
from zhengyou.census.importing.task import Task
from zhengyou.census.management import between_rounds, look_alikes, sources
from zhengyou.census.queries import exports as export_queries
from zhengyou.census.queries import facts
from zhengyou.census.queries import imports as queries
from zhengyou.organisations.models import Territory
from zhengyou.organisations.scopes import appointments_of, scope_for
from zhengyou.scoping import OutsideScope, Scope, is_below
from zhengyou.web.errors import Conflict, Forbidden, Refused

KINDS: Final = ("units", "organisations", "members")
_PLACES: Final = "names and codes of places are public"


class Command(BaseCommand):
    """Reads the words, calls one action, prints what came of it."""

    help = "摸底台账：下载模板、开轮次、导入、撤销、查看、比较两轮、列出未见"
    requires_system_checks: list[str] = []
    suppressed_base_arguments = {
        *("--version", "--verbosity", "--traceback", "--settings"),
        *("--pythonpath", "--no-color", "--force-color", "--skip-checks"),
    }

    def add_arguments(self, parser: CommandParser) -> None:
        """One sub-command for each thing that can be done."""
        commands = parser.add_subparsers(title="命令", metavar="命令", required=True)

        template = commands.add_parser("template", help="生成可填写的模板（xlsx）")
        template.add_argument("--kind", choices=KINDS, default="units", help="种类，默认 units（单位）")
        template.add_argument("--territory", metavar="代码", help="区划代码；下拉列表只列它以下的地方")
        template.add_argument("-o", "--output", metavar="文件", required=True, type=Path, help="写到哪个文件")
        template.set_defaults(act=self.template)

        opening = commands.add_parser("open-round", help="开一个摸底轮次")
        opening.add_argument("round", metavar="轮次", help="例如 2026-4")
        opening.add_argument(
            "--as-of", metavar="日期", required=True, type=_day, help="数据截止日，例如 2026-11-20"
        )
        opening.set_defaults(act=self.open_round)

        importing = commands.add_parser("import", help="导入工作簿")
        importing.add_argument("file", metavar="文件", type=Path, help="xlsx、xls、ods 或 csv")
        importing.add_argument(
            "--territory", metavar="代码", required=True, help="区划代码；写明其他地方的行会被退回"
        )
        importing.add_argument("--round", metavar="轮次", required=True, help="已开的轮次")
        importing.add_argument(
            "--kind", choices=(*KINDS, sources.REGISTER), default="units", help="种类，默认 units（单位）"
        )
        sources.add_register(importing)
        importing.add_argument("--mapping", metavar="文件", type=Path, help="各列对应关系（JSON）")
        importing.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        importing.set_defaults(act=self.import_)

        undoing = commands.add_parser("undo", help="撤销一次导入")
        undoing.add_argument("batch", metavar="批次", type=int, help="导入时给出的批次号")
        undoing.set_defaults(act=self.undo)

        refused = commands.add_parser("refused", help="取回一次导入中退回的行（发送人自己的表，xlsx）")
        refused.add_argument("batch", metavar="批次", type=int, help="导入时给出的批次号")
        refused.add_argument("-o", "--output", metavar="文件", required=True, type=Path, help="写到哪个文件")
        refused.set_defaults(act=self.refused)

        exporting = commands.add_parser("export", help="把已登记的内容填进对方的表（或全部项目）")
        exporting.add_argument("--territory", metavar="代码", required=True, help="导出哪里的")
        exporting.add_argument("--kind", choices=KINDS, help="种类，默认 units（单位）；按表样导出时照表样")
        table = exporting.add_mutually_exclusive_group()
        table.add_argument("--layout", metavar="编号", type=int, help="用过的表样；编号见“用过的表样”页面")
        table.add_argument("--form", metavar="文件", type=Path, help="对方发来的空表")
        exporting.add_argument("--mapping", metavar="文件", type=Path, help="空表各列的对应关系（JSON）")
        exporting.add_argument(
            "-o", "--output", metavar="文件", required=True, type=Path, help="写到哪个文件"
        )
        exporting.set_defaults(act=self.export)

        showing = commands.add_parser("show", help="查看一家单位")
        showing.add_argument("unit", metavar="代码或名称", help="统一社会信用代码或单位全称")
        showing.set_defaults(act=self.show)

        comparing, lost = between_rounds.add_arguments(commands)
        comparing.set_defaults(act=self.compare)
        lost.set_defaults(act=self.missing)

        searching = look_alikes.add_arguments(commands)
        searching.set_defaults(act=self.duplicates)

        differing = sources.add_arguments(commands)
        differing.set_defaults(act=self.differences)

        asked = (
            opening,
            importing,
            undoing,
            showing,
            comparing,
            lost,
            searching,
            refused,
            exporting,
            differing,
        )
        for one in asked:
            one.add_argument(
                "--as", dest="as_user", metavar="登录名", help="以这个人的身份和范围操作；不填即为操作员"
            )
        for one in asked:
            one.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Calls the sub-command; every refusal becomes one line."""
        act: Callable[..., None] = options["act"]
        try:
            act(**options)
        except (Refused, Conflict) as refusal:
            raise CommandError(_one_line(refusal.sentence)) from refusal
        except Forbidden as refusal:
            raise CommandError("这个账号没有做这件事的权限。") from refusal
        except OutsideScope as refusal:
            raise CommandError("要写入的内容超出了这个账号负责的范围，没有写入。") from refusal
        except DatabaseError as problem:
            if "no such table" in str(problem) or "does not exist" in str(problem):
                raise CommandError("数据库还没有准备好。请先运行：zhengyou setup") from problem
            raise

    def import_(
        self, *, file: Path, territory: str, round: str, kind: str, mapping: Path | None, **options: Any
    ) -> None:
        """`census import`."""
        place = _territory(territory)
        decided = _json(mapping) if mapping else None
        task = Task(
            kind=sources.kind_of(kind, options["register"]),
            file=file,
            file_name=file.name,
            territory=place,
            round=queries.round_named(round),
            by=_scope(options["as_user"], place),
            at=timezone.now(),
            chosen=reading.chosen_in(decided) if decided is not None else {},
            units=reading.units_in(decided) if decided is not None else {},
            headings=reading.headings_in(decided),
        )
        if options["dry_run"]:
            batch, outcome = None, imports.rehearse(task=task, progress=self._progress())
        else:
            batch, outcome = imports.import_now(task=task, progress=self._progress())
            jobs.follow_up(wait=True)
        for note in outcome.notes:
            self.stderr.write(note)
        if options["json"]:
            document = outcome.to_json(batch.pk if batch else None)
            if kind == sources.REGISTER:
                document["not_in_census"] = sources.listed(outcome)
            self._print(document)
            return
        heading = f"第 {batch.pk} 批" if batch else "试导入，没有写入"
        self.stdout.write(
            f"{heading}：读到 {outcome.read} 行，接受 {outcome.accepted} 行"
            f"（新增 {outcome.created}，更新 {outcome.updated}，未变 {outcome.unchanged}），退回 {outcome.refused} 行。"
        )
        for issue in outcome.issues:
            mark = "退回" if issue.finding.severity == "error" else "提醒"
            where = (
                f"{issue.sheet} {issue.column}{issue.row}"
                if issue.column
                else f"{issue.sheet} 第 {issue.row} 行"
            )
            self.stderr.write(f"{mark}：{where}：{issue.finding.message}")

    def open_round(self, *, round: str, as_of: date, **options: Any) -> None:
        """`census open-round`."""
        opened = rounds.open_round(code=round, as_of=as_of, by=_scope(options["as_user"]), at=timezone.now())
        if options["json"]:
            self._print({"round": opened.code, "as_of": opened.as_of.isoformat()})
        else:
            self.stdout.write(f"轮次 {opened.code} 已开，数据截止日 {opened.as_of.isoformat()}。")

    def show(self, *, unit: str, **options: Any) -> None:
        """`census show`."""
        found = facts.find(_scope(options["as_user"]), unit)
        known = facts.unit_facts(found, on=timezone.localdate())
        if options["json"]:
            self._print(known)
            return
        self.stdout.write("\n".join(facts.lines(known)))

    def compare(self, *, earlier: str, later: str, territory: str, **options: Any) -> None:
        """`census compare`."""
        place = _territory(territory)
        told, lines = between_rounds.compare(
            earlier=earlier,
            later=later,
            place=place,
            by=_scope(options["as_user"], place),
            progress=self._progress(),
        )
        self._tell(told, lines, options["json"])

    def missing(self, *, round: str, earlier: str | None, territory: str, **options: Any) -> None:
        """`census missing`."""
        place = _territory(territory)
        by = _scope(options["as_user"], place)
        self._tell(*between_rounds.lost(round=round, earlier=earlier, place=place, by=by), options["json"])

    def duplicates(self, *, territory: str, **options: Any) -> None:
        """`census duplicates`."""
        place = _territory(territory)
        found = look_alikes.search(place=place, by=_scope(options["as_user"], place))
        self._tell(*found, options["json"])

    def differences(self, *, territory: str, explained: bool, **options: Any) -> None:
        """`census differences`."""
        place = _territory(territory)
        by = _scope(options["as_user"], place)
        self._tell(*sources.differing(place=place, explained=explained, by=by), options["json"])

    def template(self, *, kind: str, territory: str | None, output: Path, **options: Any) -> None:
        """`census template`."""
        queries.template(kind, _territory(territory) if territory else None, output)
        self.stderr.write(f"模板已写到 {output}。")

    def undo(self, *, batch: int, **options: Any) -> None:
        """`census undo`."""
        by = _scope(options["as_user"])
        undone = imports.undo(batch=queries.batch_numbered(by, batch), by=by, at=timezone.now())
        jobs.follow_up(wait=True)
        if options["json"]:
            self._print({"batch": batch, "restored": undone.restored, "removed": undone.removed})
        else:
            self.stdout.write(f"第 {batch} 批已撤销：恢复 {undone.restored} 条，移除 {undone.removed} 条。")

    def _tell(self, document: Any, lines: Sequence[str], as_json: bool) -> None:
        if as_json:
            self._print(document)
        else:
            self.stdout.write("\n".join(lines))

    def refused(self, *, batch: int, output: Path, **options: Any) -> None:
        """`census refused`."""
        row = queries.batch_numbered(_scope(options["as_user"]), batch)
        if not row.refused:
            raise Refused(f"第 {batch} 批没有退回的行。")
        if queries.refused_file(row) is None:
            if not queries.upload_path(row).exists():
                raise Refused(f"第 {batch} 批的文件已经过了保存期，取不回退回的行。")
            refused_rows.make(batch=row)
        by = _scope(options["as_user"])
        if not queries.may_take_refused(by, row):
            raise Forbidden
        exports.copy_out(queries.refused_file(row), output)
        refused_rows.record(batch=row, by=by, at=timezone.now())
        if options["json"]:
            self._print({"batch": batch, "refused": row.refused, "file": str(output)})
        else:
            self.stderr.write(f"退回的 {row.refused} 行已写到 {output}。")

    def export(
        self,
        *,
        territory: str,
        kind: str | None,
        layout: int | None,
        form: Path | None,
        mapping: Path | None,
        output: Path,
        **options: Any,
    ) -> None:
        """`census export`."""
        place = _territory(territory)
        by = _scope(options["as_user"], place)
        told = exports.write_out(
            layout=export_queries.layout_numbered(by, layout) if layout is not None else None,
            form=form,
            decided=_json(mapping) if mapping else None,
            kind=kind,
            territory=place,
            target=output,
            by=by,
            at=timezone.now(),
            told=self._rows_told(),
        )
        if options["json"]:
            self._print({**told, "file": str(output)})
            return
        self.stderr.write(f"{told['rows']} 行已写到 {output}。")
        for words, key in (("空着的列", "left_empty"), ("打星号的列", "masked"), ("看不到的列", "hidden")):
            if told[key]:
                self.stderr.write(f"{words}：{'、'.join(told[key])}")
        for note in told["notes"]:
            self.stderr.write(note)

    def _rows_told(self) -> Callable[[int], None]:
        if not sys.stderr.isatty():
            return lambda _done: None
        return lambda done: self.stderr.write(f"\r填表 {done} 行\x1b[K", ending="")

    def _print(self, document: Any) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False))

    def _progress(self) -> Callable[[str, int, int | None], None]:
        """A line that moves, for a person at the screen only."""
        if not sys.stderr.isatty():
            return lambda *_: None
        words = {"check": "检查", "compare": "比对", "apply": "写入"}

        def show(stage: str, done: int, total: int | None) -> None:
            self.stderr.write(f"\r{words[stage]} {done}{f'/{total}' if total else ''} 行\x1b[K", ending="")
            if total is not None and done >= total:
                self.stderr.write("\r\x1b[K", ending="")

        return show


def _territory(code: str) -> Territory:
    found = (
        Territory.objects.across_all(because=_PLACES).filter(code=code.strip(), valid_to__isnull=True).first()
    )
    if found is None:
        raise Refused(f"没有代码是 {code} 的区划。请填六位（市、县）或九位（乡镇、街道）代码，例如 411302。")
    return found


def _scope(username: str | None, place: Territory | None = None) -> Scope:
    """The operator's scope, or that of a person acting under the appointment that lets import, here if any does."""
    if not username:
        return Scope.operator()
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    held = appointments_of(user, on=timezone.localdate()) if user else []
    if user is None or not held:
        raise Refused(f"没有登录名是 {username} 的在任人员。")
    scopes = [scope_for(user, one) for one in held]
    able = [scope for scope in scopes if scope.may("imports.run")]
    here = [scope for scope in able if place is not None and is_below(place.path, scope.path)]
    return (here or able or scopes)[0]


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Refused("对应关系文件打不开或不存在。请检查路径。") from None
    except ValueError:
        raise Refused("对应关系文件不是 JSON。请用导入结果中的 mapping 修改后再用。") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("日期请写成 2026-11-20") from None


def _one_line(text: str) -> str:
    return " ".join(text.split())
