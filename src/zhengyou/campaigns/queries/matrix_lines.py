"""What stands in a responsibility matrix: tasks, and the lines by clause, by body, by month and by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zhengyou.campaigns.lifecycle import TaskState
from zhengyou.campaigns.models import Clause, Task
from zhengyou.organisations.models import Body, Territory

NOBODYS = "nobody"
LATE = "late"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the matrix. state: a TaskState, "late", "nobody" or ''. body: the id of a body, 0 for any."""

    q: str = ""
    state: str = ""
    body: int = 0

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.q or self.state or self.body)


@dataclass(slots=True)
class TaskLine:
    """A task with those who take part in it. own: of the level itself, not of one above. late: as this reader is told."""

    task: Task
    own: bool
    late: bool
    leads: list[Body] = field(default_factory=list)
    assists: list[Body] = field(default_factory=list)
    informed: list[Body] = field(default_factory=list)
    clauses: set[int] = field(default_factory=set)
    named: dict[str, list[str]] = field(default_factory=dict)  # {part: names, all offices below as one}

    @property
    def joint(self) -> bool:
        """Several lead it together."""
        return len(self.leads) > 1

    @property
    def without_lead(self) -> bool:
        """It is open and nobody leads it."""
        return self.task.state == TaskState.OPEN and not self.leads

    def fits(self, wanted: Wanted) -> bool:
        """Whether it is among those asked for; without a state the ones dropped are left out."""
        task = self.task
        if wanted.q and wanted.q not in task.title and wanted.q not in task.done_when:
            return False
        if wanted.body and wanted.body not in {
            body.pk for body in (*self.leads, *self.assists, *self.informed)
        }:
            return False
        if wanted.state == LATE:
            return self.late
        if wanted.state == NOBODYS:
            return self.without_lead
        return task.state == wanted.state if wanted.state else task.state != TaskState.DROPPED


@dataclass(slots=True)
class ClauseLine:
    """A clause, those joined to it, and the tasks that answer any of them. excused: why this level need not answer.

    owed: whether one of them is of a directive that this level issued or received.
    """

    clause: Clause
    same: list[Clause]
    tasks: list[TaskLine]
    excused: str = ""
    owed: bool = True

    @property
    def nobodys(self) -> bool:
        """Nothing that is done or to be done about it has a lead, and nobody said that this level need not."""
        living = [line for line in self.tasks if line.task.state != TaskState.DROPPED]
        return self.owed and not self.excused and not any(line.leads for line in living)


@dataclass(slots=True)
class BodyLine:
    """What a body leads, assists with and is told of. body: None for what nobody leads; the first where one line is of all."""

    body: Body | None
    name: str
    leads: list[TaskLine] = field(default_factory=list)
    assists: list[TaskLine] = field(default_factory=list)
    informed: list[TaskLine] = field(default_factory=list)


@dataclass(slots=True)
class Month:
    """The tasks due in a month; None for those without a date."""

    first: date | None
    tasks: list[TaskLine]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """How many tasks a place directly below has."""

    place: Territory
    tasks: int
    open: int
    late: int
