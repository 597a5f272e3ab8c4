"""What stands in the calendar of a level: read by that level and by everyone below it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class CalendarEntry(ScopedModel):
    """A day, a stretch of days or something that comes again.

    repeats: "" once; "monthly" on the same day of the month; "monthly_weekday" on the same weekday of the month (the
    first Friday, say); "quarterly", "yearly". until: the last day on which it may come again.
    code: where it comes from the pack or from the official holidays, so that loading again adds nothing; '' by hand.
    """

    scope_paths = ScopePaths(territory="place", above="place")

    class Kind(models.TextChoices):
        PARTY_DAY = "party_day", _("党员活动日")
        MEETING = "meeting", _("会议")
        REPORTING = "reporting", _("报告日")
        HOLIDAY = "holiday", _("节假日")
        WORKDAY = "workday", _("调休上班")
        OTHER = "other", _("其他")

    class Repeats(models.TextChoices):
        NEVER = "", _("不重复")
        MONTHLY = "monthly", _("每月同一天")
        MONTHLY_WEEKDAY = "monthly_weekday", _("每月同一个星期（如第四个星期五）")
        QUARTERLY = "quarterly", _("每季度")
        YEARLY = "yearly", _("每年")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(db_index=True)
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("事项"), max_length=80)
    starts_on = models.DateField(_("日期"), db_index=True)
    ends_on = models.DateField(_("到"), null=True, blank=True)
    repeats = models.CharField(_("重复"), max_length=20, choices=Repeats.choices, blank=True)
    until = models.DateField(_("重复到"), null=True, blank=True)
    source = models.CharField(_("依据"), max_length=160, blank=True)
    code = models.CharField(max_length=80, blank=True)
    made_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["starts_on", "place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "code"], condition=~Q(code=""), name="calendar_loaded_once"
            ),
            models.CheckConstraint(
                name="calendar_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
