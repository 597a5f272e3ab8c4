"""A directive: the province reads and mends it, a county acknowledges it on a telephone, the city answers it clause by clause."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from tests.journeys.conftest import Windows
from tests.journeys.window import Window

TITLE = "关于开好企业党员活动日的通知"
TEXT = f"""{TITLE}

各市领导小组办公室：

为了让企业里的党员每月聚得起来，现就有关事项通知如下。

一、定好日子

每月第一个星期五下午要留给党员活动，赶工的企业可以改期。

二、办实一件事

（一）各县要在年底以前排出日程，要把场地和讲课的人一起定下来，告诉企业。

（二）支部要听职工点题，不得照抄别人的题目。

三、报结果

各市要在十二月十日以前报一次进展。会后请把茶杯带走。

省领导小组办公室
2026年11月18日
"""
TODAY = date.today()


def pane(desk: Window, key: str, name: str = "") -> Window:
    """Chooses a clause in the text. name: by which the page calls it, where it is not its key."""
    desk.page.locator(f'.zy-source a[href="?clause={key}#c-{key}"]').first.click()
    desk.page.locator("#clause", has_text=name or key).wait_for()
    return desk.settle().look()


def test_the_province_reads_a_directive_and_mends_the_tree(windows: Windows, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_bytes(TEXT.encode("gb18030"))
    desk, phone = windows("province"), windows("province", phone=True)
    desk.open("/directives/").sees("还没有文件").follow("导入文件").walk()
    phone.open(desk.path)
    desk.press("读文件").sees("有内容需要改正").attach(file).press("读文件").sees("核对文件信息")
    assert (
        desk.page.get_by_label("标题", exact=True).or_(desk.page.get_by_label("标题*")).first.input_value()
        == TITLE
    )
    desk.press("保存，去核对要求").sees("各县要在年底以前排出日程", "会后请把茶杯带走").walk()
    phone.open(desk.path)

    pane(desk, "3.c2", "第三部分第2条").press("不是要求").sees("第三部分第2条 不再是要求")
    pane(desk, "2.1.1").sees("拆成两条").page.locator("summary", has_text="拆成两条").click()
    cut = desk.page.locator("details button", has_text="要把场地和讲课的人一起定下来").first
    with desk.page.expect_navigation():
        cut.click()
    desk.look().sees("已拆成 2.1.1 和 ").misses("会后请把茶杯带走。 ✓")
    phone.open(desk.path)

    desk.follow("下发").sees("共 5 条要求").walk()
    phone.open(desk.path)
    for label, days in (("签收", 3), ("传达学习", 9), ("报送简要报告", 12)):
        desk.fill(f"请下级在哪天以前{label}", (TODAY + timedelta(days=days)).isoformat())
    desk.press("下发").sees(f"《{TITLE}》已下发")
    assert desk.page.get_by_role("button", name="不是要求").count() == 0


def test_a_county_acknowledges_on_a_telephone(windows: Windows) -> None:
    city = windows("city")
    city.open("/").sees(TITLE).open("/received/").follow(TITLE).press("签收并转发").sees("已签收，并转发给")
    phone = windows("county", phone=True)
    phone.open("/").sees(TITLE)
    phone.open("/received/").sees("未签收").follow(TITLE).press("签收").sees("已签收。").walk()
    phone.follow("登记传达").fill("哪一天传达的", TODAY.isoformat())
    phone.choose("怎样传达的", "结合其他会议") if phone.page.locator("select").count() else phone.tick(
        "结合其他会议"
    )
    phone.fill("还有几人没有传达到", "2").fill("没有传达到的怎样补", "夜班的两人由支部书记上门讲")
    phone.press("保存").sees("已登记。", "夜班的两人由支部书记上门讲")
    phone.follow("报送简要报告").fill("简要报告", "今天会上传达了，日程十二月初排完。").press("报送").sees(
        "简要报告已报送"
    )
    windows("county").open(phone.path).walk()

    city.open("/received/").follow(
        TITLE, within=city.page.locator("section", has_text="下级签收传达情况").last
    )
    city.sees("宛城区", "卧龙区", "未签收").walk()
    windows("city", phone=True).open(city.path)
    rows = city.page.locator("tbody tr").filter(has_text=re.compile("宛城区|卧龙区")).all_inner_texts()
    assert [row.split()[0] for row in rows[:2]] == ["宛城区", "卧龙区"]
    city.follow("宛城区").sees("今天会上传达了").press("已阅").sees("已记为阅过")


def test_the_city_is_told_of_the_unanswered_clause(windows: Windows) -> None:
    desk, phone = windows("city"), windows("city", phone=True)
    desk.open("/documents/").press("起草贯彻意见").sees("已起草")
    cards = desk.page.locator("article")
    assert cards.count() == 5
    phone.open(desk.path)
    for number, words in enumerate(
        ("每月第一个星期五停产两小时。", "十二月五日前排出日程。", "每县定两处场地。", "题目由职工投票。")
    ):
        card = cards.nth(number)
        card.locator("textarea").fill(words)
        card.get_by_role("button", name="保存", exact=True).click()
        card.get_by_text("已保存。").wait_for()
    desk.look().walk()
    desk.follow("回到这份意见").sees("共 5 条要求，已答复 4 条").walk()
    phone.open(desk.path)
    desk.follow("送审").press("送审", status=422).sees("还有 1 条要求没有答复", "第三部分第1条")
    phone.open(desk.path)
    desk.follow("第三部分第1条")
    last = desk.page.locator("article", has_text="各市要在十二月十日以前报一次进展")
    last.locator("summary", has_text="本级不需要答复").click()
    last.get_by_label("原因").fill("简要报告已经写明进展。")
    last.get_by_role("button", name="保存原因，不答复这一条").click()
    last.get_by_text("已写明本级不需要答复").wait_for()
    desk.look().follow("回到这份意见").sees("可以送审了")
    phone.open(desk.path)
    desk.follow("送审").walk().press("送审").sees("已送审，等待上一级批准")

    province = windows("province")
    province.open("/").sees("南阳市").open("/documents/").follow(re.compile("^南阳市贯彻落实"))
    province.sees("每月第一个星期五停产两小时").follow("批准").press("批准").sees("已批准")
    windows("province", phone=True).open(province.path)
