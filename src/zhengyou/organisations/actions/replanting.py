"""Moves a subtree of the Party line to another place, one writer at a time in each line."""

from __future__ import annotations

from django.db.models import Max, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from zhengyou.organisations.actions.journal import carry
from zhengyou.organisations.actions.planting import Planter
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import below, is_below
from zhengyou.scoping.prefix import LABEL_WIDTH, MAX_DEPTH
from zhengyou.web.errors import Conflict, Refused

_BECAUSE = "the tree stays whole whoever may see which part of it"


def rows() -> QuerySet[PartyOrganisation]:
    """All organisations, for work on the tree itself."""
    return PartyOrganisation.objects.across_all(because=_BECAUSE)


def lock(organisation: PartyOrganisation, version: int | None = None) -> PartyOrganisation:
    """The row as it stands now, locked until the transaction ends. Conflict when `version` is not the held one."""
    held = rows().select_for_update().filter(pk=organisation.pk).first()
    if held is None or (version is not None and held.version != version):
        raise Conflict(_("在您打开页面之后，别人修改了这个党组织。请重新打开，核对后再改。"))
    return held


def lock_lines(*paths: str) -> None:
    """Locks the tops of the lines that these paths belong to: two changes of one line wait for each other.

    SQLite has one writer at a time anyway.
    """
    tops = sorted({path[:LABEL_WIDTH] for path in paths if path})
    list(rows().select_for_update().filter(path__in=tops).order_by("path").values_list("pk", flat=True))


def free_path(superior: PartyOrganisation | None) -> str:
    """The path for one more organisation under `superior` (None: a line of its own). Refused when too deep."""
    path = Planter(rows).path_under(superior.path if superior else "")
    _refuse_too_deep(len(path))
    return path


def replant(organisation: PartyOrganisation, superior: PartyOrganisation | None) -> str:
    """Gives the organisation and all below it paths under `superior`; returns the new path.

    Both rows were read after their lines were locked. Refused when the superior stands below it.
    """
    old = organisation.path
    if superior is not None and is_below(superior.path, old):
        raise Refused(
            _("“%(superior)s”就是这个党组织或它的下级，不能作它的上级。请另选。")
            % {"superior": superior.name}
        )
    new = free_path(superior)
    subtree = rows().filter(below("path", old))
    deepest = subtree.aggregate(length=Max(Length("path")))["length"]
    _refuse_too_deep(deepest - len(old) + len(new))
    carry("organisation", old, new)
    return new


def _refuse_too_deep(length: int) -> None:
    if length > LABEL_WIDTH * MAX_DEPTH:
        raise Refused(_("党组织层级超过 %(most)s 级，不能再往下设。请核对上级党组织。") % {"most": MAX_DEPTH})
