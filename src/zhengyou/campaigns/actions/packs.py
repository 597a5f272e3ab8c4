"""Loading a campaign from its pack."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from zhengyou import standards
from zhengyou.campaigns.models import CalendarEntry, Campaign, Phase
from zhengyou.campaigns.rules.calendar import nth_weekday, shifted
from zhengyou.organisations.models import Territory

_BECAUSE = "the campaign is loaded by the operator, the same for everyone"


@transaction.atomic
def load_pack(code: str, *, starts_on: date) -> int:
    """Adds the pack's campaign, its phases and days, and the official holidays; returns how many were new. Safe to repeat.

    starts_on: begin of a campaign that is new here; one that is held keeps its own. The days stand in the calendar of the
    province, once there is one; what was corrected or removed there stays so. Raises StandardError for a bad pack.
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
    return made + _load_days(pack, campaign)


def _load_days(pack: standards.Pack, campaign: Campaign) -> int:
    """The pack's days and the official holidays of every edition, in the calendar of the province."""
    because = "names and codes of places are public"
    province = (
        Territory.objects.across_all(because=because).filter(parent__isnull=True).order_by("path").first()
    )
    if province is None:
        return 0
    wanted = [*_days_of(pack, campaign), *_official_days()]
    rows = CalendarEntry.objects.across_all(because=_BECAUSE).filter(territory=province).exclude(code="")
    held = set(rows.values_list("code", flat=True))
    fresh = [row for row in wanted if row.code not in held]
    for row in fresh:
        row.territory, row.place = province, province.path
    CalendarEntry.objects.across_all(because=_BECAUSE).bulk_create(fresh)
    return len(fresh)


def _days_of(pack: standards.Pack, campaign: Campaign) -> list[CalendarEntry]:
    end = months_later(campaign.starts_on, pack.months) - timedelta(days=1)
    return [
        CalendarEntry(
            kind=one.kind,
            title=one.zh,
            starts_on=_day(campaign.starts_on, one),
            repeats=one.repeats,
            until=end if one.repeats else None,
            source=one.source_zh,
            code=f"{pack.code}:{one.code}",
            made_by=pack.name_zh,
        )
        for one in pack.days
    ]


def _day(begin: date, one: standards.PackDay) -> date:
    year, month = shifted(begin, one.starts_month)
    if one.weekday:
        return nth_weekday(year, month, week=one.week, weekday=one.weekday - 1)
    return date(year, month, one.day)


def _official_days() -> list[CalendarEntry]:
    return [
        CalendarEntry(
            kind=one.kind,
            title=one.zh,
            starts_on=one.starts_on,
            ends_on=one.ends_on if one.ends_on > one.starts_on else None,
            source=edition.source,
            code=f"official-{edition.id}:{one.code}",
            made_by="国务院办公厅",
        )
        for edition in standards.editions("calendar")
        for one in standards.load_official_days(edition.id)
    ]


def months_later(day: date, months: int) -> date:
    """The first day of the month some months on: phases begin with a month."""
    year, month = shifted(day, months)
    return date(year, month, 1)
