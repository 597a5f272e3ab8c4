"""Automatic numbers of a docx file, as Word prints them before a paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from zhengyou.standards.rules.numerals import chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST_STYLE = 12


@dataclass(frozen=True, slots=True)
class Level:
    """How a level is printed: `shape` such as （%1）; `kind` of figure, and the first."""

    shape: str
    kind: str
    start: int


class Numbering:
    """Counts through the paragraphs of one document, in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._based: dict[str, str] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._restarted: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def mark(self, properties: Element | None) -> str:
        """What is printed before the paragraph with these properties, '' for nothing; moves the counter on."""
        found = self._list_of(properties)
        if found is None:
            return ""
        number, level = found
        abstract = self._lists.get(number, "")
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts[abstract]
        override = self._starts.get((number, level))
        if override is not None and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            counts[level] = override
        else:
            counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._printed(levels, counts, level)

    def _printed(self, levels: dict[int, Level], counts: dict[int, int], level: int) -> str:
        def figure(match: re.Match[str]) -> str:
            other = int(match.group(1)) - 1
            if other not in levels:
                return ""
            return printed(counts.get(other, levels[other].start), levels[other].kind)

        if levels[level].kind in ("bullet", "none"):
            return "●" if levels[level].kind == "bullet" else ""
        return re.sub(r"%(\d)", figure, levels[level].shape)

    def _list_of(self, properties: Element | None) -> tuple[str, int] | None:
        if properties is None:
            return None
        own = properties.find(f"{W}numPr")
        style = _value(properties.find(f"{W}pStyle"))
        inherited = self._style_list(style)
        if own is None:
            return inherited
        number = _value(own.find(f"{W}numId")) or (inherited[0] if inherited else "")
        level = _whole(_value(own.find(f"{W}ilvl")), inherited[1] if inherited else 0)
        return None if number in ("", "0") else (number, level)

    def _style_list(self, style: str) -> tuple[str, int] | None:
        for _ in range(_DEEPEST_STYLE):
            if style in self._styles:
                found = self._styles[style]
                return None if found[0] == "0" else found
            style = self._based.get(style, "")
        return None

    def _read_lists(self, numbering: Element) -> None:
        for abstract in numbering.findall(f"{W}abstractNum"):
            levels = {_whole(one.get(f"{W}ilvl", ""), 0): _level(one) for one in abstract.findall(f"{W}lvl")}
            self._abstract[abstract.get(f"{W}abstractNumId", "")] = levels
        for one in numbering.findall(f"{W}num"):
            number = one.get(f"{W}numId", "")
            self._lists[number] = _value(one.find(f"{W}abstractNumId"))
            for override in one.findall(f"{W}lvlOverride"):
                start = override.find(f"{W}startOverride")
                if start is not None:
                    level = _whole(override.get(f"{W}ilvl", ""), 0)
                    self._starts[number, level] = _whole(_value(start), 1)

    def _read_styles(self, styles: Element) -> None:
        for style in styles.findall(f"{W}style"):
            name = style.get(f"{W}styleId", "")
            self._based[name] = _value(style.find(f"{W}basedOn"))
            own = style.find(f"{W}pPr/{W}numPr")
            if own is not None:
                level = _whole(_value(own.find(f"{W}ilvl")), 0)
                self._styles[name] = _value(own.find(f"{W}numId")) or "0", level


def _level(one: Element) -> Level:
    return Level(
        _value(one.find(f"{W}lvlText")),
        _value(one.find(f"{W}numFmt")) or "decimal",
        _whole(_value(one.find(f"{W}start")), 1),
    )


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(f"{W}val", "")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else otherwise


def printed(number: int, kind: str) -> str:
    """A number in one of Word's kinds of figures; plain figures for a kind that is not known."""
    if kind in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCountingThousand",
    ):
        return chinese(number)
    if kind in ("ideographDigital", "japaneseDigitalTenThousand"):
        return "".join("〇一二三四五六七八九"[int(one)] for one in str(number))
    if kind in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if kind in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((ord("a") if kind == "lowerLetter" else ord("A")) + number - 1)
    if kind == "upperRoman" and 1 <= number <= 12:
        return chr(0x2160 + number - 1)
    return str(number)
