"""Reads Chinese directives (讲话稿, 实施方案, 意见, 通知) into a tree. Deterministic; knows no Django and no single text."""

from zhengyou.campaigns.rules.directive.reading import read
from zhengyou.campaigns.rules.directive.tree import Clause, Directive, Part, Point, Region, Source

__all__ = ["Clause", "Directive", "Part", "Point", "Region", "Source", "read"]
