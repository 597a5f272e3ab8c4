"""`zhengyou directive import`: one JSON document of the agreed shape, or the tree for a person, or one line of refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TEXT = (
    "关于走访的意见\n各支部：\n请认真执行本意见。\n一、对象\n要走访老党员。\n二、方式\n一要上门。各支部应当登门走访。\n二要记录。不得补记。\n"
    "特此通知。\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "意见.txt"
    path.write_text(TEXT, encoding="gb18030")
    return path


def test_json_has_the_agreed_shape(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("directive", "import", str(file), "--json")
    printed = capsys.readouterr()
    assert printed.err == ""
    assert json.loads(printed.out) == {
        "title": "关于走访的意见",
        "salutation": "各支部",
        "opening": "请认真执行本意见。",
        "opening_clauses": [
            {"id": "opening.c1", "text": "请认真执行本意见。", "duty": ["请"], "start": 13, "end": 22}
        ],
        "parts": [
            {
                "id": "1",
                "number": "一",
                "heading": "对象",
                "text": "要走访老党员。",
                "points": [],
                "clauses": [{"id": "1.c1", "text": "要走访老党员。", "duty": ["要"], "start": 28, "end": 35}],
            },
            {
                "id": "2",
                "number": "二",
                "heading": "方式",
                "text": "",
                "clauses": [],
                "points": [
                    {
                        "id": "2.1",
                        "number": "一要",
                        "heading": "上门",
                        "text": "各支部应当登门走访。",
                        "clauses": [
                            {
                                "id": "2.1.1",
                                "text": "各支部应当登门走访。",
                                "duty": ["应当"],
                                "start": 46,
                                "end": 56,
                            }
                        ],
                    },
                    {
                        "id": "2.2",
                        "number": "二要",
                        "heading": "记录",
                        "text": "不得补记。",
                        "clauses": [
                            {"id": "2.2.1", "text": "不得补记。", "duty": ["不得"], "start": 62, "end": 67}
                        ],
                    },
                ],
            },
        ],
        "closing": "特此通知。",
        "closing_clauses": [],
    }


def test_a_person_reads_a_tree(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("directive", "import", str(file))
    assert capsys.readouterr().out.splitlines() == [
        "标题：关于走访的意见",
        "称呼：各支部",
        "开头：1 条要求",
        "    opening.c1 〔请〕请认真执行本意见。",
        "1 一 对象",
        "    1.c1 〔要〕要走访老党员。",
        "2 二 方式",
        "  2.1 一要 上门",
        "      2.1.1 〔应当〕各支部应当登门走访。",
        "  2.2 二要 记录",
        "      2.2.1 〔不得〕不得补记。",
        "结尾：0 条要求",
        "共 2 个部分，4 条要求。",
    ]


def test_two_texts_in_one_file_are_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "two.txt"
    path.write_text(f"{TEXT}2026年3月1日\n走访工作方案\n一、时间\n3月底前完成走访。\n", encoding="utf-8")
    call_command("directive", "import", str(path), "--json")
    printed = capsys.readouterr()
    assert "2 份文稿" in printed.err
    assert [part["heading"] for part in json.loads(printed.out)["parts"]] == [
        "对象",
        "方式",
        "走访工作方案",
        "时间",
    ]


def test_a_refusal_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    with pytest.raises(CommandError, match=r"^文件是空的，没有文字。请检查是否选错了文件。$"):
        call_command("directive", "import", str(path))
