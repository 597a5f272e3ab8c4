"""What of a unit can be compared with another's: the parts of its name, of its code, of its address. Pure.

A name as the registers build it is place + trade name + industry + legal form: 南阳市 + 宏达 + 包装 + 有限公司.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from sys import intern
from typing import Final, NamedTuple

from zhengyou.standards import fold
from zhengyou.standards.linkage import Affixes
from zhengyou.standards.rules import credit_code

_ENDINGS: Final = ("街道办事处", "街道", "省", "市", "区", "县", "镇", "乡")
_BRACKETS: Final = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_DIGITS: Final = re.compile(r"\d+")
_COUNTED: Final = re.compile(
    "第([〇零一二三四五六七八九十百]+)|([〇零一二三四五六七八九十百]+)(?=分公司|分店|分厂|分社|分部|店|厂|号|部|校|小学|中学|幼儿园|村|组|期|队|院|区)"
)
_FIGURES: Final = {figure: str(number) for number, figure in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_SHORTEST: Final = 2
_LONGEST_BRANCH: Final = 14


class Name(NamedTuple):
    """The parts of a name that are compared; '' where there is none.

    plain: the name without blanks, width and notes. core: trade name and industry. form: kind of legal form (company, shop).
    prefix: the place in front or in brackets. numbers, branch: what tells the parts of one firm apart.
    """

    plain: str
    core: str
    form: str
    prefix: str
    numbers: str
    branch: str


def name_parts(name: str, places: Collection[str], affixes: Affixes) -> Name:
    """places: names under which the places above the unit are known (`spellings`)."""
    text = _without_notes(unicodedata.normalize("NFKC", name), affixes)
    outside = fold(_BRACKETS.sub("", text))
    inside = [fold(part) for part in _BRACKETS.findall(text)]
    known = set(places) | {fold(place) for place in affixes.places}
    named = [part for part in inside if part in known]
    plain = _same(fold(text), affixes)
    rest = _same(outside + "".join(part for part in inside if part not in known), affixes)
    rest, branch = _without_branch(rest, affixes)
    prefix, rest = _without_places(rest, known)
    core, form = _without_form(rest, affixes)
    return Name(
        plain=plain,
        core=core if len(core) >= _SHORTEST else plain,
        form=form,
        prefix=_stem((prefix or named or [""])[-1]),
        numbers=numbers(plain),
        branch=numbers(branch) or branch,
    )


def spellings(names: Iterable[str]) -> frozenset[str]:
    """Places as names of firms write them: 南阳市 and 南阳. Two characters at least stay."""
    return frozenset(form for name in names for form in (fold(name), _stem(fold(name))) if len(form) >= 2)


def numbers(text: str) -> str:
    """The numbers in a name, one way of writing for all: 第二分店 and 2分店 -> '2'."""
    found = [(match.start(), match[0].lstrip("0") or "0") for match in _DIGITS.finditer(text)]
    for match in _COUNTED.finditer(text):
        found.append((match.start(), _figures(match[1] or match[2])))
    return " ".join(number for _place, number in sorted(found))


def grams(text: str) -> list[str]:
    """The characters and neighbouring pairs of a text: what a wrong or missing character leaves untouched."""
    found = {*text, *(text[at : at + 2] for at in range(len(text) - 1))}
    return sorted(map(intern, found))  # a province has a million of them, and few different ones


def shape(text: str) -> str:
    """One ASCII character for each of the text's, so that an engine that counts bytes counts characters.

    Two characters in eighty-nine share a sign; a pair that comes closer by that is still judged by a person.
    """
    return "".join(chr(33 + ord(sign) % 89) for sign in text)


class Code(NamedTuple):
    """A credit code: whole, whether its check digit fits, the nine characters that name the organisation."""

    whole: str
    ok: bool
    body: str


@lru_cache(maxsize=10_000)
def code_parts(code: str) -> Code | None:
    """None without a code, and for a text that is none."""
    checked = credit_code.check(code)
    if checked.state == "refused":
        return None
    return Code(checked.code, checked.state == "ok", checked.code[8:17])


def address_core(address: str, places: Collection[str]) -> str:
    """The address behind the names of province, city, county and township."""
    _places, rest = _without_places(fold(address), set(places))
    return rest


def _without_notes(text: str, affixes: Affixes) -> str:
    """Brackets that hold a remark of the ledger (原宏达厂, 已注销) are no part of the name."""

    def keep(match: re.Match[str]) -> str:
        inner = match[1].strip()
        return "" if any(inner.startswith(note) for note in affixes.notes) else match[0]

    return _BRACKETS.sub(keep, text)


def _without_branch(text: str, affixes: Affixes) -> tuple[str, str]:
    """宏达包装有限公司宛城分公司 -> 宏达包装有限公司, 宛城分公司."""
    ending = next((one for one in affixes.branches if text.endswith(one)), "")
    if not ending:
        return text, ""
    for form in affixes.forms:
        at = text.rfind(form, 0, len(text) - len(ending))
        end = at + len(form)
        if at > 0 and len(text) - end <= _LONGEST_BRANCH:
            return text[:end], text[end:]
    return text, ending


def _without_places(text: str, known: Collection[str]) -> tuple[list[str], str]:
    found: list[str] = []
    longest = max(map(len, known), default=0)
    while True:
        fits = next(
            (size for size in range(min(longest, len(text) - _SHORTEST), 1, -1) if text[:size] in known), 0
        )
        if not fits:
            return found, text
        found.append(text[:fits])
        text = text[fits:]


def _without_form(text: str, affixes: Affixes) -> tuple[str, str]:
    for form, kind in affixes.forms.items():
        if text.endswith(form) and len(text) - len(form) >= _SHORTEST:
            return text[: -len(form)], kind
    return text, ""


def _same(text: str, affixes: Affixes) -> str:
    for word, usual in affixes.same.items():
        text = text.replace(word, usual)
    return text


def _stem(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            return name.removesuffix(ending)
    return name


def _figures(text: str) -> str:
    """十二 -> 12, 二 -> 2; enough for shops and branches."""
    if "十" in text:
        tens, _ten, ones = text.partition("十")
        return (_FIGURES.get(tens, "1") if tens else "1") + (_FIGURES.get(ones, "0") if ones else "0")
    return "".join(_FIGURES.get(sign, sign) for sign in text).lstrip("0") or "0"
