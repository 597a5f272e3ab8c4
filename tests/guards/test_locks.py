"""The locks pin everything that pyproject.toml asks for, by hash, and say nothing about where to get it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
# What each lock takes from the optional dependencies.
SETS = {"run": ["build"], "spark": ["build", "spark"], "test": ["build", "spark", "test"]}


@dataclass(frozen=True)
class Pin:
    requirement: Requirement
    hashes: int
    direct: bool  # pyproject.toml asks for it, not only another package

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")


def lock_text(name: str) -> str:
    return (ROOT / "locks" / f"{name}.txt").read_text()


def pins(name: str) -> list[Pin]:
    """The pins of a lock. A pin is a line at the margin and the indented lines under it."""
    blocks = re.split(r"\n(?=[^\s#])", "\n" + lock_text(name))[1:]
    return [
        Pin(
            requirement=Requirement(block.splitlines()[0].rstrip(" \\")),
            hashes=len(HASH.findall(block)),
            direct="zhengyou (pyproject.toml)" in block,
        )
        for block in blocks
    ]


def wanted(name: str) -> dict[str, Requirement]:
    """What pyproject.toml asks for directly in a set, by canonical name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = list(project["dependencies"])
    for extra in SETS[name]:
        lines += project["optional-dependencies"][extra]
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, lines)}


@pytest.mark.parametrize("name", SETS)
def test_every_pin_is_exact_and_has_hashes(name: str) -> None:
    assert pins(name)
    loose = [pin.name for pin in pins(name) if pin.hashes == 0 or not re.fullmatch(r"[\w.+!]+", pin.version)]
    assert not loose


@pytest.mark.parametrize("name", SETS)
def test_no_address_is_named(name: str) -> None:
    lines = [
        line for line in lock_text(name).splitlines() if "://" in line or re.match(r"\s*-(?!-hash=)", line)
    ]
    assert not lines


@pytest.mark.parametrize("name", SETS)
def test_it_pins_what_pyproject_asks_for_and_nothing_it_no_longer_asks_for(name: str) -> None:
    assert {pin.name for pin in pins(name) if pin.direct} == set(wanted(name)), "Run `make lock`."


@pytest.mark.parametrize("name", SETS)
def test_the_pinned_versions_are_those_that_pyproject_allows(name: str) -> None:
    asked = wanted(name)
    wrong = [
        f"{pin.name} {pin.version}"
        for pin in pins(name)
        if pin.direct and pin.version not in asked[pin.name].specifier
    ]
    assert not wrong, "Run `make lock`."


def test_the_tests_run_against_the_versions_that_are_shipped() -> None:
    run = {(pin.name, pin.version) for pin in pins("run")}
    assert run <= {(pin.name, pin.version) for pin in pins("test")}
