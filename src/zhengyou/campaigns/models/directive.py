"""A directive as read and mended: passages make the tree, clauses ask for something, all know their place in the text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.models.campaign import Campaign
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Directive(ScopedModel):
    """A text that asks: a speech, a plan, an opinion, a notice; several in one campaign.

    text: the source as read; offsets of passages, clauses and regions are characters of it.
    regions: [[kind, start, end, passage key]], every character that is not blank exactly once (rules.directive.Region).
    issued_to: the level's place once it is sent down, '' before: a draft is read by its own level only.
    acknowledge_by, convey_by, brief_by: the days by which the levels below answer.
    """

    scope_paths = ScopePaths(territory="place", above="issued_to")

    class Kind(models.TextChoices):
        SPEECH = "speech", _("讲话")
        PLAN = "plan", _("实施方案")
        OPINION = "opinion", _("意见")
        NOTICE = "notice", _("通知")
        OTHER = "other", _("其他")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    kind = models.CharField(_("种类"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("标题"), max_length=200)
    issuer = models.CharField(_("发文单位"), max_length=200, blank=True)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    dated = models.DateField(_("成文日期"), null=True, blank=True)
    salutation = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    regions = models.JSONField(default=list)
    notes = models.JSONField(default=list)  # what reading could not settle, for the person who reviews
    file_name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the text
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in DirectiveState],
        default=DirectiveState.REVIEWING,
    )
    issued_to = PathField(tree="territory", follows=True, blank=True, db_index=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=120, blank=True)
    acknowledge_by = models.DateField(_("签收期限"), null=True, blank=True)
    convey_by = models.DateField(_("传达学习期限"), null=True, blank=True)
    brief_by = models.DateField(_("简要报告期限"), null=True, blank=True)
    withdrawn_because = models.CharField(_("原因"), max_length=200, blank=True)
    read_by = models.CharField(max_length=120)
    read_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "-dated", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "territory", "digest"],
                condition=~Q(state="withdrawn"),
                name="directive_text_once",
            ),
            models.CheckConstraint(
                name="directive_issued_with_its_place",
                condition=Q(state="reviewing", issued_to="") | ~Q(state="reviewing"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Passage(ScopedModel):
    """A node of the tree: the opening, a part, a point of it, the closing.

    key: "opening", "3", "3.1", "closing". number: the mark as printed, without punctuation. text: its own, without its points'.
    """

    scope_paths = ScopePaths(territory="directive__place", above="directive__issued_to")

    class Kind(models.TextChoices):
        OPENING = "opening", _("开头")
        PART = "part", _("部分")
        POINT = "point", _("要点")
        CLOSING = "closing", _("结尾")

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    seq = models.PositiveIntegerField()
    number = models.CharField(max_length=40, blank=True)
    heading = models.TextField(blank=True)
    text = models.TextField(blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["directive_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["directive", "key"], name="passage_once")]


class Clause(ScopedModel):
    """Something that is asked: text[start:end] of the directive. Keys are never given twice, so tasks keep their clause.

    marked: False once a person said that it asks for nothing, or joined it to the one before.
    by_hand: marked, split or joined by a person.
    """

    scope_paths = ScopePaths(territory="directive__place", above="directive__issued_to")

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="+")
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=30)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    duty = models.JSONField(default=list)
    marked = models.BooleanField(default=True)
    by_hand = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["directive_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "key"], name="clause_once"),
            models.CheckConstraint(name="clause_has_text", condition=Q(end__gt=models.F("start"))),
        ]

    def __str__(self) -> str:
        return self.key


class Overlap(ScopedModel):
    """Two clauses that may ask the same: proposed by likeness, joined or kept apart by a person, for a place and all below.

    first: the clause with the smaller id. likeness: 0 to 1.
    """

    scope_paths = ScopePaths(territory="place", above="place")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待核对")
        JOINED = "joined", _("同一要求")
        APART = "apart", _("不是同一要求")

    first = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    likeness = models.FloatField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-likeness", "first_id", "second_id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "place"], name="overlap_once"),
            models.CheckConstraint(name="overlap_in_order", condition=Q(first__lt=models.F("second"))),
        ]
