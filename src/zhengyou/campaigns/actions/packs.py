"""Loading a campaign from its pack."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from zhengyou import standards
from zhengyou.campaigns.models import Campaign, Phase

_BECAUSE = "the campaign is loaded by the operator, the same for everyone"


@transaction.atomic
def load_pack(code: str, *, starts_on: date) -> int:
    """Adds the pack's campaign and its phases; returns how many of both were new. Safe to repeat.

    starts_on: begin of a campaign that is new here; one that is held keeps its own. Raises StandardError for a bad pack.
    """
    pack = standards.load_pack(code)
    campaign = Campaign.objects.across_all(because=_BECAUSE).filter(code=pack.code).first()
    made = 0
    if campaign is None:
        campaign = Campaign(code=pack.code, name_zh=pack.name_zh, name_en=pack.name_en, starts_on=starts_on)
        campaign.save(force_insert=True)
        made += 1
    held = set(
        Phase.objects.across_all(because=_BECAUSE).filter(campaign=campaign).values_list("code", flat=True)
    )
    for seq, phase in enumerate(pack.phases, start=1):
        if phase.code not in held:
            Phase(
                campaign=campaign,
                code=phase.code,
                seq=seq,
                name_zh=phase.zh,
                name_en=phase.en,
                starts_on=months_later(campaign.starts_on, phase.starts_month),
                ends_on=months_later(campaign.starts_on, phase.ends_month) - timedelta(days=1),
            ).save(force_insert=True)
            made += 1
    return made


def months_later(day: date, months: int) -> date:
    """The first day of the month some months on: phases begin with a month."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
