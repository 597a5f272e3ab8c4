"""Documents to set: short and long, of each kind, in our own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zhengyou.documents import (
    Attachment,
    Block,
    Cell,
    Document,
    Heading,
    Items,
    Kind,
    Mark,
    Paragraph,
    Picture,
    Table,
)

CHART = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200">'
    b'<rect x="20" y="40" width="80" height="140" fill="#2a6"/><text x="20" y="30">A</text></svg>'
)
TEXT = (
    "各县（区）要把非公有制经济组织党建工作摆上重要位置，坚持有序推进、有度把握、有力落实，做到底数清、情况明、措施实，"
    "不搞一刀切，不增加基层负担；对应当建立党组织而没有建立的，逐户研究、逐户销号，2026年12月31日前完成。"
)
PLAIN = "推动非公党建有序有度有力覆盖到每个应建未建的单位"  # no marks, so that lines fill exactly
TITLE = "中共南阳市委组织部关于推动非公有制企业党组织和党的工作有序有度有力覆盖的实施意见"
ISSUER = "中共南阳市委组织部"

BODY: tuple[Block, ...] = (
    Paragraph("为做好我市工作，现提出如下意见。"),
    Heading(1, "总体要求"),
    Paragraph(TEXT),
    Heading(2, "摸清底数", runs_on=TEXT),
    Heading(2, "分类指导"),
    Heading(3, "单独组建"),
    Heading(4, "时限要求"),
    Items(("开展走访", "建立台账"), Mark.CIRCLED),
    Heading(1, "保障措施"),
    Heading(2, "落实责任"),
    Paragraph(TEXT),
)
DOCUMENT = Document(
    kind=Kind.DOCUMENT,
    title=TITLE,
    body=BODY,
    issuers=(ISSUER,),
    number="宛组发〔2026〕12号",
    copy_number="000001",
    secrecy="秘密★1年",
    urgency="特急",
    addressees="各县（区）委组织部，市直各单位党委（党组）",
    attachments=(
        Attachment("重点任务分工表", (Paragraph(TEXT),)),
        Attachment("名称很长的一个附件，长到一行写不下，回行以后与附件名称的首字对齐", (Paragraph(TEXT),)),
    ),
    signatures=(ISSUER,),
    dated=date(2026, 11, 3),
    note="此件公开发布",
    copies_to="省委组织部，市委办公室，市人大常委会办公室，市政府办公室，市政协办公室，市纪委监委机关",
    printed_by="中共南阳市委组织部办公室",
    printed_on=date(2026, 11, 5),
)
SHORT = replace(DOCUMENT, body=(Paragraph(TEXT),), attachments=())
LETTER = replace(SHORT, kind=Kind.LETTER)
UPWARD = replace(SHORT, signers=("张三", "李四", "王五"))
REPORT = Document(kind=Kind.REPORT, title="情况报告", body=(Paragraph(TEXT),))


def full_lines(lines: int) -> Document:
    """A paper of one unindented paragraph that fills so many lines exactly, and nothing else."""
    text = (PLAIN * (lines * 28 // len(PLAIN) + 1))[: lines * 28]
    return Document(kind=Kind.REPORT, title="", body=(Paragraph(text, indented=False),))


def pages(count: int) -> Document:
    """About so many pages of paragraphs and headings."""
    part: tuple[Block, ...] = (Heading(1, "工作任务"), *([Paragraph(TEXT)] * 5))
    return replace(DOCUMENT, body=part * count, attachments=())


def table(rows: int, *, landscape: bool = False) -> Table:
    return Table(
        head=((Cell("县区", down=2), Cell("单位数", across=2), Cell("备注", down=2)), ("应建", "已建")),
        rows=tuple((f"第{row}县", str(100 + row), "98", "") for row in range(1, rows + 1)),
        caption="各县区组建情况表",
        unit="单位：家",
        landscape=landscape,
    )


def with_body(*blocks: Block) -> Document:
    return replace(SHORT, body=blocks)


PICTURE = Picture(CHART, "柱状图", "图1 覆盖情况")
