"""A province's ledger of enterprises as a county would send it: 25 columns, some rows doubtful, some wrong. Fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from zhengyou import standards
from zhengyou.standards.rules import credit_code

SEED: Final = 20260630
LEAD: Final = ("河南省非公有制企业摸底台账", "单位：万元    填报时间：2026年6月30日")
HEADINGS: Final = (
    *(
        "序号",
        "单位名称",
        "统一社会信用代码",
        "省辖市",
        "县（市、区）",
        "乡镇（街道）",
        "企业经营地",
        "单位类别",
    ),
    *("企业类型", "行业", "经营状态", "年营业收入", "资产总额", "年纳税总额", "从业人员数", "法定代表人姓名"),
    *("联系人及电话", "组织关系在本单位的党员总数", "其中：正式党员", "其中：预备党员", "是否建立党组织"),
    *("组建形式", "党组织名称", "书记姓名", "成立时间"),
)
CHANGED: Final = 0.05
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉梅建国志文斌"
_BRAND = "中豫宛洛嵩黄淮颍卧龙金汇恒通瑞丰盛泰安康远达宏信诚和兴隆天地人合"
_TRADE = ("食品", "机械", "纺织", "建材", "化工", "电子", "物流", "农业科技", "医药", "商贸")
_STATUS = ("正常",) * 18 + ("停业", "注销")
_YES = ("是", "有", "√", "Y")
_NO = ("否", "无", "×", "N")


class _Maker:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.divisions = standards.load_divisions()
        self.towns = [
            (self.divisions.get(county.parent), county, town)
            for county in self.divisions.counties
            for town in self.divisions.children(county.code)
            if county.level == "county"
        ]
        table = standards.load_industries()
        self.industries = [*table.divisions][:90]

    def person(self) -> str:
        pick = self.random
        return pick.choice(_FAMILY) + "".join(pick.choices(_GIVEN, k=pick.choice((1, 2, 2))))

    def row(self, number: int) -> list[Any]:
        pick = self.random
        city, county, town = pick.choice(self.towns)
        brand = "".join(pick.choices(_BRAND, k=4))
        base = f"91{county.code}MA{number:07d}"
        code = base + credit_code.check_digit(base)
        employees = int(pick.lognormvariate(2.5, 1.1)) + 1
        members = min(employees, int(pick.expovariate(0.5)))
        with_organisation = members >= 3 and pick.random() < 0.5
        form = pick.choice(("单独",) * 3 + ("联合",)) if with_organisation else None
        joint = f"{town.name}联合党支部"
        return [
            number,
            f"{county.name}{brand}{pick.choice(_TRADE)}有限公司",
            code,
            city.name if city else None,
            county.name,
            town.name,
            f"{town.name}{pick.choice('东西南北')}大街{pick.randint(1, 900)}号",
            "非公企业",
            pick.choice(("私营", "私营", "私营", "港澳台商投资", None)),
            pick.choice(self.industries),
            pick.choice(_STATUS),
            round(pick.lognormvariate(5, 1.6), 2),
            round(pick.lognormvariate(5.5, 1.5), 2),
            round(pick.lognormvariate(2, 1.6), 2),
            employees,
            self.person(),
            f"{self.person()} 1{pick.randint(30, 89)}{pick.randint(0, 99999999):08d}",
            members,
            members,
            0 if pick.random() < 0.9 else None,
            pick.choice(_YES if with_organisation else _NO),
            form,
            (joint if form == "联合" else f"{brand}公司党支部{number}") if with_organisation else None,
            self.person() if form == "单独" else None,
            f"20{pick.randint(0, 25):02d}-{pick.randint(1, 12):02d}" if form == "单独" else None,
        ]

    def spoil(self, row: list[Any]) -> None:
        """Three rows of a hundred are doubtful, one is refused."""
        chance = self.random.random()
        if chance < 0.01:
            row[14] = f"约{row[14]}"
        elif chance < 0.02:
            row[2] = row[2][:-1] + ("A" if row[2][-1] != "A" else "B")
        elif chance < 0.03:
            row[11] = "无"
        elif chance < 0.034:
            row[14] = "若干"
        elif chance < 0.037:
            row[1] = None
        elif chance < 0.04:
            row[2] = row[2][:15]


def rows(count: int, *, changed: bool = False) -> Iterator[list[Any]]:
    """The data rows; changed: one in twenty with other staff, takings or phone than in the first ledger."""
    maker = _Maker(SEED)
    other = random.Random(SEED + 1)
    for number in range(1, count + 1):
        row = maker.row(number)
        maker.spoil(row)
        if other.random() < CHANGED and changed:
            row[14] = other.randint(1000, 2000)
            row[11] = round(other.lognormvariate(5, 1.6), 2)
            row[16] = f"{row[15]} 139{other.randint(0, 99999999):08d}"
        yield row


def write(path: Path, count: int, *, changed: bool = False) -> Path:
    """The workbook, written row by row."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("摸底台账")
        for line, text in enumerate((*LEAD,)):
            sheet.write_string(line, 0, text)
        for number, row in enumerate((HEADINGS, *()), start=len(LEAD)):
            sheet.write_row(number, 0, row)
        for number, row in enumerate(rows(count, changed=changed), start=len(LEAD) + 1):
            sheet.write_row(number, 0, row)
    return path
