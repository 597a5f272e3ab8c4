"""Words by which a directive is read: which ask for something, which only look so, which tell of the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen

STRENGTHS = ("must", "should", "forbid", "ask", "aim")
FOLLOWERS = ("actor", "opener")
ROLES = (
    "opener",  # begins a demand: 加强, 认真
    "lead",  # may stand before it: 同时, 每月
    "preposition",  # begins a phrase that only says where, how, for what: 按照, 通过
    "noun_verb",  # such a beginning may also be a thing: 报告 in 报告制度
    "noun_end",  # and is one before these: 制度
    "actor_start",  # begins the name of somebody who is asked: 各
    "actor_end",  # ends it: 党支部
    "entrusted",  # what somebody is given to do: 由县委组织部负责
    "narrator",  # the speaker, who tells unless a word of duty stands with him: 我们坚持…
    "past",  # what follows is over: 去年
    "reset",  # what follows is not: 今后
    "aspect",  # done or under way: 了
    "statement",  # the sentence says how things are: 意义
    "copula_not",  # holds 是 and says nothing of the kind: 就是
    "describing",  # somebody is described: 有的
    "problem",  # a shortcoming is told: 不到位
    "rhetorical",  # a question that wants no answer: 难道
    "announcement",  # says that something follows; # is a number: 讲#点
    "count",  # says so only right before what it counts: #件事
    "binding",  # asks by itself, whatever follows: 务必
    "metadata",  # what a website or register writes above a text: 来源
    "document_kind",  # ends a title: 通知
    "urgency",  # above the title: 特急
    "addressee",  # ends the line of those who are addressed: 同志们
    "closing_start",  # begins the closing: 特此
    "closing_has",  # stands in a closing that begins otherwise: 贯彻落实情况
    "formula",  # a whole closing line that asks for nothing: 特此通知
    "attachment",  # begins the list of attachments: 附件
    "copies",  # below the date: 抄送
    "signature_end",  # ends the name of a body that signs: 组织部
    "ordinal_verb",  # 一要, 一是
    "order",  # 首先
    "counted",  # after two numbers: 三、四季度
    "unit",  # after a figure: 5万
)


@dataclass(frozen=True, slots=True)
class Duty:
    """A word that asks. `followed_by`: it does so only right before an actor or the beginning of a demand."""

    word: str
    strength: str
    followed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compound:
    """`inside` is a longer word in which `word` means something else, `unless` still longer ones in which it does not."""

    word: str
    inside: str
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DirectiveWords:
    duties: tuple[Duty, ...]
    compounds: Mapping[str, tuple[Compound, ...]]
    idioms: tuple[str, ...]
    _words: Mapping[str, tuple[str, ...]]

    def role(self, name: str) -> tuple[str, ...]:
        """All words of a role in the order of the file; KeyError for an unknown role."""
        return self._words[name]


@cache
def load_directive_words(edition: str | None = None, *, root: Path | None = None) -> DirectiveWords:
    """The word lists; StandardError for an unknown role, a repeated word or a compound without its word."""
    folder = chosen("directives", edition, root).folder
    duties = list(tables.read(folder / "duties.csv", "word,strength,followed_by,source"))
    tables.refuse_repeats([(row, row.text("word")) for row in duties], "word")
    idioms = [row.text("phrase") for row in tables.read(folder / "idioms.csv", "phrase,source")]
    return DirectiveWords(
        tuple(_duty(row) for row in duties),
        MappingProxyType(_compounds(folder / "compounds.csv")),
        tuple(idioms),
        MappingProxyType(_roles(folder / "words.csv")),
    )


def _duty(row: tables.Row) -> Duty:
    followers = row.parts("followed_by")
    if not set(followers) <= set(FOLLOWERS):
        raise row.wrong("followed_by", f"expected some of {', '.join(FOLLOWERS)}")
    return Duty(row.text("word"), row.text("strength", STRENGTHS), followers)


def _compounds(file: Path) -> dict[str, tuple[Compound, ...]]:
    rows = list(tables.read(file, "word,inside,unless,source"))
    tables.refuse_repeats([(row, f"{row.text('word')} in {row.text('inside')}") for row in rows], "inside")
    found: dict[str, list[Compound]] = {}
    for row in rows:
        word, inside, unless = row.text("word"), row.text("inside"), row.parts("unless")
        if word not in inside:
            raise row.wrong("inside", f"expected a longer word with {word} in it")
        if not all(inside in other for other in unless):
            raise row.wrong("unless", f"expected longer words with {inside} in them")
        found.setdefault(word, []).append(Compound(word, inside, unless))
    return {word: tuple(some) for word, some in found.items()}


def _roles(file: Path) -> dict[str, tuple[str, ...]]:
    rows = list(tables.read(file, "role,word,source"))
    tables.refuse_repeats([(row, f"{row.text('role', ROLES)} {row.text('word')}") for row in rows], "word")
    found: dict[str, list[str]] = {role: [] for role in ROLES}
    for row in rows:
        found[row.text("role")].append(row.text("word"))
    return {role: tuple(some) for role, some in found.items()}
