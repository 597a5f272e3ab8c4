"""One browser window of one person. Whatever page it comes to is looked at (looking.py)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, Response, ViewportSize, expect

from tests.journeys.looking import faults_of, keyboard_faults
from zhengyou.accounts.rules.one_time_codes import code_at

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 30_000  # milliseconds, on a machine that does other things as well


@dataclass
class Window:
    """A person at a page. Methods that lead to another page fail unless it answers with `status`."""

    page: Page
    url: str
    complaints: list[str] = field(
        default_factory=list
    )  # of the browser: errors of scripts, of the policy, of loading
    dialogs: list[str] = field(default_factory=list)  # questions that were asked, and answered with yes
    _documents: set[str] = field(
        default_factory=set
    )  # pages that answered with an error, as a journey wanted

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._agree)
        self.page.on("response", self._note)

    # Going somewhere

    def open(self, address: str, *, status: int = 200, look: bool = True) -> Window:
        """Types an address, absolute or of this site."""
        response = self.page.goto(address if "://" in address else self.url + address)
        return self._arrived(response, status, look=look)

    def follow(
        self, name: str | re.Pattern[str], *, status: int = 200, within: Locator | None = None
    ) -> Window:
        """Clicks the first link of that name."""
        return self._go(self._first("link", name, within).click, status)

    def press(
        self, name: str | re.Pattern[str], *, status: int = 200, within: Locator | None = None
    ) -> Window:
        """Clicks the first button of that name, which leads to a page."""
        return self._go(self._first("button", name, within).click, status)

    def key(self, *keys: str, status: int = 200) -> Window:
        """Presses keys; the last one leads to a page."""
        for one in keys[:-1]:
            self.page.keyboard.press(one)
        return self._go(lambda: self.page.keyboard.press(keys[-1]), status)

    def sign_in(self, username: str, password: str, *, secret: str = "") -> Window:
        """Through the page; with a one-time code when the account has a secret for it."""
        self.open("/login/", look=False).fill("登录名", username).fill("密码", password).press("登录")
        if secret:
            self.enter_code(secret)
        return self

    def enter_code(self, secret: str, button: str = "登录") -> Window:
        """Writes what the telephone shows; once more when it changed meanwhile."""
        asked = self.page.url
        for _ in range(2):
            self.fill("动态口令", code_at(secret, datetime.now(UTC))).press(button)
            if self.page.url != asked:
                break
        return self

    # Doing something on the page

    def fill(self, label: str, text: str) -> Window:
        """Writes into the field of that label."""
        self._field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> Window:
        """Picks from a drop-down by the words shown."""
        self._field(label).select_option(label=option)
        return self

    def tick(self, label: str) -> Window:
        """Ticks a box or a choice."""
        self._field(label).check()
        return self

    def attach(self, path: Path) -> Window:
        """Puts a file into the page's file field."""
        self.page.locator('input[type="file"]').set_input_files(path)
        return self

    def download(self, name: str | re.Pattern[str], folder: Path) -> Path:
        """Clicks a link or button of that name that answers with a file; returns where it lies now."""
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name=name).or_(
                self.page.get_by_role("button", name=name)
            ).first.click()
        target = folder / started.value.suggested_filename
        started.value.save_as(target)
        return target

    # Seeing

    def sees(self, *texts: str) -> Window:
        """Waits until the page shows all of these."""
        for text in texts:
            try:
                expect(self.page.locator("body")).to_contain_text(text, use_inner_text=True, timeout=PATIENCE)
            except AssertionError:
                shown = " ".join(self.page.locator("main").inner_text().split())
                raise AssertionError(f"{self.page.url} does not show “{text}”: {shown[:700]}") from None
        return self

    def misses(self, *texts: str) -> Window:
        """None of these is shown (asked at once: the page stands already)."""
        shown = self.page.locator("body").inner_text()
        found = [text for text in texts if text in shown]
        assert not found, f"{self.page.url} shows {found}"
        return self

    @property
    def heading(self) -> str:
        """The page's heading."""
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        """The address without the site."""
        return self.page.url.removeprefix(self.url)

    def row(self, text: str) -> Locator:
        """The row of a table that holds this text."""
        return self.page.locator("tr", has_text=text).first

    def look(self) -> Window:
        """Fails unless the page as it stands now is in order."""
        faults = faults_of(self.page)
        assert not faults, self._report(faults)
        return self

    def walk(self) -> Window:
        """Fails unless the Tab key comes to everything, and the focus is to be seen."""
        faults = keyboard_faults(self.page)
        assert not faults, self._report(faults)
        return self

    def picture(self, name: str, *, height: int = 768) -> Window:
        """Writes docs/pictures/NAME.png when pictures are wanted (`make pictures`)."""
        if os.environ.get("ZHENGYOU_PICTURES"):
            size = self.page.viewport_size
            assert size is not None
            if size == DESK:
                self.page.set_viewport_size(
                    {"width": 1366, "height": height}
                )  # as wide as in a county office
            self.settle()
            self.page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
            path = PICTURES / f"{name}.png"
            self.page.screenshot(path=path, animations="disabled")
            self.page.set_viewport_size(size)
            assert path.stat().st_size < 200_000, f"{path.name} is too large for the documents"
        return self

    def settle(self) -> Window:
        """Waits until what the page fetches by itself is there."""
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        return self

    # What happens besides

    def _field(self, label: str) -> Locator:
        """The field of that label, which may bear the star of a required one."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*\*?\s*$")).first

    def _first(self, role: Any, name: str | re.Pattern[str], within: Locator | None) -> Locator:
        area: Locator | Page = within if within is not None else self.page.locator("body")
        return area.get_by_role(role, name=name, exact=isinstance(name, str)).first

    def _go(self, act: Callable[[], None], status: int) -> Window:
        with self.page.expect_navigation(timeout=PATIENCE) as arrival:
            act()
        return self._arrived(arrival.value, status, look=True)

    def _arrived(self, response: Response | None, status: int, *, look: bool) -> Window:
        assert response is not None
        assert response.status == status, f"{response.url} answered {response.status}, not {status}"
        self.settle()
        return self.look() if look else self

    def _report(self, faults: list[str]) -> str:
        return "\n- ".join([f"{self.page.url} at {self.page.viewport_size}:", *faults])

    def _note(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self._documents.add(response.url)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        # The browser reports the status of the page itself too; journeys say what they expect of that.
        if "Failed to load resource" in message.text and message.location.get("url") in self._documents:
            return
        self.complaints.append(f"{self.page.url}: {message.text} ({message.location.get('url')})")

    def _agree(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.accept()
