"""The 条: organisations of the Party line, and under which superior each stood when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.encryption import EncryptedTextField
from zhengyou.organisations.models.territory import Territory
from zhengyou.organisations.rules.terms import election_due
from zhengyou.partial_dates import PartialDateField, first_day
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class PartyOrganisation(ScopedModel):
    """An organisation of the Party line (条): committee, general branch, branch, joint branch, group.

    path: place in the Party line; place: territory path of the organisation's own place.
    """

    scope_paths = ScopePaths(territory="place", organisation="path")

    code = models.CharField(_("党组织代码"), max_length=30, blank=True, db_index=True)
    name = models.CharField(_("党组织名称"), max_length=120)
    level = models.CharField(_("党组织类别"), max_length=20, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在地")
    )
    place = PathField(tree="territory", follows=True, db_index=True)
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    path = PathField(tree="organisation", follows=True, unique=True)
    founded = PartialDateField(_("成立时间"))
    founding_document = models.CharField(_("批复文号"), max_length=80, blank=True)
    term_years = models.PositiveSmallIntegerField(_("任期（年）"), null=True, blank=True)
    last_election = PartialDateField(_("最近一次换届时间"))
    term_ends = PartialDateField(_("届满日"))
    election_due = models.DateField(null=True, db_index=True)  # derived: term_ends, else last_election + term
    secretary = models.CharField(_("书记姓名"), max_length=60, blank=True)
    secretary_birth = PartialDateField(_("书记出生年月"))
    secretary_education = models.CharField(_("书记学历"), max_length=20, blank=True)
    secretary_post = models.CharField(_("书记党内外职务"), max_length=80, blank=True)
    secretary_phone = EncryptedTextField(verbose_name=_("书记电话"), index="secretary_phone_index")
    secretary_phone_index = models.CharField(max_length=32, blank=True)
    secretary_source = models.CharField(_("书记来源"), max_length=20, blank=True)
    deputy = models.CharField(_("副书记姓名"), max_length=60, blank=True)
    deputy_full_time = models.BooleanField(_("是否专职副书记"), null=True, blank=True)
    workers_full = models.PositiveIntegerField(_("专职党务工作者数"), null=True, blank=True)
    workers_part = models.PositiveIntegerField(_("兼职党务工作者数"), null=True, blank=True)
    roll_complete_on = models.DateField(_("党员名册报告完整的日期"), null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(_("撤销日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    batch_id = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path"]
        indexes = [models.Index(fields=["name", "place"], name="organisation_name_place")]
        constraints = [
            models.CheckConstraint(
                name="organisation_closed_after_opened",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def settle_election_due(self) -> None:
        """Derives `election_due` from level, election and term; a partial date counts from its first day."""
        self.election_due = election_due(
            level=self.level,
            last_election=first_day(self.last_election),
            term_years=self.term_years,
            term_ends=first_day(self.term_ends),
        )


class OrganisationLink(ScopedModel):
    """Under which superior an organisation stood, and when. A missing superior is the top of the line."""

    scope_paths = ScopePaths(territory="organisation__place", organisation="organisation__path")

    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, related_name="+")
    superior = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(valid_to__isnull=True),
                name="organisation_one_superior_today",
            )
        ]
