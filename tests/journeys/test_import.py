"""From a census workbook to the dashboard: upload, columns, preview, commit, refused rows mended, undone."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
from playwright.sync_api import FileChooser

from tests.journeys import sheets
from tests.journeys.conftest import Windows
from tests.journeys.installation import Installation
from tests.journeys.window import Window
from tests.world import PASSWORD


def test_a_new_clerk_imports_a_workbook_and_sees_the_figure_move(
    installation: Installation, windows: Windows, tmp_path: Path
) -> None:
    desk = windows()
    secret = installation.furnish("newcomer", key="county")
    desk.open(f"/slip/{secret}/").fill("新密码", PASSWORD).fill("再输入一次新密码", PASSWORD).press(
        "设置密码并登录"
    )
    desk.press("我已看过，继续").sees("宛城区总览", "64.3%", "9 / 14 家")

    workbook = sheets.write(
        tmp_path / "宛城区第二次摸底.xlsx", sheets.second(), title="宛城区非公企业和社会组织党建工作摸底表",
        headings=sheets.SECOND_HEADINGS,
    )  # fmt: skip
    desk.follow("导入台账").follow("上传台账").walk().picture("import-upload")
    desk.press("上传，核对各列").sees("有内容需要改正", "台账文件")
    desk.attach(workbook).press("上传，核对各列")
    assert desk.heading == "核对各列"
    unfold(desk)
    assert "没有对应" in desk.row("网格员意见").inner_text()
    assert "新的一列" in desk.row("网格员意见").inner_text()
    desk.sees(
        "宛城区", "用过这张表", "少了：企业(单位)名称"
    )  # the operator's first import, kept for the county
    assert (
        "确定"
        in desk.page.locator(
            "tr", has=desk.page.locator("td:first-child", has_text="统一社会信用代码")
        ).inner_text()
    )
    desk.walk().picture("import-mapping")
    phone = windows("county", phone=True)
    phone.open(desk.path)
    desk.press("确认，开始检查")
    preview(desk)
    desk.sees("读到", "有 2 行有问题，不会导入").walk().picture("import-preview")
    phone.open(desk.path)
    desk.follow(re.compile("退回的问题")).sees("第 9 行", "应填整数", "地点不在本次导入的范围内")
    desk.follow(re.compile("^新增")).sees("南阳范蠡跨境电商有限公司", "南阳医圣大药房有限公司")
    desk.follow(re.compile("^更新")).sees("南阳宛通物流有限公司")
    windows("province").open("/figures/due_rate/411302/").sees("9 / 14 家")  # nothing is written yet

    commit(desk, "导入 5 行")
    assert desk.heading == "已导入"
    desk.sees("2 行退回").picture("import-result")
    phone.open(desk.path)
    moved(desk, "80.0%", "12 / 15 家")

    desk.open("/imports/").follow("宛城区第二次摸底.xlsx")
    refused = desk.download("下载退回的行", tmp_path)
    assert refused.name == "宛城区第二次摸底-退回.xlsx"
    sheets.mend(refused)
    desk.follow("改好后再上传").attach(refused).press("上传，核对各列").press("确认，开始检查")
    preview(desk).misses("有问题，不会导入")
    commit(desk, "导入 2 行")
    moved(desk, "75.0%", "12 / 16 家")

    desk.open("/imports/").follow("宛城区第二次摸底-退回.xlsx").follow("撤回").walk()
    desk.press("撤回").sees("已撤回：0 条恢复原样，2 条删去")
    moved(desk, "80.0%", "12 / 15 家")
    desk.open("/imports/").follow("宛城区第二次摸底.xlsx").follow("撤回").press("撤回").sees("已撤回")
    moved(desk, "64.3%", "9 / 14 家")
    desk.open("/units/?q=范蠡").sees("没有符合条件的单位")


def test_what_was_settled_once_is_found_again(windows: Windows, tmp_path: Path) -> None:
    desk = windows("neighbour_county")
    rows = [row | {"网格长": "张某"} for row in sheets.wolong()[:2]]
    heads = [*sheets.UNIT_HEADINGS, "网格长"]
    workbook = sheets.write(tmp_path / "卧龙区月报.xlsx", rows, title="卧龙区月报", headings=heads)
    desk.open("/imports/upload/").attach(workbook).press("上传，核对各列").sees("网格长", "新的一列")
    unfold(desk)
    desk.choose("“网格长”列导入为", "摸排进展/备注").choose("“年营业收入”列的计量单位", "万元")
    desk.press("确认，开始检查")
    preview(desk)

    again = sheets.write(
        tmp_path / "卧龙区月报12月.xlsx", rows, title="十二月", headings=[*heads[1:], heads[0]]
    )
    desk.open("/imports/upload/").attach(again).press("上传，核对各列").sees("各列照上次的对应")
    unfold(desk)
    assert "上次用过" in desk.row("网格长").inner_text()
    assert desk.page.get_by_label("“网格长”列导入为").input_value() == "progress"
    phone = windows("neighbour_county", phone=True)
    phone.open(desk.path)

    desk.open("/imports/layouts/").sees("卧龙区月报.xlsx").walk()
    phone.open("/imports/layouts/")
    desk.follow("起名").fill("表样名称", "街道月报").press("保存").sees("街道月报")
    desk.follow("忘记").press("忘记").sees("已忘记“街道月报”")
    desk.open("/imports/upload/").attach(again).press("上传，核对各列")
    assert "上次用过" not in desk.row("网格长").inner_text()


def test_a_table_whose_headings_nobody_knows_is_read_by_hand(windows: Windows, tmp_path: Path) -> None:
    desk = windows("neighbour_county")
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "名册"
    for row in (
        ["片区汇总", "二〇二六"],
        ["称呼", "人头"],
        ["卧龙区不知名食品厂", 7],
        ["卧龙区不知名机械厂", "不少"],
    ):
        book.active.append(row)
    book.save(tmp_path / "名册.xlsx")
    desk.open("/imports/upload/").attach(tmp_path / "名册.xlsx").press("上传，核对各列").sees("表头在第 2 行")
    desk.follow("表头不对，重新选").walk().tick("第 1 行").press("就是这一行").sees("片区汇总")
    desk.follow("表头不对，重新选").tick("第 2 行").press("就是这一行")
    desk.press("确认，开始检查").sees("没有哪一列是“单位名称”")
    desk.choose("“称呼”列导入为", "企业(单位)名称").choose("“人头”列导入为", "从业人员(在岗职工)数").press(
        "确认，开始检查"
    )
    preview(desk)
    desk.sees("有 1 行有问题").follow(re.compile("退回的问题")).sees("名册 第 4 行", "应填整数")


def test_a_closed_browser_loses_nothing(windows: Windows, tmp_path: Path) -> None:
    desk = windows("neighbour_county")
    workbook = sheets.write(tmp_path / "关掉浏览器.xlsx", sheets.wolong()[:4], title="卧龙区摸底表")
    desk.open("/imports/upload/").attach(workbook).press("上传，核对各列")
    desk.page.get_by_role("button", name="确认，开始检查").click(no_wait_after=True)
    desk.page.wait_for_timeout(300)
    desk.page.close()
    later = windows("neighbour_county")
    for _ in range(60):
        later.open("/imports/")
        if "待确认导入" in later.row("关掉浏览器.xlsx").inner_text():
            break
        later.page.wait_for_timeout(500)
    later.follow("关掉浏览器.xlsx")
    preview(later)
    commit(later, "导入 4 行")
    assert later.heading == "已导入"


def test_a_form_that_somebody_sent_is_filled_and_changes_nothing_when_it_comes_back(
    windows: Windows, tmp_path: Path
) -> None:
    desk, phone = windows("county"), windows("county", phone=True)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "上报表"
    book.active.append(["非公企业党建情况上报表"])
    book.active.append(["序号", "企业", None, "营业收入（亿元）", "有无党组织", "书记姓名", "网格长"])
    book.active.append([None, "名称", "信用代码"])
    for merge in ("A1:G1", "B2:C2"):
        book.active.merge_cells(merge)
    book.save(tmp_path / "请按此表上报.xlsx")
    desk.open("/exports/layouts/").walk()
    phone.open("/exports/layouts/")
    desk.press("下一步，核对各列").sees("请选择对方发来的空表")
    desk.attach(tmp_path / "请按此表上报.xlsx").press("下一步，核对各列")
    desk.sees("有 1 列没有登记过这样的内容，空着：网格长").walk()
    phone.open(desk.path)
    desk.press("填表").sees("填好了")
    filled = desk.download("下载", tmp_path)
    sheet = openpyxl.load_workbook(filled)["上报表"]
    rows = {row[1]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["豫宛精密铸造有限公司"][3:5] == (0.52005, "有")
    windows("neighbour_county").open(desk.path, status=404)  # whoever did not make it does not find it
    desk.open("/imports/upload/").attach(filled).press("上传，核对各列").sees("各列照上次的对应")
    desk.press("确认，开始检查")
    preview(desk)
    figures = [
        text.split()[0]
        for text in desk.page.locator(".zy-kpis").inner_text().split("\n")
        if text[:1].isdecimal()
    ]
    assert figures[1:] == ["0", "0", "0"]  # nothing new, nothing changed, nothing refused
    desk.open("/exports/layouts/")
    desk.press(re.compile("^按它导出.*请按此表上报")).sees("填的时候")
    windows("department").open("/exports/layouts/").sees("按对方的表导出")


def test_a_double_click_imports_once(windows: Windows, tmp_path: Path) -> None:
    desk = windows("neighbour_county")
    rows = sheets.wolong()[:3]
    workbook = sheets.write(tmp_path / "卧龙区.xlsx", rows, title="卧龙区摸底表")
    desk.open("/imports/upload/").attach(workbook)
    desk.page.get_by_role("button", name="上传，核对各列").dblclick()
    desk.page.wait_for_url("**/mapping/")
    desk.page.get_by_role("button", name="确认，开始检查").dblclick()
    preview(desk)
    desk.page.get_by_role("button", name="导入 3 行").dblclick()
    result(desk)
    assert desk.heading == "已导入"
    desk.open("/imports/")
    assert desk.page.locator("tbody tr", has_text="卧龙区.xlsx").count() == 1
    desk.open("/jobs/")
    assert desk.page.locator("tbody tr", has_text="卧龙区.xlsx").count() == 2  # one check, one import


def test_the_keyboard_alone_is_enough_to_import(windows: Windows, tmp_path: Path) -> None:
    desk = windows("neighbour_county")
    page = desk.page
    workbook = sheets.write(tmp_path / "键盘.xlsx", sheets.wolong()[:2], title="卧龙区摸底表")
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))  # noqa: PLW0108 - it takes no built-in function
    desk.open("/imports/")
    tab_to(desk, "上传台账")
    desk.key("Enter")
    tab_to(desk, "台账文件")
    page.keyboard.press("Enter")
    for _ in range(50):
        if choosers:
            break
        page.wait_for_timeout(100)
    choosers[0].set_files(workbook)
    tab_to(desk, "上传，核对各列")
    desk.key("Enter")
    tab_to(desk, "确认，开始检查")
    desk.key("Enter")
    preview(desk)
    tab_to(desk, "导入 2 行")
    desk.key("Enter")
    result(desk)
    assert desk.heading == "已导入"


def test_files_that_are_no_census_say_what_to_do(windows: Windows, tmp_path: Path) -> None:
    desk = windows("county")
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    letter = tmp_path / "通知.csv"
    letter.write_text("关于开会的通知\n请各单位参加\n", encoding="gb18030")
    for path in (empty, letter):
        desk.open("/imports/upload/").attach(path).press("上传，核对各列").sees("有内容需要改正")
        assert len(desk.page.locator(".zy-errors li").inner_text()) > 12
    template = desk.open("/imports/upload/").download("下载模板", tmp_path)
    assert template.stat().st_size > 5000


def test_another_countys_import_is_not_found(windows: Windows) -> None:
    windows("neighbour_county").open("/imports/1/", status=404)  # 宛城区's first survey


def unfold(desk: Window) -> Window:
    """Opens the columns that are settled, which are folded where there are many."""
    desk.page.locator("details:not([open]) > summary", has_text="点开核对").first.click()
    return desk.look()


def preview(desk: Window) -> Window:
    """Waits for the check and opens its preview."""
    result(desk)
    assert desk.heading == "预览：还没有写入"
    return desk


def commit(desk: Window, button: str) -> None:
    """Imports, looks at the page that shows progress, waits for the result."""
    desk.press(button)
    result(desk)


def result(desk: Window) -> None:
    """Follows a running job until it ends and opens what came of it. A quick one may have ended already."""
    over = desk.page.get_by_role("link", name="查看结果").or_(
        desk.page.locator("h1", has_text=re.compile("预览|已导入"))
    )
    over.first.wait_for()
    if desk.page.get_by_role("link", name="查看结果").count():
        desk.follow("查看结果")
    desk.look()


def moved(desk: Window, share: str, parts: str) -> None:
    """The figures follow within seconds."""
    for _ in range(60):
        desk.open("/overview/411302/", look=False)
        if parts in desk.page.locator(".zy-kpis").first.inner_text():
            break
        desk.page.wait_for_timeout(500)
    desk.sees(share, parts)


def tab_to(desk: Window, name: str) -> None:
    """Presses Tab until the focus is on what bears this name."""
    for _ in range(120):
        desk.page.keyboard.press("Tab")
        reached = desk.page.evaluate(
            """() => {
              const one = document.activeElement;
              return [one.innerText || "", ...[...(one.labels || [])].map((label) => label.innerText)].map((text) => text.trim());
            }"""
        )
        if any(text.rstrip("* ") == name for text in reached):
            return
    raise AssertionError(f"the Tab key does not come to {name}")
