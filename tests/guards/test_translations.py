"""The English catalogue: complete, exact and compiled; and no Chinese left on a page in English but names and other data."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib  # type: ignore[import-untyped]
import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from tests.addresses import SAMPLES, Sample
from tests.guards.test_addresses import ADDRESSES, kwargs_of
from tests.world import NOW, PEOPLE, World
from zhengyou import standards
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.statistics import TABLES

ROOT = Path(__file__).parents[2]
CATALOGUE = Path("en/LC_MESSAGES/django.po")
OURS = ROOT / "src/zhengyou/locale"
CJK = re.compile(r"[\u3001\u3002\u3400-\u9fff\uff01-\uff60]+")
MASKED = r"[\u3400-\u9fff]\*+"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%")

# What contains a word of the field and is another one.
OTHER_WORDS = re.compile("动态口令应用|加入党组织|党组织书记")
# A Chinese word of the field, and what its English says wherever the Chinese stands in a message.
TERMS = {
    "党组织": "organisation",
    "登录单": "slip",
    "动态口令": "one-time code",
    "备用码": "recovery code",
    "应建未建": "due without one",
    "领导小组办公室": "leading-group office",
    "数据截止日": "as-of date",
    "统一社会信用代码": "unified social credit code",
    "正式党员": "full member",
    "预备党员": "probationary member",
    "管理范围": "scope",
    "指导员": "instructor",
    "换届": "election",
    "名册": "roll",
}


def said(file: Path) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(file)) if not entry.obsolete}


@pytest.fixture(scope="module")
def ours() -> dict[tuple[str | None, str], polib.POEntry]:
    return said(OURS / CATALOGUE)


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_it_holds_what_the_tree_says(
    tmp_path: Path, ours: dict[tuple[str | None, str], polib.POEntry]
) -> None:
    subprocess.run([ROOT / "scripts/messages.sh", tmp_path], check=True, capture_output=True, timeout=300)
    tree = said(tmp_path / CATALOGUE)
    assert set(tree) - set(ours) == set(), "run `make messages` and translate what is new"
    assert set(ours) - set(tree) == set(), "run `make messages`: these are no longer said"


def test_everything_is_translated(ours: dict[tuple[str | None, str], polib.POEntry]) -> None:
    assert [entry.msgid for entry in ours.values() if not all(forms(entry)) or entry.fuzzy] == []
    assert [entry.msgid for entry in ours.values() if entry.msgid_plural and len(forms(entry)) != 2] == []


def test_placeholders_are_kept(ours: dict[tuple[str | None, str], polib.POEntry]) -> None:
    for entry in ours.values():
        kept = sorted(PLACEHOLDER.findall(entry.msgid))
        for number, text in enumerate(forms(entry)):
            found = sorted(PLACEHOLDER.findall(text))
            # One of something may be said without the number.
            assert found == kept or (entry.msgid_plural and number == 0 and set(found) < set(kept)), (
                entry.msgid
            )


def test_tags_are_kept_and_quotes_are_curly(ours: dict[tuple[str | None, str], polib.POEntry]) -> None:
    for entry in ours.values():
        for text in forms(entry):
            assert sorted(re.findall(r"<[^>]*>", text)) == sorted(re.findall(r"<[^>]*>", entry.msgid))
            assert "<" in text or not re.search("[\"']", text), f"{text}: would end an attribute"


def test_the_compiled_catalogue_is_the_same(ours: dict[tuple[str | None, str], polib.POEntry]) -> None:
    compiled = {
        (entry.msgctxt, entry.msgid): forms(entry)
        for entry in polib.mofile(str((OURS / CATALOGUE).with_suffix(".mo")))
    }
    assert compiled == {key: forms(entry) for key, entry in ours.items()}, "run `make messages`"


def test_the_terms_of_the_field_are_always_the_same(
    ours: dict[tuple[str | None, str], polib.POEntry],
) -> None:
    wrong = [
        f"{entry.msgid} — {text}"
        for entry in ours.values()
        for chinese, english in TERMS.items()
        if chinese in OTHER_WORDS.sub("", entry.msgid)
        for text in forms(entry)
        if english not in text.lower()
    ]
    assert wrong == []


# --- findings ----------------------------------------------------------------------------------------------------

FINDING = [ROOT / "src/zhengyou/census/importing", ROOT / "src/zhengyou/census/rules"]
NOT_FINDINGS = {"template.py", "undoing.py"}  # words in a workbook, and the source of change rows
SAYING = {"say", "say_both", "error", "warning", "_", "gettext", "gettext_lazy"}


def unsaid(file: Path) -> Iterator[str]:
    """Chinese sentences that no call makes known to the catalogue."""
    tree = ast.parse(file.read_text())
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
            known |= {id(part) for argument in node.args for part in ast.walk(argument)}
        if isinstance(node, ast.Expr):
            known.add(id(node.value))  # a docstring
    for node in ast.walk(tree):
        if id(node) not in known and isinstance(node, ast.Constant | ast.JoinedStr):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            if re.search("[\u3400-\u9fff]", text) and "。" in text:
                yield f"{file.name}:{node.lineno}: {text}"


def test_findings_are_said_so_that_the_catalogue_knows_them() -> None:
    files = [file for folder in FINDING for file in folder.rglob("*.py") if file.name not in NOT_FINDINGS]
    assert len(files) > 20
    assert [one for file in files for one in unsaid(file)] == []


# --- pages -------------------------------------------------------------------------------------------------------

NOT_FOR_USERS = {"components"}
STAYS = {
    "中文",  # the choice of language, in its own words
    "清空",  # typed into a cell as it stands
    "元", "万元", "人", "家",  # units of measure, of the standard data
    "填报单位：", "截至日期：", "计量单位：", "项目", "行次", "＊",  # of official forms
    "注：“—＊”没有一家确定计入、又有单位情况未知，填不出数，不是0；数后带“＊”的，另有单位情况未知，没有计入。各有多少家、缺什么，见导出文件的附页。",
    "单位负责人（签名）：", "填表人（签名）：", "联系电话：", "报出日期：\u3000\u3000年\u3000月\u3000日",
}  # fmt: skip
SPOKEN = {"title", "alt", "placeholder", "aria-label", "data-label", "data-confirm", "content", "label"}


class Words(HTMLParser):
    """What a page says, in text or read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._mute = ""
        self._goes_on = False  # a word with a part of it marked is one word

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._goes_on = tag == "mark"
        if tag in {"script", "style"}:
            self._mute = tag
        self.said += [value for name, value in attrs if value and name in SPOKEN]
        if tag == "input" and dict(attrs).get("type") in {"submit", "button"}:
            self.said.append(dict(attrs).get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self._goes_on = tag == "mark"
        if tag == self._mute:
            self._mute = ""

    def handle_data(self, data: str) -> None:
        if not self._mute and self._goes_on and self.said:
            self.said[-1] += data
        elif not self._mute:
            self.said.append(data)
        self._goes_on = False


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)
    elif hasattr(value, "open"):
        yield from texts_in(value.open())


def official_forms() -> Iterator[str]:
    """What stands on official forms, which are printed in Chinese in every language: marked as Chinese on the page."""
    for table in TABLES.values():
        yield from (table.ordinal, table.title, table.measure)
        yield from (column.words for column in table.columns)
        yield from (row.words for row in table.rows)
        yield from (head.text for head in (*table.column_heads, *table.row_heads))


def names() -> list[str]:
    """Every text that rows hold, and the names of places and industries: data, which no catalogue translates. Longest first."""
    found = set(STAYS)
    for model in apps.get_models():
        if not model.__module__.startswith("zhengyou."):
            continue
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                texts = {text for text in texts_in(getattr(row, field.attname)) if CJK.search(text)}
                found |= texts | {text.rstrip("。") for text in texts}  # a title made of a sentence
    found.update(one.source for one in INDICATORS.values())
    founding = standards.load_founding().thresholds.values()
    found.update(one.source for some in founding for one in some)
    standing = {*standards.load_pack("chuangxian-zhengyou").standards, "calendar"}
    found.update(one.source for name in standing for one in standards.editions(name))
    found.update(official_forms())
    industries = standards.load_industries()
    found.update([*industries.sections.values(), *industries.divisions.values()])
    return sorted(found, key=len, reverse=True)


@pytest.fixture
def filled(world: World) -> World:
    follow(at=NOW)
    return world


@pytest.mark.parametrize("person", ["", *[key for key, *_rest in PEOPLE]])
def test_pages_in_english_have_no_chinese_but_names(filled: World, person: str) -> None:
    pages: dict[str, str] = {}
    made: dict[Sample | None, dict[str, Any]] = {}
    client = filled.client(person)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for name, pattern in ADDRESSES:
        if name in NOT_FOR_USERS:
            continue
        sample = SAMPLES.get(name) if pattern.pattern.converters else None
        if sample not in made:  # several addresses share a row, and some rows stand only once
            made[sample] = kwargs_of(sample, filled, "inside") or {}
        answer = client.get(reverse(name, kwargs=made[sample]))
        if answer.streaming:
            list(answer)  # to its end, so that the file is closed
        elif answer["Content-Type"].startswith("text/html"):
            page = Words()
            page.feed(answer.content.decode())
            pages[name] = "\n".join(page.said)
    data = re.compile("|".join([*map(re.escape, names()), MASKED]))
    left = [
        f"{name}: {' '.join(words[max(0, found.start() - 30) : found.end() + 20].split())}"
        for name, words in ((name, data.sub("", words)) for name, words in pages.items())
        for found in CJK.finditer(words)
    ]
    assert not left, "\n".join(left)
    assert len(pages) > 10
