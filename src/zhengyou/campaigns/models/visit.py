"""Visits (调研, 走访) in three lines: whom, what was said, what is promised by when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.models.campaign import Campaign
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Visit(ScopedModel):
    """One visit to a unit, an organisation or a place. What is promised stands in tasks that name the visit.

    subject_kind, subject_id: opaque here (settings.SUBJECTS finds the record); subject: its name on that day.
    place: where the visited is; level: territory path of the office the visitor works for. What was said in confidence
    is read by that level, those above it, the organisation visited and whoever wrote it down, not by levels in between.
    """

    scope_paths = ScopePaths(territory="level", organisation="organisation__path", owner="recorded_by_id")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField(_("走访日期"))
    visitor = models.CharField(_("走访人"), max_length=120)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")  # of the level
    level = PathField(tree="territory", follows=True, db_index=True)
    place = PathField(tree="territory", follows=True, db_index=True)
    organisation = models.ForeignKey(
        PartyOrganisation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40)
    subject = models.CharField(_("走访对象"), max_length=120)
    said = models.CharField(_("听到了什么"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-visited_on", "-id"]

    def __str__(self) -> str:
        return self.subject
