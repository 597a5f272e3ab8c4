"""Imports that were begun and stand still."""

from __future__ import annotations

from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Round
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope


def twin(scope: Scope, *, sha256: str, kind: str, territory: Territory, round: Round) -> ImportBatch | None:
    """The same file that this person uploaded for the same purpose and did not take further; None when there is none."""
    mine = ImportBatch.objects.within(scope).filter(user_id=scope.user_id, state=ImportState.UPLOADED)
    return mine.filter(sha256=sha256, kind=kind, territory=territory, round=round).order_by("-pk").first()
