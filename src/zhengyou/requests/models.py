"""A request and its answer; of a problem also the way that it goes from level to level."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.models import Body
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Request(ScopedModel):
    """Somebody asks; somebody answers in time. The subject is opaque: a kind, an id and a short name.

    place: where it stands; of a problem the level that raised it. owed_by: territory whose level owes the answer, ''
    any office above. due_on: the day promised to the asker.
    Of a problem: owed_body, the department of that level which holds it, None its office; held_due_on, by when the
    present level answers; same_as, the problem that it is answered with; reopened_at, when the first answer did not help.
    """

    scope_paths = ScopePaths(territory="place", owner="asked_by_id")

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("请求更正")
        TOO_MUCH = "too_much", _("这项填报太麻烦")
        PROBLEM = "problem", _("本级解决不了的问题")

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("已采纳")
        PARTLY = "partly", _("部分采纳")
        NOT = "not", _("未采纳")

    class Settled(models.TextChoices):
        SOLVED = "solved", _("已解决")
        UNSOLVED = "unsolved", _("没有解决")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("事项"), max_length=200)
    text = models.CharField(_("说明"), max_length=500)
    wanted = models.CharField(_("希望上级怎样帮助"), max_length=300, blank=True)
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    owed_by = PathField(tree="territory", follows=True, blank=True, db_index=True)
    owed_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    held_due_on = models.DateField(null=True)
    outcome = models.CharField(_("处理结果"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=10, choices=Settled.choices, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="request_answered_has_answer",
                condition=Q(answered_at__isnull=True) | (~Q(outcome="") & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="request_settled_after_the_answer",
                condition=Q(settled="") | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="problem_has_a_holder",
                condition=~Q(kind="problem") | (~Q(owed_by="") & Q(held_due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_is_not_the_same_as_itself",
                condition=Q(same_as__isnull=True) | ~Q(same_as=models.F("id")),
            ),
        ]

    @property
    def came_of_it(self) -> str | Promise:
        """The outcome in words; '' while it waits."""
        words = PROBLEM_OUTCOMES if self.kind == self.Kind.PROBLEM else dict(self.Outcome.choices)
        return words.get(self.outcome, "")


PROBLEM_OUTCOMES: dict[str, str | Promise] = {
    Request.Outcome.ADOPTED: _("可以解决"),
    Request.Outcome.PARTLY: _("解决了一部分"),
    Request.Outcome.NOT: _("暂时不能解决"),
}
"""What came of a problem, by Request.Outcome."""


class Step(ScopedModel):
    """One step on a problem's way. from_path, to_path: territories of the levels; '' where it stays."""

    scope_paths = ScopePaths(territory="request__place", owner="request__asked_by_id")

    class Kind(models.TextChoices):
        RAISED = "raised", _("提出")
        HANDED_ON = "handed_on", _("转办")
        TAKEN_UP = "taken_up", _("上级收来办理")
        JOINED = "joined", _("与相同的问题一并办理")
        SEPARATED = "separated", _("分开办理")
        ANSWERED = "answered", _("答复")
        REOPENED = "reopened", _("没有解决，请上一级再办")
        SOLVED = "solved", _("确认已解决")
        UNSOLVED = "unsolved", _("确认没有解决")

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_path = PathField(tree="territory", follows=True, blank=True, db_index=True)
    to_path = PathField(tree="territory", follows=True, blank=True)
    to_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Request.Outcome.choices, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["request_id", "id"]
