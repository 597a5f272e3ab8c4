"""Proposes which column means which field, with a confidence that a person can check.

Headings are compared after `normalise`; a field's labels, synonyms and groups come from the caller. The
proposal does not depend on the order of columns: only headings count, except where two are the same.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, Self, get_args

from zhengyou.workbooks import cells, periods
from zhengyou.workbooks.money import YUAN, Unit, unit_in
from zhengyou.workbooks.periods import Period
from zhengyou.workbooks.tables import Column, Table

__all__ = [
    "YUAN",
    "BadMapping",
    "MappedColumn",
    "Mapping",
    "Target",
    "Unit",
    "fingerprint",
    "known",
    "normalise",
    "propose",
    "unit_in",
]

CERTAIN = 1.0
SYNONYM = 0.95
JOINED = 0.93
"""Group and leaf written as one heading: less sure than a synonym, 单位类型 is not what 类型 under 单位 is."""
WITHOUT_BRACKETS = 0.9
OF_A_TIME = 0.95
"""The heading names a time besides."""
LEAF_ALONE = 0.85
LEAF_SHARED = 0.45
EXACT = 0.8
"""From here on a heading says the field by its name, not by a part of it."""
LEAST = 0.5
"""Below this a column is shown as fitting nothing."""
_RIVAL = 0.25
_LOOKED_AT = 200  # rows

_REQUIRED = re.compile(r"\((?:必填|必填项|选填|可选|必须|required)\)|[*★☆※▲●]", re.IGNORECASE)
_SERIAL = re.compile(
    r"^(?:\(?\d{1,3}[.、)]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))"
)
_OF_WHICH = re.compile(r"^(?:其中|其中的|含)[:,]?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|<[^<>]*>|《[^《》]*》")
_MEASURE = re.compile(
    r"\((?:(?:金额|计量)?单位[:为]?)?(?:(?:人民币)?[十百千万亿]*元|[万亿]|人|人次|名|个|家|户|岁|年|%|平方米|亩|m2)\)"
)
_ASKS_A_NUMBER = re.compile(
    r"(?:数|数量|总量|合计|小计|总计|共计)(?:\([^()]*\))?$|\([^()]*(?:数|数量)\)$|\([家户个]\)$"
)
_ROLE = re.compile(
    "楼长|楼栋长|网格[长员]|街长|路长|店长|秘书长|会计|财务|出纳|人事|物业|管家|包联|联企|帮扶|包保|包抓|挂联|分管|联系领导|干部|专干|志愿者|经纪人|代办"
)
"""Somebody else than those whom the census asks about: a label contained in a heading about them does not mean its field."""
_ASKS_A_DATE = re.compile("(?:时间|日期|年月日?|期限)$")
_ASKING = re.compile(
    r"^(?:请问|请填写|请输入|请选择)?(?:您|贵|你|我|本)(?:们)?(?=单位|企业|公司|组织)|(?:是什么|是多少|有多少|是|为)?[??:]+$"
)
_PUNCTUATION = re.compile(r"""[\s()\[\]【】<>《》「」"'“”‘’,，.。;；:：、/\\|_~·—–-]+""")


class BadMapping(Exception):
    """A mapping file that cannot be used; str() is a sentence for the sender."""


@dataclass(frozen=True)
class Target:
    """A field that a column can mean.

    `labels`: the official label, then synonyms. `grouped`: pairs of group and leaf that mean it together.
    `options`: answers that may stand as tick columns under a group named like one of the labels. `counts`: whether a
    number may be the answer; a heading that asks for one does not mean the field otherwise. yearly: whether it is what came
    together in a year; a quarter's figure does not mean it. named: whether a heading that only contains one of the labels
    does not mean it: 所属市场 is no 所属市.
    """

    field: str
    labels: tuple[str, ...]
    grouped: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()
    counts: bool = True
    yearly: bool = False
    named: bool = False


@dataclass(frozen=True)
class MappedColumn:
    """A column and what it means; `field` None: nothing known. `alternatives` are fields that fit as well."""

    sheet: str
    column: str
    header: str
    group: str = ""
    field: str | None = None
    confidence: float = 0.0
    unit: Unit | None = None
    option: str | None = None
    alternatives: tuple[str, ...] = ()

    @property
    def index(self) -> int:
        return cells.index(self.column)


@dataclass(frozen=True)
class Mapping:
    """The meaning of every column, sheet by sheet."""

    entries: tuple[MappedColumn, ...]

    def for_sheet(self, name: str) -> list[MappedColumn]:
        return [entry for entry in self.entries if entry.sheet == name]

    def fields(self, sheet: str) -> dict[str, MappedColumn]:
        """Field -> column of that sheet; tick columns, several to a field, are left out."""
        return {
            entry.field: entry
            for entry in self.for_sheet(sheet)
            if entry.field is not None and entry.option is None
        }

    def to_json(self) -> dict[str, Any]:
        return {"version": 1, "columns": [asdict(entry) for entry in self.entries]}

    @classmethod
    def from_json(cls, document: object) -> Self:
        """The reverse of to_json; only sheet, column and field are needed. Raises BadMapping."""
        columns = document.get("columns") if isinstance(document, dict) else document
        if not isinstance(columns, list):
            raise BadMapping("对应关系文件的格式不对：应当有 columns 列表。")
        entries = tuple(_entry(place, item) for place, item in enumerate(columns, start=1))
        taken = Counter((e.sheet, e.field) for e in entries if e.field is not None and e.option is None)
        for (sheet, name), times in taken.items():
            if times > 1:
                raise BadMapping(f"工作表“{sheet}”有 {times} 列都对应 {name}，请只保留一列。")
        return cls(entries)


def _entry(place: int, item: object) -> MappedColumn:
    where = f"对应关系文件第 {place} 项"
    if not isinstance(item, dict):
        raise BadMapping(f"{where}的格式不对。")
    sheet, column, name = item.get("sheet"), item.get("column"), item.get("field")
    if not isinstance(sheet, str) or not isinstance(column, str) or not isinstance(name, str | None):
        raise BadMapping(f"{where}缺少工作表（sheet）、列（column）或字段（field）。")
    try:
        cells.index(column)
    except ValueError:
        raise BadMapping(f"{where}的列“{column}”不是列号，应当是 A、B、C 这样的字母。") from None
    unit, option, confidence = item.get("unit"), item.get("option"), item.get("confidence", CERTAIN)
    if unit is not None and unit not in get_args(Unit):
        raise BadMapping(f"{where}的单位“{unit}”不认识，应当是{'、'.join(YUAN)}之一。")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise BadMapping(f"{where}的把握（confidence）应当在 0 和 1 之间。")
    alternatives = item.get("alternatives") or ()
    return MappedColumn(
        sheet=sheet,
        column=column.upper(),
        header=cells.text(item.get("header")),
        group=cells.text(item.get("group")),
        field=name,
        confidence=float(confidence),
        unit=unit,
        option=option if isinstance(option, str) else None,
        alternatives=tuple(map(str, alternatives)) if isinstance(alternatives, list | tuple) else (),
    )


@lru_cache(maxsize=20_000)
def normalise(heading: str) -> str:
    """A heading for comparing: half width, lower case, no blanks, numbering, required marks or punctuation.

    A unit of measure in brackets and 其中： are taken off, other words in brackets are kept.
    """
    return _PUNCTUATION.sub("", _stripped(heading)).replace("的", "")


@lru_cache(maxsize=20_000)
def _without_brackets(heading: str) -> str:
    return _PUNCTUATION.sub("", _BRACKETS.sub("", _stripped(heading))).replace("的", "")


def _stripped(heading: str) -> str:
    text = _MEASURE.sub("", _REQUIRED.sub("", cells.squeezed(heading).lower()))
    shorter = _SERIAL.sub("", text) or text
    shorter = _ASKING.sub("", _ASKING.sub("", shorter)) or shorter
    return _OF_WHICH.sub("", shorter)


def known(targets: Iterable[Target]) -> Callable[[str], bool]:
    """Whether a heading, alone or with its groups in front, is a label of one of the targets or a column to tick."""
    each = [_Labels(target) for target in targets]
    words = {spelling for labels in each for spelling, _ in labels.exact}
    words |= {
        group + tick
        for labels in each
        if labels.options
        for group in labels.scores
        for tick in labels.options
    }

    def is_known(heading: str) -> bool:
        if normalise(heading) in words or _without_brackets(heading) in words:
            return True
        plain, period = periods.split(heading)
        return period is not None and (normalise(plain) in words or _without_brackets(plain) in words)

    return is_known


def fingerprint(tables: Table | Iterable[Table]) -> str:
    """The same for the same headings, whatever the order of columns and sheets."""
    each = [tables] if isinstance(tables, Table) else list(tables)
    layouts = sorted(
        "\n".join(sorted(f"{_group_words(c)}/{normalise(c.header)}" for c in t.columns)) for t in each
    )
    return hashlib.sha256("\f".join(layouts).encode()).hexdigest()


def propose(tables: Table | Iterable[Table], targets: Sequence[Target]) -> Mapping:
    """One column per field and one field per column in each table; tick columns share their field."""
    each = [tables] if isinstance(tables, Table) else list(tables)
    labels = [_Labels(target) for target in targets]
    return Mapping(tuple(entry for table in each for entry in _propose(table, labels)))


class _Labels:
    """A target's labels, normalised, with the confidence that an exact match deserves."""

    def __init__(self, target: Target) -> None:
        self.field = target.field
        scores: dict[str, float] = {}
        for place, label in enumerate(target.labels):
            score = SYNONYM if place else CERTAIN
            for spelling, factor in ((normalise(label), 1.0), (_without_brackets(label), WITHOUT_BRACKETS)):
                if spelling:
                    scores[spelling] = max(scores.get(spelling, 0.0), score * factor)
        self.grouped = {(normalise(group), normalise(leaf)) for group, leaf in target.grouped}
        for group, leaf in self.grouped:
            scores[group + leaf] = max(JOINED, scores.get(group + leaf, 0.0))
        self.scores = scores
        self.counts = target.counts
        self.yearly = target.yearly
        self.named = target.named
        self.options = {normalise(option): option for option in target.options}

    @property
    def exact(self) -> Iterable[tuple[str, float]]:
        return self.scores.items()

    def score(self, column: Column, shared_leaf: bool) -> float:
        """How surely the column means the field, 0 to 1."""
        leaf, groups = normalise(column.header), _groups(column)
        if not leaf:
            return 0.0
        if any((group, leaf) in self.grouped for group in groups):
            return CERTAIN
        if not self.counts and _ASKS_A_NUMBER.search(cells.squeezed(column.header)):
            return self.scores.get(_PUNCTUATION.sub("", cells.squeezed(column.header).lower()), 0.0)
        scores = [self._with_groups(leaf, groups), self._alone(column, leaf, bool(groups), shared_leaf)]
        scores.append(self._contained(leaf, groups, shared_leaf))
        return round(max(scores), 3)

    def _with_groups(self, leaf: str, groups: list[str]) -> float:
        return max((self.scores.get(group + leaf, 0.0) for group in groups), default=0.0)

    def _alone(self, column: Column, leaf: str, grouped: bool, shared: bool) -> float:
        bare = _without_brackets(column.header)
        score = max(self.scores.get(leaf, 0.0), self.scores.get(bare, 0.0) * WITHOUT_BRACKETS)
        if shared:
            return min(score, LEAF_SHARED)
        return score * LEAF_ALONE if grouped else score

    def _contained(self, leaf: str, groups: list[str], shared: bool) -> float:
        """Up to 0.75, by how much of the longer one the shorter one fills."""
        best = 0.0
        if self.named:
            return best
        for heading in [*([] if shared else [leaf]), *(group + leaf for group in groups)]:
            for label in self.scores:
                short, long = sorted((heading, label), key=len)
                if short == label and _ROLE.search(long.replace(label, "")):
                    continue  # 楼长电话 is another person's
                if short == label and _ASKS_A_DATE.search(long) and not _ASKS_A_DATE.search(label):
                    continue  # 建立党组织时间 does not ask whether
                adds_nothing = heading != leaf and label in leaf  # the group has no part in it
                if len(short) >= 2 and short in long and not adds_nothing:
                    # A heading that says more than the label is safer than one that says less.
                    least = 0.3 if short == label else 0.2
                    best = max(best, least + 0.45 * len(short) / len(long))
        return best

    def option(self, column: Column) -> str | None:
        """The answer that a tick column stands for."""
        answer = self.options.get(normalise(column.header))
        under = any(group in self.scores for group in _groups(column))
        return answer if answer is not None and under else None


def _groups(column: Column) -> list[str]:
    """The group just above, and all groups together."""
    if not column.group:
        return []
    parts = [normalise(part) for part in column.group.split("/")]
    return list(dict.fromkeys([parts[-1], "".join(parts), *parts[:-1]]))


def _group_words(column: Column) -> str:
    return "/".join(normalise(part) for part in column.group.split("/"))


_Rank = tuple[float, int, int, str, str, int]


class _Claim(NamedTuple):
    """A possible meaning; sorted, the surest comes first, of several times the latest that is filled in, then the heading
    that says most; places never decide.
    """

    rank: _Rank
    column: Column
    field: str
    score: float


def _rank(claim: _Claim) -> _Rank:
    return claim.rank


class _Timeless(NamedTuple):
    """A column without the time that its headings name. rank: the later, the higher; of columns without an answer the lowest."""

    column: Column
    period: Period
    rank: int


def _timeless(table: Table) -> dict[int, _Timeless]:
    """The columns whose headings name a time, by index."""
    found: dict[int, tuple[Column, Period]] = {}
    for column in table.columns:
        parts = [periods.split(part) for part in (*filter(None, column.group.split("/")), column.header)]
        period = periods.joined([one for _, one in parts if one is not None])
        words = [word for word, _ in parts if word]
        if period is not None and words:
            found[column.index] = (replace(column, header=words[-1], group="/".join(words[:-1])), period)
    if not found:
        return {}
    filled = set(found)
    if len(found) > 1:
        rows = [values for _, values in islice(table.rows(), _LOOKED_AT)]
        filled = {index for index in found if any(not cells.blank(row[index]) for row in rows)}
    return {
        index: _Timeless(column, period, period.year * 100 + period.month if index in filled else -1)
        for index, (column, period) in found.items()
    }


def part_of_a_year(header: str, group: str) -> bool:
    """Whether the headings name less than a year: a quarter, some months."""
    found = [periods.split(part)[1] for part in (*group.split("/"), header)]
    period = periods.joined([one for one in found if one is not None])
    return period is not None and period.part


def _propose(table: Table, labels: Sequence[_Labels]) -> list[MappedColumn]:
    leaves = Counter(normalise(column.header) for column in table.columns)
    ticks = {c.index: tick for c in table.columns if (tick := _tick(c, labels)) is not None}
    timeless = _timeless(table)
    plain = {(one.column.group, normalise(one.column.header)) for one in timeless.values()}
    times = Counter(header for _, header in plain)
    claims: list[_Claim] = []
    partial: dict[int, str] = {}
    for column in table.columns:
        if column.index in ticks or column.measures:
            continue
        shared = bool(column.group) and leaves[normalise(column.header)] > 1
        dated = timeless.get(column.index)
        for label in labels:
            score = label.score(column, shared)
            if dated is not None and score < EXACT:
                other = bool(dated.column.group) and times[normalise(dated.column.header)] > 1
                in_time = round(label.score(dated.column, other) * OF_A_TIME, 3)
                if label.yearly and dated.period.part:
                    if max(score, in_time) >= LEAST:
                        partial[column.index] = label.field
                    continue
                score = max(score, in_time)
            if score >= LEAST:
                heading = f"{_group_words(column)}/{normalise(column.header)}"
                when = -dated.rank if dated else 0
                rank = (-score, when, -len(normalise(column.header)), heading, label.field, column.index)
                claims.append(_Claim(rank, column, label.field, score))
    for index in partial:
        claims = [one for one in claims if one.column.index != index]
    chosen = _choose(claims)
    certain = {claim.field for claim in chosen.values() if claim.score >= EXACT}
    # What merely resembles a field that has its column is no second column for it: 男职工 beside 职工人数.
    claims = [
        one for one in claims if one.score >= EXACT or one.field not in certain or one in chosen.values()
    ]
    return [
        _mapped(table, column, ticks, chosen, claims, partial.get(column.index)) for column in table.columns
    ]


def _tick(column: Column, labels: Sequence[_Labels]) -> tuple[str, str] | None:
    for label in labels:
        answer = label.option(column)
        if answer is not None:
            return label.field, answer
    return None


def _choose(claims: list[_Claim]) -> dict[int, _Claim]:
    """Column index -> claim; the surest first, each column and each field once.

    A column that says one field by its name means no other that it merely resembles, even when another column has that one.
    """
    chosen: dict[int, _Claim] = {}
    fields: set[str] = set()
    named = {claim.column.index for claim in claims if claim.score >= EXACT}
    for claim in sorted(claims, key=_rank):
        if claim.score < EXACT and claim.column.index in named:
            continue
        if claim.column.index not in chosen and claim.field not in fields:
            chosen[claim.column.index] = claim
            fields.add(claim.field)
    return chosen


def _mapped(
    table: Table,
    column: Column,
    ticks: dict[int, tuple[str, str]],
    chosen: dict[int, _Claim],
    claims: list[_Claim],
    partial: str | None,
) -> MappedColumn:
    unit = unit_in(column.header) or unit_in(column.group)
    place = (table.sheet, column.letter, column.header, column.group)
    if column.index in ticks:
        name, answer = ticks[column.index]
        return MappedColumn(*place, name, CERTAIN, unit, answer)
    claim = chosen.get(column.index)
    others = sorted((c for c in claims if c.column.index == column.index and c is not claim), key=_rank)
    alternatives = tuple(c.field for c in others) or ((partial,) if partial else ())
    if claim is None:
        return MappedColumn(*place, None, 0.0, unit, None, alternatives)
    sureness = _sureness(claim, claims)
    if sureness < LEAST:
        return MappedColumn(*place, None, 0.0, unit, None, (claim.field, *alternatives))
    return MappedColumn(*place, claim.field, sureness, unit, None, alternatives)


def _sureness(claim: _Claim, claims: list[_Claim]) -> float:
    """The claim's score, less where another column or another field fits it as well."""
    rivals = [
        other.score
        for other in claims
        if other is not claim and (other.column.index == claim.column.index) != (other.field == claim.field)
    ]
    nearest = max(rivals, default=0.0)
    return round(claim.score - _RIVAL if nearest > claim.score - 0.05 else claim.score, 3)
