"""How far sites lie from each other, as far as it is known."""

from __future__ import annotations

import numpy as np

from zhengyou.coverage.planner.county import Flags, Floats, Ints, Placing, Sites


def between(one: Sites, other: Sites) -> Floats:
    """Kilometres, (len(one), len(other)). Of an unknown place: 0 within its township, infinite beyond."""
    apart = np.hypot(one.x[:, None] - other.x[None, :], one.y[:, None] - other.y[None, :])
    unknown = _unknown(one)[:, None] | _unknown(other)[None, :]
    same = one.town[:, None] == other.town[None, :]
    return np.where(unknown, np.where(same, 0.0, np.inf), apart)


def some(sites: Sites, which: Ints) -> Sites:
    """The sites with these indices."""
    return Sites(*(getattr(sites, name)[which] for name in Sites.__slots__))


def joined(one: Sites, other: Sites) -> Sites:
    """Both, one after the other."""
    return Sites(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in Sites.__slots__))


def _unknown(sites: Sites) -> Flags:
    return np.asarray((sites.placing == Placing.UNKNOWN) | np.isnan(sites.x) | np.isnan(sites.y))
