"""What a page looks like on A4: it fits the width, and the printed file opens."""

from __future__ import annotations

import re

from tests.journeys.window import Window

WIDTH = 680  # CSS pixels between the margins of 15 mm on A4
A4 = (595, 842)  # points
_WIDE = """(width) => [...document.querySelectorAll("main *")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.width && box.right > width + 1 && !one.closest(".visually-hidden, svg");
}).map((one) => `${one.tagName}.${one.className} "${one.textContent.trim().slice(0, 40)}"`)"""


def print_out(window: Window, *, most: int) -> bytes:
    """Prints the page; fails when something stands past the margin, or it takes more than `most` pages."""
    page = window.page
    size = page.viewport_size
    assert size is not None
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH, "height": size["height"]})
    wide = page.evaluate(_WIDE, WIDTH)
    page.set_viewport_size(size)
    page.emulate_media(
        media="null"
    )  # what a browser prints by itself; "screen" would put the screen on paper
    assert not wide, f"{page.url} does not fit on paper: {wide[:5]}"
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    boxes = {
        tuple(round(float(one)) for one in box.split()[2:])
        for box in re.findall(rb"/MediaBox ?\[([^\]]+)\]", pdf)
    }
    assert boxes == {A4}, f"printed on {boxes}"
    pages = len(re.findall(rb"/Type ?/Page\b", pdf))
    assert 0 < pages <= most, f"{page.url} takes {pages} pages"
    return pdf
