"""`zhengyou account`: the first accounts and the three administrators."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from tests.world import World
from zhengyou.accounts.models import Slip, User
from zhengyou.audit.models import Event
from zhengyou.organisations.models import Appointment

WHY = "the test looks at everything"


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("account", *words, stdout=out)
    return out.getvalue()


def test_the_operator_makes_an_administrator_who_gets_in_with_the_printed_link(world: World) -> None:
    said = run("add", "xitong", "--name", "陈管理", "--role", "system_admin", "--place", "410000")
    link = re.search(r"http://127\.0\.0\.1:8000(/slip/[^\s]+/)", said)
    assert link
    assert world.client().get(link[1]).status_code == 200
    event = Event.objects.across_all(because=WHY).filter(action="appointment.given").latest("id")
    assert (event.actor, event.user_id) == ("operator", None)


def test_a_known_person_gets_one_more_role_and_no_slip(world: World) -> None:
    run("add", "SECRETARY", "--role", "instructor", "--place", "411302")
    user = world.person["secretary"]
    assert Appointment.objects.across_all(because=WHY).filter(user=user).count() == 2
    assert not Slip.objects.across_all(because=WHY).filter(user=user).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "security_admin", "--role", "audit_admin", "--place", "410000"), "不同的人"),
        (("add", "new", "--name", "新人", "--role", "secretary", "--place", "没有的支部"), "没有找到"),
        (("add", "new", "--role", "instructor", "--place", "411302"), "姓名"),
        (("slip", "nobody"), "没有“nobody”"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    world: World, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*words)
    assert not User.objects.filter(username="new").exists()


def test_a_lost_second_factor_is_renewed(world: World) -> None:
    assert "/slip/" in run("slip", "audit_admin", "--second-factor")
    assert not User.objects.get(username="audit_admin").has_usable_password()
