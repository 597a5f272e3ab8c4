"""What the tests of directives' pages share: a text, bringing it in, sending it down, and reading the page."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.world import NOW, World
from zhengyou.campaigns.actions import directives, issuing, tasks
from zhengyou.campaigns.models import Clause, Directive
from zhengyou.campaigns.rules.directive import Source
from zhengyou.organisations.models import Appointment

WHY = "the test looks at everything"
TEXT = """宛办发〔2026〕12号
关于服务企业的实施意见
各乡镇党委：
去年工作取得成绩，下面提出意见。

一、摸清底数
    各乡镇要走访企业，\t登记困难。情况总体很好。要<当天>整理记录。
- 2 -
二、解决问题
（一）建立台账。对问题要逐条登记，明确时限。
（二）定期回访。每季度要回访一次。
2026年11月20日
"""


def bring(world: World, text: str = TEXT, who: str = "county") -> Directive:
    return directives.add(source=Source(text), file_name="", facts={}, by=world.scope(who), at=NOW)


def issue(world: World, row: Directive, who: str = "county") -> Directive:
    return issuing.issue(
        directive=row, acknowledge_by=None, convey_by=None, brief_by=None, by=world.scope(who), at=NOW
    )


def upload(client: Client, content: bytes, name: str = "文件.txt", text: str = "") -> Any:
    sent = {"document": SimpleUploadedFile(name, content), "text": text} if content else {"text": text}
    return client.post("/directives/add/", sent)


def errors(response: Any) -> list[str]:
    return [error for some in response.context["form"].errors.values() for error in some]


def clause(row: Directive, key: str) -> Clause:
    return Clause.objects.across_all(because=WHY).get(directive=row, key=key)


def task_for(world: World, row: Directive, key: str, who: str = "county", title: str = "建一本台账") -> None:
    """A task of somebody's level that answers a clause."""
    held = Appointment.objects.across_all(because=WHY).get(user=world.person[who])
    assert held.body_id
    tasks.add(
        title=title,
        done_when="",
        starts_on=None,
        due_on=None,
        clauses=[clause(row, key).pk],
        bodies={held.body_id: "leads"},
        origin="clause",
        by=world.scope(who),
        at=NOW,
    )
