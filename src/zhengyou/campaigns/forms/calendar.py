"""Forms of the calendar and of the campaign's phases."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.models import CalendarEntry
from zhengyou.organisations.forms.fields import DayField
from zhengyou.web.forms import QuestionForm

VERSION = "tells whether somebody else changed it in the meantime"


class EntryForm(QuestionForm):
    """A day, several days, or something that comes again."""

    asks = "calendar"
    prefilled = True
    tools = {"version": VERSION}

    kind = forms.ChoiceField(label=_("种类"), choices=CalendarEntry.Kind.choices, initial="meeting")
    title = forms.CharField(label=_("事项"), max_length=80)
    starts_on = DayField(label=_("日期"), help_text=_("重复的填第一次的日期。"))
    ends_on = DayField(label=_("到"), required=False, help_text=_("只有一天的不用填。"))
    repeats = forms.ChoiceField(label=_("重复"), required=False, choices=CalendarEntry.Repeats.choices)
    until = DayField(label=_("重复到"), required=False, help_text=_("不填就一直重复。"))
    source = forms.CharField(
        label=_("依据"), max_length=160, required=False, help_text=_("例如会议通知的文号；没有可以不填。")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PhaseForm(QuestionForm):
    """Other days for a phase."""

    asks = "phase"
    prefilled = True
    tools = {"version": VERSION}

    starts_on = DayField(label=_("开始"))
    ends_on = DayField(label=_("结束"), required=False, help_text=_("最后一天；不填就是没有定。"))
    version = forms.IntegerField(widget=forms.HiddenInput)
