"""What the pages that reorganise were sent: which step it is, which rows were chosen, what goes on to the next page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Final

from zhengyou.organisations.actions import choosing
from zhengyou.organisations.actions.holdings import Node
from zhengyou.organisations.forms.reorganisation import ReorganisationForm
from zhengyou.organisations.rules.reorganising import Choice
from zhengyou.web.policy import ScopedRequest
from zhengyou.web.row_ids import row_id, row_ids

CHOICES: Final[dict[str, Choice]] = {"over": "over", "ends": "ends"}
CHOICE, CHOSEN = "choice_", "chosen_"
OF_ONE_PAGE: Final = frozenset({"csrfmiddlewaretoken", "step", "key", "long", "again", "narrow"})


class Step(Enum):
    """What a person wants of the page: the form empty, narrowed, or once more; what it would do; to have it done."""

    BLANK = auto()
    NARROW = auto()
    AGAIN = auto()
    FORESEE = auto()
    CONFIRM = auto()


def step_of(request: ScopedRequest) -> Step:
    """Buttons name the step; the page of the preview says that it was seen."""
    if request.method != "POST":
        return Step.BLANK
    for name, step in (("narrow", Step.NARROW), ("again", Step.AGAIN)):
        if name in request.POST:
            return step
    return Step.CONFIRM if request.POST.get("step") == "confirm" else Step.FORESEE


def so_far(request: ScopedRequest, form: ReorganisationForm) -> dict[str, Any]:
    """What was filled in when the list was narrowed; it is not judged yet."""
    return {
        name: request.POST.getlist(name) if name == "place" else request.POST.get(name)
        for name in form.fields
    }


def written(request: ScopedRequest, name: str) -> str:
    """The text of a field that no form checks, without the sign that a database cannot hold."""
    return request.POST.get(name, "").replace("\0", "")


def carried(request: ScopedRequest) -> list[tuple[str, str]]:
    """(name, value) of what the next page sends again; the choices are made there."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in OF_ONE_PAGE and not name.startswith(CHOICE)
    ]


def chosen(request: ScopedRequest, node: Node, kind: str) -> dict[str, tuple[int, ...]]:
    """{kind of row: ids} ticked or named in the pasted list. Raises Refused."""
    if kind != "split":
        return {}
    found = choosing.named(node, written(request, "listed"))
    for name, ids in ticked(request, node).items():
        found.setdefault(name, set()).update(ids)
    return {name: tuple(sorted(ids)) for name, ids in found.items()}


def ticked(request: ScopedRequest, node: Node) -> dict[str, set[int]]:
    """{kind of row: ids} of the boxes that were ticked, of the kinds that stand there to be ticked."""
    sent = {kind: set(row_ids(request.POST.getlist(CHOSEN + kind))) for kind in choosing.kinds(node)}
    return {kind: ids for kind, ids in sent.items() if ids}


def appointments(request: ScopedRequest) -> Mapping[int, Choice]:
    """{appointment: what was chosen for it}."""
    found: dict[int, Choice] = {}
    for name, value in request.POST.items():
        pk = row_id(name.removeprefix(CHOICE)) if name.startswith(CHOICE) else None
        if pk is not None and value in CHOICES:
            found[pk] = CHOICES[str(value)]
    return found
