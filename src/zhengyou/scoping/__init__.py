"""Who may see which rows: a pure value, and the one doorway through which every query goes."""

from zhengyou.scoping.confirming import OutsideScope, confirm
from zhengyou.scoping.doorway import Doorway, NoScope, ScopedModel, ScopePaths
from zhengyou.scoping.prefix import PathField, below, is_below, upper_bound
from zhengyou.scoping.scope import Reach, Scope

__all__ = [
    "Doorway",
    "NoScope",
    "OutsideScope",
    "PathField",
    "Reach",
    "Scope",
    "ScopePaths",
    "ScopedModel",
    "below",
    "confirm",
    "is_below",
    "upper_bound",
]
