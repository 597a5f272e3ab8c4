"""Workbooks as people send them, and one call to import them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.world import NOW, World
from zhengyou.census.actions import imports
from zhengyou.census.importing.outcome import Outcome
from zhengyou.census.importing.task import Task
from zhengyou.census.models import ImportBatch, Member, Round, Sighting, Unit
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Scope
from zhengyou.standards.rules import credit_code, resident_id

BECAUSE = "a test looks at what was written"
SHEET = "摸底表"
LABELS = {
    "name": "单位名称",
    "uscc": "统一社会信用代码",
    "city": "省辖市",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "org_kind": "单位类别",
    "employees": "从业人员数",
    "revenue": "年营业收入（万元）",
    "industry_code": "行业",
    "members_total_in": "组织关系在本单位的党员总数",
    "members_formal": "其中：正式党员",
    "members_probation": "其中：预备党员",
    "has_org": "是否建立党组织",
    "form": "组建形式",
    "no_org_reason": "未建立原因",
    "org_name": "党组织名称",
    "org_level": "党组织类别",
    "founded": "党组织成立时间",
    "parent_org": "隶属党组织",
    "secretary": "书记姓名",
    "secretary_phone": "书记电话",
    "contact_phone": "联系人及电话",
    "op_address": "企业经营地",
    "reg_address": "企业注册地",
    "street_community": "属地街道·社区·居委会",
    "surveyed_on": "采集日期",
    "owner_name": "法定代表人姓名",
    "reg_status": "经营状态",
    "progress": "备注",
}
MEMBER_LABELS = {
    "name": "姓名",
    "id_number": "公民身份号码",
    "gender": "性别",
    "birth_date": "出生日期",
    "category": "人员类别",
    "joined_on": "入党时间",
    "full_on": "转正时间",
    "branch": "所在党支部",
    "unit": "工作单位",
    "unit_code": "工作单位统一社会信用代码",
    "phone": "联系电话",
    "mobile_status": "流动党员",
    "out_of_contact": "失联",
    "voluntary": "年老体弱等自愿参加",
}
ORGANISATION_LABELS = {
    "name": "党组织名称",
    "code": "党组织代码",
    "level": "党组织类别",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "superior": "上级党组织",
    "founded": "成立时间",
    "last_election": "最近一次换届时间",
    "secretary": "书记姓名",
    "secretary_phone": "书记电话",
    "units": "覆盖单位",
}
ALL_LABELS = {"units": LABELS, "members": MEMBER_LABELS, "organisations": ORGANISATION_LABELS}


def code(number: int) -> str:
    """A social credit code that holds its own check digit."""
    base = f"91411302MA{number:07d}"
    return base + credit_code.check_digit(base)


def id_number(number: int, *, born: str = "19800101") -> str:
    """An identity number that holds its own check sign."""
    base = f"411302{born}{number:03d}"
    return base + resident_id.check_sign(base)


def table(path: Path, rows: Sequence[Mapping[str, Any]], *, kind: str = "units") -> Path:
    """An xlsx with one heading row: the columns that any row mentions, in the order of the standard."""
    labels = ALL_LABELS[kind]
    keys = [key for key in labels if any(key in row for row in rows)]
    return grid(path, [[labels[key] for key in keys], *([row.get(key) for key in keys] for row in rows)])


def grid(path: Path, rows: Sequence[Sequence[Any]], *, merges: Sequence[str] = ()) -> Path:
    """An xlsx with exactly these cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(path)
    return path


@dataclass
class Lab:
    """Imports into the world of the cast."""

    world: World
    folder: Path
    count: int = 0

    def task(
        self, file: Path, *, kind: str = "units", place: str = "411302", by: Scope | None = None, **more: Any
    ) -> Task:
        """What an import of a file would be asked to do."""
        territory = self.world.place[place]
        return Task(kind, file, file.name, territory, self.world.round, by or Scope.operator(), NOW, **more)

    def file(self, rows: Sequence[Mapping[str, Any]], *, kind: str = "units") -> Path:
        """A workbook of these rows."""
        self.count += 1
        return table(self.folder / f"{self.count}.xlsx", rows, kind=kind)

    def run(
        self, rows: Sequence[Mapping[str, Any]] | Path, *, kind: str = "units", **more: Any
    ) -> tuple[ImportBatch, Outcome]:
        """Imports rows, or a file, in this process."""
        file = rows if isinstance(rows, Path) else self.file(rows, kind=kind)
        return imports.import_now(task=self.task(file, kind=kind, **more))

    def unit(self, name: str) -> Unit:
        """The unit of that name, with its organisation."""
        return (
            Unit.objects.across_all(because=BECAUSE)
            .select_related("organisation__superior", "territory")
            .get(name=name)
        )

    def rounds_of(self, unit: Unit) -> list[Round]:
        """The rounds that have seen a unit, the latest last."""
        rows = Sighting.objects.across_all(because=BECAUSE).select_related("round")
        return [one.round for one in rows.filter(unit=unit).order_by("round__as_of")]

    def member(self, name: str) -> Member:
        """The member of that name."""
        return Member.objects.across_all(because=BECAUSE).select_related("branch", "unit").get(name=name)

    def organisation(self, name: str) -> PartyOrganisation:
        """The organisation of that name."""
        rows = PartyOrganisation.objects.across_all(because=BECAUSE)
        return rows.select_related("superior", "territory").get(name=name)

    def next_round(self, code: str = "2027-1") -> Round:
        """Another round, later than the world's."""
        made = Round(code=code, as_of=NOW.date(), opened_at=NOW)
        made.save()
        return made


def figures(outcome: Outcome) -> tuple[int, int, int, int, int]:
    """(read, created, updated, unchanged, refused)."""
    return (outcome.read, outcome.created, outcome.updated, outcome.unchanged, outcome.refused)


def codes(outcome: Outcome) -> list[str]:
    """Codes of the errors, in order."""
    return [issue.finding.code for issue in outcome.errors]


def doubts(outcome: Outcome) -> list[str]:
    """Codes of the warnings, in order."""
    return [issue.finding.code for issue in outcome.warnings]
