"""Forms of those who receive a directive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.campaigns.models import Conveyance, Receipt
from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.forms import FilterForm, QuestionForm


class ConveyForm(QuestionForm):
    """One occasion on which directives were conveyed; acknowledges them too."""

    asks = "conveyance"

    held_on = DayField(label=gettext_lazy("哪一天传达的"))
    how = forms.ChoiceField(
        label=gettext_lazy("怎样传达的"),
        choices=Conveyance.How.choices,
        help_text=gettext_lazy("可以结合本来就要开的会、党员活动日，不用为此专门开会。"),
    )
    missing = forms.IntegerField(
        label=gettext_lazy("还有几人没有传达到"),
        min_value=0,
        max_value=1_000_000,
        initial=0,
        help_text=gettext_lazy("都传达到了就写 0。补上以后再登记一次，这里写 0。"),
    )
    missing_note = forms.CharField(
        label=gettext_lazy("没有传达到的怎样补"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("例如：外出 3 人，回来后由支部委员当面传达。不用写姓名。"),
    )
    directives = forms.MultipleChoiceField(
        label=gettext_lazy("这次一起传达的还有"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一次会议可以传达几份文件，一起登记。"),
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=300, required=False)

    def __init__(self, *args: Any, others: Sequence[Receipt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.pk), row.directive.title) for row in others]
        if choices:
            self.fields["directives"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["directives"]

    def clean(self) -> dict[str, Any]:
        """Says at the field how to mend what the action would refuse as a whole."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("missing") and not found.get("missing_note"):
            self.add_error("missing_note", _("还有人没有传达到，请写明怎样补。"))
        return found


class SendForm(QuestionForm):
    """Passing a directive on, with own days where the level below should answer earlier."""

    asks = "receipt"
    prefilled = True

    acknowledge_by = DayField(label=gettext_lazy("请下级在哪天以前签收"), required=False)
    convey_by = DayField(label=gettext_lazy("请下级在哪天以前传达学习"), required=False)
    brief_by = DayField(label=gettext_lazy("请下级在哪天以前报送简要报告"), required=False)

    def __init__(self, *args: Any, receipt: Receipt, briefs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receipt = receipt
        if not briefs:
            del self.fields["brief_by"]

    def clean(self) -> dict[str, Any]:
        """A level may ask for earlier days than it was given, never for later ones."""
        found: dict[str, Any] = super().clean() or {}
        for name, day in list(found.items()):
            given = getattr(self.receipt, name)
            if day and given and day > given:
                self.add_error(name, _("不能晚于上级定的 %(day)s。") % {"day": given.isoformat()})
        return found


class BriefForm(QuestionForm):
    """The one-off briefing."""

    asks = "briefing"

    text = forms.CharField(
        label=gettext_lazy("简要报告"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "几句话就够：怎样传达的，下一步怎样安排，有什么困难。只报一次，报送后不能改。"
        ),
    )


class ReceiptFilter(FilterForm):
    """Narrows the organisations of an overview."""

    q = forms.CharField(label=gettext_lazy("名称"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=gettext_lazy("办到哪一步"),
        required=False,
        choices=[
            ("", gettext_lazy("全部")),
            ("acknowledge", gettext_lazy("还没有签收")),
            ("convey", gettext_lazy("还没有传达")),
            ("missing", gettext_lazy("还有人没有传达到")),
        ],
    )
