"""The web server's first process: loads the product once, then Granian forks the web processes off it.

What they only read (code, word lists, forms, addresses) lies in memory once, however many they are, and one that is started again
answers at once. Before the fork nothing may be open that two processes cannot share: no thread, no connection to the database
(tests/guards/test_web_process.py).
"""

from __future__ import annotations

import gc

from django.urls import get_resolver
from granian.cli import entrypoint


def load() -> None:
    """Loads what every web process would load by itself: settings, models, addresses with their views."""
    from zhengyou.config import wsgi  # noqa: F401, PLC0415 - sets Django up, which importing this file does not

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()  # the collector writes to what it looks at: what was loaded once stays shared


if __name__ == "__main__":
    load()
    entrypoint()  # type: ignore[no-untyped-call]  # Granian carries no types
