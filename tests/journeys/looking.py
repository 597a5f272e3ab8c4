"""What must hold on every page: no barrier that axe finds, no sideways scrolling, one heading, a title, no leftovers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPTS = Path(__file__).parent / "scripts"
AXE = "../../vendor/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@cache
def _script(name: str) -> str:
    return (SCRIPTS / name).read_text()


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page as it stands; empty when nothing is."""
    page.evaluate(_script(AXE))
    found: list[str] = page.evaluate(_script("look.js"), STANDARDS)
    return found


def keyboard_faults(page: Page) -> list[str]:
    """What the Tab key does not come to, and where the focus cannot be seen."""
    stops: int = page.evaluate(_script("stops.js"))
    reached: list[int] = []
    unseen: list[str] = []
    for _ in range(4 * stops + 10):  # a date takes three stops of its own
        page.keyboard.press("Tab")
        at, without_ring = page.evaluate(_script("step.js"))
        if reached and at == reached[-1]:
            continue
        if reached and (at < 0 or at in reached):
            break
        reached.append(at)
        if without_ring:
            unseen.append(f"focus cannot be seen on {without_ring}")
    missed: list[Any] = page.evaluate(_script("missed.js"), reached)
    return [f"the Tab key does not come to {one}" for one in missed] + unseen


def chinese_left(page: Page, data: list[str]) -> list[str]:
    """Chinese words and punctuation on an English page that are neither data nor marked as Chinese (lang="zh-Hans")."""
    longest_first = sorted(data, key=len, reverse=True)
    found: list[str] = page.evaluate(_script("chinese.js"), longest_first)
    return found
