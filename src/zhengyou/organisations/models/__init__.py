"""Two trees (territory, Party line), the bodies of each level, who holds which role where, and what was reorganised."""

from zhengyou.organisations.models.line import OrganisationLink, PartyOrganisation
from zhengyou.organisations.models.people import Appointment, Body, Reminder
from zhengyou.organisations.models.reorganisation import JournalLine, PathMove, Reorganisation
from zhengyou.organisations.models.territory import Territory, TerritoryLink, in_force

__all__ = [
    "Appointment",
    "Body",
    "JournalLine",
    "OrganisationLink",
    "PartyOrganisation",
    "PathMove",
    "Reminder",
    "Reorganisation",
    "Territory",
    "TerritoryLink",
    "in_force",
]
