"""What tests of implementation documents work with: contents by hand, and documents of the cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.world import NOW, World
from zhengyou.campaigns.actions import answers, document_steps, documents
from zhengyou.campaigns.models import Answer, Clause, ImplementationDocument
from zhengyou.campaigns.rules.document.content import Content, Item, Measure, Part, Point

WHY = "the test looks at everything"
GOOD = Measure(
    task=1,
    title="逐户排查应建未建单位",
    leads=("组织部",),
    assists=("统战部", "工商联"),
    due_on=date(2026, 12, 10),
    done_when="名单逐户有负责人和日期",
)


def item(number: int = 1, asked: str = "要逐户研究。", text: str = "", **more: Any) -> Item:
    """A demand; its text names no day unless given."""
    measures = more.pop("measures", (replace(GOOD, task=number),))
    said = text or f"第{number}条的落实办法各不相同，按分工表办理。"
    return Item((number,), 1, f"1.{number}", asked, said, measures=measures, **more)


def content(*items: Item, points: tuple[Point, ...] = (), **head: Any) -> Content:
    """A document of one part."""
    given: dict[str, Any] = {
        "title": "宛城区贯彻落实《通知》的具体意见和措施",
        "issuer": "宛城区创先争优活动领导小组办公室",
        "addressees": "各乡镇（街道）",
        "directives": ((1, "通知"),),
        "parts": (Part(1, "part", "一", "加大组建力度", items, points),),
    }
    return Content(**(given | head))


def started(world: World, clauses: list[Clause], who: str = "city") -> ImplementationDocument:
    """The draft of somebody's level for the clauses' directive."""
    return documents.start(directive=clauses[0].directive, by=world.scope(who), at=NOW)


def answered(world: World, document: ImplementationDocument, clause: Clause, **more: Any) -> Answer:
    """An answer written by the document's level."""
    given: dict[str, Any] = {
        "text": f"{clause.key}：每月研究一次，年底前逐项办结。",
        "excused": "",
        "version": 0,
    }
    who = more.pop("who", "city")
    return answers.save(document=document, clause=clause, by=world.scope(who), at=NOW, **(given | more))


def ready(world: World, clauses: list[Clause], who: str = "city") -> ImplementationDocument:
    """A draft with all clauses answered."""
    document = started(world, clauses, who)
    for clause in clauses:
        answered(world, document, clause, who=who)
    return document


def submitted(world: World, clauses: list[Clause], who: str = "city") -> ImplementationDocument:
    """Waiting for the level above."""
    return document_steps.submit(document=ready(world, clauses, who), by=world.scope(who), at=NOW)


def issued(
    world: World, clauses: list[Clause], who: str = "city", above: str = "province"
) -> ImplementationDocument:
    """Approved and sent down."""
    document = submitted(world, clauses, who)
    document_steps.approve(document=document, by=world.scope(above), at=NOW)
    return document_steps.issue(
        document=document, number="宛创组〔2026〕3号", dated=date(2026, 11, 24), by=world.scope(who), at=NOW
    )
