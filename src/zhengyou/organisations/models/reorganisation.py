"""Moves, mergers and splits in the two trees, with a journal that says exactly what went where."""

from __future__ import annotations

import uuid

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhengyou.organisations.lifecycle import ReorganisationState
from zhengyou.scoping import PathField, ScopedModel, ScopePaths

_JOURNAL = "the journal says where things stood then"
_OWN = ScopePaths(territory="reorganisation__place", organisation="reorganisation__line")


class Tree(models.TextChoices):
    """The tree that is reorganised: 块 and 条."""

    TERRITORY = "territory", _("区划")
    ORGANISATION = "organisation", _("党组织")


class Reorganisation(ScopedModel):
    """One reorganisation, carried out whole; its journal takes it back.

    key: made with the preview, so that a form sent twice is carried out once. subject, target: names on that day; target
    is the new superior of a move, the taker of a merger, the new place or organisation of a split.
    place, line: the deepest place and organisation above all that it touched: whoever sees those may see it.
    counts: {kind of row: how many went along}. kept: {one of settings.REORGANISATION_FOLLOWERS: what it must know to go back}.
    """

    scope_paths = ScopePaths(territory="place", organisation="line")

    class Kind(models.TextChoices):
        MOVE = "move", _("变更上级")
        MERGE = "merge", pgettext_lazy("reorganisation", "合并")
        SPLIT = "split", _("分设")

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    tree = models.CharField(max_length=12, choices=Tree.choices)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    subject_id = models.BigIntegerField()
    subject = models.CharField(max_length=120)
    target_id = models.BigIntegerField(null=True)
    target = models.CharField(max_length=120, blank=True)
    place = PathField(tree="territory", follows=True, blank=True)
    line = PathField(tree="organisation", follows=True, blank=True)
    on = models.DateField(_("生效日期"))
    document = models.CharField(_("批复文号"), max_length=80, blank=True)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    counts = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in ReorganisationState],
        default=ReorganisationState.DONE.value,
    )
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["-id"]
        indexes = [models.Index(fields=["place"], name="reorganisation_place")]
        constraints = [
            models.CheckConstraint(
                name="reorganisation_reversed_by_somebody",
                condition=Q(state="done", reversed_at__isnull=True)
                | Q(state="reversed", reversed_at__isnull=False) & ~Q(reversed_by=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.target}" if self.target else self.subject


class PathMove(ScopedModel):
    """A path that became another one. Paths named here are never given out again: history still stands under them.

    extent: the whole subtree, what was left at the place itself (a merger), or chosen rows only (a split).
    """

    scope_paths = _OWN

    class Extent(models.TextChoices):
        SUBTREE = "subtree", "subtree"
        REST = "rest", "rest"
        PART = "part", "part"

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    tree = models.CharField(max_length=12, choices=Tree.choices)
    extent = models.CharField(max_length=7, choices=Extent.choices)
    old = PathField(stays=_JOURNAL)
    new = PathField(stays=_JOURNAL)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["reorganisation_id", "seq"]
        constraints = [models.UniqueConstraint(fields=["reorganisation", "seq"], name="path_move_in_order")]


class JournalLine(ScopedModel):
    """Rows of one model whose attributes were changed alike, or that were made (before is then null).

    model: "app.Model". before, after: {column: value}. ids: primary keys, in order.
    """

    scope_paths = _OWN

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    model = models.CharField(max_length=60)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    ids = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["reorganisation_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "seq"], name="journal_line_in_order")
        ]
