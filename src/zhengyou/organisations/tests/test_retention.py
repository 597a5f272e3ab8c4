"""What belongs to people who left goes after three years."""

from __future__ import annotations

from datetime import timedelta

from tests.world import NOW, TODAY, World
from zhengyou.accounts.models import User
from zhengyou.audit.models import Event
from zhengyou.organisations.models import Appointment
from zhengyou.organisations.retention import APPOINTMENTS_KEPT, expire
from zhengyou.requests import tasks
from zhengyou.requests.models import Request

BECAUSE = "the test looks at what was written"


def left(world: World, key: str, *, days_ago: int) -> User:
    """Somebody whose appointment ended and whose account was closed."""
    user = world.person[key]
    Appointment.objects.across_all(because=BECAUSE).filter(user=user).update(
        valid_to=TODAY - timedelta(days=days_ago)
    )
    User.objects.filter(pk=user.pk).update(is_active=False, created_at=NOW - APPOINTMENTS_KEPT * 2)
    return user


def test_an_appointment_and_its_closed_account_go_after_three_years(world: World) -> None:
    user = left(world, "instructor", days_ago=APPOINTMENTS_KEPT.days + 1)
    assert expire(NOW) == {"appointments": 1, "accounts": 1}
    assert not User.objects.filter(pk=user.pk).exists()
    cleared = Event.objects.across_all(because=BECAUSE).get(action="retention.cleared")
    assert cleared.detail == {"appointments": 1, "accounts": 1}


def test_until_then_both_stay(world: World) -> None:
    user = left(world, "instructor", days_ago=APPOINTMENTS_KEPT.days)
    assert expire(NOW) == {"appointments": 0, "accounts": 0}
    assert User.objects.filter(pk=user.pk).exists()


def test_an_open_account_is_never_deleted(world: World) -> None:
    User.objects.update(created_at=NOW - APPOINTMENTS_KEPT * 2)
    assert expire(NOW)["accounts"] == 0


def test_answered_requests_go_after_three_years_and_open_ones_stay(world: World) -> None:
    for answered in (NOW - tasks.ANSWERED_KEPT - timedelta(days=1), None):
        Request(
            kind="too_much",
            subject_kind="form",
            subject="更正单位",
            text="太多",
            asked_by=world.person["secretary"],
            asked_at=NOW,
            due_on=TODAY,
            outcome="adopted" if answered else "",
            answer="已改" if answered else "",
            answered_at=answered,
        ).save()
    assert tasks.expire(NOW) == 1
    assert Request.objects.across_all(because=BECAUSE).get().answered_at is None
