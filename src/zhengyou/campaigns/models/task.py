"""Tasks: what a level does about a clause, who leads, assists and is informed, by when, and what counts as done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.lifecycle import TaskState
from zhengyou.campaigns.models.campaign import Campaign
from zhengyou.campaigns.models.directive import Clause
from zhengyou.campaigns.models.visit import Visit
from zhengyou.organisations.models import Body, PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths

_AS_THE_TASK = ScopePaths(
    territory="task__place",
    organisation="task__visit__organisation__path",
    units="task__visit__recorded_by_id",
    above="task__issued_to",
)


class Task(ScopedModel):
    """A task of one level. issued_to: its place once the responsibility matrix is sent down, '' before.

    origin: what it comes of; a promise made on a visit names the visit, and is read by the organisation that was visited
    and by the instructor who promised.
    """

    scope_paths = ScopePaths(
        territory="place",
        organisation="visit__organisation__path",
        units="visit__recorded_by_id",
        above="issued_to",
    )

    class Origin(models.TextChoices):
        CLAUSE = "clause", _("文件要求")
        MEASURE = "measure", _("本级措施")
        VISIT = "visit", _("走访承诺")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    title = models.CharField(_("任务"), max_length=200)
    done_when = models.CharField(_("怎样算办成"), max_length=300, blank=True)
    starts_on = models.DateField(_("开始"), null=True, blank=True)
    due_on = models.DateField(_("完成时限"), null=True, blank=True, db_index=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in TaskState], default=TaskState.OPEN
    )
    ended_on = models.DateField(null=True)
    outcome = models.CharField(_("办理结果"), max_length=500, blank=True)
    issued_to = PathField(tree="territory", follows=True, blank=True, db_index=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="task_ended_says_how",
                condition=Q(state="open", ended_on__isnull=True)
                | (~Q(state="open") & Q(ended_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="task_due_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskClause(ScopedModel):
    """Which clauses a task answers."""

    scope_paths = _AS_THE_TASK

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["clause__start", "task_id"]
        constraints = [models.UniqueConstraint(fields=["task", "clause"], name="task_clause_once")]


class TaskBody(ScopedModel):
    """Who takes part in a task; several that lead make it a joint one."""

    scope_paths = _AS_THE_TASK

    class Part(models.TextChoices):
        LEADS = "leads", _("牵头")
        ASSISTS = "assists", _("配合")
        INFORMED = "informed", _("知会")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("分工"), max_length=10, choices=Part.choices)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["task_id", "part", "body_id"]
        constraints = [models.UniqueConstraint(fields=["task", "body"], name="task_body_once")]


class TaskNote(ScopedModel):
    """How a task is getting on, in a sentence; written by whoever takes part."""

    scope_paths = _AS_THE_TASK

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("进展"), max_length=300)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["task_id", "-at", "-id"]


class ContactPoint(ScopedModel):
    """A leader keeps in touch with one organisation, unit or place (联系点), from a day to a day.

    The leader is named by name and post, as such lists are published; no account is needed.
    subject_kind, subject_id: opaque here; subject: its name.
    """

    scope_paths = ScopePaths(territory=("place", "subject_place"), organisation="organisation__path")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    leader = models.CharField(_("领导姓名"), max_length=60)
    post = models.CharField(_("职务"), max_length=80, blank=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=40)
    subject = models.CharField(_("联系点"), max_length=120)
    subject_place = PathField(tree="territory", follows=True, db_index=True)
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, null=True, related_name="+")
    valid_from = models.DateField(_("开始"))
    valid_to = models.DateField(_("结束"), null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "leader", "subject_kind", "subject_id"],
                condition=Q(valid_to__isnull=True),
                name="contact_point_once",
            )
        ]
