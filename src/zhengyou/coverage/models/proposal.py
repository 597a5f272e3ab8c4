"""What the planner proposed for a county, and how far people got with it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models import Unit
from zhengyou.coverage.lifecycle import ProposalState
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Proposal(ScopedModel):
    """A plan of one county. Nothing in it is founded until people have done so, group by group.

    policy: standards.Policy.to_json, the dial included. previous: the proposal that was planned anew, if any.
    counts: {"own": 3, ...}, what the list shows. notices: sentences' keys about data that were missing.
    certificate: {"cost", "bound", "gap"} in km, or null. batch: proposals made together for a city or the province.
    """

    scope_paths = ScopePaths(territory="path")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True)
    number = models.PositiveIntegerField()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.UUIDField(null=True)
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in ProposalState],
        default=ProposalState.WAITING,
    )
    edition = models.CharField(max_length=20)
    policy = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=1)
    job_id = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    cost_km = models.FloatField(null=True)
    areas_km = models.FloatField(null=True)
    certificate = models.JSONField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["territory", "number"], name="proposal_number_once"),
        ]

    def __str__(self) -> str:
        return _("%(place)s第 %(number)s 号组建方案") % {"place": self.territory, "number": self.number}


class ProposalStep(ScopedModel):
    """A step on a proposal's way: who, when, why."""

    scope_paths = ScopePaths(territory="proposal__path")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=12)
    before = models.CharField(max_length=12)
    after = models.CharField(max_length=12)
    note = models.CharField(_("说明"), max_length=1000, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["proposal_id", "at", "id"]


class Group(ScopedModel):
    """A branch that is proposed. key: "G7", stays from plan to plan as far as its units do.

    kind, basis: planner.plan. anchor: the unit in its middle, null of a hosted group, which has a host.
    organisation: the Party organisation that came of it, with day and document; of a hosted group the host.
    """

    scope_paths = ScopePaths(territory="path")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", follows=True)
    key = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    basis = models.CharField(max_length=10, blank=True)
    level = models.CharField(max_length=20)
    anchor = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    host = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, null=True, related_name="+")
    members = models.PositiveIntegerField()
    diameter_km = models.FloatField()
    founded_on = models.DateField(_("成立日期"), null=True)
    document = models.CharField(_("批复文号"), max_length=80, blank=True)
    organisation = models.ForeignKey(
        PartyOrganisation, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["proposal_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "key"], name="group_key_once"),
            models.CheckConstraint(
                name="group_founded_with_document",
                condition=Q(founded_on__isnull=True)
                | Q(founded_on__isnull=False, organisation__isnull=False) & ~Q(document=""),
            ),
        ]


class Area(ScopedModel):
    """What one instructor is to look after. key: "A3". instructor: whom the county named, '' as yet."""

    scope_paths = ScopePaths(territory="path")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    path = PathField(tree="territory", follows=True)
    key = models.CharField(max_length=12)
    anchor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    diameter_km = models.FloatField()
    instructor = models.CharField(_("指导员姓名"), max_length=60, blank=True)
    employer = models.CharField(_("指导员单位"), max_length=120, blank=True)
    sent_on = models.DateField(_("选派日期"), null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["proposal_id", "id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="area_key_once")]


class Placement(ScopedModel):
    """Where a unit went: into a group, into an instructor's area, or left over with the reason (planner.plan.Why).

    east, north: km in the county's plane, null unknown; placing: planner.county.Placing.
    why: {"terms", "runner_up", "blocked", "refusals"} as planner.explaining writes it. by_hand: a person moved it there.
    """

    scope_paths = ScopePaths(
        territory="path", organisation="unit__organisation__path", units="unit__instructor_account_id"
    )

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    path = PathField(tree="territory", follows=True)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    left = models.CharField(max_length=20, blank=True)
    members = models.PositiveIntegerField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    placing = models.PositiveSmallIntegerField()
    why = models.JSONField(default=dict)
    by_hand = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["proposal_id", "path", "unit_id"]
        indexes = [models.Index(fields=["unit"], name="placement_unit")]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "unit"], name="placement_once"),
            models.CheckConstraint(
                name="placement_in_one_place",
                condition=Q(group__isnull=False, area__isnull=True, left="")
                | Q(group__isnull=True, area__isnull=False, left="")
                | Q(group__isnull=True, area__isnull=True) & ~Q(left=""),
            ),
        ]
