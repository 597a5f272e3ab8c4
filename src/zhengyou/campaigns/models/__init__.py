"""The campaign, its directives, what is to be done about them, and how they travel."""

from zhengyou.campaigns.models.calendar import CalendarEntry
from zhengyou.campaigns.models.campaign import Campaign, Phase
from zhengyou.campaigns.models.cascade import Briefing, Conveyance, ConveyanceDirective, Receipt
from zhengyou.campaigns.models.directive import Clause, Directive, Overlap, Passage
from zhengyou.campaigns.models.document import (
    Answer,
    DocumentDirective,
    DocumentStep,
    Edition,
    ImplementationDocument,
)
from zhengyou.campaigns.models.task import ContactPoint, Task, TaskBody, TaskClause, TaskNote
from zhengyou.campaigns.models.visit import Visit

__all__ = [
    "Answer",
    "Briefing",
    "CalendarEntry",
    "Campaign",
    "Clause",
    "ContactPoint",
    "Conveyance",
    "ConveyanceDirective",
    "Directive",
    "DocumentDirective",
    "DocumentStep",
    "Edition",
    "ImplementationDocument",
    "Overlap",
    "Passage",
    "Phase",
    "Receipt",
    "Task",
    "TaskBody",
    "TaskClause",
    "TaskNote",
    "Visit",
]
