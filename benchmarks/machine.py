"""Names the machine and runs a thing several times."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def machine() -> str:
    """Processor, cores, memory, Python: what a figure must be read with."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def seconds(run: Callable[[], Any]) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def medians(runs: int, prepare: Callable[[], Any], measured: dict[str, Callable[[], Any]]) -> dict[str, Any]:
    """Runs `prepare` and then each measured step in turn, `runs` times; {step: {median, all}} in seconds."""
    taken: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(runs):
        prepare()
        for name, step in measured.items():
            taken[name].append(round(seconds(step), 2))
    return {name: {"median": statistics.median(times), "all": times} for name, times in taken.items()}


def report(name: str, found: dict[str, Any]) -> None:
    """One JSON document on standard output."""
    json.dump({"benchmark": name, "machine": machine(), **found}, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
