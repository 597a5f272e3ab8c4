"""What is printed and belongs to none of the text: page numbers, running heads, rules, tables of contents."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from zhengyou.campaigns.rules.directive.lines import Line
from zhengyou.campaigns.rules.directive.titles import is_title_end

_DASH = "[-—–－‐−·•~～_=＝*]"
_NUMBERED_PAGE = re.compile(
    rf"{_DASH}+\d{{1,4}}{_DASH}+|第\d{{1,4}}页(?:[，/、]?共\d{{1,4}}页)?|\d{{1,4}}[/／]\d{{1,4}}页?"
    rf"|[Pp](?:age|\.)?\d{{1,4}}(?:of\d{{1,4}})?|\d{{1,4}}页"
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_RULE = re.compile(rf"(?:{_DASH}|[─━═#+|…]){{3,}}")
_CONTENTS = re.compile(r"目录|.{2,60}?(?:…|·|\.|．|_|-|—){3,}\d{1,4}")
_FIGURES = re.compile(r"\d+")
_LONGEST_HEAD = 40


def furniture(lines: list[Line]) -> dict[int, str]:
    """{number of a line: kind of furniture}."""
    found: dict[int, str] = {}
    bare: list[int] = []
    for number, line in enumerate(lines):
        if line.row:
            continue
        if _NUMBERED_PAGE.fullmatch(line.text):
            found[number] = "page_number"
        elif _RULE.fullmatch(line.text):
            found[number] = "rule"
        elif _CONTENTS.fullmatch(line.text):
            found[number] = "contents"
        elif _BARE_NUMBER.fullmatch(line.text):
            bare.append(number)
    values = [int(lines[number].text) for number in bare]
    if values == sorted(set(values)):
        found |= dict.fromkeys(bare, "page_number")
    return found | dict.fromkeys(_running_heads(lines, found), "running_head")


def _running_heads(lines: list[Line], known: dict[int, str]) -> list[int]:
    """Lines printed again and again, at page breaks or in the midst of a sentence."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if (
            number not in known
            and not line.row
            and len(line.text) <= _LONGEST_HEAD
            and not line.ends_sentence
        ):
            same[_FIGURES.sub("#", line.text)].append(number)
    found: list[int] = []
    for numbers in same.values():
        if len(numbers) > 1:
            found += _heads(lines, known, numbers)
    return found


def _heads(lines: list[Line], known: dict[int, str], numbers: list[int]) -> list[int]:
    at_breaks = [number for number in numbers if _at_page_break(lines, known, number)]
    interrupting = [number for number in numbers if number and not lines[number - 1].ends_sentence]
    if len(at_breaks) >= max(1, len(numbers) - 1):
        return [*at_breaks, *([0] if numbers[0] == 0 and 0 not in at_breaks and _above_title(lines) else [])]
    after = {lines[number + 1].text for number in numbers if number + 1 < len(lines)}
    if (
        len(numbers) >= 3
        and len(interrupting) >= 2
        and len(after) >= len(numbers) - 1
        and _far_apart(numbers)
    ):
        return numbers if numbers[0] > 2 else numbers[1:]
    return []


def _above_title(lines: list[Line]) -> bool:
    """The first line is printed on the other pages too, and the title stands below it."""
    return len(lines) > 1 and not is_title_end(lines[0].text) and is_title_end(lines[1].text)


def _far_apart(numbers: list[int]) -> bool:
    """Pages hold many lines; a list may repeat itself line after line."""
    return all(after - before >= 6 for before, after in pairwise(numbers))


def _at_page_break(lines: list[Line], known: dict[int, str], number: int) -> bool:
    if lines[number].new_page or (number + 1 < len(lines) and lines[number + 1].new_page):
        return True
    return any(known.get(number + step) == "page_number" for step in (-1, 1))
