"""The unit's count, the branch's roll and the member's own word beside one another: differences to be explained.

Nothing is stored of a difference but its explanation. One page is one county (or one secretary's branches): a fixed number of
grouped queries whatever its size.
"""

from zhengyou.census.queries.differences.behind import members_behind
from zhengyou.census.queries.differences.choosing import Choice, choices
from zhengyou.census.queries.differences.listing import found, listed
from zhengyou.census.queries.differences.one import KINDS, Difference

__all__ = ["KINDS", "Choice", "Difference", "choices", "found", "listed", "members_behind"]
