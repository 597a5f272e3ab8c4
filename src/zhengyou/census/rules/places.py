"""Where a row belongs: the columns of city, county and township, else what its addresses name, else the limit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from zhengyou.census.rules.findings import Finding, error, say, warning
from zhengyou.standards import Divisions, fold

LEVELS: Final = ("city", "county", "township")
_STREET: Final = ("街道办事处", "街道办", "办事处", "街道", "办")
_ENDINGS: Final = ("回族乡", "街道办事处", "街道", "乡", "镇", "回族区", "省", "市", "区", "县")
_WHOLE: Final = frozenset(
    fold(word) for word in ("市直", "市本级", "市直属", "县直", "区直", "县本级", "区本级", "市辖区", "本级")
)
_ELSEWHERE = re.compile(
    "^(?:中国)?(?:北京|天津|上海|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|湖北|湖南|广东|广西|"
    "海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|台湾|香港|澳门)(?:省|市|(?:.族)*自治区|特别行政区)"
)
OTHER_PLACE: Final = say("这一行写的地点不在本次导入的范围内。请核对地点，或由当地办公室导入。")


@dataclass(frozen=True, slots=True)
class Place:
    """A territory as rows name it. county_path: the path of its county (its own, when it stands above counties)."""

    pk: int
    code: str
    name: str
    level: str
    path: str
    county_path: str


class Where(NamedTuple):
    """What a row says about its place, as text; city, county and township are columns of their own."""

    city: str = ""
    county: str = ""
    township: str = ""
    community: str = ""
    address: str = ""


class Resolution(NamedTuple):
    """The row's place, None when it is refused."""

    place: Place | None
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Names:
    """Folded names of one level: full ones go before short ones."""

    full: dict[str, list[Place]] = field(default_factory=dict)
    short: dict[str, list[Place]] = field(default_factory=dict)

    def get(self, name: str) -> list[Place]:
        return self.full.get(name) or self.short.get(name) or []


class Places:
    """All territories, and how rows name them."""

    def __init__(self, rows: Iterable[tuple[int, str, str, str, str]], divisions: Divisions) -> None:
        """rows: (id, code, name, level, path) of every territory, parents before children."""
        self._divisions = divisions
        self.by_code: dict[str, Place] = {}
        self.by_path: dict[str, Place] = {}
        self.by_pk: dict[int, Place] = {}
        self._names: dict[str, _Names] = {level: _Names() for level in ("province", *LEVELS)}
        self._below: dict[str, list[tuple[tuple[str, ...], Place]]] = {}
        self.without_digits = True  # no place's name has one, so house numbers tell nothing
        for pk, code, name, level, path in rows:
            self._add(pk, code, name, level, path)

    def _add(self, pk: int, code: str, name: str, level: str, path: str) -> None:
        parent = self.by_path.get(path[:-4])
        county_path = parent.path if parent is not None and level == "township" else path
        if parent is not None and parent.level == "township":
            county_path = parent.county_path
        place = Place(pk, code, name, level, path, county_path)
        self.without_digits &= not any(sign.isdigit() for sign in name)
        self.by_code[code] = self.by_path[path] = self.by_pk[pk] = place
        self._name(level, place)
        if level == "township":
            if parent is not None and parent.level == "city" and parent.path not in self._below:
                self._name("county", parent)  # run as a city, county-level in the codes
            self._below.setdefault(county_path, []).append((_spellings(name), place))

    def _name(self, level: str, place: Place) -> None:
        names = self._names[level]
        names.full.setdefault(fold(place.name), []).append(place)
        short = _short(place.name)
        if short != place.name:
            names.short.setdefault(fold(short), []).append(place)

    def named(self, text: str, level: str, *, within: str = "") -> list[Place]:
        """Places of a level that a code or name means; those within a path only, when any are."""
        digits = text.strip()
        if digits.isdecimal() and digits.isascii():
            code = digits[:9] if level == "township" else digits[:6]
            found = self.by_code.get(digits) or self.by_code.get(code)
            return [found] if found else []
        name = fold(text)
        hits = self._names[level].get(name)
        if not hits and level == "township":
            hits = next((got for spelled in _as_street(name) if (got := self._names[level].get(spelled))), [])
        if not hits:
            hits = self._known_otherwise(text, level, within)
        return [hit for hit in hits if hit.path.startswith(within)] or hits

    def _known_otherwise(self, text: str, level: str, within: str) -> list[Place]:
        """Old names and nicknames that the standard lists."""
        near = self.by_path.get(within)
        division = near and self._divisions.find(text, parent=near.code)
        division = division or self._divisions.find(text, level=level)
        found = self.by_code.get(division.code) if division else None
        return [found] if found else []

    def level_of(self, text: str, *, within: str) -> str:
        """The level on which a text names a place, inside a path when it can; "" when it names none."""
        for level in reversed(LEVELS):
            if any(comparable(hit.path, within) for hit in self.named(text, level, within=within)):
                return level
        return next((level for level in reversed(LEVELS) if self.named(text, level)), "")

    def resolve(self, where: Where, limit: Place) -> Resolution:
        """Where a row belongs, inside `limit`; a row that names another place gets an error."""
        here = limit
        findings: list[Finding] = []
        for level, text in zip(LEVELS, where[:3], strict=True):
            if not text:
                continue
            found = self._column(level, text, here)
            findings.extend(found.findings)
            if found.place is None:
                return Resolution(None, tuple(findings))
            here = found.place
        said = bool(where.city or where.county or where.township)
        for name, text in (("street_community", where.community), ("op_address", where.address)):
            if text and not (name == "street_community" and here.level == "township"):
                found = self._address(text, here, name, said)
                findings.extend(found.findings)
                if found.place is None:
                    return Resolution(None, tuple(findings))
                here = found.place
        return Resolution(here, tuple(findings))

    def _column(self, level: str, text: str, here: Place) -> Resolution:
        hits = self.named(text, level, within=here.path)
        if not hits and (walked := self.walk(text)):
            hits = [walked]
        fitting = [hit for hit in hits if comparable(hit.path, here.path)]
        if len(fitting) == 1:
            return Resolution(fitting[0] if len(fitting[0].path) > len(here.path) else here)
        if fitting:
            doubt = warning(
                "place_ambiguous", "范围内有同名的乡镇（街道），请同时写明所在县（市、区）。", level
            )
            return Resolution(here, (doubt,))
        if hits or _ELSEWHERE.match(text):
            return Resolution(None, (error("other_place", OTHER_PLACE, level),))
        return self._unknown(level, text, here)

    def _unknown(self, level: str, text: str, here: Place) -> Resolution:
        """A place that no list has: a township can be taken for its county, a county or city cannot be told."""
        if fold(text) in _WHOLE:
            return Resolution(here)
        if level != "township":
            message = say("认不出这个地点，请按行政区划的全称或代码填写；功能区请先在“区划”里添加。")
            return Resolution(None, (error("unknown_place", message, level),))
        if here.level == "township":
            return Resolution(None, (error("other_place", OTHER_PLACE, level),))
        within = self._mentioned(text, here)
        doubt = warning(
            "unknown_township", "认不出这个乡镇（街道、园区），先登记在上一级。请按全称填写。", level
        )
        return Resolution(within or here, () if within else (doubt,))

    def _address(self, text: str, here: Place, name: str, said: bool) -> Resolution:
        """An address may name another place, or a finer one inside."""
        named = self.walk(text)
        elsewhere = _ELSEWHERE.match(text) if named is None else not comparable(named.path, here.path)
        if elsewhere:
            if said:
                doubt = warning(
                    "place_differs", "地址写的地点和所在地各列不一致，按所在地各列登记，请核对。", name
                )
                return Resolution(here, (doubt,))
            return Resolution(None, (error("other_place", OTHER_PLACE, name),))
        if named is not None and len(named.path) > len(here.path):
            here = named
        if here.level != "township":
            here = self._mentioned(text, here) or here
        return Resolution(here)

    def walk(self, text: str) -> Place | None:
        """The place that the beginning of an address names: 河南省南阳市宛城区… is read from the left.

        Only full names count, so that 郑州路 is no 郑州市; a short city name counts before a full county name.
        """
        rest = fold(text)
        for opening in ("中国", "河南省"):
            rest = rest.removeprefix(opening)
        here: Place | None = None
        for level in LEVELS:
            found, rest_after = self._begins(rest, level, here)
            if found is None and level == "city" and here is None:
                found, rest_after = self._short_city(rest)
            if found is not None:
                here, rest = found, rest_after
        return here

    def _begins(self, rest: str, level: str, above: Place | None) -> tuple[Place | None, str]:
        names = self._names[level].full
        for length in range(min(len(rest), 12), 1, -1):
            hits = names.get(rest[:length])
            if not hits:
                continue
            inside = [hit for hit in hits if above is None or comparable(hit.path, above.path)]
            if len(inside) == 1 and (above is not None or level != "township"):
                found = inside[0]
                return (found if above is None or len(found.path) > len(above.path) else above), rest[length:]
        return None, rest

    def _short_city(self, rest: str) -> tuple[Place | None, str]:
        for length in (2, 3):
            hits = self._names["city"].short.get(rest[:length], [])
            if len(hits) == 1:
                county, _ = self._begins(rest[length:], "county", hits[0])
                if county is not None and county.path != hits[0].path:
                    return hits[0], rest[length:]
        return None, rest

    def county_or_named(self, text: str, here: Place) -> Place:
        """The township of the county that a name mentions (an organisation's name, say), else the county itself."""
        county = self.by_path[here.county_path]
        return self._mentioned(text, county) or county

    def _mentioned(self, text: str, here: Place) -> Place | None:
        """The one township inside `here` that a text names, None when it names none or several."""
        plain = fold(text)
        found: set[str] = set()
        for county_path, townships in self._below.items():
            if not county_path.startswith(here.path):
                continue
            found.update(
                place.path
                for spellings, place in townships
                if any(spelling in plain for spelling in spellings)
            )
        return self.by_path[found.pop()] if len(found) == 1 else None


def comparable(one: str, other: str) -> bool:
    """Whether two paths are the same or one lies below the other."""
    return one.startswith(other) or other.startswith(one)


def _short(name: str) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending):
            rest = name.removesuffix(ending)
            return rest if len(rest) > 1 else name
    return name


def _as_street(name: str) -> list[str]:
    return [name.removesuffix(ending) + "街道" for ending in _STREET if name.endswith(ending)]


def _spellings(name: str) -> tuple[str, ...]:
    """A township's full name, and for a street its usual other endings."""
    plain = fold(name)
    if plain.endswith("街道") and len(plain) > 3:
        stem = plain.removesuffix("街道")
        return (plain, stem + "办事处", stem + "办")
    return (plain,)
