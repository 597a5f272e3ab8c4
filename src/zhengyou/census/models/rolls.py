"""Rolls beside one another: transfers between branches, differences that somebody explained, what members say themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.lifecycle import TransferState
from zhengyou.census.models.member import Member
from zhengyou.census.models.unit import Unit
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Transfer(ScopedModel):
    """A member moves from one branch to another. Inside one scope it is done at once; across scopes the branch before releases.

    Who proposes does not learn where the member stands until then. contested: two rolls of one round claim the member.
    """

    scope_paths = ScopePaths(
        territory=("from_place", "to_place"),
        organisation=("from_branch__path", "to_branch__path"),
    )

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    from_branch = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, null=True, related_name="+")
    from_unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="+")
    from_place = PathField(tree="territory", follows=True, db_index=True)
    to_branch = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, null=True, related_name="+")
    to_unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="+")
    to_place = PathField(tree="territory", follows=True, db_index=True)
    moved_on = models.DateField(_("转接日期"))
    contested = models.BooleanField(default=False)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in TransferState],
        default=TransferState.PROPOSED,
    )
    source = models.CharField(max_length=200)
    batch_id = models.BigIntegerField(null=True, db_index=True)
    proposed_by = models.BigIntegerField(null=True)
    proposer = models.CharField(max_length=120)
    proposed_at = models.DateTimeField()
    decider = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "to_branch"], condition=Q(state="proposed"), name="transfer_open_once"
            ),
            models.CheckConstraint(
                name="transfer_decided_with_date",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="transfer_refused_with_reason", condition=~Q(state="refused") | ~Q(reason="")
            ),
        ]


class Explanation(ScopedModel):
    """Why the figures of one subject differ. It holds for the figures it was given for, and no longer.

    kind: of the difference. subject_kind: unit, organisation or member. line: the Party organisation's own path.
    """

    scope_paths = ScopePaths(territory="path", organisation="line")

    kind = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    path = PathField(tree="territory", follows=True, db_index=True)
    line = PathField(tree="organisation", follows=True, blank=True)
    figures = models.CharField(max_length=300)
    reason = models.CharField(_("差异的原因"), max_length=30)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "subject_kind", "subject_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"], name="explanation_of_difference_once"
            )
        ]


class OwnAnswer(ScopedModel):
    """A member who has an account looked at the own record and may have said whether it is right. Nobody is asked twice.

    answer: "right", "wrong" or "" (not answered). version: of the record that was looked at.
    """

    scope_paths = ScopePaths(
        territory="member__place", organisation="member__branch__path", owner="account_id"
    )

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="+")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    linked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True)
    note = models.CharField(_("哪里不对"), max_length=200, blank=True)
    answered_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="own_answer_with_date",
                condition=Q(answer="", answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
            )
        ]
