"""How long an official document takes, as PDF and as docx, short and long.

    python -m benchmarks.documents [--runs 7]

The first document of a process also reads the machine's fonts; it is measured apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count

from benchmarks.machine import medians, report, seconds
from zhengyou.documents import Document, Made, Paragraph, to_docx, to_pdf
from zhengyou.documents.tests import samples

PAGES = (1, 10, 60)


PARAGRAPHS_A_PAGE = 5
runs_so_far = count(1)


def document(pages: int) -> Document:
    """No paragraph like another, and none like one of an earlier run: typst remembers what it has set."""
    run = next(runs_so_far)
    texts = (f"第{run}次第{number}段。{samples.TEXT}" for number in range(pages * PARAGRAPHS_A_PAGE))
    return replace(samples.DOCUMENT, attachments=(), body=tuple(Paragraph(text) for text in texts))


def make(maker: Callable[[Document], Made], pages: int) -> Made:
    return maker(document(pages))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    first = round(seconds(lambda: to_pdf(samples.SHORT)), 2)
    steps: dict[str, Callable[[], Made]] = {}
    for pages in PAGES:
        steps[f"PDF, about {pages} pages"] = partial(make, to_pdf, pages)
        steps[f"docx, about {pages} pages"] = partial(make, to_docx, pages)
    found = medians(runs, lambda: None, steps)
    report("documents", {"first PDF of a process": first, "seconds": found})


if __name__ == "__main__":
    main()
