"""What holds for any text whatever: nothing is lost, offsets give the clause, ids are unique, nothing raises."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhengyou.campaigns.rules.directive import Directive, Source, read
from zhengyou.campaigns.rules.directive.folded import is_blank
from zhengyou.standards.rules.numerals import chinese

TEXTS = [path.read_bytes().decode() for path in sorted((Path(__file__).parent / "directives").glob("*.txt"))]
FURNITURE = {"page_number", "running_head", "rule", "contents"}

WORDS = [
    *(
        "各级党组织要加强领导",
        "认真落实责任",
        "去年取得了成绩",
        "业主要支持",
        "需要",
        "重要",
        "“要苦干。”",
        "难道不是吗？",
    ),
    *(
        "一是抓组建；二是抓班子；",
        "有序，就是要守时",
        "同志们：",
        "特此通知",
        "附件：",
        "2026年3月1日",
        "中共某县委组织部",
        "- 3 -",
        "3",
    ),
    *(
        "一、",
        "（一）",
        "1.",
        "(1)",
        "①",
        "第一条",
        "一要",
        "首先，",
        "一是一，二是二",
        "。",
        "，",
        "；",
        "：",
        "“",
        "”",
        "（",
        "）",
        "《",
        "》",
    ),
    *(
        " ",
        "\u3000",
        "\n",
        "\r\n",
        "\t",
        "|",
        "\f",
        "\ufeff",
        "\u200b",
        "关于开展活动的通知",
        "abc",
        "1.5",
        "①",
        "㈠",
        "⒈",
        "\U00020000",
    ),
]
junk = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=60).map("".join)
mixed = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2).map("\n".join)


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A good text with pieces cut out, doubled and put elsewhere."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 60)))
        piece = draw(st.one_of(st.just(""), junk, st.just(text[start:end] * 2)))
        text = text[:start] + piece + text[end:]
    return text


def hold_everything(source: str) -> Directive:
    directive = read(source)
    nothing_is_lost(directive, source)
    clauses_stand_where_they_say(directive, source)
    ids_are_unique(directive)
    assert read(source) == directive
    return directive


def nothing_is_lost(directive: Directive, source: str) -> None:
    held = [0] * len(source)
    for region in directive.regions:
        assert 0 <= region.start < region.end <= len(source)
        for place in range(region.start, region.end):
            held[place] += 1
    wrong = [
        (place, one, held[place])
        for place, one in enumerate(source)
        if not is_blank(one) and held[place] != 1
    ]
    assert wrong == []


def clauses_stand_where_they_say(directive: Directive, source: str) -> None:
    end = 0
    for clause in directive.clauses:
        assert end <= clause.start < clause.end <= len(source)
        end = clause.end
        inside = [
            region
            for region in directive.regions
            if region.kind not in {"text", "opening", "closing"} and clause.start <= region.start < clause.end
        ]
        if not inside:
            assert clause.text == source[clause.start : clause.end]
        assert {region.kind for region in inside} <= FURNITURE | {"footnote"}
        kept = list(source[clause.start : clause.end])
        for region in inside:
            kept[region.start - clause.start : region.end - clause.start] = " " * (region.end - region.start)
        assert unspaced("".join(kept)) == unspaced(clause.text)


def unspaced(text: str) -> str:
    return "".join(one for one in text if not is_blank(one))


def ids_are_unique(directive: Directive) -> None:
    ids = [clause.id for clause in directive.clauses]
    for number, part in enumerate(directive.parts, start=1):
        assert part.id == str(number)
        ids.append(part.id)
        assert [clause.id for clause in part.clauses] == [
            f"{number}.c{n + 1}" for n in range(len(part.clauses))
        ]
        for place, point in enumerate(part.points, start=1):
            assert point.id == f"{number}.{place}"
            ids.append(point.id)
            assert [clause.id for clause in point.clauses] == [
                f"{point.id}.{n + 1}" for n in range(len(point.clauses))
            ]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("source", TEXTS)
def test_the_texts_by_hand(source: str) -> None:
    hold_everything(source)


@settings(max_examples=300)
@given(junk)
@example("")
@example("\ufeff")
@example("一、")
@example("：：：")
@example("“““要。。。”")
@example("一要\n二要\n")
@example("附件：\n1.\n")
def test_any_text(source: str) -> None:
    hold_everything(source)


@settings(max_examples=200)
@given(spoiled())
def test_spoiled_texts(source: str) -> None:
    hold_everything(source)


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_characters(source: str) -> None:
    hold_everything(source)


@settings(max_examples=30)
@given(mixed)
def test_two_texts_in_one_file(source: str) -> None:
    hold_everything(source)


def test_what_the_file_sets_apart_is_kept_apart() -> None:
    assert read(Source("", ())).parts == ()


# Renumbering, spacing, wrapping

HEADINGS = ["提高思想认识", "明确目标任务", "强化工作措施", "加强组织领导"]
SENTENCES = [
    "各级党组织要把这项工作摆上重要位置，定期研究，及时解决问题。",
    "去年全县新建支部三十个，取得了明显成效。",
    "县委组织部每季度督导一次，情况及时通报。",
    "党员业主要带头参加，党务干部应当做好服务。",
    "这是基层党组织的职责，意义十分重大。",
    "不得弄虚作假，严禁层层加码。",
]


@st.composite
def plans(draw: st.DrawFn) -> list[tuple[int, str]]:
    """(depth, text) of the paragraphs of a plan: 0 a heading, 1 a point, 2 what stands below it."""
    found: list[tuple[int, str]] = []
    for heading in draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=4)):
        found.append((0, heading))
        for _ in range(draw(st.integers(0, 3))):
            found.append((1, draw(st.sampled_from(SENTENCES))))
            for _ in range(draw(st.integers(0, 2))):
                found.append((2, draw(st.sampled_from(SENTENCES))))
        if found[-1][0] == 0:
            found.append((3, draw(st.sampled_from(SENTENCES))))
    return found


def written(plan: list[tuple[int, str]], numbers: list[int]) -> str:
    marks = ("{cn}、", "（{cn}）", "{n}.", "")
    lines = [
        marks[depth].format(cn=chinese(number), n=number) + text
        for (depth, text), number in zip(plan, numbers, strict=True)
    ]
    return "\n".join(["关于开展活动的实施方案", "为做好工作，制定本方案。", *lines]) + "\n"


def shape(directive: Directive) -> object:
    """The tree without its printed numbers and offsets."""

    def bare(text: str) -> str:
        return re.sub(r"(?m)^\d+\.", "", re.sub(r"\s", "", text) if "\n" not in text else text)

    return [
        (
            part.heading,
            bare(part.text),
            [re.sub(r"\s", "", clause.text) for clause in part.clauses],
            [
                (point.heading, [re.sub(r"\s", "", clause.text) for clause in point.clauses])
                for point in part.points
            ],
        )
        for part in directive.parts
    ]


@settings(max_examples=100)
@given(plans(), st.data())
def test_other_numbers_make_the_same_tree(plan: list[tuple[int, str]], data: st.DataObject) -> None:
    ordered = list(range(1, len(plan) + 1))
    other = data.draw(st.lists(st.integers(1, 30), min_size=len(plan), max_size=len(plan)))
    assert shape(read(written(plan, ordered))) == shape(read(written(plan, other)))


@settings(max_examples=100)
@given(plans(), st.integers(12, 45))
def test_broken_lines_make_the_same_tree(plan: list[tuple[int, str]], width: int) -> None:
    """Paragraphs begin with two wide blanks, as offices type them."""
    text = written(plan, list(range(1, len(plan) + 1)))
    lines = []
    for paragraph in text.splitlines():
        indented = "\u3000\u3000" + paragraph
        lines += [indented[start : start + width] for start in range(0, len(indented), width)]
    whole = "\n".join("\u3000\u3000" + paragraph for paragraph in text.splitlines())
    assert shape(read("\n".join(lines))) == shape(read(whole))


REWRAPPED = [
    *(
        "speech_one_must_two_must",
        "plan_three_levels",
        "parallel_definitions",
        "facts_and_questions",
        "minutes",
    ),
    *("first_second_third", "long_titles_and_subtitles"),
]


def rewrapped(text: str, width: int, *, indent: bool, pages: bool, keep_stops: bool) -> str:
    """Each paragraph broken after so many characters; keep_stops: no line begins with a stop."""
    lines = []
    for paragraph in filter(None, map(str.strip, text.splitlines())):
        rest = "\u3000\u3000" * indent + paragraph
        while rest:
            end = width
            while keep_stops and rest[end : end + 1] in tuple("，。；：、？！”）》"):
                end += 1
            lines.append(rest[:end])
            rest = rest[end:]
            if pages and len(lines) % 23 == 22:
                lines.append(f"- {len(lines) // 23 + 1} -")
    return "\n".join(lines)


def everything(text: str) -> list[str]:
    """All that is read, without blanks."""
    directive = read(text)
    found = [directive.title, directive.salutation or "", directive.opening or "", directive.closing or ""]
    for part in directive.parts:
        found += [part.number, part.heading, part.text, *(f"* {clause.text}" for clause in part.clauses)]
        for point in part.points:
            found += [
                point.number,
                point.heading or "",
                point.text,
                *(f"* {clause.text}" for clause in point.clauses),
            ]
    return [unspaced(one) for one in found]


@pytest.mark.parametrize("name", REWRAPPED)
@pytest.mark.parametrize("indent", [True, False])
@pytest.mark.parametrize("keep_stops", [True, False])
def test_other_margins_and_pages_make_the_same_tree(name: str, indent: bool, keep_stops: bool) -> None:
    text = (Path(__file__).parent / "directives" / f"{name}.txt").read_text(encoding="utf-8")
    wrong = [
        (width, pages)
        for width in (15, 18, 20, 22, 25, 28, 29, 30, 36, 38, 39, 40, 50, 59)
        for pages in (False, True)
        if everything(rewrapped(text, width, indent=indent, pages=pages, keep_stops=keep_stops))
        != everything(text)
    ]
    assert wrong == []


@settings(max_examples=100)
@given(plans(), st.randoms(use_true_random=False))
def test_blanks_between_characters_make_the_same_clauses(plan: list[tuple[int, str]], random: object) -> None:
    text = written(plan, list(range(1, len(plan) + 1)))
    spaced = re.sub("(?<=[\u4e00-\u9fff，])(?=[\u4e00-\u9fff])", lambda _: random.choice(["", "", " "]), text)  # type: ignore[attr-defined]
    assert [re.sub(" ", "", one.text) for one in read(spaced).clauses] == [
        one.text for one in read(text).clauses
    ]


# Size


def test_two_hundred_pages_are_read_in_seconds() -> None:
    page = "".join(
        f"（{chinese(n % 90 + 1)}）{SENTENCES[n % 6]}{SENTENCES[(n + 1) % 6]}\n" for n in range(12)
    )
    text = "".join(f"{chinese(n + 1)}、{HEADINGS[n % 4]}\n{page}- {n + 1} -\n" for n in range(200))
    begin = time.monotonic()
    directive = read(text)
    assert time.monotonic() - begin < 30
    assert len(directive.parts) == 200
    assert sum(len(part.points) for part in directive.parts) == 2400
    nothing_is_lost(directive, text)


def test_a_thousand_points() -> None:
    directive = read(
        "关于开展活动的方案\n一、任务\n" + "".join(f"{n}.各单位要做好第{n}件事。\n" for n in range(1, 1001))
    )
    assert [len(part.points) for part in directive.parts] == [1000]
    assert directive.parts[0].points[-1].number == "1000."


ROWS = [
    *(
        "“",
        "（",
        "一、",
        "《",
        "一是",
        "；",
        "要",
        "，",
        "1.",
        "- 1 -\n",
        "|",
        "在",
        "各",
        "对",
        "由",
        "能的",
    ),
    *("同志们、", "（\n", "某县会议材料\n要\n"),
]


@pytest.mark.parametrize("piece", ROWS)
def test_a_long_row_of_the_same_is_read_in_seconds(piece: str) -> None:
    begin = time.monotonic()
    hold = read(piece * 20_000)
    assert time.monotonic() - begin < 20
    assert hold.parts or hold.regions
