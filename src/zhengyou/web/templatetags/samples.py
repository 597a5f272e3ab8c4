"""Sample data of the live components page; made up, and in the templates' own shapes."""

import datetime
from typing import Any

from django import forms, template
from django.core.paginator import Paginator

register = template.Library()

COUNTIES = (
    ("宛城区", 4, "97.2%"),
    ("卧龙区", 3, "93.5%"),
    ("南召县", 2, "88.1%"),
    ("方城县", 4, "97.2%"),
    ("西峡县", 5, "100.0%"),
    ("镇平县", 3, "93.5%"),
    ("内乡县", 3, "93.5%"),
    ("淅川县", 2, "88.1%"),
    ("社旗县", 4, "97.2%"),
    ("唐河县", 1, "82.4%"),
    ("新野县", 3, "93.5%"),
    ("桐柏县", 5, "100.0%"),
    ("邓州市", 4, "97.2%"),
    ("高新区", 4, "97.2%"),
    ("官庄区", 0, None),
)
CITIES = (
    ("安阳", 3, 0),
    ("鹤壁", 3, 1),
    ("濮阳", 4, 1),
    ("济源", 1, 2),
    ("焦作", 2, 2),
    ("新乡", 3, 2),
    ("三门峡", 0, 3),
    ("洛阳", 1, 3),
    ("郑州", 2, 3),
    ("开封", 3, 3),
    ("商丘", 4, 3),
    ("平顶山", 1, 4),
    ("许昌", 2, 4),
    ("漯河", 3, 4),
    ("周口", 4, 4),
    ("南阳", 1, 5),
    ("驻马店", 3, 5),
    ("信阳", 3, 6),
)
TODAY = datetime.date(2026, 11, 23)


@register.simple_tag
def sample_data() -> dict[str, Any]:
    """One example for each component: {name: what its tag takes}."""
    return {
        "today": TODAY,
        "trail": [("河南省", "#"), ("南阳市", "#")],
        "todo": [
            {
                "due_on": datetime.date(2026, 11, 21),
                "text": "新野县请求协调：汉城街道联合支部的活动场所",
                "url": "#",
                "verb": "答复",
            },
            {
                "due_on": datetime.date(2026, 11, 25),
                "text": "省级实施意见还有 3 条要求没有对应措施",
                "url": "#",
                "verb": "补充",
            },
            {"due_on": None, "text": "抽查方案 12 份（共 1,153 份）", "url": "#", "verb": "查看"},
        ],
        "legend": ["不足 85%", "85–90%", "90–95%", "95–99%", "99% 以上"],
        "counties": [
            {"label": name, "level": level, "value": value, "url": "#", "current": name == "新野县"}
            for name, level, value in COUNTIES
        ],
        "cities": [
            {
                "label": name,
                "col": column,
                "row": row,
                "level": (column + row) % 6,
                "value": "93.5%",
                "url": "#",
            }
            for name, column, row in CITIES
        ],
        "units": [
            ("卧龙区 · 豫宛精密铸造有限公司", 5, "出资人有顾虑", "约见业主", "王* · 11-30"),
            ("镇平县 · 石佛寺玉雕行业商会", 9, "未及时指导", "申请批复", "李** · 12-05"),
            ("新野县 · 中原纺织有限公司", 3, "关系未转入 2 人", "转接关系", "赵* · 12-05"),
            ("内乡县 · 工商联大桥乡分会", 4, "无独立账户", "挂靠商会", "孙** · 12-10"),
        ],
        "page": Paginator(range(1153), 50).page(3),
        "facts": [
            {
                "term": "单位名称",
                "value": "豫宛精密铸造有限公司",
                "source": "第 3 轮摸底",
                "date": datetime.date(2026, 11, 20),
            },
            {"term": "正式党员", "value": 5, "source": "党员名册", "date": datetime.date(2026, 11, 18)},
            {"term": "从业人员", "value": None},
            {"term": "书记手机", "value": "138****0000", "reveal": "#"},
        ],
        "steps": [
            {"label": "上传", "state": "done", "note": "11-18", "url": "#"},
            {"label": "对应列", "state": "now", "note": "还有 2 列待确认"},
            {"label": "预览", "state": "later"},
            {"label": "导入", "state": "later"},
        ],
        "progress": {"percent": 42, "message": "已读 5,040 / 12,000 行"},
        "rounds": ["2026-02", "2026-05", "2026-08", "2026-11"],
        "series": [{"name": "本市", "data": [0.862, 0.894, 0.917, 0.941]}],
        "levels": [
            {"name": "单独组建", "data": [310, 342, 366, 401]},
            {"name": "联合组建", "data": [120, 131, None, 152]},
        ],
        "filter": _filter(),
        "form": _form(),
        "drop": _drop(),
    }


def _filter() -> forms.Form:
    form = forms.Form()
    form.fields["q"] = forms.CharField(label="名称或信用代码", required=False)
    form.fields["kind"] = forms.ChoiceField(
        label="类别", choices=[("", "全部"), ("a", "非公企业"), ("b", "商会")]
    )
    return form


def _form() -> forms.Form:
    form = forms.Form(data={"name": "豫宛精密铸造有限公司", "members": "五"})
    form.fields["name"] = forms.CharField(label="单位名称", help_text="与营业执照一致。")
    form.fields["members"] = forms.IntegerField(label="正式党员（人）", help_text="不含预备党员。")
    form.fields["kind"] = forms.ChoiceField(
        label="类别", choices=[("a", "非公企业"), ("b", "商会")], required=False
    )
    form.fields["sure"] = forms.BooleanField(label="已与单位核对", required=False)
    return form


def _drop() -> forms.Form:
    form = forms.Form()
    form.fields["workbook"] = forms.FileField(label="摸底表")
    return form
