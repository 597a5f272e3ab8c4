"""What the components show, in the words and shapes that pages rely on."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import Context, Engine, Template
from django.template.base import TextNode
from django.test import RequestFactory, override_settings
from django.utils import translation

from zhengyou.web.templatetags import samples, zy

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    # Files under their own names: nothing has been collected, so there is no manifest to look hashes up in.
    names = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with translation.override("zh-hans"), override_settings(STORAGES=names):
        yield


def shown(source: str, query: str = "", **context: Any) -> str:
    request: HttpRequest = RequestFactory().get(f"/units/{query}")
    return Template(source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.941, "94.1%"),
        (Decimal("0.9405"), "94.1%"),
        (0, "0.0%"),
        (1, "100.0%"),
        (12.5, "1,250.0%"),
        (None, "未知"),
    ],
)
def test_a_share_is_shown_with_one_decimal(value: Any, words: str) -> None:
    assert zy.percent(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(1153, "1,153"), (0, "0"), (6.25, "6.3"), (None, "未知"), ("", "未知")]
)
def test_a_count_has_its_thousands_separated(value: Any, words: str) -> None:
    assert zy.thousands(value) == words


def test_a_date_is_shown_as_in_the_office() -> None:
    late_evening = datetime.datetime(2026, 11, 22, 17, 5, tzinfo=datetime.UTC)
    assert zy.isodate(TODAY) == "2026-11-23"
    assert zy.isodate(late_evening) == "2026-11-23"
    assert zy.isotime(late_evening) == "2026-11-23 01:05"
    assert zy.isodate(None) == "未知"


def test_nothing_is_known_but_nought() -> None:
    assert [zy.known(value) for value in (None, "", 0)] == ["未知", "未知", 0]


@pytest.mark.parametrize(
    ("value", "width"), [(0.386, "38.6%"), (1.2, "100.0%"), (-1, "0.0%"), (None, "0.0%")]
)
def test_a_bar_stays_in_its_track(value: float | None, width: str) -> None:
    assert f'class="fill" y="3" width="{width}"' in shown("{% bar value %}", value=value)


def test_a_bar_says_its_target() -> None:
    assert 'aria-label="38.6%，目标 95.0%"' in shown("{% bar 0.386 0.95 %}")


def test_a_sorted_column_turns_round_and_keeps_the_filter() -> None:
    once = shown('{% sort_header "单位" "name" %}', "?kind=a&page=3")
    again = shown('{% sort_header "单位" "name" %}', "?kind=a&sort=name")
    assert 'href="?kind=a&amp;sort=name"' in once
    assert "aria-sort" not in once
    assert 'href="?kind=a&amp;sort=-name"' in again
    assert 'aria-sort="ascending"' in again


def test_pages_keep_the_filter_and_give_the_total() -> None:
    page = Paginator(range(1153), 50).page(3)
    text = shown("{% pagination page %}", "?kind=a&page=3", page=page)
    assert "第 101 至 150 条，共 1,153 条" in text
    assert 'href="?kind=a&amp;page=4"' in text
    assert text.count('aria-current="page"') == 1


def test_a_page_says_what_stands_above_it() -> None:
    source = (
        '{% include "web/components/breadcrumb.html" with first="审计" first_url="/audit/" here="核对" %}'
    )
    text = shown(source, trail=[("首页", "/top/")])
    assert re.findall(r'href="([^"]+)"', text) == ["/top/", "/audit/"]
    assert '<li class="breadcrumb-item active" aria-current="page">核对</li>' in text


def test_one_page_needs_no_numbers() -> None:
    text = shown("{% pagination page %}", page=Paginator(range(4), 50).page(1))
    assert "共 4 条" in text
    assert "pagination" not in text


def test_an_empty_list_counts_nothing() -> None:
    text = shown("{% pagination page %}", page=Paginator([], 50).page(1))
    assert text.strip() == ""


def test_a_map_leaves_room_where_no_territory_lies() -> None:
    tiles = [
        {"label": "安阳", "col": 3, "row": 0, "level": 2, "value": "88.1%"},
        {"label": "鹤壁", "col": 1, "row": 1},
    ]
    text = shown("{% tile_map tiles legend=words %}", tiles=tiles, words=["低", "高"])
    assert text.count('<li aria-hidden="true">') == 8
    assert text.index("安阳") < text.index("鹤壁")
    assert "示意图" in text
    assert 'class="zy-tile c0"' in text
    assert "未知" in text


@pytest.mark.parametrize("column", [6, 7])
def test_no_tile_of_a_wide_map_is_lost(column: int) -> None:
    tiles = [{"label": "东部", "col": column, "row": 0}, {"label": "西部", "col": 0, "row": 0}]
    text = shown("{% tile_map tiles %}", tiles=tiles)
    assert "东部" in text
    assert "西部" in text


def test_no_tile_hides_another_or_fails_for_want_of_a_place() -> None:
    tiles = [
        {"label": name, "col": place, "row": place}
        for name, place in (("东部", 0), ("西部", 0), ("新区", None))
    ]
    text = shown("{% tile_map tiles %}", tiles=tiles)
    assert all(name in text for name in ("东部", "西部", "新区"))


def test_tiles_without_a_place_keep_their_order() -> None:
    text = shown(
        "{% tile_map tiles %}", tiles=[{"label": "宛城区", "level": 1}, {"label": "卧龙区", "level": 1}]
    )
    assert text.index("宛城区") < text.index("卧龙区")
    assert "aria-hidden" not in text


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime.date(2026, 11, 21), "超期 2 天"),
        (TODAY, "11-23 前"),
        (datetime.date(2027, 1, 5), "2027-01-05 前"),
    ],
)
def test_what_waits_says_until_when(due: datetime.date, words: str) -> None:
    items = [{"due_on": due, "text": "答复新野县", "url": "/x", "verb": "答复"}]
    assert words in shown("{% todo items today %}", items=items, today=TODAY)


def _matters(late: int, later: int) -> list[dict[str, Any]]:
    days = [-one - 1 for one in range(late)] + [one + 1 for one in range(later)]
    return [
        {"due_on": TODAY + datetime.timedelta(days=day), "text": f"事 {day}", "url": "/x", "verb": "办"}
        for day in sorted(days)
    ]


@pytest.mark.parametrize(
    ("late", "later", "lines", "all_of_them"),
    [(0, 8, 8, ""), (0, 9, 8, "全部 9 件"), (10, 2, 10, "全部 12 件"), (9, 0, 9, "")],
)
def test_the_first_lines_say_how_many_wait_in_all(
    late: int, later: int, lines: int, all_of_them: str
) -> None:
    text = shown("{% todo items today %}", items=_matters(late, later), today=TODAY)
    assert text.count("<li>") == lines
    assert text.count("超期") == late
    assert ('href="/todo/"' in text) == bool(all_of_them)
    assert all_of_them in text


def test_the_page_of_all_matters_shows_all() -> None:
    text = shown("{% todo items today True %}", items=_matters(2, 20), today=TODAY)
    assert text.count("<li>") == 22
    assert "/todo/" not in text


def test_errors_lead_to_their_fields() -> None:
    form = forms.Form(data={})
    form.fields["members"] = forms.IntegerField(label="正式党员")
    form.add_error(None, "两处人数不一致")
    text = shown("{% error_summary form %}", form=form)
    assert 'href="#id_members"' in text
    assert "两处人数不一致" in text
    assert shown("{% error_summary form %}", form=forms.Form(data={})).strip() == ""


def test_an_export_takes_the_filter_along() -> None:
    form = forms.Form()
    form.fields["kind"] = forms.CharField(label="类别")
    text = shown('{% filter_bar form export_url="/export" %}', "?kind=a&sort=name&page=2", form=form)
    assert 'href="/export?kind=a&amp;sort=name"' in text
    assert 'name="sort" value="name"' in text
    assert 'href="/units/"' in text


def test_a_chart_has_its_table_and_cannot_break_out_of_its_data() -> None:
    series = [{"name": "</script><b>", "data": [0.862, None]}]
    text = shown(
        '{% chart "a" "走势" labels series unit="%" target=0.98 %}', labels=["8月", "11月"], series=series
    )
    block = re.search(r'<script id="chart-a" type="application/json">(.*?)</script>', text)
    assert block
    data = json.loads(block[1])
    assert data["series"] == [{"name": "</script><b>", "data": [86.2, None]}]
    assert data["target"] == 98.0
    assert "86.2%" in text
    assert "未知" in text
    assert "<b>" not in text


def test_progress_asks_again_until_it_is_done() -> None:
    source = '{% include "web/components/progress.html" %}'
    running = shown(source, progress={"poll": "/jobs/7/", "percent": 42, "message": "已读 5,040 行"})
    done = shown(source, progress={"poll": "/jobs/7/", "finished": True, "message": "已导入"})
    assert 'hx-get="/jobs/7/" hx-trigger="every 2s"' in running
    assert 'value="42"' in running
    assert "hx-get" not in done


def test_a_hidden_value_is_revealed_by_a_form_that_asks() -> None:
    text = shown("{% facts items %}", items=samples.sample_data()["facts"], csrf_token="token")
    assert 'method="post" action="#"' in text
    assert "csrfmiddlewaretoken" in text
    assert "data-confirm" in text


def test_every_sample_renders() -> None:
    text = Template("{% extends 'web/components_page.html' %}").render(
        Context({"request": RequestFactory().get("/")})
    )
    assert text.count('class="zy-card') > 12


def test_the_page_for_a_broken_server_needs_nothing() -> None:
    page = Engine.get_default().get_template("500.html")
    assert all(isinstance(node, TextNode) for node in page.nodelist)
