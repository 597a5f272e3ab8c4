"""Workbooks as county offices keep them: a title, a line with the unit of measure, headings, one row a unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl

from zhengyou.standards.rules import credit_code, resident_id

Value = str | int | float | None
UNIT_HEADINGS = (
    "序号", "县（市、区）", "乡镇（街道）", "统一社会信用代码", "企业(单位)名称", "单位类别", "行业", "经营状态", "从业人员",
    "年营业收入", "资产总额", "是否规上", "法定代表人", "联系电话", "正式党员", "预备党员", "是否建立党组织", "未建立原因",
    "组建形式", "党组织名称", "党组织类别", "党组织成立时间", "最近一次换届时间", "书记姓名", "书记来源", "是否建立工会",
)  # fmt: skip
MEMBER_HEADINGS = (
    "序号", "姓名", "公民身份号码", "人员类别", "入党时间", "转正时间", "所在党支部", "工作单位", "组织关系", "岗位", "党内职务",
    "党籍状态", "联系电话",
)  # fmt: skip


class Firm(NamedTuple):
    """An enterprise of the made-up survey; revenue and assets in 万元."""

    name: str
    township: str
    industry: str
    employees: int
    revenue: float
    assets: float
    full: int
    probationary: int
    has_branch: bool


_WANCHENG = [
    Firm("豫宛精密铸造有限公司", "东关街道", "C33", 120, 5200.5, 4100, 5, 1, True),
    Firm("南阳白河纺织有限公司", "东关街道", "C17", 310, 12800, 9600, 12, 1, True),
    Firm("南阳宛通物流有限公司", "新华街道", "G54", 86, 3300, 1500, 6, 0, False),
    Firm("宛城新材料有限公司", "汉冶街道", "C26", 64, 2600, 2900, 4, 0, False),
    Firm("南阳汉冶耐火材料有限公司", "汉冶街道", "C30", 140, 6100, 5300, 7, 0, True),
    Firm("南阳仲景药业有限公司", "仲景街道", "C27", 420, 31500, 28000, 23, 2, True),
    Firm("南阳白河食品有限公司", "白河街道", "C14", 58, 2100, 1200, 3, 0, False),
    Firm("南阳枣林机械配件有限公司", "枣林街道", "C34", 42, 1850, 1600, 3, 1, False),
    Firm("南阳赤虎建筑劳务有限公司", "赤虎街道", "E50", 210, 8800, 2300, 4, 0, True),
    Firm("南阳五里堡家具有限公司", "五里堡街道", "C21", 33, 900, 640, 2, 0, False),
    Firm("南阳姜营软件有限公司", "姜营街道", "I65", 28, 760, 310, 3, 0, True),
    Firm("南阳溧河农机有限公司", "溧河街道", "C35", 51, 1700, 1300, 3, 0, True),
    Firm("南阳茶庵商贸有限公司", "茶庵街道", "F51", 17, 4200, 900, 1, 0, False),
    Firm("官庄镇富民粮油有限公司", "官庄镇", "C13", 45, 2300, 1800, 4, 0, False),
    Firm("瓦店镇三色鸽乳业有限公司", "瓦店镇", "C14", 95, 5600, 4700, 5, 0, True),
    Firm("红泥湾镇豫泥陶瓷有限公司", "红泥湾镇", "C30", 38, 1100, 950, 1, 1, False),
    Firm("黄台岗镇月季园艺有限公司", "黄台岗镇", "A01", 26, 640, 500, 0, 0, False),
    Firm("金华镇金穗种业有限公司", "金华镇", "A01", 31, 1500, 1100, 3, 0, True),
    Firm("高庙镇宏达包装有限公司", "高庙镇", "C22", 24, 830, 600, 0, 0, False),
    Firm("汉冢乡艾草制品有限公司", "汉冢乡", "C27", 36, 980, 450, 2, 1, False),
]
_WOLONG = [
    Firm("中原纺织有限公司", "七一街道", "C17", 260, 9900, 8200, 9, 0, True),
    Firm("南阳卧龙岗旅游服务有限公司", "卧龙岗街道", "L72", 48, 1300, 700, 3, 0, True),
    Firm("南阳武侯电子有限公司", "武侯街道", "C39", 150, 7600, 6400, 5, 1, False),
    Firm("南阳梅溪餐饮有限公司", "梅溪街道", "H62", 39, 620, 240, 1, 0, False),
    Firm("南阳光武汽车销售有限公司", "光武街道", "F52", 66, 15200, 3900, 3, 0, True),
    Firm("石桥镇月季花卉有限公司", "石桥镇", "A01", 29, 890, 640, 3, 0, False),
    Firm("蒲山镇石材有限公司", "蒲山镇", "C30", 74, 3400, 2700, 4, 0, True),
    Firm("陆营镇面粉有限公司", "陆营镇", "C13", 41, 2900, 1500, 0, 0, False),
]
_PEOPLE = ["韩志远", "曹秀英", "严国强", "金晓燕", "魏建设", "陶玉兰", "姜海涛", "戚春梅", "谢东升", "邹丽华"]
SECRETARIES = {"豫宛精密铸造有限公司": "郑书记", "中原纺织有限公司": "王邻支"}


def code(county: str, number: int, kind: str = "91") -> str:
    """A social credit code that passes its check digit."""
    first = f"{kind}{county}MA{number:07d}"
    return first + credit_code.check_digit(first)


def id_number(county: str, birthday: str, number: int) -> str:
    """An identity number that passes its check sign; birthday like 19800101."""
    first = f"{county}{birthday}{number:03d}"
    return first + resident_id.check_sign(first)


def wancheng() -> list[dict[str, Value]]:
    """What 宛城区 found in its first survey: 24 units of every kind and state."""
    rows = [_enterprise("宛城区", "411302", number, one) for number, one in enumerate(_WANCHENG, 1)]
    rows += [
        _plain(
            "宛城区", "汉冶街道", "宛城区玉雕行业商会", "行业协会商会", uscc=code("411302", 1, "51"), full=3
        ),
        _plain("宛城区", "新华街道", "宛城区工商联新华街道分会", "工商联基层分会", full=3),
        _plain("宛城区", "东关街道", "宛城小吃店", "个体工商户"),
        _plain("宛城区", "枣林街道", "南阳宛城旧货有限公司", "非公企业", state="僵尸空挂", full=3),
    ]
    return rows


def wolong() -> list[dict[str, Value]]:
    """The neighbour's survey: 8 enterprises."""
    return [_enterprise("卧龙区", "411303", number, one) for number, one in enumerate(_WOLONG, 1)]


SECOND_HEADINGS = (*UNIT_HEADINGS[:4], "企业全称", *UNIT_HEADINGS[5:], "网格员意见")


def second() -> list[dict[str, Value]]:
    """What 宛城区 found when it went round again: two branches founded, two units new, two rows wrong, one as before."""
    known = {str(row["企业(单位)名称"]): row for row in wancheng()}
    found: list[dict[str, Value]] = [
        known["豫宛精密铸造有限公司"],
        known["南阳宛通物流有限公司"] | with_branch("南阳宛通物流有限公司"),
        known["宛城新材料有限公司"] | with_branch("宛城新材料有限公司"),
        _enterprise(
            "宛城区",
            "411302",
            31,
            Firm("南阳范蠡跨境电商有限公司", "新华街道", "F52", 44, 2700, 800, 4, 0, True),
        ),
        _enterprise(
            "宛城区",
            "411302",
            32,
            Firm("南阳医圣大药房有限公司", "仲景街道", "F52", 18, 460, 200, 0, 0, False),
        ),
        _enterprise(
            "宛城区", "411302", 33, Firm("南阳白河印务有限公司", "白河街道", "C23", 35, 990, 700, 5, 0, False)
        )
        | {"从业人员": "三十来人"},
        _enterprise(
            "宛城区", "411302", 34, Firm("南阳宛城保洁有限公司", "东关街道", "N78", 60, 310, 90, 0, 0, False)
        )
        | {"县（市、区）": "卧龙区", "乡镇（街道）": "七一街道"},
    ]
    return [row | {"企业全称": row["企业(单位)名称"], "网格员意见": "已走访"} for row in found]


def mend(path: Path) -> None:
    """What a clerk does with the refused rows: looks for the red cells and writes what is right."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["摸底表"]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "三十来人":
                assert cell.comment is not None, "the clerk is not told what is wrong"
                cell.value = 35
            elif cell.value == "卧龙区":
                cell.value = "宛城区"
            elif cell.value == "七一街道":
                cell.value = "东关街道"
    workbook.save(path)
    workbook.close()


def members() -> list[dict[str, Value]]:
    """The roll of the foundry's branch and of the neighbour's."""
    foundry, neighbour = "豫宛精密铸造有限公司", "中原纺织有限公司"
    return [
        member("李党员", id_number("411302", "19800101", 11), foundry, 职务="委员"),
        member("张党员", id_number("411302", "19850505", 22), foundry),
        member("刘技工", id_number("411302", "19900712", 33), foundry),
        member("何邻党", id_number("411303", "19790707", 44), neighbour),
    ]


def member(name: str, number: str, unit: str, **other: str) -> dict[str, Value]:
    """A full member of a unit's own branch."""
    return {
        "姓名": name, "公民身份号码": number, "人员类别": "正式党员", "入党时间": "2008-07-01", "转正时间": "2009-07-01",
        "所在党支部": f"{unit}党支部", "工作单位": unit, "组织关系": "在本单位", "岗位": "一线职工",
        "党内职务": other.get("职务", "无"), "党籍状态": "正常", "联系电话": "13600000003",
    }  # fmt: skip


def write(
    path: Path, rows: Sequence[dict[str, Value]], *, title: str, headings: Iterable[str] = UNIT_HEADINGS
) -> Path:
    """Writes the workbook with its title over the whole width and running numbers; returns the path."""
    heads = list(headings)
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "摸底表"
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet.append(["填报单位：领导小组办公室", *[None] * (len(heads) - 2), "金额单位：万元"])
    sheet.append(heads)
    for number, row in enumerate(rows, 1):
        sheet.append([number if head == "序号" else row.get(head) for head in heads])
    workbook.save(path)
    workbook.close()
    return path


def _enterprise(county: str, county_code: str, number: int, firm: Firm) -> dict[str, Value]:
    row: dict[str, Value] = {
        "县（市、区）": county, "乡镇（街道）": firm.township, "统一社会信用代码": code(county_code, number),
        "企业(单位)名称": firm.name, "单位类别": "非公企业", "行业": firm.industry, "经营状态": "正常",
        "从业人员": firm.employees, "年营业收入": firm.revenue, "资产总额": firm.assets,
        "是否规上": "是" if firm.revenue >= 2000 else "否", "法定代表人": _PEOPLE[number % 10],
        "联系电话": f"1380000{1000 + number}", "正式党员": firm.full, "预备党员": firm.probationary,
        "是否建立党组织": "否", "是否建立工会": "是" if firm.employees > 50 else "否",
    }  # fmt: skip
    if firm.has_branch:
        return row | with_branch(firm.name)
    return row | {"未建立原因": "应建未建" if firm.full >= 3 else "仅个别党员" if firm.full else "没有党员"}


def with_branch(unit: str) -> dict[str, Value]:
    """The columns of a unit that has a branch of its own."""
    return {
        "是否建立党组织": "是", "未建立原因": None, "组建形式": "单独", "党组织名称": f"{unit}党支部", "党组织类别": "党支部",
        "党组织成立时间": "2015-06", "最近一次换届时间": "2024-06", "书记姓名": SECRETARIES.get(unit, "崔书记"),
        "书记来源": "出资人担任",
    }  # fmt: skip


def _plain(
    county: str,
    township: str,
    name: str,
    kind: str,
    *,
    uscc: str = "",
    state: str = "正常",
    full: int | None = None,
) -> dict[str, Value]:
    return {
        "县（市、区）": county, "乡镇（街道）": township, "统一社会信用代码": uscc or None, "企业(单位)名称": name,
        "单位类别": kind, "经营状态": state, "正式党员": full, "是否建立党组织": "否",
    }  # fmt: skip
