"""A Party member on a branch's roll."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhengyou.census.models.round import Round
from zhengyou.census.models.unit import Unit
from zhengyou.encryption import EncryptedTextField
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.partial_dates import PartialDateField
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


class Member(ScopedModel):
    """One member with the facts of standards/member_fields; each has a stated purpose there.

    place: territory path of the branch, else of the unit. The id number rests encrypted; `id_number_index` finds it.
    """

    scope_paths = ScopePaths(
        territory="place", organisation="branch__path", units="unit__instructor_account_id"
    )

    name = models.CharField(_("姓名"), max_length=60)
    id_number = EncryptedTextField(verbose_name=_("公民身份号码"), index="id_number_index")
    id_number_index = models.CharField(max_length=32, blank=True)
    gender = models.CharField(_("性别"), max_length=10, blank=True)
    birth_date = PartialDateField(_("出生日期"))
    education = models.CharField(_("学历"), max_length=30, blank=True)
    category = models.CharField(_("人员类别"), max_length=20, blank=True)
    joined_on = PartialDateField(_("加入党组织日期"))
    full_on = PartialDateField(_("转为正式党员日期"))
    branch = models.ForeignKey(
        PartyOrganisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所在党支部"),
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作单位")
    )
    place = PathField(tree="territory", follows=True, db_index=True)
    relation = models.CharField(_("组织关系"), max_length=20, blank=True)
    mobile_status = models.CharField(_("流动党员"), max_length=10, blank=True)
    mobile_where = models.CharField(_("流动去向"), max_length=120, blank=True)
    post = models.CharField(_("岗位类别"), max_length=20, blank=True)
    position = models.CharField(_("党内职务"), max_length=20, blank=True)
    standing = models.CharField(_("党籍状态"), max_length=20, blank=True)
    out_of_contact = models.BooleanField(_("失联"), null=True, blank=True)
    out_of_contact_since = PartialDateField(_("失联起始"))
    phone = EncryptedTextField(verbose_name=_("联系电话"), index="phone_index")
    phone_index = models.CharField(max_length=32, blank=True)
    voluntary = models.BooleanField(_("年老体弱等自愿参加"), null=True, blank=True)
    voluntary_reason = models.CharField(_("自愿参加的情形"), max_length=20, blank=True)

    entered_by = models.CharField(max_length=20, default="self")
    last_round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("转出日期"), null=True, blank=True)
    closing_reason = models.CharField(_("转出原因"), max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)
    batch_id = models.BigIntegerField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["place", "branch_id", "name", "id"]
        indexes = [
            models.Index(fields=["branch", "closed_on"], name="member_branch"),
            models.Index(fields=["unit"], name="member_unit"),
            models.Index(fields=["name"], name="member_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_index"],
                condition=~Q(id_number_index="") & Q(closed_on__isnull=True),
                name="member_id_number_once",
            ),
            models.CheckConstraint(
                name="member_belongs_somewhere", condition=Q(branch__isnull=False) | Q(unit__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
