"""A request and its answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Request(ScopedModel):
    """Somebody asks; somebody answers in time. The subject is opaque: a kind, an id and a short name."""

    scope_paths = ScopePaths(territory="place", owner="asked_by_id")

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("请求更正")
        TOO_MUCH = "too_much", _("这项填报太麻烦")
        PROBLEM = "problem", _("本级解决不了的问题")

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("已采纳")
        PARTLY = "partly", _("部分采纳")
        NOT = "not", _("未采纳")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("事项"), max_length=200)
    text = models.CharField(_("说明"), max_length=500)
    wanted = models.CharField(_("希望上级怎样帮助"), max_length=300, blank=True)  # of a problem
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    place = PathField(db_index=True)
    owed_by = PathField(
        blank=True, db_index=True
    )  # territory whose office owes the answer; '' any office above
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    outcome = models.CharField(_("处理结果"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="request_answered_has_answer",
                condition=Q(answered_at__isnull=True) | (~Q(outcome="") & ~Q(answer="")),
            )
        ]


class Handover(ScopedModel):
    """A problem went from one level to the next. from_path, to_path: territories; the last one holds it now."""

    scope_paths = ScopePaths(territory=("request__place", "to_path"), owner="request__asked_by_id")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    from_path = PathField(blank=True)
    to_path = PathField(db_index=True)
    note = models.CharField(_("说明"), max_length=300, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["request_id", "id"]
