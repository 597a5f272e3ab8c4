"""The implementation document of a level (贯彻落实的具体意见和措施): composed clause by clause, approved by the level above."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.campaigns.lifecycle import DocumentState
from zhengyou.campaigns.models.campaign import Campaign
from zhengyou.campaigns.models.directive import Clause, Directive
from zhengyou.organisations.models import Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class ImplementationDocument(ScopedModel):
    """How one level carries out the directives above it: read by its own level and those above. Below, editions are read.

    directive: the leading one; DocumentDirective names it and all that are answered with it.
    issued_to: its place once an edition was sent down, '' before; it stays while the next one is drafted.
    """

    scope_paths = ScopePaths(territory="place")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    place = PathField(tree="territory", follows=True, db_index=True)
    title = models.CharField(_("标题"), max_length=200)
    issuer = models.CharField(_("发文单位"), max_length=200)
    number = models.CharField(_("文号"), max_length=80, blank=True)
    addressees = models.CharField(_("主送"), max_length=300, blank=True)
    dated = models.DateField(_("成文日期"), null=True, blank=True)
    opening = models.TextField(_("开头"), blank=True)
    closing = models.TextField(_("结尾"), blank=True)
    state = models.CharField(
        max_length=20,
        choices=[(state.value, state.value) for state in DocumentState],
        default=DocumentState.DRAFT,
    )
    issued_to = PathField(tree="territory", follows=True, blank=True, db_index=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "territory"], name="one_document_for_a_directive"),
            models.CheckConstraint(
                name="document_issued_with_its_place",
                condition=Q(state="issued") & ~Q(issued_to="") | ~Q(state="issued"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentDirective(ScopedModel):
    """The directives that a document answers; a level answers each in one document only. seq: 1 is the leading one."""

    scope_paths = ScopePaths(territory="document__place")

    document = models.ForeignKey(ImplementationDocument, on_delete=models.CASCADE, related_name="+")
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["document_id", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["directive", "territory"], name="directive_answered_in_one_document"
            ),
            models.UniqueConstraint(fields=["document", "seq"], name="document_directives_in_order"),
        ]


class Answer(ScopedModel):
    """What the document says to one clause. excused: why this level need not answer it; '' when it answers.

    previous: the wording before the last save, to go back to.
    """

    scope_paths = ScopePaths(territory="document__place")

    document = models.ForeignKey(ImplementationDocument, on_delete=models.CASCADE, related_name="+")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("怎样落实"), blank=True)
    excused = models.CharField(_("本级不需要答复的原因"), max_length=200, blank=True)
    previous = models.TextField(blank=True)
    written_by = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["document_id", "clause__directive_id", "clause__start"]
        constraints = [models.UniqueConstraint(fields=["document", "clause"], name="answer_once")]


class Edition(ScopedModel):
    """The document as it stood. content: rules.content.to_json. issued_to: its place where it was sent down, '' before."""

    scope_paths = ScopePaths(territory="document__place", above="issued_to")

    class Kind(models.TextChoices):
        KEPT = "kept", _("留存")
        SUBMITTED = "submitted", _("送审")
        APPROVED = "approved", _("批准")
        ISSUED = "issued", _("印发")
        REPLACED = "replaced", _("恢复旧版前留存")

    document = models.ForeignKey(ImplementationDocument, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    note = models.CharField(_("说明"), max_length=100, blank=True)
    issued_to = PathField(tree="territory", follows=True, blank=True, db_index=True)
    content = models.JSONField()
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["document_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="edition_once")]


class DocumentStep(ScopedModel):
    """One step in the life of a document (campaigns.lifecycle.DOCUMENTS)."""

    scope_paths = ScopePaths(territory="document__place")

    document = models.ForeignKey(ImplementationDocument, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=20)
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    note = models.CharField(_("说明"), max_length=1000, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["document_id", "-id"]
