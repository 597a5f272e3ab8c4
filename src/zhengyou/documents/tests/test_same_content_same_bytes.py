"""The same content gives the same bytes, today and tomorrow."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from zhengyou.documents import to_docx, to_pdf
from zhengyou.documents.tests import samples
from zhengyou.documents.tests.measuring import fonts, opened, pdf, word

RICH = samples.with_body(*samples.BODY, samples.PICTURE, samples.table(40, landscape=True))
PROGRAM = """
import hashlib
from zhengyou.documents import to_docx, to_pdf
from zhengyou.documents.tests.measuring import fonts
from zhengyou.documents.tests.test_same_content_same_bytes import RICH
for make in (to_pdf, to_docx):
    print(hashlib.sha256(make(RICH, fonts=fonts()).content).hexdigest())
"""


@pytest.mark.parametrize("make", [to_pdf, to_docx])
def test_twice_the_same(make, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    first = make(RICH, fonts=fonts()).content
    later = time.time() + 400_000_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert make(RICH, fonts=fonts()).content == first


def test_another_process_with_another_seed_gives_the_same() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "PYTHONPATH": str(Path(__file__).parents[3]),
            },
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "Asia/Shanghai"), ("2", "UTC"))
    ]
    assert said[0] == said[1] != ""


def test_no_file_says_when_it_was_made() -> None:
    assert not {"CreationDate", "ModDate"} & set(opened(pdf(RICH)).metadata)
    facts = word(RICH).files["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", facts)) == {"2026-11-03"}  # the document's own date


def test_another_text_gives_other_bytes() -> None:
    other = replace(RICH, number="宛组发〔2026〕13号")
    assert to_pdf(other, fonts=fonts()).content != to_pdf(RICH, fonts=fonts()).content
    assert to_docx(other, fonts=fonts()).content != to_docx(RICH, fonts=fonts()).content
