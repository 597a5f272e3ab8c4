"""The bodies of each level, who holds which role where, and what waits for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhengyou.organisations.models.line import PartyOrganisation
from zhengyou.organisations.models.territory import Territory
from zhengyou.organisations.rules.roles import role_name
from zhengyou.scoping import PathField, ScopedModel, ScopePaths


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
    place = PathField(tree="territory", follows=True, db_index=True)
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
    place = PathField(tree="territory", follows=True, db_index=True)
    due_on = models.DateField(db_index=True)
    text = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "organisation", "due_on"], name="reminder_once"),
        ]
