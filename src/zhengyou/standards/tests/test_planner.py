"""The planner's policy: bounds, contradictions, and tables that are not whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhengyou.standards import PolicyError, StandardError, data_root, load_planner

SHIPPED = (data_root() / "planner" / "2026" / "policy.csv").read_text()


def test_the_legal_numbers_stand_in_it() -> None:
    policy = load_planner().policy
    assert (policy.least_members, policy.most_members, policy.most_units) == (3, 50, 5)


def test_the_dial_goes_from_one_opening_cost_to_the_other() -> None:
    rules = load_planner()
    costs = [rules.adjusted({"fewest": dial}).opening_km for dial in (0, 0.5, 1)]
    assert costs[0] == rules.policy.opening_compact_km
    assert costs[2] == rules.policy.opening_fewest_km
    assert costs[1] == pytest.approx((costs[0] + costs[2]) / 2)


def test_what_was_written_is_read_again() -> None:
    rules = load_planner()
    held = rules.adjusted({"furthest_km": 3.5, "most_units": 4})
    assert rules.read(held.to_json()) == held
    with pytest.raises(PolicyError):
        rules.read({"furthest_km": 3})


@pytest.mark.parametrize(
    "values",
    [
        {"fewest": 1.1},
        {"fewest": -0.1},
        {"most_units": 2.5},
        {"furthest_km": float("nan")},
        {"furthest_km": "x"},
        {"nonsense": 1},
        {"least_members": 40, "most_members": 30},
        {"opening_compact_km": 50},
    ],
)
def test_values_out_of_bounds_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(PolicyError):
        load_planner().adjusted(values)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("furthest_km,8,", "furthest_km,800,"),
        ("seeds,4,", "seeds,4.5,"),
        ("stay_km,3,", "unheard_of,3,"),
        ("stay_km,3,", "host_km,3,"),
        ("opening_compact_km,2,", "opening_compact_km,41,"),
    ],
)
def test_a_table_that_is_not_sound_is_refused(tmp_path: Path, old: str, new: str) -> None:
    folder = tmp_path / "planner" / "2026"
    folder.mkdir(parents=True)
    assert old in SHIPPED
    (folder / "policy.csv").write_text(SHIPPED.replace(old, new))
    (folder / "source.toml").write_text((data_root() / "planner" / "2026" / "source.toml").read_text())
    with pytest.raises(StandardError):
        load_planner(root=tmp_path)
