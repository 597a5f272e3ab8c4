"""One's own account as the subject of a request. See web.subjects."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.requests.queries.requests import place_of_person
from zhengyou.scoping import Scope
from zhengyou.web.subjects import Subject


def own_account(scope: Scope, subject_id: str) -> Subject | None:
    """One's own account and nobody else's."""
    if scope.user_id is None or subject_id != str(scope.user_id):
        return None
    return Subject(_("我的账号信息"), place_of_person(scope.user_id), reverse("my_data"))
