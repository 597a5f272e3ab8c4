"""Units that the round before has seen and this one has not: what came of asking."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.census.models.round import Round
from zhengyou.census.models.unit import Unit
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class MissingUnit(ScopedModel):
    """The answer to "where is it?" for one unit and one round. There is none as long as nobody answered.

    path: where the unit stands. owed_by: territory whose office is to move it (state handed). where: the place it went to,
    as it was named.
    """

    scope_paths = ScopePaths(
        territory="path", organisation="unit__organisation__path", units="unit__instructor_account_id"
    )

    class Answer(models.TextChoices):
        CLOSED = "closed", _("已终止")
        MOVED = "moved", _("迁往别处")
        OPERATING = "operating", _("仍在经营、本轮漏报")
        ASK = "ask", _("待核实")

    class State(models.TextChoices):
        WAITING = "waiting", _("待核实")
        HANDED = "handed", _("已移交上级")
        DONE = "done", pgettext_lazy("answer", "已答复")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", follows=True)
    answer = models.CharField(_("答复"), max_length=10, choices=Answer.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    assigned_to = models.CharField(_("谁去核实"), max_length=60, blank=True)
    due = models.DateField(_("什么时候以前"), null=True, blank=True)
    where = models.CharField(_("迁往何处"), max_length=120, blank=True)
    owed_by = PathField(tree="territory", follows=True, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["round_id", "path", "unit_id"]
        indexes = [
            models.Index(fields=["round", "state", "path"], name="missing_place"),
            models.Index(fields=["owed_by"], name="missing_owed", condition=~Q(owed_by="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="missing_answered_once"),
            models.CheckConstraint(
                name="missing_waiting_has_person_and_date",
                condition=~Q(state="waiting") | (Q(due__isnull=False) & ~Q(assigned_to="")),
            ),
            models.CheckConstraint(
                name="missing_handed_has_place",
                condition=~Q(state="handed") | (~Q(owed_by="") & ~Q(where="")),
            ),
        ]
