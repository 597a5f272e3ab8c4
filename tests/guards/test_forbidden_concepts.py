"""No points, ranks, check-ins, online time or sign-in statistics, in any model, address, template or message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

SOURCE = Path(__file__).parents[2] / "src" / "zhengyou"
WORDS = re.compile(
    r"check_?ins?\b|points?\b|score|rank|leader_?board|last_?login|online_?(time|duration)|login_?(count|times)|"
    r"geo_?location|latitude|longitude|签到|打卡|积分|排名|名次|排行|在线时长|登录次数|得分|评分",
    re.IGNORECASE,
)
ALLOWED = {  # what stands there: why it is no score of a person or a branch
    "不排名": "says that territories are not ranked",
    "按行政区划代码排列，不排名": "says that territories are not ranked",
    "不记录登录时间、在线时长和位置，不打分，不排名": "the notice says that none of it is kept",
    "ContactPoint": "whom a leader keeps in touch with (联系点), no mark of anybody",
    "axes.AccessLog": "the library's table, kept empty (AXES_DISABLE_ACCESS_LOG)",
}


def offences(text: str) -> list[str]:
    for allowed in sorted(ALLOWED, key=len, reverse=True):
        text = text.replace(allowed, "")
    return [match.group() for match in WORDS.finditer(text)]


def test_no_model_or_field_is_named_so() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("zhengyou.")
        for field in model._meta.get_fields()
        if offences(f"{model.__name__} {field.name} {getattr(field, 'verbose_name', '')}")
    ]
    assert found == []


def test_nobodys_sign_in_time_is_a_column() -> None:
    columns = [field.name for model in apps.get_models() for field in model._meta.get_fields()]
    assert "last_login" not in columns


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += addresses(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append(f"{prefix}{pattern.pattern} {pattern.name}")
    return found


def test_no_address_is_named_so() -> None:
    listed = addresses(get_resolver().url_patterns)
    assert len(listed) > 30
    assert [one for one in listed if offences(one)] == []


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("templates/**/*.html")), ids=lambda path: str(path.relative_to(SOURCE))
)
def test_no_template_speaks_of_it(path: Path) -> None:
    assert offences(path.read_text()) == []


def test_the_sweep_would_notice() -> None:
    assert offences("member_points") or offences("points")
    assert offences("签到")
