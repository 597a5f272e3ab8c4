"""Cities, counties and townships with so many members each, counted and frozen; and who can be told by subtraction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from tests.world import LONG_AGO, NOW, World
from zhengyou.analytics import queries, snapshots
from zhengyou.analytics.actions import building
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import FrozenPlace
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.rules.elimination import determined
from zhengyou.analytics.rules.protection import FEWEST
from zhengyou.analytics.snapshots import Tree
from zhengyou.analytics.tests.frozen import LATER, OPERATOR, held
from zhengyou.census.models import Member
from zhengyou.organisations.models import OrganisationLink, PartyOrganisation, Territory, TerritoryLink
from zhengyou.scoping.prefix import ancestors, label

INDICATOR = "relation_here"
_ALL = "the test reads everything"


def people(world: World, numbers: Mapping[str, int]) -> None:
    """So many members in each place, by its code, and no others; all of a place in one branch, of the name of the code."""
    Member.objects.across_all(because=_ALL).delete()
    for code, number in numbers.items():
        branch(world, code, world.place[code], number)


def branch(world: World, key: str, where: Territory, members: int) -> None:
    """A branch with so many members, every third with relations here."""
    taken = PartyOrganisation.objects.across_all(because=_ALL).count()
    one = PartyOrganisation(
        name=f"{key}党支部",
        level="branch",
        territory=where,
        place=where.path,
        path=label(500 + taken),
        valid_from=LONG_AGO,
    )
    one.save()
    OrganisationLink(organisation=one, superior=None, valid_from=LONG_AGO).save()
    world.organisation[key] = one
    for number in range(members):
        Member(
            name=f"党员{number}",
            category="full",
            standing="normal",
            branch=one,
            place=where.path,
            relation="elsewhere" if number % 3 else "here",
        ).save()


def county(world: World, code: str, name: str, above: str, townships: int) -> None:
    """A county with so many townships."""
    place(world, code, name, "county", above)
    for number in range(townships):
        place(world, f"{code}{number + 1:03}", f"{name}{number + 1}街道", "township", code)


def place(world: World, code: str, name: str, level: str, above: str) -> None:
    """One place more."""
    parent = world.place[above]
    taken = Territory.objects.across_all(because=_ALL).filter(parent=parent).count()
    one = Territory(
        code=code, name=name, level=level, parent=parent, path=parent.path + label(taken), valid_from=LONG_AGO
    )
    one.save()
    TerritoryLink(territory=one, parent=parent, valid_from=LONG_AGO).save()
    world.place[code] = one


def count(world: World) -> None:
    """The cells as they stand."""
    while follow(at=LATER):
        continue
    building.build(world.round, at=NOW)


def by_code(tree: Tree) -> dict[str, Numbers | None]:
    """{code: the figure that is shown of a place then}, or of places today. None: withheld, or nobody can tell."""
    places = FrozenPlace.objects.across_all(because=_ALL).filter(snapshot=held())
    territories = Territory.objects.across_all(because=_ALL).filter(valid_to=None)
    codes = dict((places if tree is Tree.THEN else territories).values_list("path", "code"))
    found = snapshots.figures(OPERATOR, held(), codes, tree=tree)
    told = {codes[path]: some.get(INDICATOR, Numbers()) for path, some in found.items()}
    return {code: one if isinstance(one, Numbers) else None for code, one in told.items()}


def today(world: World) -> dict[str, Numbers | None]:
    """{code: the figure that stands and is shown}"""
    codes = dict(Territory.objects.across_all(because=_ALL).filter(valid_to=None).values_list("path", "code"))
    found = queries.figures(OPERATOR, world.round, codes)
    return {
        codes[path]: some[INDICATOR].numbers if INDICATOR in some else Numbers()
        for path, some in found.items()
    }


def standing() -> dict[int, str]:
    """{member: path}"""
    return dict(Member.objects.across_all(because=_ALL).values_list("pk", "place"))


def told(world: World, then: Mapping[int, str]) -> dict[Hashable, int]:
    """{group of fewer than five: its size} that whoever adds and subtracts all that is shown can work out.

    then: where the members stood when the figures were frozen. Everybody who went the same way is one unknown.
    """
    now = standing()
    ways = Counter((then[pk], now[pk]) for pk in now)
    shown_then, shown_now, restated = by_code(Tree.THEN), today(world), by_code(Tree.TODAY)
    equations: list[dict[Hashable, int]] = []
    small: dict[Hashable, int] = {way: size for way, size in ways.items() if size < FEWEST}

    def seen(name: Hashable, group: Sequence[tuple[str, str]], *, shown: bool) -> None:
        size = sum(ways[way] for way in group)
        if 0 < size < FEWEST:
            small[name] = size
        equations.append({**dict.fromkeys(group, 1), **({} if shown else {name: -1})})

    places = dict(
        FrozenPlace.objects.across_all(because=_ALL).filter(snapshot=held()).values_list("path", "code")
    )
    stands = dict(
        Territory.objects.across_all(because=_ALL).filter(valid_to=None).values_list("path", "code")
    )
    paths = {code: path for path, code in stands.items()}
    for path, code in places.items():
        lay = [way for way in ways if path in ancestors(way[0])]
        seen(("then", code), lay, shown=shown_then[code] is not None)
        if code in paths:
            lies = [way for way in ways if paths[code] in ancestors(way[1])]
            seen(("gone", code), [way for way in lay if way not in lies], shown=False)
            seen(("come", code), [way for way in lies if way not in lay], shown=False)
    for path, code in stands.items():
        lies = [way for way in ways if path in ancestors(way[1])]
        seen(("now", code), lies, shown=shown_now[code] is not None)
        if restated[code] is not None:
            seen(("restated", code), lies, shown=True)
    return {name: size for name, size in small.items() if name in determined(equations)}
