"""What the appointments hold about a person, for the page of one's own data."""

from __future__ import annotations

from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.accounts.my_data import Held, shown
from zhengyou.organisations.models import Appointment


def held(user: User) -> list[Held]:
    """All appointments, past ones too."""
    rows = Appointment.objects.across_all(because="a person's own appointments").filter(user=user)
    facts = []
    for one in rows.select_related("territory", "organisation").order_by("valid_from", "id"):
        until = shown(one.valid_to) if one.valid_to else _("至今")
        facts.append((f"{shown(one.valid_from)} — {until}", str(one)))
    why = _("决定您能看到和办理什么。")
    return [Held(_("任职"), why, _("任职结束三年后删除；在此之前用来说明当时是谁办的。"), facts)]
