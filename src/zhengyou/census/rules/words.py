"""Reading words: texts, choices from a list, yes and no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from zhengyou.census.rules import phrases, usual
from zhengyou.census.rules.findings import ERASED, NOTHING, Reading, error, say, warning
from zhengyou.standards import Enum, fold
from zhengyou.workbooks import cells
from zhengyou.workbooks.cells import Cell

Reader = Callable[[Cell], Reading]

ERASING: Final = "清空"
NO_ANSWER: Final = frozenset(
    fold(word)
    for word in (
        "无",
        "暂无",
        "没有",
        "不详",
        "未知",
        "不清楚",
        "不知道",
        "未填",
        "空",
        "na",
        "none",
        "null",
        "nil",
    )
)
_SIGNS: Final = frozenset("/\\-－—–_―─·.、。,，;；?？*×x X")
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_LISTED = re.compile(r"[、，,;；\s]+")
_NUMBERING = re.compile(
    r"^\s*(?:[(（]?\d{1,3}[)）.、:：]|\d{3}[\s-]*(?=[\u3400-\u9fff])|[A-Za-z][.、:：]|[①-⑳])\s*"
)
_UNCALCULATED: Final = say(
    "这一格的公式没有算出结果（文件由其他程序生成）。请用 Excel 或 WPS 打开，保存一次再上传。"
)
_FAILED: Final = say("这一格的公式出错（例如 #N/A、#REF!）。请改成确定的内容，再上传。")
_LEGEND = re.compile(r"(?<![0-9A-Za-z])([0-9]{1,2}|[A-Za-z])[.、:=\-—\s]{0,2}([\u3400-\u9fff]{1,12})")
_LEAST_LEGEND: Final = 2
_LONGEST_NO_ANSWER: Final = 8
_NAME_AND_PHONE = re.compile(r"([\u3400-\u9fff·]{2,12})[\s,，:：、/(（]*\+?[\d\- ]{7,20}[)）]?")
_STARRED = re.compile(r"\*{2,}|^[\u3400-\u9fff]\*$")


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """`fold`, remembered: an import compares the same names at several stages."""
    return fold(text)


def plain(value: Cell) -> str:
    """The cell as trimmed text without invisible characters; inner blanks become one."""
    if isinstance(value, str):
        if value.isprintable() and "  " not in value:  # no blank but the plain one, and nothing invisible
            return value.strip()
        return _BLANKS.sub(" ", _INVISIBLE.sub("", value)).strip()
    return cells.text(value)


def is_no_answer(text: str) -> bool:
    """Whether a text says that nothing is known: 无, 不详, / and the like."""
    return len(text) <= _LONGEST_NO_ANSWER and (
        all(sign in _SIGNS for sign in text) or fold(text) in NO_ANSWER
    )


def cell_reader(
    read: Callable[[str], Reading],
    other: Callable[[Cell], Reading] | None = None,
    shared: Reading | None = None,
) -> Reader:
    """A reader that treats empty cells, 清空 and failed formulas alike for every type.

    read: for texts (trimmed, not empty). other: for numbers, dates and booleans; by default as their text. shared: what
    a number merged over several rows says where it may be their sum; by default what its text says.
    """

    def reader(value: Cell) -> Reading:
        if not isinstance(value, str):
            if value is None:
                return NOTHING
            return other(value) if other else read(cells.text(value))
        text = plain(value)
        if not text or text == ERASING:
            return ERASED if text else NOTHING
        if text[0] == "#" and (failed := _failed(text)):
            return failed
        if shared is not None and isinstance(value, cells.Shared):
            return shared
        return read(text)

    return reader


def _failed(text: str) -> Reading | None:
    """What a formula says that has no result: nothing, and the row goes back."""
    if text == cells.UNCALCULATED:
        return Reading(None, error("formula_uncalculated", _UNCALCULATED))
    return Reading(None, error("formula_failed", _FAILED)) if text.upper() in cells.FAILED else None


def text_reader(label: str, longest: int, *, person: bool = False, no_names: Sequence[Enum] = ()) -> Reader:
    """Reads text of at most `longest` characters.

    person: blanks inside a Chinese name are taken out, and x is a cross; elsewhere it may be a remark of the sender's own.
    no_names: words that are no name where one is asked for: 有, √, 筹建中.
    A telephone number beside a person's name is no part of it. What was masked when it was handed out (王**, 138****5678)
    is no fact and never replaces one.
    """
    message = say("“%(label)s”是打了星号的，没有登记，原来的内容不变。", label=label)
    nameless = Reading(
        None, warning("no_name", say("“%(label)s”填的不是名称，没有登记。请填名称。", label=label))
    )
    numbered = warning("number_beside_name", say("“%(label)s”里的号码没有登记，只登记了姓名。", label=label))
    starred = Reading(None, warning("starred", message))

    def read(text: str) -> Reading:
        if is_no_answer(text) and (person or text.strip(" xX") != ""):
            return NOTHING
        if _STARRED.search(text):
            return starred
        if any(enum.code_of(text) is not None for enum in no_names):
            return nameless
        if person:
            text = _BETWEEN_HAN.sub("", text)
            if beside := _NAME_AND_PHONE.fullmatch(text):
                return Reading(beside[1], numbered)
        if len(text) > longest:
            return Reading(
                None,
                error(
                    "too_long",
                    say("“%(label)s”超过 %(longest)s 个字，请写短一些。", label=label, longest=longest),
                ),
            )
        return Reading(text)

    shortest = _LONGEST_NO_ANSWER + 1  # too long for a word that says nothing is known
    words = frozenset(fold(word) for enum in no_names for one in enum.values for word in one.spellings)
    if person:
        glance = usual.persons(longest, but=words | NO_ANSWER | {ERASING})
    elif no_names:
        glance = usual.names(shortest, longest, but=words)
    else:
        glance = usual.texts(shortest, longest)
    return usual.Glancing(cell_reader(read), glance)


def choice_reader(label: str, enum: Enum, *, decides: bool = True) -> Reader:
    """Reads one of an enumeration's values by code, Chinese, English or a usual other word, as its code.

    decides: whether figures or rules hang on the answer; then a word that is not understood refuses the row. Where it
    only describes, the row is taken with a warning. Nothing is guessed, because the value stays unknown; nothing is lost,
    because what is held stays, the row's other facts are taken, the cell is named with the words to choose from, and the
    corrected row can be sent again.
    """
    offered = "、".join(value.zh for value in enum.values)

    def read(text: str) -> Reading:
        code = choice(text, enum) or _in_brackets(text, enum)
        if code is not None:
            return Reading(code)
        if is_no_answer(text):
            return NOTHING
        if instead := _aside(text, enum):
            message = say(
                "“%(label)s”填的是%(instead)s，没有登记这一项；请填：%(offered)s。",
                label=label,
                instead=instead,
                offered=offered,
            )
            return Reading(None, warning("other_question", message))
        if decides:
            message = say("“%(label)s”认不出来，请填：%(offered)s。", label=label, offered=offered)
            return Reading(None, error("unknown_choice", message))
        message = say(
            "“%(label)s”认不出来，没有登记这一项；请填：%(offered)s。", label=label, offered=offered
        )
        return Reading(None, warning("unknown_choice", message))

    return cell_reader(read)


def choice(text: str, enum: Enum) -> str | None:
    """The code that a text means, also with numbering in front or a remark in brackets behind."""
    for attempt in (text, _NUMBERING.sub("", text), _BRACKETS.sub("", _NUMBERING.sub("", text))):
        if attempt and (code := enum.code_of(attempt)) is not None:
            return code
    return None


def without_brackets(text: str) -> str:
    """The text without remarks in brackets."""
    return _BRACKETS.sub("", text)


def _in_brackets(text: str, enum: Enum) -> str | None:
    """The code that the words in brackets mean, where those before them answer another question.

    有限责任公司（港澳台投资、非独资） is a form of company and, in brackets, who has invested in it. What is in brackets
    counts when all of it that means anything means the same, and nothing of it answers another question.
    """
    if not enum.aside(_BRACKETS.sub("", text)):
        return None
    parts = _bracketed(text)
    if any(enum.aside(part) for part in parts):
        return None
    found = {code for part in parts if (code := enum.code_of(part)) is not None}
    return found.pop() if len(found) == 1 else None


def _aside(text: str, enum: Enum) -> str:
    """Which other question a text answers, the words in brackets first; '' when none is known."""
    for attempt in (text, *_bracketed(text), _BRACKETS.sub("", text)):
        if instead := enum.aside(attempt):
            return instead
    return ""


def _bracketed(text: str) -> list[str]:
    """The words in brackets, each list of them whole and then apart."""
    lists = [found[1:-1] for found in _BRACKETS.findall(text)]
    return [part for one in lists for part in dict.fromkeys((one, *_LISTED.split(one))) if part.strip()]


def yes_no_reader(label: str, enum: Enum) -> Reader:
    """Reads yes or no (√ 有 是 Y 1 / × 无 否 N 0; 按规定开展 / 未纳入), as a bool."""
    wrong = Reading(None, error("not_yes_no", say("“%(label)s”请填“是”或“否”，不清楚就空着。", label=label)))

    def read(text: str) -> Reading:
        code = choice(text, enum)
        if code is not None:
            return Reading(code == "yes")
        if is_no_answer(text):
            return NOTHING
        said = phrases.is_done(folded(text))
        return wrong if said is None else Reading(said)

    def other(value: Cell) -> Reading:
        if isinstance(value, bool):
            return Reading(value)
        return Reading(bool(value)) if value in (0, 1) else wrong

    return cell_reader(read, other)


def by_legend(read: Reader, heading: str) -> Reader:
    """A reader for a column whose heading says what its numbers mean: 是否建立党组织（1是 2否）.

    A number that the heading explains is read as its word, where that word answers the question; all else as it stands.
    """
    legend = dict(_LEGEND.findall(half_width(heading).upper())) if _BRACKETS.search(heading) else {}
    if len(legend) < _LEAST_LEGEND:
        return read

    def reader(value: Cell) -> Reading:
        word = (
            None if isinstance(value, bool) else legend.get(half_width(plain(value)).upper().strip(" .、)"))
        )
        said = read(word) if word else NOTHING
        return said if said.value is not None and said.finding is None else read(value)

    return reader


def half_width(text: str) -> str:
    """Full-width digits and letters as half-width ones."""
    return unicodedata.normalize("NFKC", text)
