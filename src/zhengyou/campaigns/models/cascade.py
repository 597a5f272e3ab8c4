"""Down the line: who received a directive, how it was conveyed, and the one briefing that goes back up."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.models.directive import Directive
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Receipt(ScopedModel):
    """A directive reached one level (a place's office) or one Party organisation.

    from_place: the level that sent it; '' where the directive is the level's own, which is then acknowledged from the start.
    The three days are the directive's, or the sender's own earlier ones; nobody is late on the day it arrives
    (rules.deadlines). conveyed_on: the first day on which it was conveyed here. missing: how many the latest occasion left
    to be reached. entered_by: code of the enum of that name; an office may enter for a secretary without an account.
    """

    scope_paths = ScopePaths(territory="place", organisation="organisation__path")

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, null=True, related_name="+")
    from_place = PathField(tree="territory", follows=True, blank=True, db_index=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)
    acknowledge_by = models.DateField(null=True, db_index=True)
    convey_by = models.DateField(null=True, db_index=True)
    brief_by = models.DateField(null=True, db_index=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    entered_by = models.CharField(max_length=20, default="self")
    conveyed_on = models.DateField(null=True)
    missing = models.PositiveIntegerField(null=True)
    sent_on_at = models.DateTimeField(null=True)  # passed on to the level below

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "organisation__path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "territory"],
                condition=Q(organisation__isnull=True),
                name="receipt_of_a_level_once",
            ),
            models.UniqueConstraint(
                fields=["directive", "organisation"],
                condition=Q(organisation__isnull=False),
                name="receipt_of_an_organisation_once",
            ),
        ]
        indexes = [models.Index(fields=["directive", "from_place"], name="receipt_by_sender")]


class Conveyance(ScopedModel):
    """One occasion on which directives were conveyed and studied; one may serve several directives and other business.

    missing: how many are still to be reached; missing_note: who and when, in a sentence without compulsory names.
    """

    scope_paths = ScopePaths(territory="place", organisation="organisation__path")

    class How(models.TextChoices):
        MEETING = "meeting", _("专门会议")
        WITH_OTHERS = "with_others", _("结合其他会议")
        PARTY_DAY = "party_day", _("结合党员活动日")
        PASSED_ROUND = "passed_round", _("传阅")
        AT_WORK = "at_work", _("班组、车间传达")
        ONLINE = "online", _("线上")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, null=True, related_name="+")
    held_on = models.DateField(_("日期"))
    how = models.CharField(_("方式"), max_length=20, choices=How.choices)
    missing = models.PositiveIntegerField(_("还有几人没有传达到"), null=True, blank=True)
    missing_note = models.CharField(_("没有传达到的怎样补"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    entered_by = models.CharField(max_length=20, default="self")
    recorded_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-held_on", "-id"]


class ConveyanceDirective(ScopedModel):
    """Which directives an occasion conveyed."""

    scope_paths = ScopePaths(territory="conveyance__place", organisation="conveyance__organisation__path")

    conveyance = models.ForeignKey(Conveyance, on_delete=models.CASCADE, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["conveyance", "directive"], name="conveyed_once_each_time")
        ]


class Briefing(ScopedModel):
    """The one-off briefing on how a directive was received, sent up promptly; read by the level above."""

    scope_paths = ScopePaths(territory="place")

    receipt = models.OneToOneField(Receipt, on_delete=models.CASCADE, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    text = models.CharField(_("简要报告"), max_length=2000)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=120)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "-sent_at"]
