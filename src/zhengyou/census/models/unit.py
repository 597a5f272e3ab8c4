"""The unit: an enterprise, an association, a federation branch, or another kind that official tables count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhengyou.encryption import EncryptedTextField
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import PathField, ScopedModel, ScopePaths

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _amount(label: StrOrPromise) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True)


def _count(label: StrOrPromise) -> models.PositiveIntegerField:  # type: ignore[type-arg]
    return models.PositiveIntegerField(label, null=True, blank=True)


def _yes_no(label: StrOrPromise) -> models.BooleanField:  # type: ignore[type-arg]
    return models.BooleanField(label, null=True, blank=True)


def _code(label: StrOrPromise) -> models.CharField:  # type: ignore[type-arg]
    return models.CharField(label, max_length=30, blank=True)


class Unit(ScopedModel):
    """One unit with the facts of standards/unit_fields; fields carry the names of that table.

    None and '' mean unknown, never zero. Amounts in 万元. Facts of its Party organisation (level, secretary, election)
    stand on `organisation`; facts that follow from others (size_class, bands) are derived.
    """

    scope_paths = ScopePaths(
        territory="path", organisation="organisation__path", units="instructor_account_id"
    )

    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在地")
    )
    path = PathField(tree="territory", follows=True)
    organisation = models.ForeignKey(
        PartyOrganisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("党组织"),
    )
    instructor_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    uscc_override = models.CharField(_("代码校验不符的说明"), max_length=200, blank=True)
    name = models.CharField(_("单位名称"), max_length=120)
    org_kind = _code(_("单位类别"))
    ownership_type = _code(_("企业类型（登记注册类型）"))
    ownership_control = _code(_("控制方式"))
    industry_code = models.CharField(_("行业"), max_length=6, blank=True)
    is_internet = _yes_no(_("是否非公有制互联网企业"))
    reg_status = _code(_("经营（存续）状态"))
    condition = _code(_("生产经营状况"))

    reg_address = models.CharField(_("注册地"), max_length=200, blank=True)
    op_address = models.CharField(_("经营地"), max_length=200, blank=True)
    located_in = _code(_("坐落地"))
    zone_level = _code(_("园区级别"))
    zone_name = models.CharField(_("所在园区、商务楼宇名称"), max_length=120, blank=True)
    street_community = models.CharField(_("属地街道、社区、居委会"), max_length=120, blank=True)

    revenue = _amount(_("年营业收入（万元）"))
    assets = _amount(_("资产总额（万元）"))
    tax = _amount(_("年纳税总额（万元）"))
    employees = _count(_("从业人员数"))
    employees_u35 = _count(_("35岁以下在岗职工数"))
    tech_staff = _count(_("专业技术人员数"))
    above_scale = _yes_no(_("是否规模以上企业"))
    social_insured = _count(_("缴纳社保职工数"))
    size_class = _code(_("企业规模"))  # derived by standards.rules.size

    owner_name = models.CharField(_("主要出资人、法定代表人姓名"), max_length=60, blank=True)
    owner_politics = _code(_("出资人政治面貌"))
    owner_politics_consent = models.DateField(_("本人同意登记政治面貌的日期"), null=True, blank=True)
    owner_is_secretary = _yes_no(_("出资人是否兼任党组织书记"))
    owner_two_rep = models.CharField(_("县区级以上两代表一委员及类型"), max_length=80, blank=True)
    contact_phone = EncryptedTextField(
        verbose_name=_("联系人及电话"), index="contact_phone_index", number_index="phone_number_index"
    )
    contact_phone_index = models.CharField(max_length=32, blank=True)
    phone_number_index = models.CharField(max_length=32, blank=True)

    members_total_in = _count(_("组织关系在本单位的党员总数"))
    members_formal = _count(_("其中：正式党员"))
    members_probation = _count(_("其中：预备党员"))
    members_out = _count(_("组织关系未转入的党员数"))
    members_mobile = _count(_("流动党员数"))
    members_mid = _count(_("其中：中层以上管理人员"))
    members_tech = _count(_("其中：中高级专业技术人员"))
    members_front = _count(_("其中：生产经营一线职工"))
    activists = _count(_("入党积极分子数"))
    applicants = _count(_("入党申请人数"))

    has_org = _yes_no(_("是否建立党组织"))
    no_org_reason = _code(_("未建立原因"))
    form = _code(_("组建形式"))

    instructor = _yes_no(_("是否选派指导员、联络员"))
    instructor_name = models.CharField(_("指导员姓名"), max_length=60, blank=True)
    instructor_employer = models.CharField(_("指导员单位"), max_length=120, blank=True)
    instructor_post = models.CharField(_("指导员职务"), max_length=80, blank=True)
    union = _yes_no(_("是否建立工会"))
    union_members = _count(_("工会会员数"))
    league = _yes_no(_("是否建立共青团"))
    league_members = _count(_("团员数"))
    women = _yes_no(_("是否建立妇联"))

    venue = _yes_no(_("是否有单独活动场所"))
    venue_area = models.DecimalField(
        _("场所面积（平方米）"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    venue_place = models.CharField(_("无单独场所时在何处活动"), max_length=120, blank=True)
    budget = _yes_no(_("党建经费是否纳入年度预算"))
    budget_amount = _amount(_("年度党建经费（万元）"))
    training = _yes_no(_("是否每年对党员轮训一遍"))
    three_meetings = _yes_no(_("是否按规定开展三会一课"))
    democratic_review = _yes_no(_("是否每年开展民主评议党员"))
    standard = models.CharField(_("标准化建设"), max_length=80, blank=True)
    honours = models.CharField(_("表彰情况"), max_length=300, blank=True)

    surveyed_on = models.DateField(_("采集日期"), null=True, blank=True)
    surveyed_by = models.CharField(_("填报人"), max_length=60, blank=True)
    progress = models.CharField(_("摸排进展、备注"), max_length=500, blank=True)

    entered_by = models.CharField(max_length=20, default="self")
    closed_on = models.DateField(_("终止日期"), null=True, blank=True)
    closing_reason = _code(_("终止原因"))
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    batch_id = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["path", "name", "id"]
        indexes = [
            models.Index(fields=["path", "name", "id"], name="unit_place_name"),
            models.Index(fields=["name"], name="unit_name"),
            # What few units have is indexed for those only: an import writes an entry for each unit otherwise.
            models.Index(
                fields=["organisation"],
                name="unit_organisation",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(
                fields=["instructor_account"],
                name="unit_instructor",
                condition=Q(instructor_account__isnull=False),
            ),
            models.Index(
                fields=["merged_into"], name="unit_merged", condition=Q(merged_into__isnull=False)
            ),  # few units are
        ]
        constraints = [
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="unit_code_once"),
            models.CheckConstraint(
                name="unit_with_organisation_has_one",
                condition=Q(organisation__isnull=True) | Q(has_org=True),
            ),
            models.CheckConstraint(
                name="unit_closed_with_reason",
                condition=Q(closed_on__isnull=True) | ~Q(closing_reason=""),
            ),
            models.CheckConstraint(
                name="unit_merged_is_closed",
                condition=Q(merged_into__isnull=True)
                | Q(closed_on__isnull=False, closing_reason="duplicate"),
            ),
            models.CheckConstraint(
                name="unit_merged_into_another",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
