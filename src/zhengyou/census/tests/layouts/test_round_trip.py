"""Whatever was taken in, our own export of it changes nothing when it comes in again, in this round and in the next."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.world import NOW
from zhengyou import standards
from zhengyou.census.importing import targets
from zhengyou.census.models import Round
from zhengyou.census.tests.importing.lab import Lab, code, id_number
from zhengyou.census.tests.layouts import judging
from zhengyou.census.tests.layouts.library import LAYOUTS
from zhengyou.census.tests.layouts.sheets import xlsx
from zhengyou.standards import Field

HERE = ("--territory", "411302")
ROUNDS = ("2026-4", "2027-1")
_UNTOLD = frozenset({"city", "county", "uscc", "id_number", "name"})
_EXAMPLES = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],  # smaller examples of a failing file would take minutes to find
)
_WORDS = st.one_of(
    st.sampled_from(
        ["=1+1", "+8613800000000", "-1", "@备注", "\t缩进", "无", "x", "/", "是", "甲、乙；丙", "第一行\n第二行", "Ａ１（全角）",
         "0012", "1e5",
         "2010-05", " 前后有空格 ", "二〇一〇年", "100%", "1,200", "'单引号", "“引号”", "清空", "空\u3000格", "a  b"]
    ),
    st.text("甲乙丙街道路号公司（）·-—、0189AZaz ", min_size=1, max_size=12),
)  # fmt: skip


@pytest.fixture(autouse=True)
def nobody(lab: Lab) -> None:
    """The cast's members bear numbers that no certificate has; a later round is open."""
    for one in lab.world.member.values():
        one.delete()
    Round(code="2027-1", as_of=NOW.date(), opened_at=NOW).save()


def send(path: Path, kind: str, round: str) -> dict[str, int]:
    """`zhengyou census import … --json`: what came of it."""
    out = io.StringIO()
    call_command(
        "census", "import", str(path), *HERE, "--round", round, "--kind", kind, "--json", stdout=out, stderr=io.StringIO()
    )  # fmt: skip
    document: dict[str, int] = json.loads(out.getvalue())
    return {
        name: document[name] for name in ("read", "accepted", "created", "updated", "unchanged", "refused")
    }


def comes_back(lab: Lab, kind: str) -> None:
    """Exports what is held and sends it again."""
    file = lab.folder / "导出.xlsx"
    call_command("census", "export", *HERE, "--kind", kind, "-o", str(file), stderr=io.StringIO())
    before = judging.held(kind, set())
    for round in ROUNDS:
        came = send(file, kind, round)
        assert came["read"] > 0
        assert {**came, "read": 0} == {
            "read": 0, "accepted": came["read"], "created": 0, "updated": 0, "unchanged": came["read"], "refused": 0
        }  # fmt: skip
    assert judging.held(kind, set()) == before


@pytest.mark.parametrize("key", [key for key, one in LAYOUTS.items() if one.territory == "411302"])
def test_what_a_layout_brought_comes_back_unchanged(lab: Lab, key: str) -> None:
    layout = LAYOUTS[key]
    path = lab.folder / layout.file
    layout.make(path)
    judging.send(path, layout)
    for kind in ("units", "organisations", "members"):
        if judging.known(kind):
            comes_back(lab, kind)


def answers(one: Field) -> st.SearchStrategy[Any]:
    """Answers to a field as people write them."""
    if one.enum:
        values = standards.load_enums()[one.enum].values
        return st.sampled_from([word for value in values for word in (value.zh, *value.synonyms[:3])])
    return {
        "bool": st.sampled_from(["是", "否", "√", "×", "有", "未建立", 1, 0]),
        "int": st.sampled_from([0, 1, 7, "12人", "约30", "1,200", "９"]),
        "decimal": st.sampled_from([0, 1.5, 1234.5678, "0.3亿元", "12345.67元", "0.00005万元", 99999999]),
        "date": st.sampled_from(["2010", "2010-05", "2010-05-01", "2010.5.1", "二〇一〇年五月", 20100501]),
    }.get(one.type, _WORDS)


@st.composite
def tables(draw: st.DrawFn, kind: str) -> list[list[Any]]:
    """Some rows with answers to some fields of the kind."""
    fields = {key: one for key, one in targets.fields(kind).items() if key not in _UNTOLD | {"territory"}}
    keys = draw(st.lists(st.sampled_from(sorted(fields)), min_size=4, unique=True))
    rows = []
    for number in range(1, 5):
        told = [draw(st.one_of(st.none(), answers(fields[key]))) for key in keys]
        name = draw(st.sampled_from([f"甲{number}公司", f"（甲）{number} 有限公司", f"=甲{number}+公司"]))
        rows.append([name, draw(st.sampled_from([None, code(number)])), *told])
    labels = targets.fields(kind)
    second = {"units": "uscc", "organisations": "code", "members": "id_number"}[kind]
    if kind == "members":
        rows = [[one[0], id_number(place) if one[1] else None, *one[2:]] for place, one in enumerate(rows, 1)]
    return [[labels[key].label_zh for key in ("name", second, *keys)], *rows]


@pytest.mark.parametrize("kind", ["units", "organisations", "members"])
@_EXAMPLES
@given(data=st.data())
def test_whatever_was_taken_comes_back_unchanged(lab: Lab, kind: str, data: st.DataObject) -> None:
    rows = data.draw(tables(kind))
    with transaction.atomic():
        path = xlsx(lab.folder / "a.xlsx", {"表": rows})
        if send(path, kind, ROUNDS[0])["accepted"]:
            for each in ("units", "organisations", "members"):
                if judging.known(each):
                    comes_back(lab, each)
        transaction.set_rollback(True)
