"""Proposes wording from the demand, the measures on it, their bodies and dates: plain sentences for a person to mend."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from zhengyou.campaigns.rules.document.content import Item, Measure
from zhengyou.campaigns.rules.likeness import likeness
from zhengyou.standards.rules.numerals import chinese

CORE_HOLDS = 40  # characters of a demand that are quoted
SAME_WORDS = 0.7  # likeness from which on a measure is called as its demand
_STOPS = "。；;！!，,、 \n\u3000"
_TYPED = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,;:!?]|[()](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[()]")
_PRINTED = str.maketrans(",;:!?()", "，；：！？（）")
_PAUSE = re.compile(r"[，；。,;]")


def answer(item: Item) -> str:
    """The proposed answer to a demand; '' while there is no measure: a sentence that only repeats the demand answers nothing.

    A single measure that is called as the demand is not introduced by the demand once more.
    """
    if not item.measures:
        return ""
    quoted = core(item.asked)
    lead = f"围绕“{quoted}”，"
    if len(item.measures) == 1:
        (one,) = item.measures
        return ("" if _called_alike(quoted, one.title) else lead) + measure(one) + "。"
    told = "；".join(
        f"{chinese(number)}是{measure(one)}" for number, one in enumerate(item.measures, start=1)
    )
    return f"{lead}采取以下措施：{told}。"


def _called_alike(quoted: str, title: str) -> bool:
    return quoted.lstrip("要") in full_width(title) or likeness(quoted, core(title)) >= SAME_WORDS


def measure(one: Measure) -> str:
    """由甲牵头，乙、丙配合，于2026年6月30日前完成，以…为完成标志; what is not known yet is left out."""
    return "，".join(
        filter(
            None,
            (
                full_width(one.title).strip(_STOPS),
                f"由{'、'.join(one.leads)}牵头" if one.leads else "",
                f"{'、'.join(one.assists)}配合" if one.assists else "",
                _when(one.starts_on, one.due_on),
                f"以“{one.done_when.strip(_STOPS)}”为完成标志" if one.done_when.strip(_STOPS) else "",
            ),
        )
    )


def _when(starts_on: date | None, due_on: date | None) -> str:
    if starts_on and due_on:
        return f"{written(starts_on)}开始，{written(due_on)}前完成"
    if due_on:
        return f"于{written(due_on)}前完成"
    return f"{written(starts_on)}开始" if starts_on else ""


def core(asked: str) -> str:
    """The demand in at most some forty characters, cut at a pause."""
    text = full_width("".join(asked.split())).strip(_STOPS)
    if len(text) <= CORE_HOLDS:
        return text
    pauses = [found.start() for found in _PAUSE.finditer(text, 0, CORE_HOLDS + 1)]
    return text[: pauses[-1]] if pauses else text[: CORE_HOLDS - 1] + "…"


def full_width(text: str) -> str:
    """Marks typed with a Latin keyboard between Chinese characters, as they are printed: , -> ，."""
    return _TYPED.sub(lambda found: found[0].translate(_PRINTED), text)


def title(directives: Sequence[str], place: str) -> str:
    """宛城区贯彻落实《…》的具体意见和措施."""
    named = "和".join(f"《{_unquoted(one)}》" for one in directives[:2])
    more = "等文件" if len(directives) > 2 else ""
    return f"{place}贯彻落实{named}{more}的具体意见和措施"


def opening(directives: Sequence[str], place: str) -> str:
    """The first paragraph."""
    named = "、".join(f"《{_unquoted(one)}》" for one in directives)
    return f"为贯彻落实{named}，结合{place}实际，逐条研究，提出如下具体意见和措施。"


def closing() -> str:
    """The last paragraph."""
    return (
        "各项任务的牵头单位、配合单位、完成时限和完成标志见附件。"
        "各单位要按照分工抓好落实，遇到本级不能解决的问题及时向上级报告。"
    )


def written(day: date) -> str:
    """Full year, no leading noughts (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _unquoted(name: str) -> str:
    """A title inside 《》: its own marks become 〈〉, so that they nest."""
    return name.strip().replace("《", "〈").replace("》", "〉").replace("\n", "")
