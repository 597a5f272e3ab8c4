"""The kinds of workbook: one pipeline, one small module for each."""

from __future__ import annotations

from typing import Final

from zhengyou.census.importing.kinds import registers
from zhengyou.census.importing.kinds.members import Members
from zhengyou.census.importing.kinds.organisations import Organisations
from zhengyou.census.importing.kinds.units import Units
from zhengyou.census.importing.session import Session

_ALL: Final[tuple[type[Session], ...]] = (Units, Organisations, Members, *registers.KINDS)
KINDS: Final = {one.kind: one for one in _ALL}
