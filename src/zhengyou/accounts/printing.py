"""What is printed on a sign-in slip. The secret stands on that page only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import segno
from django.http import HttpRequest
from django.urls import reverse

from zhengyou.accounts.models import Slip


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """One slip on the sheet. qr: a data: URI with the address as a QR code."""

    name: str
    username: str
    purpose: str
    where: str
    link: str
    qr: str
    expires: datetime


def printed(request: HttpRequest, slip: Slip, secret: str, *, where: str = "") -> PrintedSlip:
    """The slip ready for `accounts/slip_print.html`. where: place and role, as the person knows them."""
    link = request.build_absolute_uri(reverse("slip", args=[secret]))
    code = segno.make(link, error="m", micro=False)
    return PrintedSlip(
        name=slip.user.name,
        username=slip.user.username,
        purpose=str(slip.get_purpose_display()),
        where=where,
        link=link,
        qr=code.svg_data_uri(scale=4, border=2),
        expires=slip.expires_at,
    )
