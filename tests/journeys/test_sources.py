"""Where facts come from: a register is taken at its word and not asked again; counts, rolls and members are set side by side."""

from __future__ import annotations

import re
from pathlib import Path

from tests.journeys import sheets
from tests.journeys.conftest import Windows
from tests.journeys.test_import import commit, preview
from tests.journeys.window import Window

HEADS = ("序号", "统一社会信用代码", "市场主体名称", "住所", "法定代表人", "登记状态")
FOUNDRY = "豫宛精密铸造有限公司"


def export(folder: Path) -> Path:
    """What the registrar gives away: the foundry with another owner, one unit that nobody surveyed, one without a code."""
    rows: list[dict[str, sheets.Value]] = [
        {"统一社会信用代码": sheets.code("411302", 1), "市场主体名称": FOUNDRY, "住所": "宛城区东关街道工业路18号",
         "法定代表人": "韩新主", "登记状态": "存续（在营、开业、在册）"},
        {"统一社会信用代码": sheets.code("411302", 71), "市场主体名称": "南阳漏登机械有限公司",
         "住所": "宛城区汉冶街道光武路2号", "法定代表人": "卢漏登", "登记状态": "存续（在营、开业、在册）"},
        {"市场主体名称": "没有代码的公司", "住所": "宛城区"},
    ]  # fmt: skip
    return sheets.write(folder / "市场主体.xlsx", rows, title="市场主体登记信息", headings=HEADS)


def everywhere(desk: Window, phone: Window) -> None:
    """The page of the desk on a telephone as well."""
    phone.open(desk.path)


def test_a_register_is_imported_and_not_asked_again(windows: Windows, tmp_path: Path) -> None:
    desk, phone = windows("county"), windows("county", phone=True)
    desk.open("/imports/upload/").tick("市场监管登记导出").attach(export(tmp_path)).press("上传，核对各列")
    everywhere(desk, phone)
    desk.press("确认，开始检查")
    preview(desk).sees("退回的问题")
    desk.follow(re.compile("请留意")).sees("登记有、台账没有")
    everywhere(desk, phone)
    commit(desk, "导入 2 行")

    desk.open(f"/units/?q={FOUNDRY}").follow(FOUNDRY).sees("韩新主", "市场监管登记（")
    everywhere(desk, phone)
    desk.follow("更正情况").sees("登记已有，不用填", "少填约")
    assert desk.page.get_by_label("主要出资人·法定代表人姓名").count() == 0
    desk.walk()
    everywhere(desk, phone)

    known = next(row for row in sheets.wancheng() if row["企业(单位)名称"] == FOUNDRY)
    workbook = sheets.write(tmp_path / "街道补报.xlsx", [known | {"法定代表人": "韩老"}], title="街道补报")
    desk.open("/imports/upload/").attach(workbook).press("上传，核对各列").press("确认，开始检查")
    preview(desk).follow(re.compile("^没有变化")).sees("韩**", "暂按登记")
    everywhere(desk, phone)
    commit(desk, "导入 1 行")
    desk.open("/overview/411302/").sees("1 处台账和登记数据写得不一样").follow(re.compile("^核对")).sees(
        "韩新主", "韩老", "街道补报.xlsx"
    ).walk()
    everywhere(desk, phone)
    desk.press(re.compile("^按台账")).sees("已按台账更正", "没有不一致的地方")
    desk.open(f"/units/?q={FOUNDRY}").follow(FOUNDRY).sees("韩老")

    desk.open("/units/").follow("核对登记").sees("南阳漏登机械有限公司", "宛城区汉冶街道光武路2号").walk()
    everywhere(desk, phone)
    desk.follow(re.compile("添加到台账")).sees("卢漏登", "登记已有，不用填")
    everywhere(desk, phone)
    desk.press("保存").sees("已登记“南阳漏登机械有限公司”", "卢漏登")
    desk.open("/units/unsurveyed/").sees("没有遗漏的单位")


def test_differences_are_explained(windows: Windows) -> None:
    desk, phone = windows("county"), windows("county", phone=True)
    desk.open("/members/").follow("差异清单").sees("单位报数和名册不一致", FOUNDRY, "名册上 3 名").walk()
    everywhere(desk, phone)
    desk.follow(FOUNDRY).sees("李**", "张**").misses("李党员").walk()
    everywhere(desk, phone)
    desk.choose("差异的原因", "名册还没有登记全").fill("说明", "还差两名").press("保存说明").sees(
        "已说明", "没有待说明的差异"
    )
    desk.choose("显示", "已说明").press("筛选").sees("名册还没有登记全", "还差两名")
    everywhere(desk, phone)
    windows("neighbour_county").open("/members/differences/").misses(FOUNDRY)


def test_a_member_elsewhere_is_asked_for_and_released(windows: Windows) -> None:
    desk, phone = windows("secretary"), windows("secretary", phone=True)
    desk.open("/members/add/").fill("姓名", "何邻党")
    desk.fill("公民身份号码", sheets.id_number("411303", "19790707", 44))
    desk.page.get_by_role("button", name="保存").click()
    desk.sees("已在别处的名册上", "提出转接").look()
    desk.tick("提出转接，请现在的支部放行").press("保存").sees("已提出转接", "放行以前不显示", "何**").misses(
        "中原纺织"
    )
    everywhere(desk, phone)

    giver, there = windows("neighbour_secretary"), windows("neighbour_secretary", phone=True)
    giver.open("/").sees("1 名党员等您放行转接").follow(re.compile("^查看")).sees(
        "何邻党", f"{FOUNDRY}党支部"
    ).walk()
    everywhere(giver, there)
    giver.follow("不放行").sees("不放行的原因")
    everywhere(giver, there)
    giver.follow("返回").press("放行").sees("已放行")
    giver.open("/members/").misses("何邻党")
    desk.open("/members/").sees("何邻党")
    desk.follow("转接").choose("进度", "已转接").press("筛选").sees("中原纺织有限公司党支部")
    everywhere(desk, phone)


def test_a_member_looks_at_the_own_record(windows: Windows) -> None:
    desk, phone = windows("stranger"), windows("stranger", phone=True)
    desk.open("/me/").follow("核对本人党员信息").sees("自愿核对").walk()
    everywhere(desk, phone)
    desk.fill("公民身份号码", sheets.id_number("411302", "19800101", 11)).press("查看").sees("没有找到")
