"""Rules as data: files by edition under `standards/`, read into frozen dataclasses. Knows no Django."""

from zhengyou.standards.access import Access, Role, load_access
from zhengyou.standards.calendar import OfficialDays, load_official_days
from zhengyou.standards.directives import Compound, DirectiveWords, Duty, load_directive_words
from zhengyou.standards.divisions import Division, Divisions, load_divisions
from zhengyou.standards.editions import Edition, data_root, edition, editions
from zhengyou.standards.enums import Enum, Enums, EnumValue, load_enums
from zhengyou.standards.errors import StandardError
from zhengyou.standards.fields import (
    Field,
    FieldTable,
    load_member_fields,
    load_organisation_fields,
    load_unit_fields,
)
from zhengyou.standards.founding import FoundingRules, Threshold, load_founding
from zhengyou.standards.industries import IndustryTable, load_industries
from zhengyou.standards.linkage import Level, Linkage, load_linkage
from zhengyou.standards.packs import Pack, PackDay, PackRole, Phase, load_pack
from zhengyou.standards.planner import PlannerRules, Policy, PolicyError, PolicyLine, load_planner
from zhengyou.standards.questions import Question, load_questions
from zhengyou.standards.registers import Register, RegisterField, load_registers
from zhengyou.standards.reviewing import Reviewing, load_reviewing
from zhengyou.standards.rules.text import fold
from zhengyou.standards.sizes import SizeTable, load_sizes
from zhengyou.standards.tiles import Tile, Tiles, lay_out, load_tiles

__all__ = [
    "Access",
    "Compound",
    "DirectiveWords",
    "Division",
    "Divisions",
    "Duty",
    "Edition",
    "Enum",
    "EnumValue",
    "Enums",
    "Field",
    "FieldTable",
    "FoundingRules",
    "IndustryTable",
    "Level",
    "Linkage",
    "OfficialDays",
    "Pack",
    "PackDay",
    "PackRole",
    "Phase",
    "PlannerRules",
    "Policy",
    "PolicyError",
    "PolicyLine",
    "Question",
    "Register",
    "RegisterField",
    "Reviewing",
    "Role",
    "SizeTable",
    "StandardError",
    "Threshold",
    "Tile",
    "Tiles",
    "data_root",
    "edition",
    "editions",
    "fold",
    "lay_out",
    "load_access",
    "load_directive_words",
    "load_divisions",
    "load_enums",
    "load_founding",
    "load_industries",
    "load_linkage",
    "load_member_fields",
    "load_official_days",
    "load_organisation_fields",
    "load_pack",
    "load_planner",
    "load_questions",
    "load_registers",
    "load_reviewing",
    "load_sizes",
    "load_tiles",
    "load_unit_fields",
]
