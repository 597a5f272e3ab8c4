"""Two trees (territory, Party line), the bodies of each level, and who holds which role where."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhengyou.encryption import EncryptedTextField
from zhengyou.organisations.rules.roles import role_name
from zhengyou.organisations.rules.terms import election_due
from zhengyou.partial_dates import PartialDateField, first_day
from zhengyou.scoping import NoScope, PathField, ScopedModel, ScopePaths


def in_force(on: date) -> Q:
    """Rows with valid_from <= on < valid_to (or open)."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


class Territory(ScopedModel):
    """A place of the 块: province, city, county, township, street, park. `path` is today's place in the tree."""

    scope_paths = NoScope("names and codes of places are public")

    class Level(models.TextChoices):
        PROVINCE = "province", _("省")
        CITY = "city", _("省辖市")
        COUNTY = "county", _("县（市、区）")
        TOWNSHIP = "township", _("乡镇（街道、园区）")

    code = models.CharField(_("区划代码"), max_length=12, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.CharField(_("级别"), max_length=12, choices=Level.choices)
    kind = models.CharField(_("类型"), max_length=20, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    path = PathField(unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="territory_closed_after_opened",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TerritoryLink(ScopedModel):
    """Under which parent a territory stood, and when."""

    scope_paths = NoScope("names and codes of places are public")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["territory"], condition=Q(valid_to__isnull=True), name="territory_one_parent_today"
            )
        ]


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
    place = PathField(db_index=True)
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    path = PathField(unique=True)
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


class Body(ScopedModel):
    """A body of a level: leading-group office, 组织部, 统战部, 市场监管局, 工商联, an industry authority."""

    scope_paths = ScopePaths(territory="territory__path")

    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    name = models.CharField(_("名称"), max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["territory__code", "kind"]
        verbose_name = _("机构")
        constraints = [models.UniqueConstraint(fields=["territory", "kind", "name"], name="body_once")]

    def __str__(self) -> str:
        return self.name


class Appointment(ScopedModel):
    """A person holds a role over a subtree, from-to. Offices name a territory, secretaries an organisation."""

    scope_paths = ScopePaths(
        territory="place", organisation="organisation__path", oversight="place", owner="user_id"
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(_("角色"), max_length=30)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.PROTECT, null=True, related_name="+")
    place = PathField(db_index=True)
    valid_from = models.DateField(_("任职日期"))
    valid_to = models.DateField(_("离任日期"), null=True)
    appointed_by = models.CharField(max_length=120, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "role", "id"]
        constraints = [
            models.CheckConstraint(
                name="appointment_over_a_subtree",
                condition=Q(territory__isnull=False) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.named(get_language() or "")

    def named(self, language: str) -> str:
        """Where and as what, in a language of the product."""
        where = self.organisation or self.territory
        return f"{where} · {role_name(self.role, language)}"


class Reminder(ScopedModel):
    """Something that waits for the people in charge of a place or an organisation, by date."""

    scope_paths = ScopePaths(territory="place", organisation="organisation__path")

    kind = models.CharField(max_length=40)
    organisation = models.ForeignKey(PartyOrganisation, on_delete=models.CASCADE, null=True, related_name="+")
    place = PathField(db_index=True)
    due_on = models.DateField(db_index=True)
    text = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "organisation", "due_on"], name="reminder_once"),
        ]
