"""States, steps and findings of implementation documents in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.rules.document.checking import Finding, Weight

STATES: Final = {
    "draft": _("起草中"),
    "submitted": _("已送审"),
    "returned": _("已退回"),
    "approved": _("已批准"),
    "issued": _("已印发"),
}
STEPS: Final = {
    "submit": _("送审"),
    "take_back": _("取回"),
    "return": _("退回"),
    "approve": _("批准"),
    "issue": _("印发"),
    "revise": _("修订"),
}
FIELDS: Final = {
    "title": _("标题"),
    "issuer": _("发文单位"),
    "number": _("文号"),
    "addressees": _("主送"),
    "dated": _("成文日期"),
    "opening": _("开头"),
    "closing": _("结尾"),
    "text": _("怎样落实"),
    "excused": _("本级不需要答复的原因"),
    "measures": _("措施"),
}
CHANGES: Final = {"added": _("新增"), "removed": _("删去"), "changed": _("修改")}
WEIGHTS: Final = {
    Weight.STOPS: _("送审前必须补上"),
    Weight.MEND: _("建议改好再送审"),
    Weight.NOTE: _("请想一想"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """what is wrong, why it matters, how to mend it."""

    what: Any
    why: Any
    mend: Any


FINDINGS: Final = {
    "head_missing": Words(
        _("文头没有写全"),
        _("没有标题、发文单位或主送，下级不知道是谁发给谁的。"),
        _("在“改文头和首尾段”里补上。"),
    ),
    "unanswered": Words(
        _("要求没有答复"),
        _("文件提出的每一条要求都要有着落，不能漏。"),
        _("写明怎样落实；本级确实不用答复的，写明原因。"),
    ),
    "directive_withdrawn": Words(
        _("所答复的文件已被撤回"),
        _("撤回的文件不再要求落实。"),
        _("确认是否有新文件代替；有的话，把新文件加进来一起答复。"),
    ),
    "without_measure": Words(
        _("有文字，没有措施"),
        _("只有文字的答复没有牵头单位和时限，落实不到人。"),
        _("添加一条措施；属于认识、原则方面的要求，可以不加。"),
    ),
    "excused_with_measure": Words(
        _("写明不需要答复，却有措施"),
        _("这一条不印在意见里，它的措施也不进分工表。"),
        _("有措施的就写明怎样落实；确实不需要的，打开任务取消。"),
    ),
    "text_names_other_day": Words(
        _("文字里的日期和措施的日期不一致"),
        _("正文和附件分工表说的不一样，下级不知道按哪个办。"),
        _("改文字，或者改措施的日期。"),
    ),
    "measure_without_lead": Words(
        _("措施没有牵头单位"),
        _("没有人牵头的事办不成。"),
        _("打开这项任务，选一个牵头单位。"),
    ),
    "lead_gone": Words(
        _("牵头单位已经撤销"),
        _("撤销的单位不能再负责。"),
        _("打开这项任务，换成接手的单位。"),
    ),
    "measure_without_date": Words(
        _("措施没有完成时限"),
        _("没有日期就没有办法检查。"),
        _("打开这项任务，填上完成时限。"),
    ),
    "measure_without_mark": Words(
        _("没有写怎样算办成"),
        _("没有看得见、数得清的结果，办没办成说不清。"),
        _("打开这项任务，写明怎样算办成。"),
    ),
    "outside_phases": Words(
        _("日期不在活动期间"),
        _("早于文件成文和活动开始、或者晚于活动结束的日期多半是写错了。"),
        _("核对这项任务的日期；确实要在活动以后继续的，可以保留。"),
    ),
    "measure_without_clause": Words(
        _("措施没有对应的要求"),
        _("不落实任何一条要求的措施不会印在意见里。"),
        _("打开这项任务，选上它落实的要求；是本级自己的工作，可以不管。"),
    ),
    "pasted": Words(
        _("几条要求用了同样的文字"),
        _("不同的要求用同一段话答复，等于没有分别研究。"),
        _("分别写明每一条怎样落实；要求确实相同的，可以合并后答复一次。"),
    ),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind: weight and words once, then each finding."""

    weight: Any
    words: Words
    findings: list[Finding]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Findings by kind, those that stop first; inside a kind in the document's order."""
    kinds: dict[str, list[Finding]] = {}
    for one in findings:
        told = replace(one, about=str(FIELDS[one.about])) if one.code == "head_missing" else one
        kinds.setdefault(one.code, []).append(told)
    order = list(Weight)
    made = sorted(kinds.items(), key=lambda pair: order.index(pair[1][0].weight))
    return [Group(WEIGHTS[found[0].weight], FINDINGS[code], found) for code, found in made]
