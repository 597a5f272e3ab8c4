"""Whether a sentence asks for something, and by which words. Pure word grammar: no statistics, no text it knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from zhengyou.campaigns.rules.directive import words
from zhengyou.campaigns.rules.directive.words import any_of
from zhengyou.standards.directives import Duty

_CHUNK = re.compile("[^，：；。！？]+")
_TIME = (
    r"(?:(?:\d{4}年|今年|明年|本年度)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?月?(?:\d{1,2}[日号]|上旬|中旬|下旬|底|末|初)?"
    r"(?:以?前|之前|底前|前后|起|内|期间|至|-)+|每[年月周日天半两三个季度]{1,4}|[一二三四五六七八九十两\d]+[日天周个月年]+[内前])"
)
_PLACE = (
    r"(?:在|于|对|从|到|向|与|同|由|自|经|就).{1,40}?"
    r"(?:前|后|中|上|下|内|里|时|期间|方面|过程|基础上|以来|起|之间|进行|一并|出发|地方|场所|企业|单位|车间|平台|领域|环节)(?!的)"
)
_WHOEVER = r"(?:能|应|可|未|没有|不|有|需|凡|对|属于|符合)[^，]{1,20}的"
_FUTURE = "将(?![^，]*(?:纳入|作为|列|放|摆|报送|上报|落到|转化|分解))"
_CONSISTS = re.compile("由[^，。；]{1,60}组成")
_LEAST = 4
_LONGEST_NAME = 10
_LONGEST_BARE = 8
_DEADLINE = re.compile(
    r"(?:[年月日号周旬]|季度|[年月]底|[年月]末|工作日)[之以]?前|[年月]底(?=[^，。]{0,6}完成)|[天日周月年]之?内|截至|截止"
)
_POINTS_ON = re.compile("(?:以下|下列|如下)[^，。；]{0,12}：$|提出(?:以下|如下)[^，。；]{1,12}。?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """`asks`: something is asked. `duty`: words that ask. `fact`: it tells what is or was, so it inherits nothing.

    `begins`: where the asking begins, after what was told before it (…作了讲话，希望大家…); 0 for the beginning.
    """

    asks: bool
    duty: tuple[str, ...] = ()
    fact: bool = False
    announces: bool = False
    past: bool = False
    begins: int = 0


@cache
def _duty_words() -> tuple[re.Pattern[str], dict[str, Duty]]:
    duties = {duty.word: duty for duty in words.lists().duties}
    return re.compile(f"(?={any_of(duties)})"), duties


@cache
def _actor_start() -> re.Pattern[str]:
    return words.pattern("actor_start")


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(f"(?:{any_of(words.lists().role('lead'))}|{_TIME}|{_PLACE}|{_WHOEVER})")


@cache
def _actor_asked() -> re.Pattern[str]:
    """Somebody and what is asked of him: 各县区党委定期研究. The name may be long, with 、 and 和 in it."""
    ends = any_of(words.lists().role("actor_end"))
    openers = words.openers()
    between = rf"(?:（[^（）]*）|等|们|也|都|均|还|、)*(?:{_lead().pattern}){{0,2}}"
    to_whom = r"(?:[对向与同][^，]{1,25}?)?"
    every = rf"{any_of(words.lists().role('actor_start'))}[^的将]{{0,12}}?"
    return re.compile(rf"(?:[^的]{{0,40}}?{ends}|{every}){between}{to_whom}(?!{_FUTURE}){openers}")


@cache
def _verb_after() -> re.Pattern[str]:
    """按照分工抓好分管领域: the verb stands behind the circumstance without a comma."""
    return re.compile(rf"{words.pattern('preposition').pattern}.{{1,24}}?{words.openers()}")


@cache
def _given_to() -> re.Pattern[str]:
    return re.compile(f"由[^，。]{{1,40}}{any_of(words.lists().role('entrusted'))}")


def duty_words(text: str) -> list[tuple[int, Duty]]:
    """(place, word) of each word that asks, in order; the longest where several begin."""
    shape, duties = _duty_words()
    found: list[tuple[int, Duty]] = []
    end = 0
    for match in shape.finditer(text):
        place = match.start()
        if place < end:
            continue
        for length in range(min(5, len(text) - place), 0, -1):
            duty = duties.get(text[place : place + length])
            if duty and _asks_here(duty, text, place):
                found.append((place, duty))
                end = place + length
                break
    return found


def _asks_here(duty: Duty, text: str, place: int) -> bool:
    if not words.stands_alone(duty.word, text, place):
        return False
    rest = text[place + len(duty.word) :]
    if not duty.followed_by:
        return True
    if "actor" in duty.followed_by and _actor_start().match(rest):
        return True
    return "opener" in duty.followed_by and bool(words.opener().match(rest))


def read(text: str, *, past: bool = False, listed: bool = False) -> Reading:
    """How a statement or a member of one is meant. `text` is folded, quotations hidden.

    past: what stands before it is over. listed: a list follows, which it may announce.
    """
    bare = text.strip("，；：。！？…”’」』")
    if len(bare) < 2 or words.pattern("rhetorical").search(text):
        return Reading(False, fact=True)
    matches = list(_CHUNK.finditer(text))
    chunks = [match.group() for match in matches]
    announces = bool(words.pattern("announcement").search(bare[-24:]) or _POINTS_ON.search(text))
    counts = not announces and words.pattern("count").search(bare[-24:]) is not None
    if counts and (listed or text.endswith("：")) and not _binds(text):
        announces, counts = True, False
    duties: dict[str, None] = {}
    real = any_fact = False
    told, begins = True, 0
    for match, chunk in zip(matches, chunks, strict=True):
        if words.pattern("reset").match(chunk):
            past = False
        found = duty_words(chunk)
        past = past or _turns_past(chunk, found)
        fact_at = words.first_alone("aspect", chunk)
        describes = words.pattern("describing").match(chunk) is not None
        fact = past or fact_at >= 0 or describes
        any_fact = any_fact or fact
        here = [duty for place, duty in found if fact_at < 0 or place < fact_at]
        if past or describes or not here:
            told = told and fact
            continue
        if told and match.start() and (here[0].strength == "ask" or _actor_start().match(chunk)):
            begins = match.start()
        told = False
        duties |= dict.fromkeys(duty.word for duty in here)
        real = real or any(duty.strength != "aim" for duty in here)
    if announces and not (real and _asks_before_announcement(bare)):
        return Reading(False, announces=True, past=past)
    if real and len(bare) >= _LEAST:
        return Reading(True, tuple(duties), past=past, begins=begins)
    if any_fact or states(text) or _is_thing(bare):
        told = any_fact or states(text)  # the name of a thing may still be asked for by what leads to it
        return Reading(False, fact=told and not counts, announces=counts, past=past)
    if (duties and not _is_purpose(chunks)) or (len(bare) >= _LEAST and _imperative(chunks)):
        return Reading(True, tuple(duties))
    return Reading(False, announces=counts)


def _binds(text: str) -> bool:
    """必须, or a day: it is asked here, whatever follows asks besides."""
    binding = words.pattern("binding").finditer(text)
    alone = any(words.stands_alone(one.group(), text, one.start()) for one in binding)
    return alone or _DEADLINE.search(text) is not None


def _turns_past(chunk: str, found: list[tuple[int, Duty]]) -> bool:
    """Whether the chunk speaks of the past before it asks anything."""
    word = words.pattern("past").search(chunk)
    return word is not None and not any(place < word.start() for place, _duty in found)


def _asks_before_announcement(text: str) -> bool:
    """下面我讲三点意见 asks for nothing, 各地要做好以下工作 leaves the asking to what follows."""
    announcing = words.pattern("announcement", "count").finditer(text)
    last = max((match.start() for match in announcing), default=len(text))
    chunks = [match.group() for match in _CHUNK.finditer(text[:last])]
    return any(_asked_in(chunk) for chunk in chunks[:-1])


def _asked_in(chunk: str) -> bool:
    return any(duty.strength != "aim" for _place, duty in duty_words(chunk))


def _is_purpose(chunks: list[str]) -> bool:
    """为…，确保…: what for, not what to do."""
    return chunks[0].startswith(("为", "以便"))


@cache
def _thing() -> re.Pattern[str]:
    verbs, nouns = any_of(words.lists().role("noun_verb")), any_of(words.lists().role("noun_end"))
    return re.compile(rf"{verbs}{{1,2}}[^，、]{{0,2}}?{nouns}")


def names_thing(text: str) -> bool:
    """党建指导员培训: in a cell of a table the name of something."""
    if len(text) > _LONGEST_NAME or words.opener().match(text):
        return False
    return (
        re.search(f"{any_of((*words.lists().role('noun_verb'), *words.lists().role('noun_end')))}$", text)
        is not None
    )


def is_bare(text: str) -> bool:
    """分类推进: verbs without anything to be done to, as in a heading on a line of its own."""
    return len(text) <= _LONGEST_BARE and _verbs().fullmatch(text) is not None and not duty_words(text)


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(f"(?:{_lead().pattern}|{words.openers()}){{1,4}}")


def _is_thing(text: str) -> bool:
    """报告制度: the name of something, though 报告 may be a verb."""
    return _thing().fullmatch(text) is not None


def states(text: str) -> bool:
    """The sentence says how things are: it has 是, 意义, 具有 as its verb, or tells a shortcoming."""
    plain = words.pattern("copula_not").sub("", text)
    described = words.pattern("statement").search(plain) or words.pattern("problem").search(plain)
    return bool(described or _CONSISTS.search(plain))


def _imperative(chunks: list[str]) -> bool:
    """Whether the first part that is no mere circumstance begins with what is to be done."""
    for number, chunk in enumerate(chunks):
        rest = _without_leads(chunk)
        if words.pattern("narrator").match(rest):
            return False
        if words.opener().match(rest) or _given_to().search(chunk):
            return True
        if words.pattern("preposition").match(chunk):
            if (
                number == len(chunks) - 1
                and not chunk.startswith(("为", "以"))
                and _verb_after().match(chunk)
            ):
                return True
            continue
        if chunk.endswith(("的", "时", "后", "者")):
            continue
        if _actor_asked().match(chunk) or _actor_asked().match(rest):
            return True
        if rest and not _is_actor(chunk):
            return False
    return False


def _is_actor(chunk: str) -> bool:
    """A part that only names somebody: 各级党组织，认真…"""
    ends = any_of(words.lists().role("actor_end"))
    return len(chunk) <= 30 and re.fullmatch(rf".*{ends}", chunk) is not None


def _without_leads(chunk: str) -> str:
    rest = chunk
    for _ in range(4):
        match = _lead().match(rest)
        if match is None or match.end() == 0:
            break
        if words.opener().match(rest):
            break
        rest = rest[match.end() :]
    return rest
