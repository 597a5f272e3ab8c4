"""Problems of the demonstration: one waits at the city with its equal, one is answered, one is a department's."""

from __future__ import annotations

from zhengyou.demo.cast import Cast, script
from zhengyou.requests.actions import handing, joining, problems
from zhengyou.requests.models import Request
from zhengyou.requests.queries import problems as queries


def send_up(cast: Cast) -> None:
    """Raised by a street and by two counties; handed on, joined, answered by the city."""
    told = script()["problems"]
    first = _raise(cast, "township", "bounced", 1.1)
    first = handing.hand_up(
        problem=first, note=told["handed"], by=cast.scopes["county"], at=cast.in_office(2.2)
    )
    same = _raise(cast, "neighbour", "same", 3.1)
    joining.join(problem=first, other=same, by=cast.scopes["city"], at=cast.in_office(4.1))
    open_one = _raise(cast, "neighbour", "answered", 1.2)
    problems.answer(
        problem=open_one,
        outcome=Request.Outcome.PARTLY,
        text=told["answer"],
        by=cast.scopes["city"],
        at=cast.in_office(5.1),
    )
    unclear = _raise(cast, "township", "department", 4.2)
    county = cast.scopes["county"]
    departments = queries.departments(county.place, on=cast.at.date())
    regulator = next((body for body in departments if body.kind == "market_regulator"), None)
    if regulator is not None:
        handing.hand_over(
            problem=unclear, department=regulator, note=told["to_department"], by=county, at=cast.in_office(5)
        )


def _raise(cast: Cast, key: str, name: str, day: float) -> Request:
    return problems.put_forward(**script()["problems"][name], by=cast.scopes[key], at=cast.in_office(day))
