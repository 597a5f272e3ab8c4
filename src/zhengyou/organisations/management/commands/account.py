"""`zhengyou account`: the first accounts of an installation, the three administrators, and a way back in for them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.accounts.actions import slips
from zhengyou.accounts.models import Slip, User
from zhengyou.organisations.actions import enrolling, people
from zhengyou.organisations.rules.roles import role_choices
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Refused


class Command(BaseCommand):
    """Whoever has the shell gives any role; offices give the others on screen."""

    help = "建立首批账号和三类管理员，或补发登录单"

    def add_arguments(self, parser: CommandParser) -> None:
        """add and slip."""
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="网站地址，用来写登录单上的网址")
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=ArgumentParser)
        add = verbs.add_parser("add", help="建立账号并任职；已有的账号加一项任职")
        add.add_argument("username", help="登录名")
        add.add_argument("--name", default="", help="姓名；新账号必填")
        add.add_argument("--phone", default="", help="联系电话")
        roles = "，".join(f"{code}（{name}）" for code, name in role_choices())
        add.add_argument(
            "--role", required=True, choices=[code for code, _name in role_choices()], help=roles
        )
        add.add_argument("--place", required=True, help="区划代码；书记写党组织名称或代码")
        slip = verbs.add_parser("slip", help="忘记密码或丢失手机的人补发登录单")
        slip.add_argument("username", help="登录名")
        slip.add_argument("--second-factor", action="store_true", help="同时清除动态口令")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        """Exit status 1 with one sentence when it is refused."""
        try:
            with transaction.atomic():
                lines = self._add(**options) if verb == "add" else self._slip(**options)
        except (Refused, Conflict) as error:
            raise CommandError(error.sentence) from None
        for line in lines:
            self.stdout.write(line)

    def _add(
        self, *, username: str, name: str, phone: str, role: str, place: str, site: str, **options: Any
    ) -> list[str]:
        at, by = timezone.now(), Scope.operator()
        on = timezone.localdate(at)
        post = enrolling.post_for(role, place, by)
        user = User.objects.filter(username__iexact=username).first()
        if user is not None:
            appointment = people.appoint(user=user, post=post, on=on, by=by, at=at)
        else:
            appointment = people.create(
                name=name, username=username, phone=phone, post=post, on=on, by=by, at=at
            )
        said = [_("%(name)s：%(what)s") % {"name": appointment.user.name, "what": appointment}]
        if appointment.user.has_usable_password():
            return said
        slip, secret = slips.issue(
            user=appointment.user, purpose=Slip.Purpose.FIRST, by=by, at=at, path=appointment.place
        )
        return [*said, *self._told(slip, secret, site)]

    def _slip(self, *, username: str, second_factor: bool, site: str, **options: Any) -> list[str]:
        user = User.objects.filter(username__iexact=username).first()
        if user is None:
            raise Refused(_("没有“%(name)s”这个登录名。") % {"name": username})
        renew = people.reset_second_factor if second_factor else people.reset_password
        at = timezone.now()
        slip, secret = renew(user=user, by=Scope.operator(), at=at, on=timezone.localdate(at))
        return [user.name, *self._told(slip, secret, site)]

    def _told(self, slip: Slip, secret: str, site: str) -> list[str]:
        """The slip as lines: the address works once, until the date."""
        until = timezone.localtime(slip.expires_at).strftime("%Y-%m-%d %H:%M")
        return [
            _("登录名：%(username)s") % {"username": slip.user.username},
            _("登录单（只能用一次，%(until)s 前有效）：%(link)s")
            % {"until": until, "link": site.rstrip("/") + reverse("slip", args=[secret])},
        ]
