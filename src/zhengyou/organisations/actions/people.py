"""People and their appointments: given by an office within its own reach, ended, their way in renewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhengyou.accounts.actions import accounts
from zhengyou.accounts.models import Slip, User
from zhengyou.audit import actions as audit
from zhengyou.organisations.models import Appointment, Body, PartyOrganisation, Territory
from zhengyou.organisations.queries import people as queries
from zhengyou.organisations.rules import roles
from zhengyou.scoping import Reach, Scope, confirm, is_below
from zhengyou.web.errors import Conflict, Refused

KIND = "appointment"


@dataclass(frozen=True, slots=True)
class Post:
    """A role and over what it is held: an organisation for a secretary, a place for everybody else."""

    role: str
    territory: Territory | None = None
    organisation: PartyOrganisation | None = None
    body: Body | None = None

    @property
    def place(self) -> str:
        """Territory path under which offices find the appointment."""
        if self.organisation is not None:
            return self.organisation.place
        return self.territory.path if self.territory else ""


@transaction.atomic
def create(
    *, name: str, username: str, phone: str = "", post: Post, on: date, by: Scope, at: datetime
) -> Appointment:
    """Makes an account and its first appointment. The person gets in with a slip (accounts.actions.slips).

    Raises Refused with a sentence (name taken, role or place beyond the giver's reach).
    """
    refuse_beyond(post, by)
    user = accounts.create(username=username, name=name, phone=phone, by=by, at=at, path=post.place)
    return appoint(user=user, post=post, on=on, by=by, at=at)


@transaction.atomic
def appoint(*, user: User, post: Post, on: date, by: Scope, at: datetime) -> Appointment:
    """Gives a person a role over a place or an organisation from a date on.

    Raises Refused (beyond reach, the same appointment is held already, an administrator beside another role).
    """
    refuse_beyond(post, by)
    _refuse_two_controllers(user, post, on)
    _refuse_own_controller(user, post, on)
    held = Appointment.objects.across_all(because="nobody holds the same appointment twice").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        user=user,
        role=post.role,
        territory=post.territory,
        organisation=post.organisation,
    )
    if held.exists():
        raise Refused(_("%(name)s已经担任这个角色，不用再添加。") % {"name": user.name})
    appointment = Appointment(
        user=user,
        role=post.role,
        body=post.body,
        territory=post.territory,
        organisation=post.organisation,
        place=post.place,
        valid_from=on,
        appointed_by=by.label[:120] or by.role,
    )
    appointment.save(force_insert=True)
    confirm(appointment, by)
    _audit("appointment.given", appointment, by, at)
    return appointment


@transaction.atomic
def end(*, appointment: Appointment, on: date, by: Scope, at: datetime) -> Appointment:
    """Ends an appointment from a date on.

    Raises Conflict (it has ended by then), Refused (the own one, one beyond reach, a date before it began).
    """
    row = (
        Appointment.objects.across_all(because="the row was read through the scope")
        .select_for_update()
        .get(pk=appointment.pk)
    )
    if row.valid_to is not None and row.valid_to <= on:  # an end that is yet to come may be brought forward
        raise Conflict(_("这项任职已经结束。"))
    if row.user_id == by.user_id:
        raise Refused(_("不能结束自己的任职。请由上级办公室或同级其他人员办理。"))
    if not queries.may_change(by, row):
        raise Refused(_("这项任职不在您的管理范围内。"))
    if on < row.valid_from:
        raise Refused(_("离任日期不能早于任职日期 %(day)s。请改日期。") % {"day": row.valid_from.isoformat()})
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _audit("appointment.ended", row, by, at, on=on)
    return row


def reset_password(*, user: User, by: Scope, at: datetime, on: date) -> tuple[Slip, str]:
    """A new slip instead of a lost password. Refused when the person holds a role beyond reach."""
    _refuse_unless_managed(user, by, on)
    return accounts.reset_password(user=user, by=by, at=at, path=by.path)


def reset_second_factor(*, user: User, by: Scope, at: datetime, on: date) -> tuple[Slip, str]:
    """A new slip instead of a lost phone. Refused when the person holds a role beyond reach."""
    _refuse_unless_managed(user, by, on)
    return accounts.reset_second_factor(user=user, by=by, at=at, path=by.path)


def refuse_beyond(post: Post, by: Scope) -> None:
    """Raises Refused unless `by` may give this role over this place or organisation."""
    if post.role not in {code for code, _name in roles.role_choices()}:
        raise Refused(_("没有“%(role)s”这个角色。") % {"role": post.role})
    if by.reach is not Reach.EVERYTHING and not roles.may_give(by.role, post.role):
        raise Refused(
            _("您不能授予“%(role)s”，它超出了您的管理范围。")
            % {"role": roles.role_name(post.role, get_language() or "")}
        )
    if roles.names_organisation(post.role):
        _refuse_organisation(post, by)
    else:
        _refuse_territory(post, by)


def _refuse_two_controllers(user: User, post: Post, on: date) -> None:
    """The three administrators watch each other: one person holds one of the roles."""
    if post.role not in roles.ADMINISTRATORS:
        return
    held = Appointment.objects.across_all(because="the three administrators are three people").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), user=user, role__in=roles.ADMINISTRATORS - {post.role}
    )
    if held.exists():
        raise Refused(_("系统、安全、审计三类管理员要由不同的人担任。"))


def _refuse_own_controller(user: User, post: Post, on: date) -> None:
    """Whoever watches, secures or runs the system does no other work in it, or would control the own doings."""
    others = ~Q(role__in=roles.ADMINISTRATORS)
    against = others if post.role in roles.ADMINISTRATORS else ~others
    held = Appointment.objects.across_all(because="an administrator has no other work here").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), against, user=user
    )
    if held.exists():
        raise Refused(_("系统、安全、审计管理员不能兼任其他角色。请先结束原来的任职，或者另选人员。"))


def _refuse_organisation(post: Post, by: Scope) -> None:
    if post.organisation is None:
        raise Refused(_("请写明是哪个党组织。"))
    if post.organisation.valid_to is not None:
        raise Refused(_("“%(name)s”已经撤销。") % {"name": post.organisation.name})
    if not PartyOrganisation.objects.within(by).filter(pk=post.organisation.pk).exists():
        raise Refused(_("“%(name)s”不在您的管理范围内。") % {"name": post.organisation.name})


def _refuse_territory(post: Post, by: Scope) -> None:
    if post.territory is None:
        raise Refused(_("请写明是哪个地方。"))
    if by.reach is Reach.TERRITORY and not is_below(post.territory.path, by.path):
        raise Refused(_("%(name)s不在您的管理范围内。") % {"name": post.territory.name})
    if not roles.stands_at(post.role, post.territory.level):
        raise Refused(
            _("“%(role)s”不能设在%(place)s这一级，请改选地方。")
            % {"role": roles.role_name(post.role, get_language() or ""), "place": post.territory.name}
        )


def _refuse_unless_managed(user: User, by: Scope, on: date) -> None:
    if not queries.may_manage(by, user, on=on):
        raise Refused(
            _("%(name)s还有您管理范围以外的任职，请由管理那项任职的办公室办理。") % {"name": user.name}
        )


def _audit(action: str, row: Appointment, by: Scope, at: datetime, on: date | None = None) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=row.pk,
        subject=f"{row.user.name}：{row}",
        path=row.place,
        detail={"role": row.role} | ({"on": on.isoformat()} if on else {}),
    )
