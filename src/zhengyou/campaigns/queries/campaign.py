"""The campaign that is running."""

from __future__ import annotations

from datetime import date

from zhengyou.campaigns.models import Campaign, Phase

_BECAUSE = "the campaign is the same for everyone"


def current() -> Campaign | None:
    """The campaign begun last; None before the packs are loaded."""
    return Campaign.objects.across_all(because=_BECAUSE).order_by("-starts_on", "-id").first()


def last_day(campaign: Campaign, *, today: date) -> date:
    """The last day that its phases name; never before today while the end of one is open."""
    rows = Phase.objects.across_all(because=_BECAUSE).filter(campaign=campaign)
    days = [(row.starts_on, row.ends_on) for row in rows]
    known = [campaign.starts_on, *(ends or starts for starts, ends in days)]
    is_open = not days or any(ends is None for _starts, ends in days)
    return max(*known, today) if is_open else max(known)
