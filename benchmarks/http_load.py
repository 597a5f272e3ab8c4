"""Sixteen browsers that never rest: keep-alive connections that ask for one page again and again, in a process of their own.

    python -m benchmarks.http_load --port 8000 --path /overview/ --cookie "..." [--connections 16] [--seconds 5]
        [--unchanged] [--anew]

Prints one JSON document: requests a second, median and 95th percentile in milliseconds, answers by status, bytes of a page.
`--unchanged` sends the tag of the answer before (If-None-Match), as a browser does. `--anew` gives each request an address that
was never asked for, so that nothing kept can answer it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Wanted:
    """What is asked, by how many, for how long."""

    host: str
    port: int
    path: str
    cookie: str
    connections: int
    seconds: float
    unchanged: bool
    anew: bool


@dataclass(slots=True)
class Seen:
    """What came back."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    size: int = 0


async def load(wanted: Wanted) -> dict[str, object]:
    """Asks until the time is over; the first second warms up and does not count."""
    seen = Seen()
    now = time.perf_counter()
    begin, end = now + 1.0, now + 1.0 + wanted.seconds
    await asyncio.gather(*(_browse(wanted, number, seen, begin, end) for number in range(wanted.connections)))
    if not seen.times:
        raise SystemExit("No answer came in time.")
    ordered = sorted(seen.times)
    return {
        "requests_per_second": round(len(ordered) / wanted.seconds, 1),
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "statuses": dict(sorted(seen.statuses.items())),
        "bytes": seen.size,
    }


async def _browse(wanted: Wanted, number: int, seen: Seen, begin: float, end: float) -> None:
    reader, writer = await asyncio.open_connection(wanted.host, wanted.port)
    tag, asked = b"", 0
    try:
        while True:
            start = time.perf_counter()
            if start >= end:
                return
            asked += 1
            query = f"?asked={number}-{asked}-{time.time_ns()}" if wanted.anew else ""
            writer.write(_request(wanted, query, tag if wanted.unchanged else b""))
            head = await reader.readuntil(b"\r\n\r\n")
            status = int(head[9:12])
            size = int(_header(head, b"content-length") or 0)
            if size:
                await reader.readexactly(size)
            stop = time.perf_counter()
            tag = _header(head, b"etag") or tag
            if start >= begin and stop <= end:
                seen.times.append(stop - start)
                seen.statuses[status] += 1
                seen.size = max(seen.size, size)
    finally:
        writer.close()


def _request(wanted: Wanted, query: str, tag: bytes) -> bytes:
    lines = [
        f"GET {wanted.path}{query} HTTP/1.1",
        f"Host: {wanted.host}:{wanted.port}",
        "Accept: text/html",
        f"Cookie: {wanted.cookie}",
    ]
    head = "\r\n".join(lines).encode() + b"\r\n"
    return head + (b"If-None-Match: " + tag + b"\r\n" if tag else b"") + b"\r\n"


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.lower() == name:
            return value.strip()
    return b""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--cookie", default="")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--unchanged", action="store_true")
    parser.add_argument("--anew", action="store_true")
    found = asyncio.run(load(Wanted(**vars(parser.parse_args()))))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
