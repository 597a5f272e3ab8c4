"""Installations and browser windows for the journeys."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Generator, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import sheets
from tests.journeys.installation import PROJECT, Installation
from tests.journeys.window import DESK, PHONE, Window
from tests.world import PASSWORD

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
ROUND = "2026-4"
AS_OF = date.today() - timedelta(days=3)
REPORTS = pytest.StashKey[dict[str, pytest.TestReport]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets `windows` know how a test ended."""
    report = yield
    item.stash.setdefault(REPORTS, {})[report.when] = report
    return report


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with installations "empty" and "census", made by whichever worker comes first, never served."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "installations"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            prepare(shared)
            (shared / "ready").touch()
    return shared


def prepare(shared: Path) -> None:
    """Makes both, as an operator would."""
    empty = Installation(shared / "empty")
    empty.folder.mkdir()
    empty.run("setup")
    census = empty.copy_to(shared / "census")
    empty.furnish("people", keys=["city", "county", "system_admin"])
    census.run("census", "open-round", ROUND, "--as-of", AS_OF.isoformat())
    for county, rows in (("411302", sheets.wancheng()), ("411303", sheets.wolong())):
        path = sheets.write(shared / f"{county}.xlsx", rows, title="非公企业和社会组织党建工作摸底表")
        census.run("census", "import", str(path), "--territory", county, "--round", ROUND)
    roll = sheets.write(
        shared / "members.xlsx", sheets.members(), title="党员名册", headings=sheets.MEMBER_HEADINGS
    )
    census.run("census", "import", str(roll), "--territory", "411300", "--round", ROUND, "--kind", "members")
    census.furnish("people")


@pytest.fixture(scope="module")
def installation(
    request: pytest.FixtureRequest, templates: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation for the journeys of one file, served. A file that begins with an empty one says BEGINS = "empty"."""
    begins = getattr(request.module, "BEGINS", "census")
    one = Installation(templates / begins).copy_to(tmp_path_factory.mktemp("journey") / "data")
    one.serve()
    try:
        yield one
    finally:
        one.stop()
    assert not one.faults(), "\n".join(one.faults())


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. One for each file: while it runs, Django's models are out of reach in this thread."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


class Windows(Protocol):
    """Opens a window; `key`: who of the cast is signed in, '' for nobody."""

    def __call__(self, key: str = "", *, phone: bool = False, secret: str = "") -> Window: ...


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """Sign-ins of this file by key: signing in is a journey of its own, and takes its time on purpose."""
    return {}


@pytest.fixture
def windows(
    request: pytest.FixtureRequest, installation: Installation, browser: Browser, sessions: dict[str, Any]
) -> Iterator[Windows]:
    """Windows of as many people as the journey needs. Fails at the end if a browser had complained."""
    opened: list[Window] = []

    def window(key: str = "", *, phone: bool = False, secret: str = "") -> Window:
        one = open_window(browser, installation, phone=phone, session=sessions.get(key))
        opened.append(one)
        if key and key not in sessions:
            one.sign_in(key, PASSWORD, secret=secret)
            sessions[key] = one.page.context.storage_state()
        return one

    yield window
    report = request.node.stash.get(REPORTS, {}).get("call")
    if report is not None and report.failed:
        keep_pictures(request.node.name, opened)
    for one in opened:
        one.page.context.close()
    complaints = [text for one in opened for text in one.complaints]
    assert not complaints, "\n".join(complaints)


def open_window(
    browser: Browser, installation: Installation, *, phone: bool = False, session: Any = None
) -> Window:
    """A browser of somebody's own, at a desk or on a phone; session: a sign-in to go on with."""
    context = browser.new_context(
        viewport=PHONE if phone else DESK,
        is_mobile=phone,
        has_touch=phone,
        locale="zh-CN",
        reduced_motion="reduce",
        storage_state=session,
    )
    return Window(context.new_page(), installation.url)


def keep_pictures(name: str, opened: list[Window]) -> None:
    """Leaves build/journeys/TEST-NUMBER.png of each window for whoever mends it."""
    folder = PROJECT / "build" / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(opened, 1):
        one.page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)
